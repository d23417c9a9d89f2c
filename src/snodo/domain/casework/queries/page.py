"""Everything the case page shows of this context, in two statements: the case with all that hangs on it,
and its story.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from snodo.domain.casework import access, states
from snodo.domain.casework.access import Standing
from snodo.domain.casework.models import Case, CaseEvent
from snodo.domain.casework.queries import rows
from snodo.domain.people.queries import SafeTimes
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept

STORY_LINES = 20


def day(value: Any) -> datetime.date | None:
    """A date as it comes out of JSON."""
    return datetime.date.fromisoformat(value[:10]) if value else None


@dataclass(frozen=True, slots=True)
class PhaseStay:
    """A phase of the action and when this case was in it."""

    id: str
    title: str
    expected_days: int | None
    entered_on: datetime.date | None = None
    left_on: datetime.date | None = None
    times: int = 0
    now: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something due."""

    id: UUID
    kind: str
    title: str
    due_on: datetime.date
    who: str
    organisation: str
    mine: bool
    ref_kind: str
    ref_id: str | None


@dataclass(frozen=True, slots=True)
class Colleague:
    id: str
    name: str
    function: str
    job_title: str
    organisation: str


@dataclass(frozen=True, slots=True)
class PartyLine:
    id: str
    organisation: str
    function: str
    sees: list[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """An assessment without its answers."""

    id: UUID
    instrument_id: str
    code: str
    title: str
    filler: str
    moment: str
    read_on: datetime.date
    scores: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RadarAreas:
    """The areas of the instrument last used, first against latest."""

    code: str
    title: str
    areas: list[str]
    now: list[float | None]
    before: list[float | None]
    top: float
    now_on: datetime.date
    before_on: datetime.date | None
    reached: int
    thresholds: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    name: str
    relation: str
    case_id: str | None


@dataclass
class CasePage:
    """The case as one actor may see it."""

    case: Case
    standing: Standing
    seen_at: datetime.datetime | None = None
    phases: list[PhaseStay] = field(default_factory=list)
    suspension: dict[str, Any] | None = None
    steps: list[Step] = field(default_factory=list)
    team: list[Colleague] = field(default_factory=list)
    parties: list[PartyLine] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    radar: RadarAreas | None = None
    plans: list[dict[str, Any]] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    members: list[MemberLine] = field(default_factory=list)
    handover: dict[str, Any] | None = None
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    events: list[CaseEvent] = field(default_factory=list)
    more_events: bool = False
    notice: str = ""
    """"missing" when nobody told the person how data are used, "old" when the notice has changed since."""
    safe: SafeTimes | None = None

    @property
    def new_events(self) -> int:
        return sum(1 for event in self.events if is_new(event, self.seen_at))

    @property
    def late_steps(self) -> list[Step]:
        today = clock.today()
        return [step for step in self.steps if step.due_on < today]


def is_new(event: CaseEvent, seen_at: datetime.datetime | None) -> bool:
    """Written after the actor last looked. Who has never looked has nothing marked."""
    return seen_at is not None and event.created_at > seen_at


def case_page(
    actor: Actor, pk: UUID, *, kind: str = "", also: Callable[[], dict[str, Any]] | None = None
) -> CasePage | None:
    """The page of a case, or None for a case the actor may not see. Two statements.

    `also` gives columns of upper contexts to read in the same statement; they stay on `page.case`.
    """
    found = _everything(actor, also, case=pk)
    if not found:
        return None
    page = _assemble(actor, found[0])
    events = _newest(actor, *access.audiences_seen(page.standing.sections), kind, case=pk)
    page.more_events = len(events) > STORY_LINES
    page.events = events[:STORY_LINES]
    return page


def case_head(actor: Actor, pk: UUID) -> CasePage | None:
    """Only the head of a case and how the actor stands to it: what sub-pages need. One statement."""
    found = _head(actor, case=pk)
    return CasePage(case=found[0], standing=Standing.of(actor, found[0])) if found else None


def story(page: CasePage, *, kind: str = "") -> QuerySet[CaseEvent]:
    """The lines this actor reads, newest first."""
    return _story(page.case.pk, access.audiences_seen(page.standing.sections), kind)


def _story(case: UUID, audiences: list[str], kind: str) -> QuerySet[CaseEvent]:
    lines = CaseEvent.objects.filter(case_id=case, audience__in=audiences)
    if kind:
        lines = lines.filter(kind=kind)
    return lines.order_by("-at", "-created_at")


@Kept
def _newest(actor: Actor, *audiences_and_kind: str, case: UUID) -> QuerySet[CaseEvent]:
    *audiences, kind = audiences_and_kind
    return _story(case, audiences, kind)[: STORY_LINES + 1]


@Kept
def _head(actor: Actor, *, case: UUID) -> QuerySet[Case]:
    return rows.heads(access.cases_with_standing(actor)).filter(pk=case)


@Kept
def _everything(
    actor: Actor, also: Callable[[], dict[str, Any]] | None = None, *, case: UUID
) -> QuerySet[Case]:
    return rows.everything(actor).annotate(**(also() if also else {})).filter(pk=case)


# From rows to what pages read


def _assemble(actor: Actor, case: Any) -> CasePage:
    standing = Standing.of(actor, case)
    page = CasePage(case=case, standing=standing, seen_at=case.seen_at)
    page.phases = _path(case)
    page.suspension = case.suspension_row
    page.safe = SafeTimes.of(case.safe_row)
    page.steps = [_step(row, actor) for row in case.step_rows]
    page.team = [Colleague(**_named(row, standing)) for row in case.team_rows]
    page.parties = [PartyLine(**_named(row, standing)) for row in case.party_rows]
    page.members = [_member(row) for row in case.member_rows] if case.household_id else []
    page.handover = case.handover_row
    page.words = {
        name: {word["code"]: word["title"] for word in rows or []} for name, rows in case.word_rows.items()
    }
    page.notice = _notice_state(case)
    page.issues = case.issue_rows if standing.sees(states.Section.DIARY) else []
    if standing.sees(states.Section.READINGS):
        page.readings = [_reading(row) for row in case.reading_rows]
        page.radar = radar_of(case.radar_row, page.readings)
    if standing.sees(states.Section.PLAN):
        page.plans = case.plan_rows
    if standing.sees(states.Section.OUTCOMES):
        page.outcomes = case.outcome_rows
    if standing.sees(states.Section.PAPERS):
        page.papers = case.paper_rows
    return page


def _notice_state(case: Any) -> str:
    if case.notice_now is None or case.state == states.CaseState.CLOSED:
        return ""
    if case.notice_told is None:
        return "missing"
    return "old" if case.notice_told < case.notice_now else ""


def _named(row: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """The team knows the bodies around the path by name; others see the mask of a sensitive one."""
    true = row.pop("true_organisation")
    return {**row, "organisation": true} if standing.in_team else row


def phase_stays(case: Case) -> list[PhaseStay]:
    """The phases of a case by themselves. One statement."""
    found = Case.objects.annotate(
        phase_rows=ArraySubquery(rows.phases()), stay_rows=ArraySubquery(rows.stays())
    )
    return _path(found.get(pk=case.pk))


def _path(case: Any) -> list[PhaseStay]:
    """The phases in order; the last stay counts where there was more than one."""
    stays: dict[str, list[dict[str, Any]]] = {}
    for stay in case.stay_rows:
        stays.setdefault(stay["phase"], []).append(stay)
    path = []
    for row in case.phase_rows:
        mine = stays.get(row["id"], [])
        path.append(
            PhaseStay(
                id=row["id"],
                title=row["title"],
                expected_days=row["days"],
                entered_on=day(mine[0]["entered"]) if mine else None,
                left_on=day(mine[-1]["left"]) if mine else None,
                times=len(mine),
                now=row["id"] == str(case.phase_id),
            )
        )
    return path


def _step(row: dict[str, Any], actor: Actor) -> Step:
    mine = row["membership"] == str(actor.membership_id) or (
        row["membership"] is None and row["organisation_id"] == str(actor.organisation_id)
    )
    due = day(row["due_on"])
    assert due is not None
    return Step(
        id=UUID(row["id"]),
        kind=row["kind"],
        title=row["title"],
        due_on=due,
        who=(row["who"] or "").strip(),
        organisation=row["organisation"],
        mine=mine,
        ref_kind=row["ref_kind"],
        ref_id=row["ref_id"],
    )


def _member(row: dict[str, Any]) -> MemberLine:
    name = row["pseudonym"] if row["protected"] else f"{row['lived'] or row['first']} {row['last']}"
    return MemberLine(name=name, relation=row["relation"], case_id=row["case_id"])


def _reading(row: dict[str, Any]) -> Reading:
    read_on = day(row["read_on"])
    assert read_on is not None
    return Reading(
        id=UUID(row["id"]),
        instrument_id=row["instrument"],
        code=row["code"],
        title=row["title"],
        filler=row["filler"],
        moment=row["moment"],
        read_on=read_on,
        scores=row["scores"] or {},
    )


def score_value(scores: dict[str, Any], code: str) -> float | None:
    """The figure of an area, however the score is written down."""
    value = scores.get(code)
    if isinstance(value, dict):
        value = value.get("value")
    return round(float(value), 2) if isinstance(value, (int, float)) else None


def radar_of(row: dict[str, Any] | None, readings: list[Reading]) -> RadarAreas | None:
    """First reading of the operators against the latest, area by area."""
    if not row or not row.get("radar"):
        return None
    same = [reading for reading in readings if reading.code == row["code"]]
    views = [reading for reading in same if reading.filler == "operator"] or same
    if not views:
        return None
    latest, first = views[0], views[-1]
    by_code = {area["code"]: area for area in row.get("scores") or []}
    areas = [by_code[code] for code in row["radar"] if code in by_code]
    if len(areas) < 3:
        return None
    now = [score_value(latest.scores, area["code"]) for area in areas]
    asked = [area for area in areas if area.get("threshold") is not None]
    return RadarAreas(
        code=row["code"],
        title=row["title"],
        areas=[area["title"] for area in areas],
        now=now,
        before=[score_value(first.scores, area["code"]) for area in areas] if first is not latest else [],
        top=max(float(area.get("max") or 4) for area in areas),
        now_on=latest.read_on,
        before_on=first.read_on if first is not latest else None,
        reached=sum(1 for area in asked if reaches(area, score_value(latest.scores, area["code"]))),
        thresholds=len(asked),
    )


def reaches(area: dict[str, Any], value: float | None) -> bool:
    """Whether an area is on the good side of its threshold."""
    if value is None or area.get("threshold") is None:
        return False
    worse = area.get("higher_is") == "worse"
    threshold = float(area["threshold"])
    return value <= threshold if worse else value >= threshold
