"""How fast a programme promises to move: set from a day on, never written over."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.programmes import access
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner, PromisedTime
from snodo.domain.programmes.states import PromisedStep, PromiseUnit
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import shapes

LONGEST = 730  # days


@transaction.atomic
def promise_time(
    *,
    action: ProgrammeAction,
    step: str,
    amount: int,
    unit: str,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    organisation: Organisation | None = None,
    source: str,
    actor: Actor,
) -> PromisedTime:
    """A new promise from a day on, for the action or for one receiving body. Raises InputRefused.

    Referrals that have come keep the promise of the day on which they came.
    """
    access.require(access.can_manage(actor, action.programme))
    access.require_open(action.programme)
    problems = _problems_of(step, amount, unit, valid_from, valid_until)
    if not source.strip():
        problems["source"] = "Scrivi dove è promesso: l'accordo, l'articolo del protocollo, la delibera."
    if organisation is None and valid_until is not None:
        problems["valid_until"] = "Il tempo di tutta l'azione vale finché non ne scrivi un altro."
    if organisation is not None and not _is_partner(action, organisation):
        problems["organisation"] = "L'ente non partecipa al programma: aggiungilo prima tra i partner."
    if problems:
        raise InputRefused(problems)
    promised = PromisedTime.objects.create(
        action=action,
        organisation=organisation,
        step=step,
        amount=amount,
        unit=unit,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source.strip(),
    )
    changes = {
        "action": action.pk,
        "organisation": promised.organisation_id,
        "step": step,
        "amount": amount,
        "unit": unit,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    audit.record(actor=actor, verb="programme.promise_time", subject=promised, changes=changes)
    return promised


def _problems_of(
    step: str, amount: int, unit: str, valid_from: datetime.date, valid_until: datetime.date | None
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if step not in PromisedStep.values:
        problems["step"] = "Scegli che cosa si promette."
    if unit not in PromiseUnit.values:
        problems["unit"] = "Scegli come si contano i giorni."
    if not 0 <= amount <= LONGEST:
        problems["amount"] = f"Scrivi un numero di giorni tra 0 e {LONGEST}."
    if valid_from < clock.today():
        problems["valid_from"] = "Una promessa vale da oggi in poi: quelle passate non si riscrivono."
    if valid_until is not None and valid_until < valid_from:
        problems["valid_until"] = "La fine viene prima dell'inizio: correggi una delle due date."
    return problems


def _is_partner(action: ProgrammeAction, organisation: Organisation) -> bool:
    partners = ProgrammePartner.objects.filter(programme=action.programme_id, organisation=organisation)
    return partners.exists()


def promises_of_pack(
    action: ProgrammeAction,
    times: shapes.PromisedTimes,
    bodies: Mapping[str, Organisation],
    since: datetime.date,
) -> None:
    """The rows with which an action begins, of all and of single bodies. A service of `start_programme`."""
    said: list[tuple[Organisation | None, shapes.PromisedTimes | shapes.BodyPromise]] = [(None, times)]
    said += [(bodies[one.partner], one) for one in times.bodies]
    PromisedTime.objects.bulk_create(
        PromisedTime(
            action=action,
            organisation=organisation,
            step=step,
            amount=amount,
            unit=unit,
            valid_from=min(since, clock.today()),
            source=one.source or times.source or "Scheda del programma",
        )
        for organisation, one in said
        for step, amount, unit in _steps_of(one)
        if amount is not None
    )


def _steps_of(one: shapes.PromisedTimes | shapes.BodyPromise) -> list[tuple[str, int | None, str]]:
    return [
        (PromisedStep.FIRST_ANSWER, one.first_answer_days, one.first_answer_unit),
        (PromisedStep.FIRST_APPOINTMENT, one.first_appointment_days, one.first_appointment_unit),
        (PromisedStep.FIRST_OPPORTUNITY, one.first_opportunity_days, one.first_opportunity_unit),
    ]
