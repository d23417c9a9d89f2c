"""Nobody is left between two bodies: what loses its hands goes back to who gives it, and the rest is told."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from snodo.domain.casework.access import without_hands
from snodo.domain.casework.models import Case
from snodo.domain.intake import hands, messages, nobody, states
from snodo.domain.intake.actions.handovers import lapse_unanswered
from snodo.domain.intake.actions.story import lock, move, target
from snodo.domain.intake.actions.telling import WITH_NOBODY, tell, tell_sender, tell_workers
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.programmes.access import acts_in_force
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel.actor import Actor

BY_LEAVING = "Cambio di incarico o di accordo"


def look_for_nobody(*, actor: Actor) -> int:
    """Every night: offers without answer fall, what lost its hands is to be given anew, the rest is told.

    How many people still have nobody after that. For the clock.
    """
    lapse_unanswered(actor=actor)
    lose_hands(Referral.objects.filter(nobody.lost_hands(), frozen=False), actor)
    return tell_of_nobody(actor)


def lose_hands(referrals: QuerySet[Referral], actor: Actor) -> int:
    """Back to who gives them to somebody. A service: whoever calls has ended what held them up."""
    return sum(_lose(one, actor) for one in list(referrals.only("pk")))


@transaction.atomic
def _lose(referral: Referral, actor: Actor) -> bool:
    """A question to the sender stays asked; whoever triages reads the answer."""
    referral = lock(referral)
    asked = referral.state == states.ReferralState.INFORMATION_REQUESTED
    if referral.assigned_membership_id is None or hands.holder_of(referral) is not None:
        return False
    to = referral.state if asked else target(referral, "lose")
    referral.assigned_membership = None
    referral.assigned_organisation = None
    move(referral, "lose", to=to, by=BY_LEAVING, actor=actor)
    tell_workers(referral, messages.ReferralArrived, actor)
    tell_sender(referral, messages.ReferralMoved, actor)
    return True


def tell_of_nobody(actor: Actor) -> int:
    """Tell who can act, programme by programme, that somebody has nobody; gives how many."""
    paths = without_hands(Case.objects.filter(frozen=False)).values_list("programme_id", "organisation_id")
    waiting = nobody.with_nobody(Referral.objects.all()).values_list("programme_id", flat=True)
    left = list(paths)
    rows = [*((programme, body) for programme, body in left), *((one, None) for one in waiting)]
    for programme in {programme for programme, _ in rows}:
        bodies = {body for one, body in rows if one == programme and body is not None}
        told = _who_can_act(programme, bodies)
        tell(told or hands.administrators(), messages.WithNobody(path=WITH_NOBODY), actor, also_self=True)
    if Referral.objects.filter(nobody.nobody_triages(), frozen=False).exists():
        message = messages.NobodyToTriage(path=WITH_NOBODY)
        tell(hands.administrators(), message, actor, also_self=True)
    return len(rows)


def _who_can_act(programme: UUID, bodies: Iterable[Any]) -> list[Membership]:
    """Who co-ordinates the lead, and the bodies whose people they are, under an act of today."""
    acts = acts_in_force().filter(programme=programme)
    able = acts.filter(role=PartnerRole.LEAD) | acts.filter(organisation__in=list(bodies))
    return list(hands.co_ordinators_of_bodies(able))


def on_leaving(membership: Membership, actor: Actor) -> None:
    """Somebody no longer works here: what they had is given anew, and nothing waits for the night."""
    held = Referral.objects.filter(
        assigned_membership=membership,
        state__in=[states.ReferralState.ASSIGNED, states.ReferralState.INFORMATION_REQUESTED],
    )
    lose_hands(held, actor)
    if membership.role in (Role.COORDINATOR, Role.OPERATOR, Role.REFERRER):
        tell_of_nobody(actor)
