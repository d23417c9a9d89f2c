"""What pages read of services and sendings."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce

from snodo.domain.desk import queries as desk
from snodo.domain.services import access, states
from snodo.domain.services.models import Sending, Service, ServiceConfirmation
from snodo.domain.services.states import SendingState, ServiceState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

_DAY = Value(datetime.timedelta(days=1), output_field=DurationField())
MOST_WORDS = 5
MOST_PROMISES = 24


def directory(
    actor: Actor,
    *,
    text: str = "",
    kind: str = "",
    language: str = "",
    freshness: str = "",
    closed: bool = False,
) -> QuerySet[Service]:
    """Services one may send somebody to, by kind and name. `freshness`: "fresh" or "stale"."""
    rows = (
        access.services_visible_to(actor)
        .select_related("confirmed_by__user", "confirmed_by__organisation")
        .annotate(
            fresh_until=ExpressionWrapper(
                F("confirmed_at") + F("stale_after_days") * _DAY, output_field=DateTimeField()
            )
        )
        .order_by("kind", "name", "pk")
    )
    rows = rows.filter(state=ServiceState.CLOSED) if closed else rows.exclude(state=ServiceState.CLOSED)
    for word in search_form(text).split()[:MOST_WORDS]:
        rows = rows.filter(search_words__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(languages__contains=[language])
    if freshness == "stale":
        rows = rows.filter(fresh_until__lt=clock.now())
    elif freshness == "fresh":
        rows = rows.filter(fresh_until__gte=clock.now())
    return rows


def history_of(service: Service) -> QuerySet[ServiceConfirmation]:
    """Who confirmed it, the latest first."""
    rows = ServiceConfirmation.objects.filter(service=service)
    return rows.select_related("membership__user", "membership__organisation").order_by("-at", "-pk")


def ends_of(service: Service) -> dict[str, int]:
    """How sendings to a service end, over the whole network: state → how many. One statement."""
    rows = Sending.objects.filter(service=service).order_by().values("state").annotate(many=Count("pk"))
    return {row["state"]: row["many"] for row in rows}


def sending_list(
    actor: Actor, *, service: UUID | None = None, entry: UUID | None = None, case: UUID | None = None,
    open_only: bool = False, mine: bool = False,
) -> QuerySet[Sending]:  # fmt: skip
    """Sendings one may read of, those to be asked about first."""
    rows = _whole(access.sendings_visible_to(actor))
    wanted = Q()
    if service:
        wanted &= Q(service_id=service)
    if entry:
        wanted &= Q(access_id=entry)
    if case:
        wanted &= Q(case_id=case)
    if open_only:
        wanted &= Q(state__in=states.OPEN)
    if mine:
        wanted &= Q(operator_id=actor.membership_id)
    return rows.filter(wanted).order_by(F("ended_on").desc(nulls_first=True), "ask_on", "-sent_on", "pk")


def _whole(rows: QuerySet[Sending]) -> QuerySet[Sending]:
    return rows.select_related(
        "service", "organisation", "operator__user", "access__desk", "access__contact", "access__person",
        "case__person", "case__household",
    )  # fmt: skip


def to_ask(actor: Actor, until: datetime.date) -> QuerySet[Sending]:
    """Those the actor sent and should ask about by now."""
    rows = sending_list(actor, open_only=True, mine=True)
    return rows.filter(ask_on__lte=until).order_by("ask_on", "pk")


@dataclass(frozen=True, slots=True)
class Promise:
    """Something to do: a step promised at the desk (`what` "access"), or to ask how a sending went."""

    what: str
    pk: UUID
    title: str
    about: str
    on: datetime.date


def promises_of(actor: Actor, until: datetime.date) -> list[Promise]:
    """What the actor promised at the desk and whom they should ask about, by day. One statement."""
    steps = desk.next_steps_of(actor, until).annotate(
        what=Value("access"), told=F("next_step"), about=F("desk__title"), on=F("next_on")
    )
    asked = to_ask(actor, until).annotate(
        what=Value("sending"),
        told=F("service__name"),
        about=Coalesce(F("access__desk__title"), Value("")),
        on=F("ask_on"),
    )
    columns = ("what", "pk", "told", "about", "on")
    rows = steps.order_by().values_list(*columns).union(asked.order_by().values_list(*columns), all=True)
    return [Promise(*row) for row in rows.order_by("on")[:MOST_PROMISES]]


def words_of(ends: dict[str, int]) -> list[tuple[str, int]]:
    """In the order of the states, those that happened."""
    return [(label, ends[state]) for state, label in SendingState.choices if ends.get(state)]


def whom(sending: Sending, names: set[UUID]) -> Any:
    """Who was sent, as far as `names` (ids of persons one sees) allows."""
    if sending.case is not None:
        return sending.case.title
    entry = sending.access
    if entry is None:
        return ""
    if entry.person is not None:
        return entry.person.name if entry.person_id in names else "persona seguita da colleghi"
    return str(entry.contact) if entry.contact else "senza nome"
