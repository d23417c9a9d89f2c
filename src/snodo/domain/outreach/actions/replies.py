"""A body of the territory fills in the sheet of the programme; a sheet sent by mistake is taken away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.instruments import scoring
from snodo.domain.instruments.queries import shape_of
from snodo.domain.outreach import access, queries
from snodo.domain.outreach.actions.sheets import CODE, MOST_A_DAY, TODAY_FULL
from snodo.domain.outreach.models import PublicSheet, TerritoryReply
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, NotAllowed

FILLS = "La compila chi lavora o segnala in un ente del programma, o una realtà dalla scheda pubblica."
TAKES = "La toglie chi gestisce il programma."
NONE = "Questo programma non ha una scheda di raccolta."
OF_SOMEBODY = "Sembra un codice fiscale: qui non si scrive di nessuna persona."


@transaction.atomic
def fill_territory_sheet(
    *,
    programme: Programme,
    body: str,
    answers: Mapping[str, Any],
    sheet: PublicSheet | None = None,
    actor: Actor,
) -> TerritoryReply:
    """Keep what a body knows of the territory. `sheet`: from whose public page. Raises InputRefused with one
    sentence per item, NotAllowed, Conflict when a day has had enough of them.
    """
    _may_fill(programme, sheet, actor)
    instrument = queries.territory_guide(programme)
    if instrument is None:
        raise Conflict(NONE)
    kept, problems = scoring.check_answers(shape_of(instrument), answers)
    problems |= {code: OF_SOMEBODY for code, value in kept.items() if CODE.search(str(value))}
    if not body.strip():
        problems["body"] = "Scrivi il nome della vostra realtà."
    refuse(problems)
    reply = TerritoryReply(
        programme=programme,
        instrument=instrument,
        body=body,
        answers=kept,
        membership_id=None if sheet else actor.membership_id,
        sheet=sheet,
    )
    save_checked(reply)
    audit.record(actor=actor, verb="outreach.fill_territory_sheet", subject=reply)
    return reply


def _may_fill(programme: Programme, sheet: PublicSheet | None, actor: Actor) -> None:
    if sheet is None:
        access.require(access.can_reply(actor, programme), FILLS)
        return
    found = PublicSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not (
        actor.by_link and actor.user_id == found.pk and found.good and found.programme_id == programme.pk
    ):
        raise NotAllowed("Questa scheda non è più pubblica.")
    if TerritoryReply.objects.filter(sheet=found, filled_on=clock.today()).count() >= MOST_A_DAY:
        raise Conflict(TODAY_FULL)


@transaction.atomic
def drop_reply(*, reply: TerritoryReply, actor: Actor) -> None:
    """Sent by mistake, or in jest: it counts no more."""
    access.require(access.can_write_sheet(actor, reply.programme), TAKES)
    audit.record(actor=actor, verb="outreach.drop_reply", subject=reply)
    reply.delete()
