"""Who comes, how steadily, and who has stopped coming."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from snodo.domain.activities import states
from snodo.domain.activities.models import (
    Appointment,
    Attendance,
    GroupMember,
)
from snodo.domain.casework.models import Case
from snodo.kernel import clock

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
