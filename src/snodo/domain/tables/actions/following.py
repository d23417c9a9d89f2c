"""After the sitting: minutes recognised, promises kept or not."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.tables import access, papers, states
from snodo.domain.tables.actions.common import checked, locked
from snodo.domain.tables.models import MinutesApproval, Table, TableCommitment
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, TransitionRefused

STEP_OUTCOME = {
    states.CommitmentState.KEPT: "done",
    states.CommitmentState.NOT_KEPT: "missed",
    states.CommitmentState.DROPPED: "dropped",
}


@transaction.atomic
def settle_commitment(
    *, commitment: TableCommitment, outcome: str, note: str = "", actor: Actor
) -> TableCommitment:
    """Say whether a promise was kept, not kept or is not needed any more. Raises InputRefused."""
    access.require(
        access.can_settle(actor, commitment),
        "Può dirlo chi si è impegnato, chi ha convocato o chi segue il percorso.",
    )
    if outcome not in STEP_OUTCOME:
        raise InputRefused({"outcome": "Scegli com'è andata: mantenuto, non mantenuto o non serve più."})
    commitment = TableCommitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    commitment.state = states.COMMITMENT.target(commitment.state, outcome)
    commitment.settled_on, commitment.settled_note = clock.today(), note
    checked(commitment)
    commitment.save()
    if commitment.table_case_id is not None:
        casework.close_step(
            ref=commitment, outcome=STEP_OUTCOME[states.CommitmentState(outcome)], actor=actor
        )
    audit.record(actor=actor, verb="commitment.settle", subject=commitment, changes={"state": outcome})
    return commitment


@transaction.atomic
def approve_minutes(*, table: Table, actor: Actor) -> Table:
    """A body recognises the minutes; with the last one present they are approved."""
    access.require(
        access.can_approve_minutes(actor, table), "Approva il verbale solo chi era presente al tavolo."
    )
    table = locked(table)
    if table.state not in states.HELD:
        raise TransitionRefused("Il verbale c'è solo dopo la fine del tavolo.")
    _, new = MinutesApproval.objects.get_or_create(
        table=table,
        organisation_id=actor.organisation_id,
        defaults={"membership_id": actor.membership_id},
    )
    if new:
        audit.record(actor=actor, verb="table.approve_minutes", subject=table, changes={})
    given = set(MinutesApproval.objects.filter(table=table).values_list("organisation_id", flat=True))
    if table.state == states.TableState.MINUTED and access.bodies_at(table) <= given:
        table.state = states.TABLE.target(table.state, "approve")
        table.save()
    return table


@transaction.atomic
def print_minutes(*, table: Table, actor: Actor) -> bytes:
    """The minutes without what is closed to the actor; handed over, not kept. Raises NotAllowed, Conflict."""
    access.require(access.tables_visible_to(actor).filter(pk=table.pk).exists())
    if table.state not in states.HELD:
        raise Conflict("Il verbale c'è solo dopo la fine del tavolo.")
    audit.record(actor=actor, verb="table.print_minutes", subject=table, section="minutes", changes={})
    return papers.open_minutes(table, actor)
