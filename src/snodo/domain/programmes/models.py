"""A programme started from a pack, with its own copy of what the pack says."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.instruments.states import Purpose
from snodo.domain.programmes.promise_models import LeadStep, PromisedTime
from snodo.domain.programmes.route_models import Route, RoutingRule
from snodo.domain.programmes.states import (
    BudgetSpan,
    CaseUnit,
    Circle,
    Comparison,
    PartnerRole,
    Payer,
    PrivacyRole,
    ProgrammeState,
)
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField

__all__ = [
    "ActNotice",
    "ActivityKind",
    "EntryCriterion",
    "ExpectedResult",
    "HoursBudget",
    "LeadStep",
    "NoticeVersion",
    "Phase",
    "Programme",
    "ProgrammeAction",
    "ProgrammeInstrument",
    "ProgrammePartner",
    "ProgrammeTerritory",
    "PromisedTime",
    "Route",
    "RoutingRule",
]


class Programme(TenantModel):
    """What a funder or a network has decided to do, from a day to a day."""

    pack_code = models.SlugField(max_length=60)
    pack_version = models.PositiveIntegerField()
    definition = models.JSONField()
    title = PlainCharField("titolo", max_length=160)
    area = PlainCharField("area", max_length=160, blank=True, default="")
    summary = PlainTextField("in breve", blank=True, default="")
    funder = PlainCharField("finanziatore", max_length=160, blank=True, default="")
    notice_number = PlainCharField("avviso o misura", max_length=160, blank=True, default="")
    starts_on = models.DateField("inizio")
    ends_on = models.DateField("fine")
    state = models.CharField(max_length=20, choices=ProgrammeState.choices, default=ProgrammeState.PREPARED)
    concluded_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_dates",
                violation_error_message="La fine del programma viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=Q(state=ProgrammeState.CONCLUDED, concluded_on__isnull=False)
                | (~Q(state=ProgrammeState.CONCLUDED) & Q(concluded_on__isnull=True)),
                name="programme_concluded_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeAction(TenantModel):
    """One line of work of a programme, with its own people, phases and targets."""

    programme = TenantForeignKey(Programme, related_name="actions")
    code = models.SlugField(max_length=60)
    title = PlainCharField("titolo", max_length=160)
    summary = PlainTextField("in breve", max_length=2000, blank=True, default="")
    position = models.PositiveSmallIntegerField()
    case_unit = models.CharField(max_length=20, choices=CaseUnit.choices)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "programme", "code"], name="action_code_once"),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min")),
                name="action_ages",
            ),
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.title


class Phase(TenantModel):
    """A step of the path; cases show where they are."""

    action = TenantForeignKey(ProgrammeAction, related_name="phases")
    code = models.SlugField(max_length=60)
    title = PlainCharField("titolo", max_length=160)
    position = models.PositiveSmallIntegerField()
    expected_days = models.PositiveSmallIntegerField(null=True, blank=True)
    description = PlainTextField("descrizione", max_length=1000, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "action", "code"], name="phase_code_once")
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.title


class EntryCriterion(TenantModel):
    """A question for whoever refers; `rule` holds the kind and its limits as in the pack.

    A criterion revised is a new version: referrals keep the one they were asked.
    """

    action = TenantForeignKey(ProgrammeAction, related_name="criteria")
    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    text = PlainCharField("criterio", max_length=300)
    explanation = PlainCharField("spiegazione", max_length=500, blank=True, default="")
    rule = models.JSONField()
    required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField(default=clock.today)
    retired_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "action", "code", "version"], name="criterion_version_once"
            ),
            models.UniqueConstraint(
                fields=["network_id", "action", "code"],
                condition=Q(retired_on__isnull=True),
                name="criterion_in_force_once",
            ),
        ]
        ordering: ClassVar = ["position", "version"]


class ProgrammePartner(TenantModel):
    """A body in a programme under one act, from a day to a day; access ends with the act.

    An act renewed is a new row that names the one before: no act ever changes into another.
    """

    programme = TenantForeignKey(Programme, related_name="partners")
    organisation = TenantForeignKey("network.Organisation")
    code = models.SlugField(max_length=60, blank=True, default="")
    role = models.CharField("ruolo", max_length=20, choices=PartnerRole.choices)
    privacy_role = models.CharField(
        "ruolo sui dati", max_length=20, choices=PrivacyRole.choices, blank=True, default=""
    )
    circle = models.CharField("cerchia", max_length=20, choices=Circle.choices, default=Circle.PARTNERSHIP)
    duties = PlainCharField("che cosa fa", max_length=500, blank=True, default="")
    act = PlainCharField("atto", max_length=200, blank=True, default="")
    act_number = PlainCharField("numero", max_length=60, blank=True, default="")
    act_on = models.DateField("data dell'atto", null=True, blank=True)
    act_from = models.DateField("vale dal")
    act_until = models.DateField("vale fino al")
    renews = TenantForeignKey("programmes.ProgrammePartner", null=True, blank=True)
    revoked_on = models.DateField("chiuso prima, il", null=True, blank=True)
    end_reason = PlainCharField("perché è finito prima", max_length=500, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "organisation", "role", "act_from"],
                name="programme_partner_once",
            ),
            models.CheckConstraint(
                condition=Q(act_until__gte=F("act_from")),
                name="partner_act_dates",
                violation_error_message="La fine dell'atto viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, end_reason="")
                | (Q(revoked_on__isnull=False) & ~Q(end_reason="")),
                name="partner_revoked_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "organisation"], name="partner_organisation")]


class ActNotice(TenantModel):
    """Who watches over an act was told, so many days before its end: told once for each end."""

    partner = TenantForeignKey(ProgrammePartner)
    act_until = models.DateField()
    days = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "partner", "act_until", "days"], name="act_notice_once"
            )
        ]


class NoticeVersion(TenantModel):
    """What people are told of their data in a programme, in its languages: one version, never changed.

    `languages` holds what the pack's texts hold: language, title, body, short.
    """

    programme = TenantForeignKey(Programme, related_name="notices")
    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = PlainCharField("titolo", max_length=160)
    languages = models.JSONField()
    in_force_from = models.DateField("vale dal")
    what_changed = PlainCharField("che cosa cambia", max_length=500, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "programme", "version"], name="notice_version_once")
        ]
        ordering: ClassVar = ["-version"]


class ProgrammeTerritory(TenantModel):
    """A place of the programme, with the code its pack gives it."""

    programme = TenantForeignKey(Programme, related_name="territories")
    territory = TenantForeignKey("network.Territory")
    code = models.SlugField(max_length=60)
    lead = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "territory"], name="programme_territory_once"
            ),
            models.UniqueConstraint(
                fields=["network_id", "programme", "code"], name="programme_territory_code_once"
            ),
        ]


class ActivityKind(TenantModel):
    """A kind of work named by the programme: interview, lab, course, internship …"""

    programme = TenantForeignKey(Programme, related_name="activity_kinds")
    code = models.SlugField(max_length=60)
    title = PlainCharField("titolo", max_length=160)
    action = TenantForeignKey(ProgrammeAction, null=True, blank=True)
    mode = models.CharField(max_length=20)
    family = models.CharField(max_length=20, default="other")
    default_minutes = models.PositiveSmallIntegerField(default=60)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "programme", "code"], name="activity_kind_once")
        ]

    def __str__(self) -> str:
        return self.title


class HoursBudget(TenantModel):
    """Hours by who pays, and the activity kinds that use them up. `extra`: outside the grant."""

    action = TenantForeignKey(ProgrammeAction, related_name="budgets")
    code = models.SlugField(max_length=60)
    title = PlainCharField("titolo", max_length=160)
    payer = models.CharField(max_length=20, choices=Payer.choices)
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    per = models.CharField(max_length=10, choices=BudgetSpan.choices, default=BudgetSpan.CASE)
    extra = models.BooleanField(default=False)
    activity_kinds = ArrayField(models.SlugField(max_length=60), default=list)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "action", "code"], name="budget_code_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="budget_not_negative"),
        ]


class ProgrammeInstrument(TenantModel):
    """Which version of which instrument an action uses, for what."""

    action = TenantForeignKey(ProgrammeAction, related_name="instruments")
    instrument = TenantForeignKey("instruments.Instrument")
    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    moments = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "action", "purpose", "instrument"], name="programme_instrument_once"
            )
        ]


class ExpectedResult(TenantModel):
    """A promise to the funder as a computable definition (`measure`, see the pack schema) and a target."""

    programme = TenantForeignKey(Programme, related_name="expected_results")
    action = TenantForeignKey(ProgrammeAction, null=True, blank=True)
    code = models.SlugField(max_length=60)
    title = PlainCharField("titolo", max_length=200)
    description = PlainCharField("come si conta", max_length=500, blank=True, default="")
    target = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    comparison = models.CharField(max_length=10, choices=Comparison.choices, default=Comparison.AT_LEAST)
    baseline = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    unit = PlainCharField("unità", max_length=40, blank=True, default="")
    measure = models.JSONField()
    position = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "programme", "code"], name="expected_result_once")
        ]
        ordering: ClassVar = ["position"]
