"""What is done with people: appointments, groups, attendance, and the hours they cost."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.activities import states
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Appointment(TenantModel):
    """One person (or a case) and one operator, at a time. A person may be met before any case exists."""

    programme = TenantForeignKey("programmes.Programme")
    case = TenantForeignKey("casework.Case", null=True, blank=True)
    person = TenantForeignKey("people.Person", null=True, blank=True)
    kind = TenantForeignKey("programmes.ActivityKind")
    mode = models.CharField("modo", max_length=20, choices=states.Mode.choices, default=states.Mode.IN_PERSON)
    starts_at = models.DateTimeField("giorno e ora")
    minutes = models.PositiveSmallIntegerField("durata in minuti", default=60)
    place = PlainCharField("luogo", max_length=160, blank=True, default="")
    online_link = models.URLField("collegamento", max_length=300, blank=True, default="")
    organisation = TenantForeignKey("network.Organisation")
    operator = TenantForeignKey("network.Membership")
    companion = PlainCharField("accompagna", max_length=120, blank=True, default="")
    topic = PlainCharField("argomento", max_length=200, blank=True, default="")
    payer = models.CharField("chi paga", max_length=20, choices=Payer.choices, default=Payer.FUNDER)
    state = models.CharField(
        max_length=10, choices=states.AppointmentState.choices, default=states.AppointmentState.PLANNED
    )
    done_minutes = models.PositiveSmallIntegerField("durata effettiva in minuti", null=True, blank=True)
    what = PlainCharField("che cosa si è fatto", max_length=200, blank=True, default="")
    note = PlainTextField("nota per l'équipe", max_length=4000, blank=True, default="")
    missed_reason = models.CharField(
        "motivo", max_length=20, choices=states.MissedReason.choices, blank=True, default=""
    )
    moved_to = TenantForeignKey("activities.Appointment", null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "operator", "starts_at"], name="appointment_operator"),
            models.Index(fields=["network_id", "organisation", "starts_at"], name="appointment_body"),
            models.Index(fields=["network_id", "programme", "starts_at"], name="appointment_programme"),
            models.Index(fields=["network_id", "case", "starts_at"], name="appointment_case"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(person__isnull=False), name="appointment_with_somebody"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="appointment_lasts"),
            models.CheckConstraint(
                condition=Q(state="done", done_minutes__gt=0)
                | (~Q(state="done") & Q(done_minutes__isnull=True)),
                name="appointment_done_iff_minutes",
            ),
            models.CheckConstraint(
                condition=Q(state="missed") & ~Q(missed_reason="")
                | (~Q(state="missed") & Q(missed_reason="")),
                name="appointment_missed_iff_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="moved", moved_to__isnull=False)
                | (~Q(state="moved") & Q(moved_to__isnull=True)),
                name="appointment_moved_iff_linked",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", recorded_at__isnull=True)
                | (~Q(state="planned") & Q(recorded_at__isnull=False)),
                name="appointment_recorded_iff_dated",
            ),
        ]

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is meant to end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def with_whom(self) -> str:
        """The person met, or whom the case is about. Needs case or person loaded."""
        if self.person is not None:
            return str(self.person)
        return self.case.title if self.case is not None else ""

    @property
    def to_record(self) -> bool:
        """Its time has passed and nobody said how it went."""
        return self.state == states.AppointmentState.PLANNED and self.starts_at <= clock.now()


class Group(TenantModel):
    """A lab, a course or a group for families, with a number of places."""

    programme = TenantForeignKey("programmes.Programme")
    action = TenantForeignKey("programmes.ProgrammeAction", null=True, blank=True)
    kind = TenantForeignKey("programmes.ActivityKind")
    title = PlainCharField("nome", max_length=160)
    description = PlainTextField("che cosa si fa", max_length=4000, blank=True, default="")
    for_families = models.BooleanField("gruppo per le famiglie", default=False)
    places = models.PositiveSmallIntegerField("posti")
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    place = PlainCharField("luogo", max_length=160, blank=True, default="")
    starts_on = models.DateField("inizio")
    ends_on = models.DateField("fine", null=True, blank=True)
    organisation = TenantForeignKey("network.Organisation")
    leader = TenantForeignKey("network.Membership")
    state = models.CharField(
        max_length=10, choices=states.GroupState.choices, default=states.GroupState.FORMING
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "programme", "state"], name="group_programme_state"),
            models.Index(fields=["network_id", "organisation", "state"], name="group_body_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("places")),
                name="group_never_overfull",
                violation_error_message="Il gruppo è al completo.",
            ),
            models.CheckConstraint(condition=Q(places__gt=0), name="group_has_places"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="group_dates",
                violation_error_message="La fine viene prima dell'inizio.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def free(self) -> int:
        """Places left."""
        return self.places - self.taken


class GroupMember(TenantModel):
    """A person in a group: of a case, or a family member, or not in charge yet."""

    group = TenantForeignKey(Group, related_name="members")
    person = TenantForeignKey("people.Person")
    case = TenantForeignKey("casework.Case", null=True, blank=True)
    joined_on = models.DateField("dal", default=clock.today)
    left_on = models.DateField("fino al", null=True, blank=True)
    left_reason = PlainCharField("motivo", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "case"], name="group_member_case"),
            models.Index(fields=["network_id", "person"], name="group_member_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "group", "person"],
                condition=Q(left_on__isnull=True),
                name="group_member_once",
                violation_error_message="Questa persona è già nel gruppo.",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="group_member_dates"
            ),
        ]


class Session(TenantModel):
    """One meeting of a group."""

    group = TenantForeignKey(Group, related_name="sessions")
    starts_at = models.DateTimeField("giorno e ora")
    minutes = models.PositiveSmallIntegerField("durata in minuti")
    topic = PlainCharField("argomento", max_length=160, blank=True, default="")
    place = PlainCharField("luogo", max_length=160, blank=True, default="")
    online_link = models.URLField("collegamento", max_length=300, blank=True, default="")
    led_by = TenantForeignKey("network.Membership")
    state = models.CharField(
        max_length=10, choices=states.SessionState.choices, default=states.SessionState.PLANNED
    )
    note = PlainTextField("com'è andata", max_length=4000, blank=True, default="")
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = PlainCharField("motivo", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "led_by", "starts_at"], name="session_led_by"),
            models.Index(fields=["network_id", "starts_at"], name="session_starts_at"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "group", "starts_at"],
                condition=~Q(state="cancelled"),
                name="session_time_once",
                violation_error_message="Il gruppo ha già un incontro a quest'ora.",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="session_lasts"),
            models.CheckConstraint(
                condition=Q(state="held", held_at__isnull=False)
                | (~Q(state="held") & Q(held_at__isnull=True)),
                name="session_held_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_reason="")
                | (~Q(state="cancelled") & Q(cancelled_reason="")),
                name="session_cancelled_iff_reason",
            ),
        ]

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is meant to end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def to_record(self) -> bool:
        """Its time has passed and the register is empty."""
        return self.state == states.SessionState.PLANNED and self.starts_at <= clock.now()


class Attendance(TenantModel):
    """One member at one meeting."""

    session = TenantForeignKey(Session, related_name="attendance")
    member = TenantForeignKey(GroupMember, related_name="attendance")
    status = models.CharField(max_length=20, choices=states.AttendanceStatus.choices)
    minutes = models.PositiveSmallIntegerField(default=0)
    observation = PlainCharField("osservazione", max_length=300, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "member", "status"], name="attendance_member")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "session", "member"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(status__in=["present", "late"], minutes__gt=0)
                | (~Q(status__in=["present", "late"]) & Q(minutes=0)),
                name="attendance_minutes_iff_there",
            ),
        ]


class HoursEntry(TenantModel):
    """Minutes of work charged to a case and to one payer; a source is charged once."""

    case = TenantForeignKey("casework.Case")
    kind = TenantForeignKey("programmes.ActivityKind", null=True, blank=True)
    payer = models.CharField(max_length=20, choices=Payer.choices)
    minutes = models.PositiveIntegerField()
    worked_on = models.DateField()
    organisation = TenantForeignKey("network.Organisation")
    ref_kind = models.CharField(max_length=60)
    ref_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "case", "payer", "worked_on"], name="hours_case_payer")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "ref_kind", "ref_id", "case"],
                name="hours_charged_once",
                violation_error_message="Queste ore sono già registrate.",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="hours_not_empty"),
        ]


class ExtraHoursRequest(TenantModel):
    """Hours outside the funding: who asks, why, who pays, what was answered."""

    case = TenantForeignKey("casework.Case")
    payer = models.CharField("chi paga", max_length=20, choices=Payer.choices)
    hours = models.DecimalField("ore", max_digits=5, decimal_places=2)
    reason = PlainTextField("perché servono", max_length=2000)
    organisation = TenantForeignKey("network.Organisation")
    asked_by = TenantForeignKey("network.Membership")
    asked_on = models.DateField(default=clock.today)
    state = models.CharField(
        max_length=10, choices=states.RequestState.choices, default=states.RequestState.ASKED
    )
    decided_by = TenantForeignKey("network.Membership", null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision_note = PlainCharField("risposta", max_length=300, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["network_id", "case", "state"], name="extra_hours_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(payer="funder"),
                name="extra_hours_not_funded",
                violation_error_message="Le ore in più le paga la persona o il servizio inviante.",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="extra_hours_some"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(state="asked") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="extra_hours_decided_iff_dated",
            ),
        ]
