"""Courses for the operators of a programme, and the senior trainer who goes with them afterwards."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.training import states
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Course(TenantModel):
    """What operators must learn before they take people in charge."""

    programme = TenantForeignKey("programmes.Programme")
    code = models.SlugField(max_length=60)
    title = PlainCharField("titolo", max_length=200)
    role = PlainCharField("per diventare", max_length=100, blank=True, default="")
    min_attendance = models.PositiveSmallIntegerField("presenza richiesta in percento", default=75)
    state = models.CharField(
        max_length=10, choices=states.CourseState.choices, default=states.CourseState.OPEN
    )
    concluded_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "code"],
                name="course_code_once",
                violation_error_message="Il corso di questo programma c'è già.",
            ),
            models.CheckConstraint(condition=Q(min_attendance__lte=100), name="course_attendance_percent"),
            models.CheckConstraint(
                condition=Q(state="concluded", concluded_on__isnull=False)
                | Q(state="open", concluded_on__isnull=True),
                name="course_concluded_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CourseArea(TenantModel):
    """A part of the course, with its hours."""

    course = TenantForeignKey(Course, related_name="areas")
    code = models.SlugField(max_length=60)
    title = PlainCharField("area", max_length=200)
    hours = models.DecimalField("ore", max_digits=5, decimal_places=1)
    contents = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "course", "code"], name="course_area_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="course_area_hours"),
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """The hours of the area in minutes."""
        return int(self.hours * Decimal(60))


class CourseSession(TenantModel):
    """One meeting of a course."""

    area = TenantForeignKey(CourseArea, related_name="sessions")
    starts_at = models.DateTimeField("quando")
    minutes = models.PositiveSmallIntegerField("durata in minuti")
    topic = PlainCharField("argomento", max_length=200)
    trainer = PlainCharField("formatore", max_length=120, blank=True, default="")
    place = PlainCharField("dove", max_length=200, blank=True, default="")
    remote = models.BooleanField("a distanza", default=False)
    state = models.CharField(
        max_length=10, choices=states.SessionState.choices, default=states.SessionState.PLANNED
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=720),
                name="course_session_minutes",
                violation_error_message="Un incontro dura da 15 minuti a 12 ore.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "area", "starts_at"],
                name="course_session_once",
                violation_error_message="C'è già un incontro di quest'area alla stessa ora.",
            ),
        ]


class Enrolment(TenantModel):
    """An operator in a course; the certificate is the proof."""

    course = TenantForeignKey(Course, related_name="enrolments")
    membership = TenantForeignKey("network.Membership")
    state = models.CharField(
        max_length=10, choices=states.EnrolmentState.choices, default=states.EnrolmentState.ENROLLED
    )
    enrolled_on = models.DateField(default=clock.today)
    completed_on = models.DateField(null=True, blank=True)
    certificate = TenantForeignKey("documents.Document", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "course", "membership"],
                name="enrolment_once",
                violation_error_message="Questa persona è già iscritta al corso.",
            ),
            models.CheckConstraint(
                condition=Q(state="completed", completed_on__isnull=False)
                | (~Q(state="completed") & Q(completed_on__isnull=True)),
                name="enrolment_completed_iff_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "membership", "state"], name="enrolment_membership")
        ]


class SessionAttendance(TenantModel):
    """Who was there, and for how long."""

    session = TenantForeignKey(CourseSession, related_name="attendance")
    enrolment = TenantForeignKey(Enrolment, related_name="attendance")
    minutes = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "session", "enrolment"], name="course_attendance_once"
            )
        ]


class Shadowing(TenantModel):
    """A senior trainer accompanies an operator in taking people in charge."""

    course = TenantForeignKey(Course, related_name="shadowings")
    senior = TenantForeignKey("network.Membership")
    operator = TenantForeignKey("network.Membership")
    state = models.CharField(
        max_length=10, choices=states.ShadowingState.choices, default=states.ShadowingState.RUNNING
    )
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)
    judgement = PlainTextField("parere", max_length=4000, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "course", "operator"],
                condition=Q(state="running"),
                name="shadowing_one_running",
                violation_error_message="Questo operatore ha già un affiancamento in corso.",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_on__isnull=True)
                | (~Q(state="running") & Q(ended_on__isnull=False)),
                name="shadowing_ended_iff_dated",
            ),
        ]


class ShadowingEntry(TenantModel):
    """A line of the shadowing diary. `case_label` never names a person."""

    shadowing = TenantForeignKey(Shadowing, related_name="entries")
    on_day = models.DateField("quando", default=clock.today)
    minutes = models.PositiveSmallIntegerField("durata in minuti")
    case_label = PlainCharField("percorso (senza nomi)", max_length=60, blank=True, default="")
    topic = PlainCharField("che cosa abbiamo fatto", max_length=200)
    note = PlainTextField("osservazioni", max_length=2000, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "shadowing", "-on_day"], name="shadowing_entry_day")
        ]
