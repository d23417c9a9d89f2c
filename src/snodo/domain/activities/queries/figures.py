"""What reports count."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from snodo.domain.activities import states
from snodo.domain.activities.models import (
    Appointment,
    Attendance,
    Group,
    Session,
)
from snodo.domain.activities.queries.agenda import (
    AgendaItem,
    agenda,
    appointments_of_case,
    appointments_to_record,
)
from snodo.domain.activities.queries.attendance import (
    absences_in_a_row,
    attendance_of_case,
    consecutive_absences,
    months_of_presence,
)
from snodo.domain.activities.queries.groups import (
    RegisterRow,
    attendance_of_session,
    group_list,
    members_due,
    register,
    with_meetings,
)
from snodo.domain.activities.queries.hours import (
    HoursLine,
    extra_hours_requests,
    hours_by_payer,
    hours_entries,
    hours_used,
)
from snodo.domain.people.models import HouseholdMember
from snodo.domain.programmes.models import Programme

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
