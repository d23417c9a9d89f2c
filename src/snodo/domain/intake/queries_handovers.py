"""What pages read of offers from body to body."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from snodo.domain.intake import access, handover_access, queries
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.network.models import Membership
from snodo.kernel.actor import Actor

BOTH_BODIES = ("from_organisation", "to_organisation", "from_membership__user", "to_membership__user")


def handovers_of(referral: Referral, closed: datetime.datetime | None = None) -> list[ReferralHandover]:
    """From whose hands to whose, the first offer first; words older than `closed` are not told."""
    found = list(
        ReferralHandover.objects.filter(referral=referral)
        .select_related(*BOTH_BODIES)
        .order_by("proposed_at", "pk")
    )
    for one in found:
        if closed is not None and one.proposed_at <= closed:
            one.why = one.answer = one.shared_what = queries.BEFORE
    return found


def to_answer(actor: Actor) -> QuerySet[ReferralHandover]:
    """Offers that wait for the actor's body, those due first."""
    waiting = handover_access.handovers_to_answer(actor)
    return waiting.select_related("referral__action__programme", *BOTH_BODIES).order_by("answer_by", "pk")


@dataclass(frozen=True, slots=True)
class Made:
    """An offer of the actor's body; the referral can be opened as long as it is still theirs to see."""

    handover: ReferralHandover
    readable: bool


def made_by(actor: Actor, limit: int = 50) -> list[Made]:
    """The latest offers of the actor's body and what became of them. Two statements."""
    rows = list(
        handover_access.handovers_made_by(actor)
        .select_related("referral__action__programme", *BOTH_BODIES)
        .order_by("-proposed_at")[:limit]
    )
    seen = access.referrals_visible_to(actor).filter(pk__in=[row.referral_id for row in rows])
    readable = set(seen.values_list("pk", flat=True))
    return [Made(row, row.referral_id in readable) for row in rows]


def who_may_take(handover: ReferralHandover) -> list[Membership]:
    """Colleagues of the body asked who could follow it."""
    members = access.assignable_to(handover.referral)
    return list(members.filter(organisation_id=handover.to_organisation_id))


def shown_to_who_is_asked(handover: ReferralHandover) -> dict[str, Any]:
    """What a body reads before it accepts: the need, never who the person is.

    Name, contacts, code, sheet, messages and history come with the acceptance.
    """
    referral = handover.referral
    criteria = [
        {"text": one["text"], "met": one.get("met"), "words": one.get("words", "")}
        for one in referral.criteria
    ]
    return {
        "need": referral.need_words,
        "urgency": referral.get_urgency_display(),
        "urgency_reason": referral.urgency_reason,
        "criteria": criteria,
        "household_size": referral.household_size,
        "household_minors": referral.household_minors,
        "protected": referral.protected,
    }
