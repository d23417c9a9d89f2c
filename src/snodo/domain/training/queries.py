"""What pages, reports and the gate read of the operators' training."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.training import access
from snodo.domain.training.models import (
    Course,
    CourseArea,
    CourseSession,
    Enrolment,
    SessionAttendance,
    Shadowing,
    ShadowingEntry,
)
from snodo.domain.training.states import EnrolmentState, SessionState
from snodo.kernel.actor import Actor

# The gate


def training_of(programme: Programme) -> dict[str, Any]:
    """What the programme says of its operators' training; empty when it has none."""
    found: dict[str, Any] = programme.definition.get("operators_training") or {}
    return found


def may_take_charge(membership: Membership, programme: Programme) -> bool:
    """Whether this operator may be responsible for a case of the programme.

    Where the programme asks for trained operators, the course must be completed: as this member, or as
    the same person in another body.
    """
    if not training_of(programme).get("gate"):
        return True
    return Enrolment.objects.filter(
        course__programme=programme, membership__user=membership.user_id, state=EnrolmentState.COMPLETED
    ).exists()


def charge_refusal(membership: Membership, programme: Programme) -> str | None:
    """Why not, in a sentence that says how to mend it; None when the way is free."""
    if may_take_charge(membership, programme):
        return None
    course = training_of(programme).get("course", {})
    role = course.get("role") or "operatore formato"
    title = course.get("title", "degli operatori")
    return (
        f"In questo programma prende in carico chi ha concluso il corso «{title}» ({role}). "
        "Scegli un'altra persona, oppure registra la fine del corso in Formazione."
    )


# Pages


def course_list(actor: Actor) -> QuerySet[Course]:
    """Courses with hours due, minutes held, people enrolled and people who completed."""
    areas = CourseArea.objects.filter(course=OuterRef("pk")).order_by().values("course")
    held = CourseSession.objects.filter(area__course=OuterRef("pk"), state=SessionState.HELD).order_by()
    people = Enrolment.objects.filter(course=OuterRef("pk")).order_by().values("course")
    return (
        access.courses_visible_to(actor)
        .select_related("programme")
        .annotate(
            hours=Subquery(areas.annotate(total=Sum("hours")).values("total")[:1]),
            hours_minutes=F("hours") * 60,
            held_minutes=Coalesce(
                Subquery(held.values("area__course").annotate(total=Sum("minutes")).values("total")[:1]), 0
            ),
            enrolled=Coalesce(Subquery(people.annotate(n=Count("pk")).values("n")[:1]), 0),
            completed=Coalesce(
                Subquery(
                    people.filter(state=EnrolmentState.COMPLETED).annotate(n=Count("pk")).values("n")[:1]
                ),
                0,
            ),
        )
        .order_by("-created_at", "-pk")
    )


def areas_of(course: Course) -> QuerySet[CourseArea]:
    """The areas in order, with the minutes held so far."""
    return (
        CourseArea.objects.filter(course=course)
        .annotate(
            held_minutes=Coalesce(Sum("sessions__minutes", filter=Q(sessions__state=SessionState.HELD)), 0),
            planned_minutes=Coalesce(
                Sum("sessions__minutes", filter=~Q(sessions__state=SessionState.CANCELLED)), 0
            ),
        )
        .order_by("position")
    )


def sessions_of(actor: Actor, course: Course) -> QuerySet[CourseSession]:
    """The meetings of a course by date, with how many were there."""
    return (
        access.sessions_visible_to(actor)
        .filter(area__course=course)
        .select_related("area")
        .annotate(present=Count("attendance", filter=Q(attendance__minutes__gt=0)))
        .order_by("starts_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """How far one operator is in one area."""

    area: CourseArea
    minutes: int
    percent: int
    enough: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one operator is in the course."""

    enrolment: Enrolment
    areas: list[AreaProgress]

    @property
    def minutes(self) -> int:
        return sum(area.minutes for area in self.areas)

    @property
    def enough(self) -> bool:
        """Whether the course can be completed: the presence asked, in every area."""
        return bool(self.areas) and all(area.enough for area in self.areas)


def progress_of(course: Course, enrolments: Iterable[Enrolment]) -> list[Progress]:
    """Progress of each enrolment, area by area. Two statements."""
    people = list(enrolments)
    rows = (
        SessionAttendance.objects.filter(
            enrolment__in=[person.pk for person in people], session__state=SessionState.HELD
        )
        .values("enrolment_id", "session__area_id")
        .annotate(total=Sum("minutes"))
    )
    done: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for row in rows:
        done[row["enrolment_id"], row["session__area_id"]] = row["total"]
    areas = list(CourseArea.objects.filter(course=course).order_by("position"))
    return [
        Progress(person, [_area(course, area, done[person.pk, area.pk]) for area in areas])
        for person in people
    ]


def _area(course: Course, area: CourseArea, minutes: int) -> AreaProgress:
    percent = min(minutes * 100 // area.minutes, 100)
    return AreaProgress(area, minutes, percent, percent >= course.min_attendance)


def enrolments_of(actor: Actor, course: Course) -> QuerySet[Enrolment]:
    """Who attends, by surname."""
    return (
        access.enrolments_visible_to(actor)
        .filter(course=course)
        .select_related("membership__user", "membership__organisation", "certificate")
        .order_by("membership__user__last_name", "membership__user__first_name", "pk")
    )


def enrollable(course: Course) -> QuerySet[Membership]:
    """Operators of the programme's bodies not yet in the course."""
    bodies = ProgrammePartner.objects.filter(programme=course.programme_id).values("organisation")
    inside = Enrolment.objects.filter(course=course).values("membership")
    return (
        Membership.objects.filter(
            organisation__in=bodies, role__in=[Role.OPERATOR, Role.COORDINATOR], ended_on__isnull=True
        )
        .exclude(pk__in=inside)
        .select_related("user", "organisation")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def shadowings_of(actor: Actor, course: Course) -> QuerySet[Shadowing]:
    """Pairs of senior trainer and operator, with how much was done."""
    return (
        access.shadowings_visible_to(actor)
        .filter(course=course)
        .select_related("senior__user", "operator__user", "operator__organisation")
        .annotate(
            times=Count("entries"),
            minutes=Coalesce(Sum("entries__minutes"), 0),
            paths=Count("entries__case_label", distinct=True, filter=~Q(entries__case_label="")),
        )
        .order_by("state", "started_on", "pk")
    )


def diary_of(shadowing: Shadowing) -> QuerySet[ShadowingEntry]:
    """The diary of one shadowing, the latest first."""
    return ShadowingEntry.objects.filter(shadowing=shadowing).order_by("-on_day", "-pk")


# Reports. Not scoped on an actor: reporting decides who reads which number.


def sessions_held(*, programme_id: UUID, area: str = "") -> QuerySet[CourseSession]:
    """The meetings held of the operators' course: their minutes are the training hours."""
    rows = CourseSession.objects.filter(area__course__programme=programme_id, state=SessionState.HELD)
    if area:
        rows = rows.filter(area__code=area)
    return rows.select_related("area").order_by("starts_at", "pk")


def training_minutes(*, programme_id: UUID, area: str = "") -> int:
    """All the minutes held, in one area or in all."""
    total = sessions_held(programme_id=programme_id, area=area).aggregate(total=Sum("minutes"))["total"]
    return int(total or 0)


def operators_trained(*, programme_id: UUID) -> QuerySet[Enrolment]:
    """Who completed the course; the certificate is the evidence."""
    return (
        Enrolment.objects.filter(course__programme=programme_id, state=EnrolmentState.COMPLETED)
        .select_related("membership__user", "membership__organisation", "certificate")
        .order_by("completed_on", "pk")
    )
