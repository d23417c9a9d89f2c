"""Who receives whom, municipality by municipality: today, before, later, and where nobody does."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from snodo.domain.network.models import Organisation, Territory
from snodo.domain.network.states import TerritoryKind
from snodo.domain.programmes import access
from snodo.domain.programmes.models import Programme, ProgrammeTerritory, Route, RoutingRule
from snodo.domain.programmes.routing import ends_on, holding
from snodo.domain.programmes.states import RoutedBy
from snodo.kernel import clock

ELSEWHERE = "Altri comuni"


@dataclass(frozen=True, slots=True)
class RouteSpan:
    """A row with its last day, and where it stands: "now", "later", "before" or "withdrawn"."""

    row: Route
    until: datetime.date | None
    standing: str

    @property
    def may_be_withdrawn(self) -> bool:
        """No whole day has passed on it."""
        return self.standing != "withdrawn" and self.row.valid_from >= clock.today()


@dataclass(slots=True)
class TownLine:
    """A municipality: the row that counts today, what is written for later, and what was."""

    municipality: Territory
    now: RouteSpan | None = None
    spans: list[RouteSpan] = field(default_factory=list)
    acting: bool = True
    """Whether the body that would receive has an act today under which it takes people in."""
    own: bool = False
    """Received by another body than most of its territory."""

    @property
    def receiver(self) -> Organisation | None:
        """The body that does receive today."""
        return self.now.row.organisation if self.now is not None and self.acting else None

    @property
    def later(self) -> list[RouteSpan]:
        """What begins after today."""
        return [span for span in self.spans if span.standing == "later"]

    @property
    def before(self) -> list[RouteSpan]:
        """What is over, or was taken back."""
        return [span for span in self.spans if span.standing in ("before", "withdrawn")]


@dataclass(slots=True)
class Area:
    """A territory of the programme with its municipalities."""

    name: str
    code: str = ""
    lines: list[TownLine] = field(default_factory=list)

    @property
    def uncovered(self) -> list[TownLine]:
        """Where nobody receives today."""
        return [line for line in self.lines if line.receiver is None]


def towns_of(programme: Programme) -> QuerySet[Territory]:
    """The municipalities of a programme: of its territories, and any other it has written a row for."""
    places = ProgrammeTerritory.objects.filter(programme=programme).values("territory")
    routed = Route.objects.filter(programme=programme).values("municipality")
    inside = Q(parent__in=places) | Q(pk__in=places) | Q(pk__in=routed)
    towns: QuerySet[Territory] = Territory.objects.filter(inside, kind=TerritoryKind.MUNICIPALITY)
    return towns.select_related("parent").order_by("name")


def is_of(programme: Programme, town: Territory) -> bool:
    """Whether a municipality is of the programme."""
    return towns_of(programme).filter(pk=town.pk).exists()


def routes_standing(programme: Programme) -> QuerySet[Route]:
    """The rows that were not taken back."""
    rows: QuerySet[Route] = Route.objects.filter(programme=programme, withdrawn_at__isnull=True)
    return rows


def route_on(programme: Programme, town: Territory, day: datetime.date) -> Route | None:
    """The row that counts for a municipality on a day, also when it says that nobody receives."""
    rows = routes_standing(programme).filter(municipality=town, valid_from__lte=day)
    return rows.select_related("organisation", "municipality").order_by("-valid_from").first()


def receiving_body(
    programme: Programme, belfiore: str, day: datetime.date | None = None
) -> Organisation | None:
    """Which body receives those who live in a municipality, if the programme routes by residence."""
    rows = routes_standing(programme).filter(
        municipality__belfiore=belfiore, valid_from__lte=day or clock.today()
    )
    row = rows.select_related("organisation").order_by("-valid_from").first()
    return row.organisation if row is not None else None


def bodies_that_receive(programme: Programme, day: datetime.date) -> QuerySet[Organisation]:
    """Those with an act on a day under which they take people in."""
    acts = access.acts_on(day).filter(access.takes_in(), programme=programme)
    bodies: QuerySet[Organisation] = Organisation.objects.filter(
        pk__in=acts.values("organisation"), active=True
    )
    return bodies.order_by("name")


def rule_on(programme: Programme, day: datetime.date) -> RoutingRule | None:
    """What decides on a day, where the programme has declared it."""
    rules = RoutingRule.objects.filter(programme=programme, valid_from__lte=day)
    return rules.select_related("last_resort", "protected_receiver").order_by("-valid_from").first()


def looks_at_stay(programme: Programme) -> bool:
    """Whether where somebody lives may decide: else nobody is asked (GDPR art. 5 c. 1 lett. c)."""
    rule = rule_on(programme, clock.today())
    return rule is not None and RoutedBy.STAY in rule.grounds


def rules_of(programme: Programme) -> list[RoutingRule]:
    """Every version, the latest first."""
    rules = RoutingRule.objects.filter(programme=programme)
    return list(rules.select_related("last_resort", "protected_receiver").order_by("-valid_from"))


def areas_of(programme: Programme) -> list[Area]:
    """Territory by territory who receives whom. Four statements, whatever the number of municipalities."""
    today = clock.today()
    rows = Route.objects.filter(programme=programme).select_related("organisation")
    of_town: dict[UUID, list[Route]] = {}
    for row in rows.order_by("-valid_from", "-created_at"):
        of_town.setdefault(row.municipality_id, []).append(row)
    receiving = set(bodies_that_receive(programme, today).values_list("pk", flat=True))
    codes = dict(ProgrammeTerritory.objects.filter(programme=programme).values_list("territory_id", "code"))
    areas: dict[str, Area] = {}
    for town in towns_of(programme):
        above = town.parent
        code = codes.get(above.pk) if above is not None else None
        area = Area(above.name, code) if above is not None and code is not None else Area(ELSEWHERE)
        line = _line(town, of_town.get(town.pk, []), receiving, today)
        areas.setdefault(area.name, area).lines.append(line)
    for area in areas.values():
        _mark_own(area)
    return sorted(areas.values(), key=lambda area: (area.name == ELSEWHERE, area.name))


def _line(town: Territory, rows: list[Route], receiving: set[UUID], today: datetime.date) -> TownLine:
    standing = [row for row in rows if row.withdrawn_at is None]
    counts = holding(standing, today)
    line = TownLine(town)
    for row in rows:
        span = RouteSpan(row, ends_on(standing, row), _standing(row, counts, today))
        line.spans.append(span)
        if row is counts:
            line.now = span
            line.acting = row.organisation_id in receiving
    return line


def _standing(row: Route, counts: Route | None, today: datetime.date) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row is counts:
        return "now"
    return "later" if row.valid_from > today else "before"


def _mark_own(area: Area) -> None:
    """Which municipalities go another way than most of their territory."""
    told = Counter(line.receiver.pk for line in area.lines if line.receiver is not None)
    if len(told) < 2:
        return
    most = told.most_common(1)[0][0]
    for line in area.lines:
        line.own = line.receiver is not None and line.receiver.pk != most


def uncovered(areas: Iterable[Area]) -> list[TownLine]:
    """Municipalities without anybody who receives, in one list."""
    return [line for area in areas for line in area.uncovered]
