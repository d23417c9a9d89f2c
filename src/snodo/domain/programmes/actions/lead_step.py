"""After how many working days a missed promise comes before who co-ordinates the lead: from a day on."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.programmes import access
from snodo.domain.programmes.models import LeadStep, Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import Pack

LONGEST = 60


@transaction.atomic
def set_lead_step(
    *, programme: Programme, days: int, valid_from: datetime.date, source: str, actor: Actor
) -> LeadStep:
    """From that day on. Promises that end before it keep the days of then. Raises InputRefused."""
    access.require(access.can_manage(actor, programme))
    access.require_open(programme)
    problems: dict[str, str] = {}
    if not 1 <= days <= LONGEST:
        problems["days"] = f"Scrivi un numero di giorni lavorativi tra 1 e {LONGEST}."
    if valid_from < clock.today():
        problems["valid_from"] = "Vale da oggi in poi: quello che è passato non si riscrive."
    if not source.strip():
        problems["source"] = "Scrivi dove è deciso: l'accordo, l'articolo del protocollo, la delibera."
    if problems:
        raise InputRefused(problems)
    step = LeadStep.objects.create(
        programme=programme, days=days, valid_from=valid_from, source=source.strip()
    )
    changes = {"days": days, "valid_from": valid_from}
    audit.record(actor=actor, verb="programme.lead_step", subject=step, changes=changes)
    return step


def lead_step_of_pack(programme: Programme, pack: Pack) -> None:
    """What the pack says of it, if it does. A service of `start_programme`."""
    if pack.lead_after is not None:
        LeadStep.objects.create(
            programme=programme,
            days=pack.lead_after.days,
            valid_from=min(programme.starts_on, clock.today()),
            source=pack.lead_after.source or "Scheda del programma",
        )
