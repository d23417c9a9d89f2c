"""Internships of every kind, from the training project to the attestation."""

import datetime
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.placements import states
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField

MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4]


def _working_week() -> list[int]:
    return list(MONDAY_TO_FRIDAY)


class InternshipRule(TenantModel):
    """What a region asks of a kind of internship from a day on, with the source of each number."""

    region = models.SlugField("regione", max_length=30)
    kind = models.CharField("tipo", max_length=20, choices=states.InternshipKind.choices)
    title = PlainCharField("nome", max_length=160)
    valid_from = models.DateField("vale dal")
    valid_until = models.DateField("vale fino al", null=True, blank=True)
    values = models.JSONField("valori")
    source = PlainCharField("fonte", max_length=300)
    mark = models.CharField("verifica", max_length=12, choices=states.Mark.choices)
    note = PlainTextField("nota", max_length=2000, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "region", "kind", "valid_from"], name="internship_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="internship_rule_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Internship(TenantModel):
    """One module of work experience: a person, a promoter, a host, from a day to a day.

    `first_end` is the end agreed at the start; `ends_on` moves with suspensions and extensions.
    `rule_target` tells which legal limits hold and is known to the team alone.
    """

    case = TenantForeignKey("casework.Case")
    person = TenantForeignKey("people.Person")
    kind = models.CharField("tipo", max_length=20, choices=states.InternshipKind.choices)
    state = models.CharField(
        max_length=20, choices=states.InternshipState.choices, default=states.InternshipState.DRAFT
    )
    promoter = TenantForeignKey("network.Organisation")
    host = TenantForeignKey("network.Organisation")
    promoter_tutor = TenantForeignKey("network.Membership", null=True, blank=True)
    promoter_tutor_name = PlainCharField("tutor del promotore", max_length=120, blank=True, default="")
    host_tutor_name = PlainCharField("tutor aziendale", max_length=120, blank=True, default="")
    host_tutor_contact = PlainCharField(
        "come contattare il tutor aziendale", max_length=160, blank=True, default=""
    )
    responsible = TenantForeignKey("network.Membership")  # who keeps the meetings, in our network
    funding = PlainCharField("chi finanzia il tirocinio", max_length=160, blank=True, default="")
    region = models.CharField("regione della sede", max_length=30, blank=True, default="")
    site = PlainCharField("sede di lavoro", max_length=200, blank=True, default="")
    sector = PlainCharField("settore", max_length=120, blank=True, default="")
    job = PlainCharField("mansione", max_length=160)
    weekly_hours = models.DecimalField("ore a settimana", max_digits=4, decimal_places=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=_working_week)
    timetable = PlainCharField("orario", max_length=200, blank=True, default="")
    starts_on = models.DateField("inizio")
    ends_on = models.DateField("fine")
    first_end = models.DateField("fine prevista all'avvio")
    allowance = models.DecimalField("indennità mensile", max_digits=7, decimal_places=2, default=Decimal(0))
    allowance_payer = models.CharField(max_length=20, choices=states.AllowancePayer.choices)
    meals = models.BooleanField("mensa o buoni pasto", default=False)
    seasonal = models.BooleanField("azienda stagionale", default=False)
    rule_target = EncryptedTextField("limiti", default=states.RuleTarget.ORDINARY)
    eqf_level = models.PositiveSmallIntegerField("livello EQF", null=True, blank=True)
    taking_organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    taking_worker = PlainCharField("operatore del servizio", max_length=120, blank=True, default="")
    inail_position = PlainCharField("posizione INAIL", max_length=60, blank=True, default="")
    rct_policy = PlainCharField("polizza di responsabilità civile", max_length=120, blank=True, default="")
    communication_on = models.DateField("comunicazione obbligatoria", null=True, blank=True)
    safety_training_on = models.DateField("formazione sulla sicurezza", null=True, blank=True)
    authorisation_on = models.DateField("autorizzazione regionale", null=True, blank=True)
    objectives = PlainTextField("obiettivi", max_length=4000, blank=True, default="")
    tasks = PlainTextField("attività", max_length=4000, blank=True, default="")
    agreement = TenantForeignKey("employers.FrameworkAgreement", null=True, blank=True)
    rule = TenantForeignKey(InternshipRule, null=True, blank=True)
    meetings_every_days = models.PositiveSmallIntegerField("un incontro ogni quanti giorni", default=14)
    training_project = TenantForeignKey("documents.Document", null=True, blank=True)
    attestation = TenantForeignKey("documents.Document", null=True, blank=True)
    attested_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField("finito il", null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=states.EndReason.choices, blank=True, default="")
    end_note = PlainTextField("come è andata", max_length=4000, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(promoter=F("host")),
                name="internship_promoter_not_host",
                violation_error_message="Chi promuove il tirocinio non può ospitarlo: scegli enti diversi.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), first_end__gte=F("starts_on")),
                name="internship_dates",
                violation_error_message="La fine viene prima dell'inizio: correggi una delle due date.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__gt=0, weekly_hours__lte=48),
                name="internship_hours",
                violation_error_message="Le ore a settimana vanno da 1 a 48.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["completed", "interrupted"], ended_on__isnull=False)
                | (~Q(state__in=["completed", "interrupted"]) & Q(ended_on__isnull=True)),
                name="internship_ended_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["interrupted", "not_started"]) | Q(end_reason=""),
                name="internship_end_reason",
            ),
            models.CheckConstraint(
                condition=Q(attested_on__isnull=True) | Q(state="completed", attestation__isnull=False),
                name="internship_attested_if_completed",
            ),
            models.CheckConstraint(condition=Q(allowance__gte=0), name="internship_allowance_not_negative"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "case", "starts_on"], name="internship_case"),
            models.Index(fields=["network_id", "state", "ends_on"], name="internship_state"),
            models.Index(fields=["network_id", "host", "state"], name="internship_host"),
            models.Index(fields=["network_id", "promoter_tutor", "state"], name="internship_tutor"),
        ]

    @property
    def hours_a_day(self) -> Decimal:
        """Hours due on each working day."""
        return (self.weekly_hours / max(len(self.weekdays), 1)).quantize(Decimal("0.01"))

    @property
    def tutor_name(self) -> str:
        """The promoter's tutor, whether or not they work in the network."""
        return self.promoter_tutor_name

    def holds_on(self, day: datetime.date) -> bool:
        """Whether a day lies inside the internship."""
        return self.starts_on <= day <= (self.ended_on or self.ends_on)


class RuleOverride(TenantModel):
    """A warning that somebody decided to go beyond, and why."""

    append_only = True

    internship = TenantForeignKey(Internship, related_name="overrides")
    code = models.SlugField(max_length=60)
    sentence = PlainCharField(max_length=500)
    reason = PlainCharField("perché si procede", max_length=500)
    membership = TenantForeignKey("network.Membership")


class InternshipPause(TenantModel):
    """A stretch of days that does not count, neither in the length nor in the percentages."""

    internship = TenantForeignKey(Internship, related_name="pauses")
    reason = models.CharField("motivo", max_length=20, choices=states.PauseReason.choices)
    from_day = models.DateField("dal")
    until_day = models.DateField("al", null=True, blank=True)
    note = PlainCharField("nota", max_length=300, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")), name="pause_dates"
            ),
            models.UniqueConstraint(
                fields=["network_id", "internship"],
                condition=Q(until_day__isnull=True),
                name="pause_one_open",
            ),
        ]


class EndChange(TenantModel):
    """The trace of a moved end."""

    append_only = True

    internship = TenantForeignKey(Internship, related_name="end_changes")
    kind = models.CharField(max_length=12, choices=states.ChangeKind.choices)
    old_end = models.DateField()
    new_end = models.DateField()
    reason = PlainCharField(max_length=300, blank=True, default="")


class InternshipDay(TenantModel):
    """A line of the register."""

    internship = TenantForeignKey(Internship, related_name="days")
    day = models.DateField("giorno")
    kind = models.CharField("presenza", max_length=12, choices=states.DayKind.choices)
    hours = models.DecimalField("ore", max_digits=4, decimal_places=2, default=Decimal(0))

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "internship", "day"], name="internship_day_once"),
            models.CheckConstraint(
                condition=Q(kind="present", hours__gt=0, hours__lte=24) | (~Q(kind="present") & Q(hours=0)),
                name="internship_day_hours",
                violation_error_message="Le ore si scrivono solo nei giorni di presenza.",
            ),
        ]


class MonitoringMeeting(TenantModel):
    """A meeting on how the internship goes: planned at the start for its whole length.

    `first_date` never changes; moves are traced one by one.
    """

    internship = TenantForeignKey(Internship, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    first_date = models.DateField()
    planned_on = models.DateField("data")
    state = models.CharField(
        max_length=10, choices=states.MeetingState.choices, default=states.MeetingState.PLANNED
    )
    held_on = models.DateField("svolto il", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("durata in minuti", null=True, blank=True)
    membership = TenantForeignKey("network.Membership", null=True, blank=True)
    with_person = models.BooleanField("con la persona", default=True)
    with_host_tutor = models.BooleanField("con il tutor aziendale", default=False)
    remote = models.BooleanField("a distanza", default=False)
    progress = PlainTextField("come sta andando", max_length=4000, blank=True, default="")
    criticalities = PlainTextField("criticità", max_length=4000, blank=True, default="")
    situations = PlainTextField("situazioni elaborate insieme", max_length=4000, blank=True, default="")
    resources = PlainTextField("risorse messe in campo", max_length=4000, blank=True, default="")
    levers = PlainTextField("leve per il cambiamento", max_length=4000, blank=True, default="")
    missed_note = PlainCharField("perché è mancato", max_length=300, blank=True, default="")
    response = TenantForeignKey("instruments.Response", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "internship", "number"], name="meeting_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="done", held_on__isnull=False, minutes__isnull=False)
                | (~Q(state="done") & Q(held_on__isnull=True)),
                name="meeting_done_iff_held",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "internship", "planned_on"],
                condition=Q(state="planned"),
                name="meeting_due",
            )
        ]


class MeetingMove(TenantModel):
    """The trace of a moved meeting."""

    append_only = True

    meeting = TenantForeignKey(MonitoringMeeting, related_name="moves")
    old_date = models.DateField()
    new_date = models.DateField()
    reason = PlainCharField("perché", max_length=300, blank=True, default="")
