"""Groups, their meetings and registers."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from snodo.domain.activities import access, states
from snodo.domain.activities.models import (
    Attendance,
    Group,
    GroupMember,
    Session,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor

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
