"""The clocks of referrals from interception on, node by node: who receives, and who sends.

A step belongs to the day on which it was done; before and after are told apart by one day.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncDate

from snodo.domain.intake.models import Referral, SaidNo
from snodo.domain.programmes.models import Programme
from snodo.domain.reporting import access
from snodo.domain.reporting.queries.overview import STEPS, turning_day
from snodo.domain.reporting.queries.scope import Scope
from snodo.domain.reporting.queries.small_numbers import FEW, GUARDED, SMALLEST_SHOWN, guarded, is_small
from snodo.domain.reporting.queries.work_sources import SOURCES
from snodo.kernel import clock
from snodo.kernel.actor import Actor

SENDING = "sending"
SENT_STEPS = {SENDING: "invio", **STEPS}  # what a sender's own time is, and what follows
PROMISED = {
    "first_answer": "promised_answer_on",
    "first_appointment": "promised_appointment_on",
    "first_opportunity": "promised_opportunity_on",
}
ENOUGH_FOR_NINE = 10  # nine out of ten of fewer than ten is the slowest one


def reached(step: str, referral_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these referrals have come to a step: the same rule by which times are counted."""
    ids = list(referral_ids)
    theirs = Referral.objects.filter(pk__in=ids).values("programme")
    found: set[UUID] = set()
    for programme in Programme.objects.filter(pk__in=theirs).defer("definition"):
        rows = SOURCES["response_time"].rows(Scope(programme, None, clock.today()), {"step": step})
        found |= set(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """A step in a stretch of time: of how many, their median days, nine out of ten, promises kept.

    A number of few is None for whoever may not open the lists.
    """

    count: int = 0
    median: float | None = None
    nine: int | None = None
    kept: int | None = None
    promised: int = 0

    @property
    def share(self) -> int | None:
        """How many out of a hundred came by the day promised."""
        return None if self.kept is None or not self.promised else round(100 * self.kept / self.promised)


@dataclass(frozen=True, slots=True)
class Node:
    """One body, as it receives or as it sends."""

    organisation_id: UUID
    name: str
    referrals: int | None
    now: dict[str, Span] = field(default_factory=dict)
    before: dict[str, Span] = field(default_factory=dict)
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Both sides, and the day that tells before from after."""

    since: datetime.date
    receiving: list[Node]
    sending: list[Node]
    unwilling: int = 0  # who did not want to be referred; counted without names, of all bodies together
    unwilling_hidden: str = ""


@dataclass(frozen=True, slots=True)
class Lap:
    """One referral that reached one step."""

    step: str
    receiver: UUID | None
    sender: UUID
    days: int
    on: datetime.date
    promised_on: datetime.date | None


def report_seen_by(actor: Actor, programme: Programme, *, since: datetime.date | None = None) -> Report:
    """Node by node, with small numbers hidden to whoever may not open the lists (ADR-0015).

    Only who sees every number chooses the day: moved day by day it would tell of referrals one by one.
    """
    opens = access.sees_every_number(actor, programme)
    day = (since if opens else None) or turning_day(programme)
    laps = list(_laps(programme))
    sides = (
        _side(programme, laps, day, "assigned_organisation", "receiver", STEPS),
        _side(programme, laps, day, "sender_organisation", "sender", SENT_STEPS),
    )
    receiving, sending = sides if opens else (_protected(side) for side in sides)
    unwilling = SaidNo.objects.filter(action__programme=programme).count()
    hidden = FEW if is_small(unwilling) and not opens else ""
    return Report(day, receiving, sending, 0 if hidden else unwilling, hidden)


def _laps(programme: Programme) -> Iterable[Lap]:
    """Every step of every referral, from the day on which the need was intercepted. One statement a step."""
    scope = Scope(programme, None, clock.today())
    bodies = ("assigned_organisation_id", "sender_organisation_id")
    for step, promised in PROMISED.items():
        rows: Any = SOURCES["response_time"].rows(scope, {"step": step})
        for receiver, sender, start, on, due in rows.values_list(*bodies, "intercepted_on", "on", promised):
            yield Lap(step, receiver, sender, max(0, (on - start).days), on, due)
    sent: Any = Referral.objects.filter(programme=programme, sent_at__isnull=False)
    rows = sent.annotate(on=TruncDate("sent_at")).values_list(*bodies, "intercepted_on", "on")
    for receiver, sender, start, on in rows:
        yield Lap(SENDING, receiver, sender, max(0, (on - start).days), on, None)


def _side(
    programme: Programme,
    laps: Sequence[Lap],
    since: datetime.date,
    link: str,
    whose: str,
    steps: Iterable[str],
) -> list[Node]:
    counted: Any = Referral.objects.filter(
        programme=programme, sent_at__isnull=False, **{f"{link}__isnull": False}
    )
    bodies = (
        counted.order_by(f"{link}__name")
        .values_list(f"{link}_id", f"{link}__name")
        .annotate(referrals=Count("pk"))
    )
    found: dict[tuple[UUID, str, bool], list[Lap]] = defaultdict(list)
    for lap in laps:
        found[getattr(lap, whose), lap.step, lap.on >= since].append(lap)
    return [
        Node(
            pk,
            name,
            referrals,
            {step: span_of(found[pk, step, True]) for step in steps},
            {step: span_of(found[pk, step, False]) for step in steps},
        )
        for pk, name, referrals in bodies
    ]


def span_of(laps: Sequence[Lap]) -> Span:
    """The numbers of a stretch."""
    if not laps:
        return Span()
    days = sorted(lap.days for lap in laps)
    promised = [lap for lap in laps if lap.promised_on is not None]
    kept = sum(lap.on <= lap.promised_on for lap in promised if lap.promised_on is not None)
    nine = days[-(-9 * len(days) // 10) - 1] if len(days) >= ENOUGH_FOR_NINE else None
    return Span(len(laps), float(median(days)), nine, kept if promised else None, len(promised))


def _protected(nodes: list[Node]) -> list[Node]:
    hidden = guarded([node.referrals for node in nodes])
    return [
        replace(
            node,
            referrals=None,
            now=dict.fromkeys(node.now, Span()),
            before=dict.fromkeys(node.before, Span()),
            hidden=FEW if is_small(node.referrals) else GUARDED,
        )
        if place in hidden
        else replace(
            node,
            now={step: _of_many(span) for step, span in node.now.items()},
            before={step: _of_many(span) for step, span in node.before.items()},
        )
        for place, node in enumerate(nodes)
    ]


def _of_many(span: Span) -> Span:
    """Numbers of few are left out; a share is two numbers, those who did and those who did not."""
    if is_small(span.count):
        return Span()
    few = span.kept is not None and (
        is_small(span.kept) or 0 < span.promised - span.kept < SMALLEST_SHOWN or is_small(span.promised)
    )
    return replace(span, kept=None, promised=0) if few else span
