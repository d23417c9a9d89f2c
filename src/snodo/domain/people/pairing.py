"""Who decides whether two files are of one person: a rule beside `access`, of which it is a part.

A co-ordinator joins two persons with whom their body works. Where it works with one alone, the body that
follows the other is asked, and its co-ordinator answers: two pairs of eyes, and neither sees the other file.
"""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from snodo.domain.network.states import Role
from snodo.domain.people import access
from snodo.domain.people.models import HouseholdMember, PairQuestion, Person, PersonMerge, PossiblePair
from snodo.domain.people.states import Answer, Likely, PairState
from snodo.kernel import clock
from snodo.kernel.actor import Actor

# How long an answer of another body holds.
ANSWER_DAYS = 60


def decides(actor: Actor) -> bool:
    """Pairs are looked at by who co-ordinates."""
    return actor.has_role(Role.COORDINATOR)


def _mine(actor: Actor) -> QuerySet[Person]:
    return access.people_worked_with(actor).filter(protected=False, restricted_since__isnull=True)


def _matchable() -> QuerySet[Person]:
    """Persons of whom others may be told that somebody is alike: never protected, nor hidden at home."""
    today = clock.today()
    hidden = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today), person=OuterRef("pk"), hidden=True
    )
    people: QuerySet[Person] = Person.objects.filter(
        access.in_use(), ~Q(Exists(hidden)), protected=False, restricted_since__isnull=True
    )
    return people


def pairs_visible_to(actor: Actor) -> QuerySet[PossiblePair]:
    """Pairs of which the actor's body works with both, or with one and the likeness is strong.

    `sees_one` and `sees_other` tell which, `tier_rank` sorts the surest first. Of the one not seen nothing
    may be shown.
    """
    mine, told = _mine(actor), _matchable()
    pairs: QuerySet[PossiblePair] = PossiblePair.objects.filter(network_id=actor.network_id).annotate(
        sees_one=Exists(mine.filter(pk=OuterRef("one"))),
        sees_other=Exists(mine.filter(pk=OuterRef("other"))),
        tier_rank=Case(*(When(tier=tier, then=place) for place, tier in enumerate(Likely.values)), default=9),
    )
    if not decides(actor):
        return pairs.none()
    strong = Q(tier__in=[Likely.CERTAIN, Likely.PROBABLE])
    across = strong & (
        Q(sees_one=True, other__in=told.values("pk")) | Q(sees_other=True, one__in=told.values("pk"))
    )
    return pairs.filter(Q(sees_one=True, sees_other=True) | across)


def open_pairs(actor: Actor) -> QuerySet[PossiblePair]:
    """Those nobody has decided on."""
    return pairs_visible_to(actor).filter(state=PairState.OPEN)


def can_decide(actor: Actor, pair: PossiblePair) -> bool:
    """To say that they are two persons, both must be seen."""
    pairs: QuerySet[Any] = pairs_visible_to(actor)
    return pairs.filter(pk=pair.pk, sees_one=True, sees_other=True).exists()


def can_merge(actor: Actor, kept: Person, gone: Person) -> bool:
    """Both are worked with, or one is and the body of the other has answered that it is the same."""
    if not decides(actor):
        return False
    seen = set(_mine(actor).filter(pk__in=[kept.pk, gone.pk]).values_list("pk", flat=True))
    if len(seen) == 2:
        return True
    return bool(seen) and agreed(actor, kept.pk, gone.pk)


def agreed(actor: Actor, one: UUID, other: UUID) -> bool:
    """Whether the other body has said to the actor's, not long ago, that these two are one."""
    since = clock.today() - datetime.timedelta(days=ANSWER_DAYS)
    told = _matchable().values("pk")
    answers = PairQuestion.objects.filter(
        Q(mine=one, theirs=other) | Q(mine=other, theirs=one),
        asked_by__organisation_id=actor.organisation_id,
        answer=Answer.SAME,
        answered_on__gte=since,
        theirs__in=told,
    )
    return answers.exists()


def questions_for(actor: Actor) -> QuerySet[PairQuestion]:
    """What other bodies ask of the actor's, and nobody has answered."""
    questions: QuerySet[PairQuestion] = PairQuestion.objects.filter(network_id=actor.network_id)
    if not decides(actor):
        return questions.none()
    return questions.filter(
        organisation_id=actor.organisation_id,
        answer="",
        theirs__in=_mine(actor).values("pk"),
        mine__in=_matchable().values("pk"),
    )


def merges_visible_to(actor: Actor) -> QuerySet[PersonMerge]:
    """Joinings of persons the actor's body works with; data protection sees them all."""
    merges: QuerySet[PersonMerge] = PersonMerge.objects.filter(network_id=actor.network_id)
    if actor.has_role(Role.PRIVACY_OFFICER):
        return merges
    if not decides(actor):
        return merges.none()
    mine = _mine(actor).values("pk")
    return merges.filter(Q(kept__in=mine) | Q(kept__merged_into__in=mine))


def can_undo(actor: Actor, merge: PersonMerge) -> bool:
    """Who may see that two files were joined may make them two again, while there is time."""
    return merges_visible_to(actor).filter(pk=merge.pk).exists()
