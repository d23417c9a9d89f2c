"""How often, and why, somebody went another way than the rules of a programme say."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet

from snodo.domain.intake import access, states
from snodo.domain.intake.models import RuleException
from snodo.domain.intake.states import ExceptionKind
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor

LATELY = datetime.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Counted:
    """One reason against one rule, and how many times."""

    kind: str
    reason: str
    number: int

    @property
    def words(self) -> str:
        """The reason in words."""
        return str(states.REASONS_OF[self.kind](self.reason).label)


def _of(programme: Programme) -> QuerySet[RuleException]:
    rows: QuerySet[RuleException] = RuleException.objects.filter(
        referral__programme=programme, network_id=programme.network_id
    )
    return rows


def counted(programme: Programme) -> dict[str, list[Counted]]:
    """Rule by rule the reasons given, the most frequent first. One statement."""
    rows = _of(programme).order_by().values("kind", "reason").annotate(number=Count("pk"))
    found: dict[str, list[Counted]] = {}
    for row in sorted(rows, key=lambda row: (-row["number"], row["reason"])):
        found.setdefault(row["kind"], []).append(Counted(row["kind"], row["reason"], row["number"]))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One choice as the reader may know it: of a protected person neither whose it was nor the words."""

    row: RuleException
    reason: str
    expected: str
    words: str


def told(
    actor: Actor, programme: Programme, kind: str = "", reason: str = "", limit: int = 100
) -> tuple[list[Told], int]:
    """The latest choices whose referral the reader may see, and how many more there are. Two statements."""
    rows = _of(programme)
    if kind in ExceptionKind.values:
        rows = rows.filter(kind=kind)
    if reason:
        rows = rows.filter(reason=reason)
    seen = access.referrals_received_by(actor).values("pk")
    readable = rows.filter(referral__in=seen).select_related("referral__action", "chosen", "author__user")
    found = [_told(row) for row in readable.order_by("-at", "-pk")[:limit]]
    return found, rows.count() - len(found)


def _told(row: RuleException) -> Told:
    reason = str(states.REASONS_OF[row.kind](row.reason).label)
    if row.referral.protected:
        return Told(row, reason, "", "")
    return Told(row, reason, row.expected, row.words)


def told_who_jumped(actions: QuerySet[ProgrammeAction]) -> QuerySet[ProgrammeAction]:
    """Each action says, in `jumps`, why somebody passed before others in its list in the last three months.

    With the action itself: no statement more.
    """
    rows = RuleException.objects.filter(
        referral__action=OuterRef("pk"), kind=ExceptionKind.TURN, at__gte=clock.now() - LATELY
    )
    return actions.annotate(jumps=ArraySubquery(rows.order_by().values("reason")))


def jumps_in_words(reasons: Iterable[str]) -> list[Counted]:
    """Reason by reason, the most frequent first."""
    many = [
        Counted(ExceptionKind.TURN, reason, number) for reason, number in sorted(Counter(reasons).items())
    ]
    return sorted(many, key=lambda one: -one.number)
