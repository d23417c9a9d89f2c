"""Who may see and do what at a table.

A guest sees the table they are invited to: its agenda and the words written there, never the files of
the cases. Who convenes sees it from the first draft, with the co-ordinators of their body and of the
lead partner.
"""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.access import programmes_of
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import PartnerRole
from snodo.domain.tables import states
from snodo.domain.tables.models import (
    GuestLink,
    Protocol,
    ProtocolApproval,
    ProtocolParty,
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
    TableOpportunity,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor

__all__ = [
    "WORKING",
    "agenda_for",
    "bodies_at",
    "can_approve_minutes",
    "can_approve_protocol",
    "can_bring",
    "can_change_protocol",
    "can_conduct",
    "can_draft_protocol",
    "can_prepare",
    "can_settle",
    "can_speak_for",
    "commitments_visible_to",
    "guests_through",
    "is_guest",
    "may_read_minutes",
    "programmes_of",
    "protocols_visible_to",
    "put_opportunities_visible_to",
    "require",
    "table_cases_visible_to",
    "tables_visible_to",
]

WORKING = (Role.OPERATOR, Role.COORDINATOR)


def _invited(actor: Actor) -> Exists:
    guest = TableGuest.objects.filter(table=OuterRef("pk")).exclude(state=states.GuestState.DECLINED)
    return Exists(guest.filter(_is_guest(actor)))


def guests_through(actor: Actor) -> QuerySet[TableGuest]:
    """The guest somebody is who acts through a personal link, while the link is good."""
    if not actor.by_link:
        return TableGuest.objects.none()
    links = GuestLink.objects.filter(pk=actor.user_id, revoked_at__isnull=True, expires_at__gt=clock.now())
    known = TableGuest.objects.filter(table__state__in=states.KNOWN_TO_GUESTS)
    return known.filter(pk__in=links.values("guest"))


def _is_guest(actor: Actor) -> Q:
    """The colleague named, or anybody of a body invited without a name."""
    return Q(membership_id=actor.membership_id) | Q(
        membership__isnull=True, organisation_id=actor.organisation_id
    )


def tables_visible_to(actor: Actor) -> QuerySet[Table]:
    """Convener and their co-ordinators from the draft on; guests from the moment of convening.

    A guest without an account sees a page of their own and never the table.
    """
    if actor.by_link:
        return Table.objects.none()
    rule = Q(convened_by_id=actor.membership_id)
    rule |= Q(state__in=states.KNOWN_TO_GUESTS) & Q(_invited(actor))
    if actor.has_role(Role.COORDINATOR):
        led = casework_access.acts_in_force().filter(
            programme=OuterRef("programme"), organisation_id=actor.organisation_id, role=PartnerRole.LEAD
        )
        rule |= Q(organisation_id=actor.organisation_id) | Q(Exists(led))
    return Table.objects.filter(rule, ~casework_access.act_over(actor))


def _kept_from(actor: Actor) -> Q:
    """What was said of who does not want the actor's body to hear of it.

    Who convened goes on leading the sitting; the choice took the case off its agenda if it came in time.
    """
    kept = casework_access.cases_kept_from(actor, SharingPurpose.TABLE).values("pk")
    return Q(table_case__case__in=kept) & ~Q(table__organisation_id=actor.organisation_id)


def agenda_for(actor: Actor, table: Table) -> QuerySet[TableCase]:
    """The agenda without whoever keeps the actor's body out. The caller has asked who may see the table."""
    agenda = TableCase.objects.filter(table=table, case__frozen=False)
    if table.organisation_id == actor.organisation_id:
        return agenda
    return agenda.exclude(case__in=casework_access.cases_kept_from(actor, SharingPurpose.TABLE).values("pk"))


def may_read_minutes(actor: Actor, table_id: UUID) -> bool:
    """The signed paper holds all that was said: where a part is closed, one reads a copy without it."""
    table = tables_visible_to(actor).filter(pk=table_id).first()
    if table is None:
        return False
    return not TableCase.objects.filter(table=table).exclude(pk__in=agenda_for(actor, table)).exists()


def table_cases_visible_to(actor: Actor) -> QuerySet[TableCase]:
    """What is on the agenda of the tables one may see."""
    kept = casework_access.cases_kept_from(actor, SharingPurpose.TABLE).values("pk")
    items = TableCase.objects.filter(table__in=tables_visible_to(actor).values("pk"), case__frozen=False)
    return items.exclude(~Q(table__organisation_id=actor.organisation_id), case__in=kept)


def put_opportunities_visible_to(actor: Actor) -> QuerySet[TableOpportunity]:
    """What was put on the tables one may see."""
    put = TableOpportunity.objects.filter(table__in=tables_visible_to(actor).values("pk"))
    return put.exclude(table_case__case__frozen=True).filter(Q(table_case__isnull=True) | ~_kept_from(actor))


def can_prepare(actor: Actor, programme: Programme) -> bool:
    """Operators and co-ordinators of a body of the programme."""
    return actor.has_role(*WORKING) and programmes_of(actor).filter(pk=programme.pk).exists()


def can_conduct(actor: Actor, table: Table) -> bool:
    """Who convened, or a co-ordinator of the convening body."""
    if table.convened_by_id == actor.membership_id:
        return True
    return actor.has_role(Role.COORDINATOR) and table.organisation_id == actor.organisation_id


def can_bring(actor: Actor, case: Case) -> bool:
    """A case comes to a table only with somebody who may open it."""
    return casework_access.cases_visible_to(actor).filter(pk=case.pk).exists()


def is_guest(actor: Actor, guest: TableGuest) -> bool:
    """Whether the actor sits at the table as this guest."""
    if actor.by_link:
        return guests_through(actor).filter(pk=guest.pk).exists()
    if guest.membership_id is not None:
        return guest.membership_id == actor.membership_id
    return guest.organisation_id is not None and guest.organisation_id == actor.organisation_id


def can_speak_for(actor: Actor, guest: TableGuest, table: Table) -> bool:
    """Each writes for themselves; who conducts writes for everybody."""
    return can_conduct(actor, table) or is_guest(actor, guest)


def commitments_visible_to(actor: Actor) -> QuerySet[TableCommitment]:
    """Promises of the tables one may see, and those of one's own body; through a link, one's own alone."""
    if actor.by_link:
        return TableCommitment.objects.filter(guest__in=guests_through(actor).values("pk"))
    return TableCommitment.objects.filter(
        Q(table__in=tables_visible_to(actor).values("pk")) & (Q(table_case__isnull=True) | ~_kept_from(actor))
        | Q(organisation_id=actor.organisation_id)
    )


def can_settle(actor: Actor, commitment: TableCommitment) -> bool:
    """Who promised, who conducted the table, or who is responsible for the case."""
    if actor.by_link:
        return commitments_visible_to(actor).filter(pk=commitment.pk).exists()
    if commitment.organisation_id == actor.organisation_id:
        return commitment.membership_id in (None, actor.membership_id) or actor.has_role(*WORKING)
    if can_conduct(actor, commitment.table):
        return True
    item = commitment.table_case
    return item is not None and item.case.responsible_id == actor.membership_id


def bodies_at(table: Table) -> set[Any]:
    """The bodies that were present."""
    return set(
        TableGuest.objects.filter(table=table, present=True, organisation__isnull=False).values_list(
            "organisation_id", flat=True
        )
    )


def can_approve_minutes(actor: Actor, table: Table) -> bool:
    """Somebody of a body that was present; a body invited by name approves through that colleague."""
    guests = TableGuest.objects.filter(table=table, present=True, organisation_id=actor.organisation_id)
    return guests.filter(_is_guest(actor)).exists() or can_conduct(actor, table)


def protocols_visible_to(actor: Actor) -> QuerySet[Protocol]:
    """Bodies of the programme read its protocols; drafts only who writes them or must approve them."""
    party = ProtocolParty.objects.filter(protocol=OuterRef("pk"), organisation_id=actor.organisation_id)
    rule = Q(organisation_id=actor.organisation_id) | Q(Exists(party))
    rule |= Q(
        state__in=[states.ProtocolState.IN_FORCE, states.ProtocolState.REPLACED],
        programme__in=programmes_of(actor).values("pk"),
    )
    return Protocol.objects.filter(rule)


def can_draft_protocol(actor: Actor, programme: Programme) -> bool:
    """Co-ordinators of a body of the programme."""
    return actor.has_role(Role.COORDINATOR) and programmes_of(actor).filter(pk=programme.pk).exists()


def can_change_protocol(actor: Actor, protocol: Protocol) -> bool:
    """Co-ordinators of the body that writes it."""
    return actor.has_role(Role.COORDINATOR) and protocol.organisation_id == actor.organisation_id


def can_approve_protocol(actor: Actor, protocol: Protocol) -> bool:
    """Co-ordinators and steering members of a body whose approval is needed and missing."""
    if not actor.has_role(Role.COORDINATOR, Role.STEERING):
        return False
    needed = ProtocolParty.objects.filter(protocol=protocol, organisation_id=actor.organisation_id)
    given = ProtocolApproval.objects.filter(protocol=protocol, organisation_id=actor.organisation_id)
    return needed.exists() and not given.exists()
