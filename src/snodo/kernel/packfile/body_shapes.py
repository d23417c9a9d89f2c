"""The bodies of a pack: who they are, where and when they work, how fast each promises to move."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WeekdayOfMonth:
    """The second Sunday of a month; `which` -1 is the last."""

    month: int
    day: str
    which: int
    shift: int = 0


@dataclass(frozen=True)
class Closure:
    """Days on which a body does not work: by exactly one of `yearly`, `easter`, `weekday`, `from_`."""

    title: str
    yearly: str = ""  # month-day
    easter: int | None = None
    weekday: WeekdayOfMonth | None = None
    from_: date | None = None
    to: date | None = None
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Partner:
    code: str
    name: str
    kind: str
    role: str
    circle: str = "partnership"
    duties: str = ""
    capabilities: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    seat: str = ""  # Belfiore code
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True)
class BodyPromise:
    """What one body promises when it receives; what it does not say is the action's."""

    partner: str
    first_answer_days: int | None = None
    first_appointment_days: int | None = None
    first_opportunity_days: int | None = None
    first_answer_unit: str = "working_days"
    first_appointment_unit: str = "days"
    first_opportunity_unit: str = "days"
    source: str = ""


@dataclass(frozen=True)
class PromisedTimes:
    first_answer_days: int
    first_appointment_days: int
    first_opportunity_days: int | None = None
    first_answer_unit: str = "working_days"
    first_appointment_unit: str = "days"
    first_opportunity_unit: str = "days"
    source: str = ""
    bodies: tuple[BodyPromise, ...] = ()


@dataclass(frozen=True)
class LeadAfter:
    """How many working days past a promise it is put before who co-ordinates the lead."""

    days: int
    source: str = ""
