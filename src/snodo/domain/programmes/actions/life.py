"""What changes while a programme runs, its conclusion, and its export."""

import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.programmes import access, events, queries, states
from snodo.domain.programmes.models import EntryCriterion, ExpectedResult, Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.packfile import write_pack


@transaction.atomic
def conclude_programme(
    *, programme: Programme, concluded_on: datetime.date | None = None, actor: Actor
) -> Programme:
    """The programme ends: from now on it is read, not changed. Raises InputRefused, TransitionRefused."""
    access.require(access.can_manage(actor, programme))
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    state = states.PROGRAMME.target(programme.state, "conclude")
    day = concluded_on or clock.today()
    if day > clock.today():
        raise InputRefused({"concluded_on": "La data di conclusione non può essere nel futuro."})
    if day < programme.starts_on:
        raise InputRefused({"concluded_on": "La conclusione viene prima dell'inizio del programma."})
    programme.state = states.PROGRAMME.target(programme.state, "conclude")
    programme.concluded_on = day
    programme.save(update_fields=["state", "concluded_on"])
    changes = {"state": state, "concluded_on": day}
    audit.record(actor=actor, verb="programme.conclude", subject=programme, changes=changes)
    events.programme_concluded.send(Programme, programme=programme, actor=actor)
    return programme


@transaction.atomic
def revise_target(*, result: ExpectedResult, target: Decimal | None, actor: Actor) -> ExpectedResult:
    """Re-orient a promise; the log keeps what it was. Raises InputRefused."""
    access.require(access.can_manage(actor, result.programme))
    access.require_open(result.programme)
    if target is not None and target < 0:
        raise InputRefused({"target": "Il valore atteso non può essere negativo."})
    result = ExpectedResult.objects.select_for_update(of=("self",)).get(pk=result.pk)
    before, result.target = result.target, target
    result.save(update_fields=["target"])
    changes = {"code": result.code, "target": [before, target]}
    audit.record(actor=actor, verb="programme.revise_target", subject=result, changes=changes)
    return result


@transaction.atomic
def revise_criterion(
    *, criterion: EntryCriterion, text: str, explanation: str, required: bool, actor: Actor
) -> EntryCriterion:
    """Publish a new version of an entry criterion; referrals already made keep the one they were asked.

    Raises InputRefused for an empty text, Conflict when another version is already in force.
    """
    access.require(access.can_manage(actor, criterion.action.programme))
    access.require_open(criterion.action.programme)
    if not text.strip():
        raise InputRefused({"text": "Scrivi la domanda per chi segnala."})
    criterion = EntryCriterion.objects.select_for_update(of=("self",)).get(pk=criterion.pk)
    if criterion.retired_on is not None:
        raise Conflict("Questo criterio è già stato cambiato da un'altra persona: ricarica la pagina.")
    criterion.retired_on = clock.today()
    criterion.save(update_fields=["retired_on"])
    revised = EntryCriterion.objects.create(
        action=criterion.action,
        code=criterion.code,
        version=criterion.version + 1,
        text=text,
        explanation=explanation,
        rule=criterion.rule,
        required=required,
        position=criterion.position,
    )
    changes = {"code": revised.code, "version": revised.version, "required": required}
    audit.record(actor=actor, verb="criterion.revise", subject=revised, changes=changes)
    return revised


@transaction.atomic
def export_pack(*, programme: Programme, folder: Path, actor: Actor) -> Path:
    """Write the programme as a pack: no person in it. Raises InputRefused for a folder that is not empty."""
    access.require(access.can_export(actor))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused({"folder": f"La cartella «{folder.name}» non è vuota: scegline una nuova."})
    written = write_pack(queries.pack_of(programme), folder)
    audit.record(actor=actor, verb="programme.export", subject=programme)
    return written
