"""Before the sitting: who comes, what is on the agenda, what each guest is shown."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework import queries as casework_queries
from snodo.domain.casework.models import Case
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.models import Programme
from snodo.domain.tables import access, effects, messages, states
from snodo.domain.tables.actions import guests
from snodo.domain.tables.actions.common import checked, locked, require_before, require_conductor
from snodo.domain.tables.models import Table, TableCase, TableGuest
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

DEFAULT_CASE_TITLE = "Caso {number}"
REFUSED = (
    "Per «{case}» la persona ha scelto di non condividere con {body}: non si può parlarne allo stesso tavolo."
)


@transaction.atomic
def prepare_table(
    *,
    programme: Programme,
    kind: str,
    title: str,
    starts_at: datetime.datetime,
    minutes: int = 90,
    place: str = "",
    online_link: str = "",
    purpose: str = "",
    actor: Actor,
) -> Table:
    """Draft a table; who convenes is its first guest. Raises InputRefused, NotAllowed."""
    access.require(access.can_prepare(actor, programme), "Puoi convocare tavoli nei programmi del tuo ente.")
    table = Table(
        programme=programme,
        kind=kind,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        online_link=online_link,
        purpose=purpose,
        organisation_id=actor.organisation_id,
        convened_by_id=actor.membership_id,
    )
    checked(table)
    table.save()
    TableGuest.objects.create(
        table=table,
        organisation_id=actor.organisation_id,
        membership_id=actor.membership_id,
        function=Membership.objects.get(pk=actor.membership_id).title,
        sees=[states.Sees.EVERYTHING_WRITTEN],
        state=states.GuestState.ACCEPTED,
    )
    audit.record(actor=actor, verb="table.prepare", subject=table, changes={"kind": kind})
    return table


@transaction.atomic
def change_table(
    *,
    table: Table,
    title: str,
    starts_at: datetime.datetime,
    minutes: int,
    place: str = "",
    online_link: str = "",
    purpose: str = "",
    actor: Actor,
) -> Table:
    """Mend time, place or purpose; guests already invited are told. Raises InputRefused, NotAllowed."""
    require_conductor(actor, table)
    table = locked(table)
    require_before(table)
    moved = (table.starts_at, table.place, table.online_link) != (starts_at, place, online_link)
    table.title, table.starts_at, table.minutes = title, starts_at, minutes
    table.place, table.online_link, table.purpose = place, online_link, purpose
    checked(table)
    table.save()
    if moved and table.state == states.TableState.CONVENED:
        messages.tell_moved(table, actor=actor)
        guests.write_to_outsiders(table, effects.MOVED)
    audit.record(actor=actor, verb="table.change", subject=table, changes={"moved": moved})
    return table


@transaction.atomic
def invite_guest(
    *,
    table: Table,
    organisation: Organisation | None = None,
    membership: Membership | None = None,
    name: str = "",
    email: str = "",
    function: str = "",
    sees: Sequence[str] = (),
    actor: Actor,
) -> TableGuest:
    """Add a body, a colleague, or somebody without an account. Raises InputRefused, TransitionRefused."""
    require_conductor(actor, table)
    table = locked(table)
    require_before(table)
    if membership is not None:
        if membership.ended_on is not None:
            raise InputRefused({"membership": "Questa persona non lavora più nell'ente: scegline un'altra."})
        organisation = membership.organisation
    if organisation is None and not name.strip():
        raise InputRefused({"": "Scegli un ente oppure scrivi il nome di chi inviti."})
    if organisation is not None:
        agenda = TableCase.objects.filter(table=table).select_related("case")
        field = "organisation" if membership is None else "membership"
        _respect_choices(list(agenda), [organisation], field)
    guest = TableGuest(
        table=table,
        organisation=organisation,
        membership=membership,
        name=name,
        email=email,
        function=function,
        sees=list(dict.fromkeys(sees)),
    )
    checked(guest)
    guest.save()
    if table.state == states.TableState.CONVENED:
        messages.invite(table, [guest], actor=actor)
        guests.write_to_outsiders(table, effects.INVITED, [guest])
    audit.record(actor=actor, verb="table.invite", subject=table, changes={"guest": str(guest.pk)})
    return guest


@transaction.atomic
def change_guest(*, guest: TableGuest, function: str, sees: Sequence[str], actor: Actor) -> TableGuest:
    """Say anew what a guest does and is shown. Raises InputRefused, TransitionRefused."""
    table = locked(guest.table)
    require_conductor(actor, table)
    require_before(table)
    guest.function, guest.sees = function, list(dict.fromkeys(sees))
    checked(guest)
    guest.save()
    audit.record(
        actor=actor,
        verb="table.change_guest",
        subject=table,
        changes={"guest": str(guest.pk), "sees": guest.sees},
    )
    return guest


@transaction.atomic
def withdraw_guest(*, guest: TableGuest, actor: Actor) -> None:
    """Take an invitation back before the sitting. Raises InputRefused, TransitionRefused."""
    table = locked(guest.table)
    require_conductor(actor, table)
    require_before(table)
    if guest.membership_id == table.convened_by_id:
        raise InputRefused({"": "Chi convoca il tavolo resta tra i presenti."})
    audit.record(actor=actor, verb="table.withdraw_guest", subject=table, changes={"guest": str(guest.pk)})
    guests.forget_guest(guest)


@transaction.atomic
def answer_invitation(*, guest: TableGuest, accepted: bool, actor: Actor) -> TableGuest:
    """A guest says whether they will come. Raises NotAllowed, TransitionRefused."""
    access.require(
        access.can_speak_for(actor, guest, guest.table), "Può rispondere solo chi è stato invitato."
    )
    table = locked(guest.table)
    require_before(table)
    guest.state = states.GUEST.target(guest.state, "accept" if accepted else "decline")
    guest.save()
    audit.record(actor=actor, verb="table.answer", subject=table, changes={"state": guest.state})
    return guest


@transaction.atomic
def add_case_to_table(
    *, table: Table, case: Case, title: str = "", question: str = "", actor: Actor
) -> TableCase:
    """Put a case on the agenda, under a title without names. Raises InputRefused, NotAllowed."""
    require_conductor(actor, table)
    access.require(access.can_bring(actor, case), "Puoi portare al tavolo solo i percorsi che puoi aprire.")
    table = locked(table)
    require_before(table)
    if not table.has_cases:
        raise InputRefused({"case": "Questo tipo di tavolo non tratta singoli percorsi."})
    if case.programme_id != table.programme_id:
        raise InputRefused({"case": "Il percorso è di un altro programma: scegline uno di questo."})
    last = TableCase.objects.filter(table=table).aggregate(last=Max("position"))["last"] or 0
    item = TableCase(
        table=table,
        case=case,
        position=last + 1,
        title=title.strip() or DEFAULT_CASE_TITLE.format(number=last + 1),
        question=question,
    )
    checked(item)
    _respect_choices([item], _bodies_invited(table), "case")
    item.save()
    if table.state == states.TableState.CONVENED:
        _remember(item, table, actor)
    audit.record(
        actor=actor,
        verb="table.add_case",
        subject=case,
        person_id=case.person_id,
        changes={"table": str(table.pk)},
    )
    return item


@transaction.atomic
def remove_case_from_table(*, table_case: TableCase, actor: Actor) -> None:
    """Take a case off the agenda before the sitting. Raises NotAllowed, TransitionRefused."""
    table = locked(table_case.table)
    require_conductor(actor, table)
    require_before(table)
    casework.close_step(ref=table_case, outcome="dropped", actor=actor)
    audit.record(
        actor=actor, verb="table.remove_case", subject=table_case.case, changes={"table": str(table.pk)}
    )
    guests.forget_point(table_case)


@transaction.atomic
def convene_table(*, table: Table, actor: Actor) -> Table:
    """Send the invitations. Raises InputRefused, NotAllowed, TransitionRefused."""
    require_conductor(actor, table)
    table = locked(table)
    target = states.TABLE.target(table.state, "convene")
    invited = list(TableGuest.objects.filter(table=table).select_related("organisation", "membership__user"))
    agenda = list(TableCase.objects.filter(table=table).select_related("case"))
    if len(invited) < 2:
        raise InputRefused({"": "Non c'è ancora nessun invitato: aggiungi almeno un ente, poi convoca."})
    if table.kind == states.TableKind.MULTIDISCIPLINARY and not agenda:
        raise InputRefused({"": "L'ordine del giorno è vuoto: aggiungi almeno un percorso, poi convoca."})
    _respect_choices(agenda, [guest.organisation for guest in invited if guest.organisation is not None], "")
    table.state = target
    table.save()
    for item in agenda:
        _remember(item, table, actor)
    messages.invite(
        table, [guest for guest in invited if guest.membership_id != actor.membership_id], actor=actor
    )
    guests.write_to_outsiders(table, effects.INVITED, invited)
    audit.record(actor=actor, verb="table.convene", subject=table, changes={"guests": len(invited)})
    return table


def _bodies_invited(table: Table) -> list[Organisation]:
    invited = TableGuest.objects.filter(table=table, organisation__isnull=False)
    return [guest.organisation for guest in invited.select_related("organisation")]


def _respect_choices(agenda: Sequence[TableCase], bodies: Iterable[Organisation], field: str) -> None:
    """A case is not spoken of before a body that its person keeps out. Raises InputRefused, without names."""
    for item in agenda:
        for body in bodies:
            if casework_queries.refusal_about(item.case, body, SharingPurpose.TABLE):
                raise InputRefused({field: REFUSED.format(case=item.title, body=body.label)})


def _remember(item: TableCase, table: Table, actor: Actor) -> None:
    """The sitting becomes a next step of the case, so that it shows in *Oggi*."""
    casework.promise_step(
        case=item.case,
        kind="table",
        title=f"{states.TableKind(table.kind).label}: preparare il caso",
        due_on=clock.local_date(table.starts_at),
        owner_membership=table.convened_by,
        owner_organisation=table.organisation,
        ref=item,
        actor=actor,
    )


@transaction.atomic
def cancel_table(*, table: Table, reason: str, actor: Actor) -> Table:
    """Call a table off and tell the guests. Raises InputRefused, NotAllowed, TransitionRefused."""
    require_conductor(actor, table)
    if not reason.strip():
        raise InputRefused({"reason": "Scrivi perché il tavolo è annullato: lo leggeranno gli invitati."})
    table = locked(table)
    known = table.state == states.TableState.CONVENED
    table.state = states.TABLE.target(table.state, "cancel")
    table.cancelled_reason = reason
    checked(table)
    table.save()
    for item in TableCase.objects.filter(table=table):
        casework.close_step(ref=item, outcome="dropped", actor=actor)
    if known:
        messages.tell_cancelled(table, actor=actor)
        guests.write_to_outsiders(table, effects.CANCELLED)
    audit.record(actor=actor, verb="table.cancel", subject=table, changes={})
    return table
