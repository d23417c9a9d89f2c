"""Which times are promised on a day: the row of the receiving body before that of the action, the latest."""

import datetime
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F, Q, QuerySet

from snodo.domain.programmes.models import Programme, ProgrammeAction, ProgrammePartner, PromisedTime
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel import clock

Promises = Mapping[str, PromisedTime]  # by PromisedStep


def _holding(day: datetime.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def promises_for(
    action: ProgrammeAction, day: datetime.date, organisation_id: UUID | None = None
) -> Promises:
    """What an action promises on a day, when this body receives. One statement."""
    return promises_of_all([action.pk], day, organisation_id).get(action.pk, {})


def promises_of_all(
    action_ids: Iterable[UUID], day: datetime.date, organisation_id: UUID | None = None
) -> dict[UUID, dict[str, PromisedTime]]:
    """The same of many actions. One statement."""
    whose = Q(organisation__isnull=True)
    if organisation_id is not None:
        whose |= Q(organisation=organisation_id)
    rows = PromisedTime.objects.filter(_holding(day), whose, action__in=list(action_ids))
    found: dict[UUID, dict[str, PromisedTime]] = {}
    # The one that counts comes last: of the body after of the action, then the latest written.
    for row in rows.order_by(F("organisation").asc(nulls_first=True), "valid_from", "created_at", "pk"):
        found.setdefault(row.action_id, {})[row.step] = row
    return found


def with_promises(actions: Iterable[ProgrammeAction]) -> list[ProgrammeAction]:
    """The actions, each with what it promises today in `promises`. One statement."""
    listed = list(actions)
    promised = promises_of_all([action.pk for action in listed], clock.today())
    for action in listed:
        action.promises = promised.get(action.pk, {})  # type: ignore[attr-defined]
    return listed


def promised_times_of(programme: Programme) -> QuerySet[PromisedTime]:
    """All rows of a programme, the latest first."""
    rows: QuerySet[PromisedTime] = PromisedTime.objects.filter(action__programme=programme)
    return rows.select_related("action", "organisation").order_by(
        "action__position", "-valid_from", "-created_at", "-pk"
    )


def in_force_now(rows: Iterable[PromisedTime]) -> set[UUID]:
    """Which of a programme's rows count today, each for its action, body and step."""
    today = clock.today()
    latest: dict[tuple[UUID, UUID | None, str], PromisedTime] = {}
    for row in rows:
        if row.valid_from > today or (row.valid_until is not None and row.valid_until < today):
            continue
        key = (row.action_id, row.organisation_id, row.step)
        if key not in latest or _later(row, latest[key]):
            latest[key] = row
    return {row.pk for row in latest.values()}


def _later(one: PromisedTime, other: PromisedTime) -> bool:
    return (one.valid_from, one.created_at, one.pk) > (other.valid_from, other.created_at, other.pk)


def lead_of(programme_id: UUID) -> UUID | None:
    """The body that leads a programme: by an act in force before one that has ended."""
    leads = ProgrammePartner.objects.filter(programme=programme_id, role=PartnerRole.LEAD)
    found: UUID | None = leads.order_by("-act_until").values_list("organisation_id", flat=True).first()
    return found
