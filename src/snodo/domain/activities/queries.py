"""What pages, the case page and reports read of appointments, groups, attendance and hours."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from snodo.domain.activities import access, states
from snodo.domain.activities.models import (
    Appointment,
    Attendance,
    ExtraHoursRequest,
    Group,
    GroupMember,
    HoursEntry,
    Session,
)
from snodo.domain.casework.models import Case, CaseSuspension
from snodo.domain.people.models import HouseholdMember
from snodo.domain.programmes.models import HoursBudget, Programme
from snodo.domain.programmes.states import BudgetSpan, Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor

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
        appointments = appointments.filter(place__icontains=place)
        sessions = sessions.filter(place__icontains=place)
    items = [_of_appointment(row) for row in _with_people(appointments)[:500]]
    items += [_of_session(row) for row in sessions.select_related("group", "led_by__user")[:500]]
    return sorted(items, key=lambda item: (item.starts_at, item.title))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, clock.ROME)


def _with_people(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """What a line of a list shows, in the same statement."""
    suspended = CaseSuspension.objects.filter(case=OuterRef("case"), until_day__isnull=True)
    return (
        appointments.select_related(
            "kind", "person", "case__person", "case__household", "operator__user", "organisation"
        )
        .annotate(suspended_since=Subquery(suspended.values("from_day")[:1]))
        .order_by("starts_at", "id")
    )


def _of_appointment(row: Appointment) -> AgendaItem:
    since = row.suspended_since  # type: ignore[attr-defined]
    return AgendaItem(
        kind="appointment",
        id=row.pk,
        starts_at=row.starts_at,
        minutes=row.minutes,
        title=row.kind.title,
        who=row.with_whom,
        place=row.place,
        mode=row.get_mode_display(),
        state=row.state,
        state_label=row.get_state_display(),
        operator=str(row.operator.user),
        to_record=row.to_record,
        suspended=bool(since) and row.state == states.AppointmentState.PLANNED,
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
    return list(_with_people(mine)[:limit])


def appointments_of_case(case: Case) -> QuerySet[Appointment]:
    """All of one case, newest first; the caller has asked who may see."""
    return (
        Appointment.objects.filter(case=case).select_related("kind", "operator__user").order_by("-starts_at")
    )


# Hours


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One payer: minutes worked against the minutes granted (None when nothing was agreed)."""

    payer: str
    label: str
    used: int
    granted: int | None

    @property
    def left(self) -> int | None:
        return None if self.granted is None else self.granted - self.used

    @property
    def over(self) -> bool:
        return self.granted is not None and self.used > self.granted


def hours_used(case: Case) -> list[HoursLine]:
    """By payer: what was worked, against what was granted for the path and the extra approved."""
    used = _sum_minutes(charged_to_paths().filter(case=case))
    granted: dict[str, int] = {}
    for budget in HoursBudget.objects.filter(action_id=case.action_id, per=BudgetSpan.CASE, extra=False):
        granted[budget.payer] = granted.get(budget.payer, 0) + int(budget.hours * 60)
    extra = ExtraHoursRequest.objects.filter(case=case, state=states.RequestState.APPROVED)
    for request in extra:
        granted[request.payer] = granted.get(request.payer, 0) + int(request.hours * 60)
    return [
        HoursLine(payer, str(label), used.get(payer, 0), granted.get(payer))
        for payer, label in Payer.choices
        if payer in used or payer in granted or payer == Payer.FUNDER
    ]


def charged_to_paths() -> QuerySet[HoursEntry]:
    """Hours that use up a path's own budget: kinds paid for the whole action (labs, groups) do not."""
    shared = HoursBudget.objects.filter(
        action=OuterRef("case__action"),
        per=BudgetSpan.ACTION,
        activity_kinds__contains=[OuterRef("kind__code")],
    )
    return HoursEntry.objects.filter(~Exists(shared))


def _sum_minutes(entries: QuerySet[HoursEntry]) -> dict[str, int]:
    return dict(entries.values("payer").annotate(total=Sum("minutes")).values_list("payer", "total"))


def hours_by_payer(programme: Programme) -> dict[str, int]:
    """Minutes worked in a whole programme, by payer."""
    return _sum_minutes(HoursEntry.objects.filter(case__programme=programme))


def hours_entries(case: Case) -> QuerySet[HoursEntry]:
    """The lines behind the numbers, newest first."""
    return (
        HoursEntry.objects.filter(case=case)
        .select_related("kind", "organisation")
        .order_by("-worked_on", "-id")
    )


def extra_hours_requests(case: Case) -> QuerySet[ExtraHoursRequest]:
    """Asked and answered, newest first."""
    return (
        ExtraHoursRequest.objects.filter(case=case)
        .select_related("organisation", "asked_by__user", "decided_by__user")
        .order_by("-asked_on", "-id")
    )


# Attendance and continuity


def months_of_presence(cases: QuerySet[Case]) -> dict[UUID, int]:
    """Case → in how many different months somebody came, to an appointment or a meeting. Two statements."""
    months: dict[UUID, set[datetime.datetime]] = defaultdict(set)
    done = Appointment.objects.filter(case__in=cases.values("pk"), state=states.AppointmentState.DONE)
    there = Attendance.objects.filter(member__case__in=cases.values("pk"), status__in=states.WAS_THERE)
    for case_id, month in done.values_list("case_id", TruncMonth("starts_at", tzinfo=clock.ROME)).distinct():
        months[case_id].add(month)
    rows = there.values_list(
        "member__case_id", TruncMonth("session__starts_at", tzinfo=clock.ROME)
    ).distinct()
    for case_id, month in rows:
        months[case_id].add(month)
    return {case_id: len(found) for case_id, found in months.items() if case_id is not None}


def consecutive_absences(member: GroupMember) -> int:
    """How many meetings in a row, counting back from the last held, the member did not come to."""
    return absences_in_a_row([member.pk]).get(member.pk, 0)


def absences_in_a_row(member_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The same for many, in one statement. Meetings in which one was not expected do not count."""
    rows = (
        Attendance.objects.filter(member_id__in=list(member_ids))
        .exclude(status=states.AttendanceStatus.NOT_DUE)
        .order_by("-session__starts_at")
        .values_list("member_id", "status")
    )
    counts: dict[UUID, int] = {}
    ended: set[UUID] = set()
    for member_id, status in rows:
        if member_id in ended:
            continue
        if status in states.WAS_AWAY:
            counts[member_id] = counts.get(member_id, 0) + 1
        else:
            ended.add(member_id)
    return counts


def attendance_of_case(case: Case) -> QuerySet[Attendance]:
    """The meetings somebody of the case was expected at, newest first."""
    return (
        Attendance.objects.filter(member__case=case)
        .select_related("session__group", "member__person")
        .order_by("-session__starts_at")
    )


# Groups


def group_list(
    actor: Actor, *, programme: UUID | None = None, state: str = "", text: str = ""
) -> QuerySet[Group]:
    """Groups one may see, with held and coming meetings counted."""
    groups = access.groups_visible_to(actor)
    if programme:
        groups = groups.filter(programme_id=programme)
    if state:
        groups = groups.filter(state=state)
    if text:
        groups = groups.filter(title__icontains=text)
    return (
        with_meetings(groups)
        .select_related("programme", "kind", "leader__user", "organisation")
        .order_by("-starts_on", "title", "id")
    )


def with_meetings(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Writes on each row `held`, `coming` and `next_at`."""
    sessions = Session.objects.filter(group=OuterRef("pk"))
    planned = sessions.filter(state=states.SessionState.PLANNED)
    return groups.annotate(
        held=_count(sessions.filter(state=states.SessionState.HELD)),
        coming=_count(planned),
        next_at=Subquery(planned.order_by("starts_at").values("starts_at")[:1]),
    )


def _count(rows: QuerySet[Session]) -> Coalesce:
    counted = rows.order_by().values("group").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One member across all meetings."""

    member: GroupMember
    marks: list[str]
    present: int
    expected: int
    in_a_row: int


def register(group: Group, members: QuerySet[GroupMember]) -> tuple[list[Session], list[RegisterRow]]:
    """The grid of a group: meetings across, members down. Three statements."""
    sessions = list(
        group.sessions.select_related("led_by__user").exclude(state=states.SessionState.CANCELLED)
    )
    people = list(members.select_related("person", "case__responsible__user"))
    rows = Attendance.objects.filter(session__group=group).values_list("member_id", "session_id", "status")
    status = {(member_id, session_id): mark for member_id, session_id, mark in rows}
    grid = []
    for member in people:
        marks = [status.get((member.pk, session.pk), "") for session in sessions]
        given = [mark for mark in marks if mark and mark != states.AttendanceStatus.NOT_DUE]
        grid.append(
            RegisterRow(
                member=member,
                marks=marks,
                present=sum(mark in states.WAS_THERE for mark in given),
                expected=len(given),
                in_a_row=_trailing_absences(given),
            )
        )
    grid.sort(key=lambda row: (row.member.left_on is not None, row.member.person.name.casefold()))
    return sessions, grid


def _trailing_absences(marks: list[str]) -> int:
    count = 0
    for mark in reversed(marks):
        if mark not in states.WAS_AWAY:
            break
        count += 1
    return count


def attendance_of_session(session: Session) -> dict[UUID, Attendance]:
    """Member → what is written already."""
    return {row.member_id: row for row in Attendance.objects.filter(session=session)}


def members_due(session: Session) -> list[GroupMember]:
    """Who belonged to the group on the day of the meeting, or has a line in its register already."""
    day = clock.local_date(session.starts_at)
    written = Attendance.objects.filter(session=session).values("member")
    everybody = GroupMember.objects.filter(group=session.group).select_related(
        "person", "case__person", "case__household"
    )
    current = everybody.filter(left_on__isnull=True) | everybody.filter(left_on__gte=day)
    return sorted(
        (current | everybody.filter(pk__in=written)), key=lambda member: member.person.name.casefold()
    )


# For reports


def people_engaged(programme: Programme) -> set[UUID]:
    """Persons met at least once: an appointment held or a meeting attended."""
    done = Appointment.objects.filter(programme=programme, state=states.AppointmentState.DONE)
    met = done.annotate(who=Coalesce("person_id", "case__person_id")).filter(who__isnull=False)
    came = Attendance.objects.filter(
        session__group__programme=programme, status__in=states.WAS_THERE
    ).values_list("member__person_id", flat=True)
    return set(met.values_list("who", flat=True)) | set(came)


def households_in_family_groups(programme: Programme) -> set[UUID]:
    """Households of which somebody came to a group for families."""
    people = Attendance.objects.filter(
        session__group__programme=programme,
        session__group__for_families=True,
        status__in=states.WAS_THERE,
    ).values("member__person_id")
    belonging = HouseholdMember.objects.filter(person_id__in=people).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on"))
    )
    return set(belonging.values_list("household_id", flat=True))


def groups_held(programme: Programme, *, kind_code: str = "") -> QuerySet[Group]:
    """Groups with at least one meeting held; `held` counts them."""
    held = Session.objects.filter(group=OuterRef("pk"), state=states.SessionState.HELD)
    groups = with_meetings(Group.objects.filter(Exists(held), programme=programme))
    return groups.filter(kind__code=kind_code) if kind_code else groups


__all__ = [
    "AgendaItem",
    "HoursLine",
    "RegisterRow",
    "absences_in_a_row",
    "agenda",
    "appointments_of_case",
    "appointments_to_record",
    "attendance_of_case",
    "attendance_of_session",
    "consecutive_absences",
    "extra_hours_requests",
    "group_list",
    "groups_held",
    "hours_by_payer",
    "hours_entries",
    "hours_used",
    "households_in_family_groups",
    "members_due",
    "months_of_presence",
    "people_engaged",
    "register",
    "with_meetings",
]
