"""What happens when, and what is still to be recorded."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from snodo.domain.activities import access, states
from snodo.domain.activities.models import (
    Appointment,
    Session,
)
from snodo.domain.casework.models import Case, CaseSuspension
from snodo.domain.people.queries import SafeTimes, safe_row
from snodo.domain.programmes.models import ActivityKind, Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def kinds_for(programme: Programme, case: Case | None = None) -> QuerySet[ActivityKind]:
    """What may be done in a programme; with a case, in its line of work only."""
    kinds = ActivityKind.objects.filter(programme=programme)
    if case is None:
        return kinds
    return kinds.filter(Q(action_id=case.action_id) | Q(action__isnull=True))


# Agenda


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of the calendar, whatever it is. The title never tells why somebody comes."""

    kind: str  # "appointment" or "session"
    id: UUID
    starts_at: datetime.datetime
    minutes: int
    title: str
    who: str
    place: str
    mode: str
    state: str
    state_label: str
    operator: str
    to_record: bool
    suspended: bool = False
    safe: SafeTimes | None = None  # when the person may be called

    @property
    def ends_at(self) -> datetime.datetime:
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def day(self) -> datetime.date:
        return clock.local_date(self.starts_at)


def agenda(
    actor: Actor,
    *,
    since: datetime.date,
    until: datetime.date,
    scope: str = "mine",
    programme: Programme | UUID | None = None,
    place: str = "",
) -> list[AgendaItem]:
    """Appointments and meetings from a day to a day, both included; scope is "mine", "body" or "all".

    Two statements. Moved and cancelled things are left out.
    """
    after, before = _midnight(since), _midnight(until + datetime.timedelta(days=1))
    appointments = (
        access.appointments_visible_to(actor)
        .filter(starts_at__gte=after, starts_at__lt=before)
        .exclude(state__in=[states.AppointmentState.MOVED, states.AppointmentState.CANCELLED])
    )
    sessions = (
        access.sessions_visible_to(actor)
        .filter(starts_at__gte=after, starts_at__lt=before)
        .exclude(state=states.SessionState.CANCELLED)
    )
    if scope == "mine":
        appointments = appointments.filter(operator_id=actor.membership_id)
        sessions = sessions.filter(led_by_id=actor.membership_id)
    elif scope == "body":
        appointments = appointments.filter(organisation_id=actor.organisation_id)
        sessions = sessions.filter(group__organisation_id=actor.organisation_id)
    if programme is not None:
        appointments = appointments.filter(programme=programme)
        sessions = sessions.filter(group__programme=programme)
    if place:
        appointments = appointments.filter(access.knows_place(actor), place__icontains=place)
        sessions = sessions.filter(place__icontains=place)
    items = [_of_appointment(row) for row in _with_people(appointments, actor)[:500]]
    items += [_of_session(row) for row in sessions.select_related("group", "led_by__user")[:500]]
    return sorted(items, key=lambda item: (item.starts_at, item.title))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, clock.ROME)


def _with_people(appointments: QuerySet[Appointment], actor: Actor) -> QuerySet[Appointment]:
    """What a line of a list shows, in the same statement."""
    suspended = CaseSuspension.objects.filter(case=OuterRef("case"), until_day__isnull=True)
    return (
        with_place_known(appointments, actor)
        .select_related("kind", "person", "case__person", "case__household", "operator__user", "organisation")
        .annotate(
            suspended_since=Subquery(suspended.values("from_day")[:1]),
            safe_row=safe_row("person_id", "case__person_id"),
        )
        .order_by("starts_at", "id")
    )


RESERVED_PLACE = "luogo riservato"


def place_said(row: Appointment) -> str:
    """The place, or that it is not for the reader. Needs `place_known`."""
    return row.place if row.place_known or not row.place else RESERVED_PLACE  # type: ignore[attr-defined]


def with_place_known(appointments: QuerySet[Appointment], actor: Actor) -> QuerySet[Appointment]:
    """Writes on each row whether the actor may know where it is."""
    known = ExpressionWrapper(access.knows_place(actor), output_field=BooleanField())
    return appointments.annotate(place_known=known)


def _of_appointment(row: Appointment) -> AgendaItem:
    since = row.suspended_since  # type: ignore[attr-defined]
    return AgendaItem(
        kind="appointment",
        id=row.pk,
        starts_at=row.starts_at,
        minutes=row.minutes,
        title=row.kind.title,
        who=row.with_whom,
        place=place_said(row),
        mode=row.get_mode_display(),
        state=row.state,
        state_label=row.get_state_display(),
        operator=str(row.operator.user),
        to_record=row.to_record,
        suspended=bool(since) and row.state == states.AppointmentState.PLANNED,
        safe=SafeTimes.of(row.safe_row),  # type: ignore[attr-defined]
    )


def _of_session(row: Session) -> AgendaItem:
    return AgendaItem(
        kind="session",
        id=row.pk,
        starts_at=row.starts_at,
        minutes=row.minutes,
        title=row.group.title,
        who=row.topic,
        place=row.place,
        mode="In videochiamata" if row.online_link else "In gruppo",
        state=row.state,
        state_label=row.get_state_display(),
        operator=str(row.led_by.user),
        to_record=row.to_record,
    )


def appointments_to_record(actor: Actor, limit: int = 20) -> list[Appointment]:
    """Mine whose time has passed and of which nobody said how they went."""
    mine = Appointment.objects.filter(
        operator_id=actor.membership_id, state=states.AppointmentState.PLANNED, starts_at__lte=clock.now()
    )
    return list(_with_people(mine, actor)[:limit])


def appointments_of_case(case: Case) -> QuerySet[Appointment]:
    """All of one case, newest first; the caller has asked who may see."""
    return (
        Appointment.objects.filter(case=case).select_related("kind", "operator__user").order_by("-starts_at")
    )
