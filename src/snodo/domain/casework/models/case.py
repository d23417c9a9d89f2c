"""The case: who is in charge of whom, where it stands, which bodies and people are around it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.casework import states
from snodo.domain.people.states import GRANT_PURPOSES
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Case(TenantModel):
    """A person or a household in charge, in one action of one programme. Someone is always responsible."""

    programme = TenantForeignKey("programmes.Programme")
    action = TenantForeignKey("programmes.ProgrammeAction")
    phase = TenantForeignKey("programmes.Phase")
    person = TenantForeignKey("people.Person", null=True, blank=True)
    household = TenantForeignKey("people.Household", null=True, blank=True)
    parent = TenantForeignKey("casework.Case", null=True, blank=True)  # a member's path in a household's case
    organisation = TenantForeignKey("network.Organisation")
    responsible = TenantForeignKey("network.Membership")
    state = models.CharField(max_length=20, choices=states.CaseState.choices, default=states.CaseState.OPEN)
    opened_on = models.DateField(default=clock.today)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(
        max_length=30, choices=states.ClosingReason.choices, blank=True, default=""
    )
    need_in_own_words = PlainTextField("il bisogno con le parole della persona", blank=True, default="")
    target_groups = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    barriers = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    frozen = models.BooleanField(default=False, editable=False)  # nobody it is about is in use any more
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, household__isnull=True)
                | Q(person__isnull=True, household__isnull=False),
                name="case_of_person_or_household",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(closing_reason="")
                | (~Q(state="closed") & Q(closed_on__isnull=True, closing_reason="")),
                name="case_closed_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="case_dates"
            ),
            models.UniqueConstraint(
                fields=["network_id", "action", "person"],
                condition=~Q(state="closed"),
                name="case_person_open_once",
                violation_error_message="Questa persona è già in carico in questa azione.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "action", "household"],
                condition=~Q(state="closed"),
                name="case_household_open_once",
                violation_error_message="Questo nucleo è già in carico in questa azione.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "responsible", "state"], name="case_responsible_state"),
            models.Index(fields=["network_id", "programme", "state"], name="case_programme_state"),
        ]

    @property
    def title(self) -> str:
        """Whom the case is about. Needs person or household loaded."""
        return str(self.person or self.household)


class CasePhase(TenantModel):
    """When a case entered and left each phase."""

    case = TenantForeignKey(Case, related_name="phases")
    phase = TenantForeignKey("programmes.Phase")
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    note = PlainCharField(max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("entered_on")), name="case_phase_dates"
            ),
            models.UniqueConstraint(
                fields=["network_id", "case"], condition=Q(left_on__isnull=True), name="case_phase_one_open"
            ),
        ]


class CaseSuspension(TenantModel):
    """A stretch of time that does not count."""

    case = TenantForeignKey(Case, related_name="suspensions")
    reason = models.CharField(max_length=30, choices=states.SuspensionReason.choices)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    note = PlainCharField(max_length=300, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")), name="suspension_dates"
            ),
            models.UniqueConstraint(
                fields=["network_id", "case"], condition=Q(until_day__isnull=True), name="suspension_one_open"
            ),
        ]


class CaseParty(TenantModel):
    """A body around the case: what it does, which sections it sees, for what, on which base, until when.

    With the same words as `people.SectionGrant`: this one opens sections of the case, that one of the person.
    """

    case = TenantForeignKey(Case, related_name="parties")
    organisation = TenantForeignKey("network.Organisation")
    function = models.CharField(max_length=20, choices=states.PartyFunction.choices)
    sees = ArrayField(
        models.CharField(max_length=30, choices=states.Section.choices), default=list, blank=True
    )
    purpose = models.CharField("per che cosa", max_length=20, choices=GRANT_PURPOSES, default="path")
    legal_base = models.SlugField("base giuridica", max_length=40, default="public_task")
    until = models.DateField("fino al", null=True, blank=True)  # it ends by itself after this day
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "case", "organisation", "function"],
                condition=Q(ended_on__isnull=True),
                name="case_party_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "organisation", "case"], name="party_organisation")
        ]


class CaseTeamMember(TenantModel):
    """A person at work on the case. Responsibility moves only by a handover that is accepted."""

    case = TenantForeignKey(Case, related_name="team")
    membership = TenantForeignKey("network.Membership")
    function = models.CharField(max_length=20, choices=states.TeamFunction.choices)
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "case", "membership"],
                condition=Q(ended_on__isnull=True),
                name="team_member_once",
            ),
            models.UniqueConstraint(
                fields=["network_id", "case"],
                condition=Q(function="responsible", ended_on__isnull=True),
                name="team_one_responsible",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "membership", "case"], name="team_membership")
        ]


class Handover(TenantModel):
    """Responsibility offered to another. Until it is accepted, nothing moves."""

    case = TenantForeignKey(Case, related_name="handovers")
    from_membership = TenantForeignKey("network.Membership")
    to_membership = TenantForeignKey("network.Membership")
    to_organisation = TenantForeignKey("network.Organisation")
    state = models.CharField(
        max_length=10, choices=states.HandoverState.choices, default=states.HandoverState.PROPOSED
    )
    note = PlainTextField("che cosa sapere", max_length=2000, blank=True, default="")
    proposed_on = models.DateField(default=clock.today)
    decided_on = models.DateField(null=True, blank=True)
    answer = PlainTextField("risposta", max_length=1000, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "case"],
                condition=Q(state="proposed"),
                name="handover_one_open",
                violation_error_message="C'è già un passaggio in attesa di risposta.",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_on__isnull=True)
                | (~Q(state="proposed") & Q(decided_on__isnull=False)),
                name="handover_decided_iff_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "to_membership"],
                condition=Q(state="proposed"),
                name="handover_to_answer",
            )
        ]
