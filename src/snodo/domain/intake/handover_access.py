"""Who may offer a referral to another body, and who may answer the offer."""

from django.db.models import Exists, OuterRef, QuerySet

from snodo.domain.intake import access
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.intake.states import TO_TRIAGE, HandoverState
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import Role
from snodo.domain.people.access import refusals
from snodo.domain.people.models import Person
from snodo.domain.people.states import SharingPurpose
from snodo.kernel.actor import Actor


def bodies_to_ask(referral: Referral, known: Person | None, *, besides: Actor) -> QuerySet[Organisation]:
    """Who else may take a referral: with an act and somebody who works, and not kept out by the person.

    Neither who holds it nor who sent it: to them it is assigned, or goes back.
    """
    workers = access.assignable_to(referral).filter(organisation=OuterRef("pk")).order_by()
    holder = referral.assigned_organisation_id or besides.organisation_id
    bodies = Organisation.objects.filter(Exists(workers), active=True)
    bodies = bodies.exclude(pk__in=[holder, referral.sender_organisation_id])
    if known is not None:
        against = refusals(SharingPurpose.PATH).filter(person=known, organisation=OuterRef("pk"))
        bodies = bodies.filter(~Exists(against))
    return bodies.order_by("name")


def open_handover(referral: Referral) -> ReferralHandover | None:
    """The offer that waits for an answer, if there is one."""
    return ReferralHandover.objects.filter(referral=referral, state=HandoverState.PROPOSED).first()


def handovers_addressed_to(actor: Actor) -> QuerySet[ReferralHandover]:
    """Offers made to the actor's body, answered or not, while it works in the programme."""
    handovers: QuerySet[ReferralHandover] = ReferralHandover.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*access.WORKERS):
        return handovers.none()
    within = Exists(access.within_reach_of(actor).filter(pk=OuterRef("referral")))
    return handovers.filter(within, to_organisation_id=actor.organisation_id)


def handovers_to_answer(actor: Actor) -> QuerySet[ReferralHandover]:
    """Offers that wait for the actor's body. Any of its operators may answer: the first to do so does."""
    return handovers_addressed_to(actor).filter(state=HandoverState.PROPOSED)


def handovers_made_by(actor: Actor) -> QuerySet[ReferralHandover]:
    """Offers of the actor's body: all for who co-ordinates it, their own for the others."""
    handovers: QuerySet[ReferralHandover] = ReferralHandover.objects.filter(
        network_id=actor.network_id, from_organisation_id=actor.organisation_id, referral__frozen=False
    )
    if actor.has_role(Role.COORDINATOR):
        return handovers
    return handovers.filter(from_membership_id=actor.membership_id)


def can_propose_handover(actor: Actor, referral: Referral) -> bool:
    """Who works on it, while something can still be decided."""
    return referral.state in TO_TRIAGE and access.can_work_on(actor, referral)


def can_answer_handover(actor: Actor, handover: ReferralHandover) -> bool:
    """Who works in the body it was offered to."""
    return handovers_addressed_to(actor).filter(pk=handover.pk).exists()


def can_withdraw_handover(actor: Actor, handover: ReferralHandover) -> bool:
    """Who works on the referral, in the body that made the offer or as co-ordinator of the lead."""
    if not access.can_work_on(actor, handover.referral):
        return False
    return handover.from_organisation_id == actor.organisation_id or access.leads(actor, handover.referral)
