"""The working days of a body: Italy's holidays, the patron saint of its seat, its own closures."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from snodo.domain.network.models import ClosedDay, Organisation, OrganisationTerritory
from snodo.domain.network.states import TerritoryKind
from snodo.kernel.calendars import ITALY, Calendar
from snodo.kernel.statements import Kept, Many

_RULE = ("rule", "month", "day", "weekday", "which", "shift", "since", "until")


class Calendars:
    """Calendars of many bodies, read in one statement, and only when the first is asked for."""

    def __init__(self, organisation_ids: Iterable[UUID | None]) -> None:
        self._ids = {one for one in organisation_ids if one is not None}
        self._read: Mapping[UUID, Calendar] | None = None

    def of(self, organisation_id: UUID | None) -> Calendar:
        """The calendar of one of them; Italy's for nobody."""
        if organisation_id is None:
            return ITALY
        if self._read is None:
            self._read = calendars_of(self._ids)
        return self._read.get(organisation_id, ITALY)


def calendar_of(organisation_id: UUID | None) -> Calendar:
    """The working days of one body."""
    return Calendars([organisation_id]).of(organisation_id)


def calendars_of(organisation_ids: Iterable[UUID]) -> dict[UUID, Calendar]:
    """The working days of each body. One statement."""
    rows = _closures(None, bodies=Many(organisation_ids))
    return {pk: _calendar(_place(seat, places), found) for pk, seat, places, found in rows}


@Kept
def _closures(actor: None, *, bodies: Many) -> QuerySet[Any]:
    """Seat, towns and closures of each body."""
    towns = OrganisationTerritory.objects.filter(
        organisation=OuterRef("pk"), territory__kind=TerritoryKind.MUNICIPALITY
    )
    near = OrganisationTerritory.objects.filter(organisation=OuterRef(OuterRef("pk"))).values("territory")
    closed = ClosedDay.objects.filter(
        Q(organisation=OuterRef("pk")) | Q(territory=OuterRef("seat")) | Q(territory__in=near)
    )
    rules = JSONObject(territory="territory_id", **{name: name for name in _RULE})
    rows: QuerySet[Any] = Organisation.objects.filter(pk__among=bodies)
    places = ArraySubquery(towns.values("territory_id")[:2])
    return rows.values_list("pk", "seat_id", places, ArraySubquery(closed.values(said=rules)))


def _place(seat: UUID | None, towns: list[UUID]) -> UUID | None:
    return seat or (towns[0] if len(towns) == 1 else None)


def place_of(organisation: Organisation) -> UUID | None:
    """The municipality whose patron saint closes a body: its seat, or the only one it works in."""
    towns = OrganisationTerritory.objects.filter(
        organisation=organisation, territory__kind=TerritoryKind.MUNICIPALITY
    )
    return _place(organisation.seat_id, list(towns.values_list("territory_id", flat=True)[:2]))


def closed_days_of(organisation: Organisation) -> QuerySet[ClosedDay]:
    """The rows behind the calendar of a body, its own and those of its place."""
    rows: QuerySet[ClosedDay] = ClosedDay.objects.filter(
        Q(organisation=organisation) | Q(territory=place_of(organisation), territory__isnull=False)
    )
    return rows.select_related("territory")


def _calendar(place: UUID | None, found: list[dict[str, Any]]) -> Calendar:
    mine = (row for row in found if row["territory"] is None or row["territory"] == str(place))
    return Calendar(_rule(row).closure for row in mine)


def _rule(row: dict[str, Any]) -> ClosedDay:
    said = {name: row[name] for name in _RULE}
    for name in ("since", "until"):
        said[name] = datetime.date.fromisoformat(said[name]) if said[name] else None
    return ClosedDay(**said)
