"""The frozen shapes of a loaded pack. Field order is the order in which a pack is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from snodo.kernel.packfile.body_shapes import (
    BodyPromise,
    Closure,
    LeadAfter,
    Partner,
    PromisedTimes,
    WeekdayOfMonth,
)

__all__ = ["BodyPromise", "Closure", "LeadAfter", "Partner", "PromisedTimes", "WeekdayOfMonth"]


@dataclass(frozen=True)
class Funder:
    name: str
    kind: str
    department: str = ""


@dataclass(frozen=True)
class Notice:
    number: str = ""
    measure_code: str = ""


@dataclass(frozen=True)
class Municipality:
    belfiore: str
    name: str


@dataclass(frozen=True)
class Quarter:
    code: str
    name: str
    municipality: str


@dataclass(frozen=True)
class Territory:
    code: str
    name: str
    kind: str
    lead: bool = False
    municipalities: tuple[Municipality, ...] = ()
    quarters: tuple[Quarter, ...] = ()


@dataclass(frozen=True)
class Route:
    """Which body receives people by residence. `except_` and `only` are Belfiore codes."""

    partner: str
    territory: str
    service: str
    except_: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Described:
    code: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class AgeLimits:
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True)
class Phase:
    code: str
    title: str
    days: int
    description: str = ""


@dataclass(frozen=True)
class CriterionChoice:
    code: str
    title: str
    meets: bool = False


@dataclass(frozen=True)
class EntryCriterion:
    code: str
    text: str
    kind: str
    required: bool
    explanation: str
    expected: bool = True
    min: int | None = None
    max: int | None = None
    choices: tuple[CriterionChoice, ...] = ()


@dataclass(frozen=True)
class InstrumentUse:
    purpose: str
    code: str
    version: int
    moments: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActivityKind:
    code: str
    title: str
    mode: str
    minutes: int
    family: str = "other"
    description: str = ""


@dataclass(frozen=True)
class InternshipMeetings:
    every_days: int
    activity_kind: str


@dataclass(frozen=True)
class HoursBudget:
    code: str
    title: str
    payer: str
    hours: float
    per: str
    extra: bool = False
    activity_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    code: str
    title: str
    case_unit: str
    promised_times: PromisedTimes
    summary: str = ""
    target_groups: tuple[str, ...] = ()
    age: AgeLimits = AgeLimits()
    target_cases: int | None = None
    phases: tuple[Phase, ...] = ()
    entry_criteria: tuple[EntryCriterion, ...] = ()
    instruments: tuple[InstrumentUse, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    internship_kinds: tuple[str, ...] = ()
    internship_meetings: InternshipMeetings | None = None
    hours_budgets: tuple[HoursBudget, ...] = ()

    def uses(self, purpose: str) -> tuple[InstrumentUse, ...]:
        """The instruments this action uses for a purpose."""
        return tuple(use for use in self.instruments if use.purpose == purpose)


@dataclass(frozen=True)
class OutcomeKind:
    code: str
    title: str
    family: str
    evidence_required: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A computable definition; the sources and their conditions are in `measures`."""

    count: str
    where: Mapping[str, Any] = field(default_factory=dict)
    distinct: str = ""
    evidence: str = "none"


@dataclass(frozen=True)
class ExpectedResult:
    code: str
    title: str
    unit: str
    description: str
    measure: Measure
    action: str = ""
    target: float | None = None
    comparison: str = "at_least"
    baseline: float | None = None


@dataclass(frozen=True)
class Table:
    code: str
    title: str
    kind: str
    partners: tuple[str, ...] = ()
    every_days: int | None = None
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opening:
    weekday: str
    from_: str
    to: str


@dataclass(frozen=True)
class Desk:
    code: str
    title: str
    reasons: tuple[Described, ...]
    services: tuple[Described, ...]
    results: tuple[Described, ...]
    place: str = ""
    partner: str = ""
    quarters: tuple[str, ...] = ()
    opening: tuple[Opening, ...] = ()
    anonymous_allowed: bool = False


@dataclass(frozen=True)
class TrainingArea:
    code: str
    title: str
    hours: float
    contents: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainingCourse:
    code: str
    title: str
    total_hours: float
    areas: tuple[TrainingArea, ...]
    role: str = ""
    min_attendance: float = 0


@dataclass(frozen=True)
class Accompaniment:
    title: str
    min_cases: int
    min_months: int | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class OperatorsTraining:
    course: TrainingCourse
    gate: bool = False
    accompaniment: Accompaniment | None = None


@dataclass(frozen=True)
class Protection:
    protected_address: bool = False
    pseudonym: bool = False
    note: str = ""


@dataclass(frozen=True)
class Translation:
    language: str
    title: str
    body: str
    short: bool = False


@dataclass(frozen=True)
class DocumentText:
    code: str
    version: int
    kind: str
    title: str
    languages: tuple[Translation, ...]


@dataclass(frozen=True)
class Anchor:
    value: int
    text: str


@dataclass(frozen=True)
class Option:
    code: str
    title: str


@dataclass(frozen=True)
class Item:
    code: str
    text: str
    kind: str
    help: str = ""
    required: bool = False
    restricted: str = "none"
    area: str = ""
    min: float | None = None
    max: float | None = None
    options: tuple[Option, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    points: bool = False


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    items: tuple[Item, ...]
    help: str = ""


@dataclass(frozen=True)
class ScoreArea:
    code: str
    title: str
    items: tuple[str, ...]
    method: str
    max: float
    threshold: float | None = None
    higher_is: str = "better"


@dataclass(frozen=True)
class Instrument:
    code: str
    version: int
    title: str
    purpose: str
    fill_by: str
    sections: tuple[Section, ...]
    intro: str = ""
    closing: str = ""
    scores: tuple[ScoreArea, ...] = ()
    radar: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All the questions, in order."""
        return tuple(item for section in self.sections for item in section.items)


@dataclass(frozen=True)
class Retention:
    """How long one class of data is kept in this programme: a proposal with its source."""

    kind: str
    start: str
    months: int
    source: str
    since: date
    year_end: bool = False


@dataclass(frozen=True)
class Pack:
    """A programme as data, with the instruments and the texts it refers to."""

    code: str
    version: int
    title: str
    area: str
    summary: str
    funder: Funder
    notice: Notice
    starts_on: date
    ends_on: date
    places: tuple[Territory, ...]
    partners: tuple[Partner, ...]
    target_groups: tuple[Described, ...]
    barriers: tuple[Described, ...]
    actions: tuple[Action, ...]
    outcome_kinds: tuple[OutcomeKind, ...]
    expected_results: tuple[ExpectedResult, ...]
    dates_precision: str = "day"
    contacts: str = ""
    routing: tuple[Route, ...] = ()
    tables: tuple[Table, ...] = ()
    desk: Desk | None = None
    operators_training: OperatorsTraining | None = None
    suspension_reasons: tuple[Described, ...] = ()
    early_signals: tuple[Described, ...] = ()
    retention: tuple[Retention, ...] = ()
    lead_after: LeadAfter | None = None
    protection: Protection = Protection()
    texts: tuple[DocumentText, ...] = ()
    instruments: tuple[Instrument, ...] = ()

    def instrument(self, code: str, version: int) -> Instrument:
        """The instrument with that code and version. Raises KeyError."""
        for instrument in self.instruments:
            if (instrument.code, instrument.version) == (code, version):
                return instrument
        raise KeyError(f"{code} v{version}")
