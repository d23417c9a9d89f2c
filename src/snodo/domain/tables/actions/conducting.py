"""While people sit at the table: presence, positions, opportunities, decisions, commitments."""

import datetime
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.tables import access, effects, messages, papers, states
from snodo.domain.tables.actions.common import checked, locked, require_conductor, require_running, same_table
from snodo.domain.tables.actions.guests import write_to_outsiders
from snodo.domain.tables.models import (
    Decision,
    Dissent,
    Position,
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
    TableOpportunity,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

DECIDED = "Tavolo: deciso come proseguire"
DISCUSSED = "Tavolo: percorso discusso, decisione rinviata"
TWO_BODIES = "Per decidere servono almeno due enti presenti: segna chi c'è, poi scrivi la decisione."


@transaction.atomic
def open_table(*, table: Table, actor: Actor) -> Table:
    """Begin the sitting; who convened is present. Raises NotAllowed, TransitionRefused."""
    require_conductor(actor, table)
    table = locked(table)
    table.state = states.TABLE.target(table.state, "open")
    table.opened_at = clock.now()
    table.save()
    TableGuest.objects.filter(table=table, membership_id=actor.membership_id).update(present=True)
    audit.record(actor=actor, verb="table.open", subject=table, changes={})
    return table


@transaction.atomic
def mark_presence(
    *,
    table: Table,
    present: Collection[UUID | TableGuest],
    online: Collection[UUID | TableGuest] = (),
    actor: Actor,
) -> int:
    """Who is here, and who is connected; all others are not. Returns how many are present."""
    require_conductor(actor, table)
    table = locked(table)
    require_running(table)
    here = {item.pk if isinstance(item, TableGuest) else item for item in present}
    linked = {item.pk if isinstance(item, TableGuest) else item for item in online}
    guests = list(TableGuest.objects.filter(table=table))
    for guest in guests:
        guest.present = guest.pk in here or guest.pk in linked
        guest.online = guest.pk in linked
    TableGuest.objects.bulk_update(guests, ["present", "online"])
    count = sum(guest.present for guest in guests)
    audit.record(actor=actor, verb="table.mark_presence", subject=table, changes={"present": count})
    return count


@transaction.atomic
def take_position(
    *,
    table_case: TableCase,
    guest: TableGuest,
    need_area: str,
    text: str,
    differs: bool = False,
    actor: Actor,
) -> Position:
    """Write how a guest reads a need. Raises InputRefused, NotAllowed, TransitionRefused."""
    table = locked(table_case.table)
    access.require(
        access.can_speak_for(actor, guest, table), "Puoi scrivere la tua posizione, non quella di altri enti."
    )
    require_running(table)
    if guest.table_id != table.pk:
        raise InputRefused({"guest": "Questo invitato non è a questo tavolo: scegline uno dall'elenco."})
    position = Position(table_case=table_case, guest=guest, need_area=need_area, text=text, differs=differs)
    checked(position)
    position.save()
    if not guest.present:
        TableGuest.objects.filter(pk=guest.pk).update(present=True)
    audit.record(actor=actor, verb="table.take_position", subject=table, changes={"guest": str(guest.pk)})
    return position


@transaction.atomic
def take_back_position(*, position: Position, actor: Actor) -> None:
    """Take away what was written by mistake, while the table is in progress."""
    table = locked(position.table_case.table)
    access.require(access.can_speak_for(actor, position.guest, table), "Puoi togliere solo la tua posizione.")
    require_running(table)
    audit.record(
        actor=actor, verb="table.take_back_position", subject=table, changes={"guest": str(position.guest_id)}
    )
    TableOpportunity.objects.filter(position=position).update(position=None)
    gone = Position.objects.filter(pk=position.pk)
    gone._raw_delete(gone.db)  # one statement that names the network


@transaction.atomic
def put_opportunity(
    *,
    table: Table,
    text: str,
    table_case: TableCase | None = None,
    organisation: Organisation | None = None,
    detail: str = "",
    state: str = states.OpportunityState.TO_CONFIRM,
    confirmed_on: datetime.date | None = None,
    position: Position | None = None,
    actor: Actor,
) -> TableOpportunity:
    """Put an opportunity on the table, as an answer to a position where one is named.

    Raises InputRefused, NotAllowed, TransitionRefused.
    """
    access.require(access.tables_visible_to(actor).filter(pk=table.pk).exists())
    table = locked(table)
    require_running(table)
    if organisation is None and not access.can_conduct(actor, table):
        organisation = Organisation.objects.get(pk=actor.organisation_id)
    if position is not None and (table_case is None or position.table_case_id != table_case.pk):
        raise InputRefused({"position": "Questa posizione è di un altro caso: scegline una dall'elenco."})
    if state == states.OpportunityState.ACTIVE and confirmed_on is None:
        confirmed_on = clock.today()
    offered = TableOpportunity(
        table=table,
        table_case=table_case,
        text=text,
        detail=detail,
        organisation=organisation,
        state=state,
        confirmed_on=confirmed_on,
        position=position,
    )
    checked(offered)
    offered.save()
    audit.record(actor=actor, verb="table.put_opportunity", subject=table, changes={"state": state})
    return offered


@transaction.atomic
def change_opportunity(*, opportunity: TableOpportunity, verb: str, actor: Actor) -> TableOpportunity:
    """Confirm, take or give up (`verb`: confirm, take, give_up) an opportunity named at the table.

    Raises InputRefused, NotAllowed, TransitionRefused.
    """
    table = locked(opportunity.table)
    mine = opportunity.organisation_id == actor.organisation_id
    access.require(mine or access.can_conduct(actor, table))
    if verb not in states.OPPORTUNITY.table:
        raise InputRefused({"": "Scegli se confermarla, impegnarla o toglierla."})
    opportunity = TableOpportunity.objects.select_for_update(of=("self",)).get(pk=opportunity.pk)
    opportunity.state = states.OPPORTUNITY.target(opportunity.state, verb)
    if opportunity.state == states.OpportunityState.ACTIVE:
        opportunity.confirmed_on = clock.today()
    checked(opportunity)
    opportunity.save()
    audit.record(
        actor=actor, verb="table.change_opportunity", subject=table, changes={"state": opportunity.state}
    )
    return opportunity


@transaction.atomic
def record_decision(
    *,
    text: str,
    table_case: TableCase | None = None,
    table: Table | None = None,
    opportunities: Collection[UUID] = (),
    actor: Actor,
) -> Decision:
    """Write what was decided, on a case or as a whole; a case has one decision, which may be rewritten.

    `opportunities`: those on the table that the decision counts on.
    Raises InputRefused when fewer than two bodies are present, NotAllowed, TransitionRefused.
    """
    table = locked(same_table(table_case, table))
    require_conductor(actor, table)
    require_running(table)
    if len(access.bodies_at(table)) < 2:
        raise InputRefused({"": TWO_BODIES})
    decision = None
    if table_case is not None:
        decision = Decision.objects.filter(table_case=table_case).first()
    decision = decision or Decision(table=table, table_case=table_case)
    decision.text, decision.decided_at = text, clock.now()
    checked(decision)
    decision.save()
    _count_on(decision, opportunities)
    audit.record(
        actor=actor,
        verb="table.decide",
        subject=table,
        changes={"case": str(table_case.case_id) if table_case is not None else ""},
    )
    return decision


def _count_on(decision: Decision, opportunities: Collection[UUID]) -> None:
    """The opportunities named belong to the decision, and no others of its case."""
    here = TableOpportunity.objects.filter(table_id=decision.table_id)
    here.filter(decision=decision).exclude(pk__in=opportunities).update(decision=None)
    fitting = here.filter(pk__in=opportunities)
    if decision.table_case_id is not None:
        fitting = fitting.filter(Q(table_case_id=decision.table_case_id) | Q(table_case__isnull=True))
    fitting.update(decision=decision)


@transaction.atomic
def add_dissent(*, decision: Decision, guest: TableGuest, text: str, actor: Actor) -> Dissent:
    """A guest sees it otherwise, and that stays written. Raises InputRefused, NotAllowed."""
    table = locked(decision.table)
    access.require(
        access.can_speak_for(actor, guest, table), "Puoi scrivere il tuo dissenso, non quello di altri."
    )
    require_running(table)
    if guest.table_id != table.pk:
        raise InputRefused({"guest": "Questo invitato non è a questo tavolo: scegline uno dall'elenco."})
    dissent = Dissent(decision=decision, guest=guest, text=text)
    checked(dissent)
    dissent.save()
    audit.record(actor=actor, verb="table.dissent", subject=table, changes={"guest": str(guest.pk)})
    return dissent


@transaction.atomic
def add_commitment(
    *,
    text: str,
    due_on: datetime.date,
    table_case: TableCase | None = None,
    table: Table | None = None,
    organisation: Organisation | None = None,
    membership: Membership | None = None,
    owner_name: str = "",
    guest: TableGuest | None = None,
    actor: Actor,
) -> TableCommitment:
    """A promise with owner and day; on a case it becomes a next step. Raises InputRefused, NotAllowed.

    `guest`: one without an account, who will see it on their own page.
    """
    table = locked(same_table(table_case, table))
    require_conductor(actor, table)
    require_running(table)
    if membership is not None:
        organisation = membership.organisation
    if guest is not None and (guest.table_id != table.pk or not guest.outside):
        raise InputRefused({"owner": "Questo invitato non è a questo tavolo: scegline uno dall'elenco."})
    owner_name = guest.name if guest is not None else owner_name
    if organisation is None and not owner_name.strip():
        raise InputRefused(
            {"organisation": "Scegli chi si impegna: un impegno senza nome non lo mantiene nessuno."}
        )
    opened = clock.local_date(table.opened_at or clock.now())
    if due_on < opened:
        raise InputRefused({"due_on": "La data viene prima del tavolo: scegli un giorno da oggi in poi."})
    promise = TableCommitment(
        table=table,
        table_case=table_case,
        text=text,
        organisation=organisation,
        membership=membership,
        owner_name="" if organisation is not None else owner_name,
        guest=None if organisation is not None else guest,
        due_on=due_on,
    )
    checked(promise)
    promise.save()
    if table_case is not None:
        casework.promise_step(
            case=table_case.case,
            kind="table_commitment",
            title=promise.text,
            due_on=due_on,
            owner_membership=membership,
            owner_organisation=organisation or table.organisation,
            ref=promise,
            actor=actor,
        )
    audit.record(
        actor=actor,
        verb="table.commit",
        subject=table,
        changes={"organisation": str(promise.organisation_id or ""), "due_on": str(due_on)},
    )
    return promise


@transaction.atomic
def close_table(*, table: Table, actor: Actor) -> Table:
    """End the sitting: minutes are made, and each case says that the table spoke of it."""
    require_conductor(actor, table)
    table = locked(table)
    target = states.TABLE.target(table.state, "close")
    if len(access.bodies_at(table)) == 0:
        raise InputRefused({"": "Segna chi è presente prima di chiudere: il verbale parte da lì."})
    table.state, table.closed_at = target, clock.now()
    table.document = papers.make_minutes(table, actor=actor)
    table.save()
    decided = set(Decision.objects.filter(table=table).values_list("table_case_id", flat=True))
    for item in TableCase.objects.filter(table=table).select_related("case"):
        casework.note_event(
            case=item.case,
            kind="table",
            title=DECIDED if item.pk in decided else DISCUSSED,
            at=table.closed_at,
            audience="network",
            ref=table,
            actor=actor,
        )
        casework.close_step(ref=item, outcome="done", actor=actor)
    messages.tell_minutes_ready(table, actor=actor)
    promised = TableCommitment.objects.filter(table=table, guest__isnull=False).values("guest")
    write_to_outsiders(table, effects.HELD, TableGuest.objects.filter(pk__in=promised))
    audit.record(actor=actor, verb="table.close", subject=table, changes={"decisions": len(decided)})
    return table
