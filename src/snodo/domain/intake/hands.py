"""Whose hands a referral is in: who can act on it today, and not only who is written beside it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.intake import access, queries
from snodo.domain.intake.models import Referral
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.models import Person
from snodo.domain.programmes.access import acts_in_force
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.states import PartnerRole


def at_work() -> Q:
    """Members who can sign in today, of a body that is there."""
    return members_in_force() & Q(user__is_active=True, organisation__active=True)


def known_of(referral: Referral) -> Person | None:
    """Whom it is about, when that is known: by name, or by the code they bear."""
    return referral.person or queries.bearer_of_code(referral)


def holder_of(referral: Referral) -> Membership | None:
    """The member it was given to, if they can still work on it."""
    if referral.assigned_membership_id is None:
        return None
    acts = acts_in_force().filter(programme_id=referral.programme_id, organisation=OuterRef("organisation"))
    members = Membership.objects.filter(
        at_work(), Exists(acts), pk=referral.assigned_membership_id, role__in=access.WORKERS
    )
    return members.first()


def triagers_of(referral: Referral, person: Person | None = None) -> list[Membership]:
    """Who is told that a referral is to be given to somebody.

    Who co-ordinates the lead, under an act of today; where nobody there can, who co-ordinates the other
    bodies that receive. Never a body the person keeps out.
    """
    receiving = access.receivers_of(referral, person or known_of(referral))
    lead = list(co_ordinators_of_bodies(receiving.filter(role=PartnerRole.LEAD)))
    return lead or list(co_ordinators_of_bodies(receiving))


def co_ordinators_of(organisation_id: UUID) -> QuerySet[Membership]:
    """Who co-ordinates one body and can sign in."""
    return Membership.objects.filter(at_work(), organisation_id=organisation_id, role=Role.COORDINATOR)


def workers_of(organisation_id: UUID) -> QuerySet[Membership]:
    """Who works with people in one body and can sign in."""
    return Membership.objects.filter(at_work(), organisation_id=organisation_id, role__in=access.WORKERS)


def senders_of(referral: Referral) -> list[Membership]:
    """Who is told what became of it: whoever sent it, or once they have left who sends for their body."""
    members = Membership.objects.filter(
        at_work(), organisation_id=referral.sender_organisation_id, role__in=access.SENDERS
    )
    found = list(members)
    return [one for one in found if one.pk == referral.sender_id] or found


def administrators() -> QuerySet[Membership]:
    """Who gives tasks and acts: told where nobody else is left, and of nobody's name."""
    return Membership.objects.filter(at_work(), role=Role.ADMINISTRATOR)


def co_ordinators_of_bodies(acts: QuerySet[ProgrammePartner]) -> QuerySet[Membership]:
    """Who co-ordinates the bodies of these acts and can sign in."""
    bodies = acts.order_by().values("organisation_id")
    return Membership.objects.filter(at_work(), organisation_id__in=bodies, role=Role.COORDINATOR)
