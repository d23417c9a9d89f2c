"""Referrals: how a person arrives from one body to another, and everything said on the way."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.intake import states
from snodo.domain.intake.batch_models import BatchRow, ReferralBatch, SaidNo
from snodo.domain.intake.escalation_models import Escalation
from snodo.domain.intake.exception_models import RuleException
from snodo.domain.intake.handover_models import ReferralHandover
from snodo.domain.intake.link_models import ReceiptLink, ReferringLink
from snodo.domain.intake.waiting_models import WaitingRule
from snodo.domain.people.states import Sex
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField, EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField

__all__ = [
    "BatchRow",
    "Escalation",
    "ReceiptLink",
    "Referral",
    "ReferralBatch",
    "ReferralEvent",
    "ReferralHandover",
    "ReferralMessage",
    "ReferringLink",
    "RuleException",
    "SaidNo",
    "WaitingRule",
]

NOT_ACCEPTED = ~Q(state="accepted")


class Referral(TenantModel):
    """A person or a household sent by one body to an action of a programme.

    What is known of the person stays as the sender wrote it; `person` or `household` says whom it turned
    out to be. `criteria` keeps each entry criterion as it was asked, with the answer and whether it was met.
    """

    programme = TenantForeignKey("programmes.Programme")
    action = TenantForeignKey("programmes.ProgrammeAction")
    state = models.CharField(
        max_length=30, choices=states.ReferralState.choices, default=states.ReferralState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)

    sender_organisation = TenantForeignKey("network.Organisation")
    sender = TenantForeignKey("network.Membership", null=True, blank=True)
    # Who has no account writes down who they are; the link says by what way they came.
    sent_through = TenantForeignKey("intake.ReferringLink", null=True, blank=True)
    outside_name = PlainCharField("nome e cognome", max_length=120, blank=True, default="")
    outside_function = PlainCharField("ruolo nel servizio", max_length=120, blank=True, default="")
    outside_email = models.EmailField("e-mail di lavoro", max_length=254, blank=True, default="")
    outside_phone = models.CharField("telefono di lavoro", max_length=30, blank=True, default="")
    intercepted_on = models.DateField("bisogno intercettato il", default=clock.today)

    first_name = PlainCharField("nome", max_length=80, blank=True, default="")
    last_name = PlainCharField("cognome", max_length=80, blank=True, default="")
    protected = models.BooleanField("persona protetta", default=False)
    pseudonym = PlainCharField("pseudonimo", max_length=80, blank=True, default="")
    birth_date = models.DateField("data di nascita", null=True, blank=True)
    sex = models.CharField("sesso", max_length=10, choices=Sex.choices, blank=True, default="")
    citizenship = models.CharField("cittadinanza", max_length=2, blank=True, default="")
    language = models.CharField("lingua preferita", max_length=10, blank=True, default="it")
    phone = models.CharField("telefono", max_length=30, blank=True, default="")
    contact_notes = PlainCharField("come e quando contattare", max_length=200, blank=True, default="")
    municipality = TenantForeignKey("network.Territory", null=True, blank=True)
    homeless = models.BooleanField("non ha una residenza", default=False)
    stay = TenantForeignKey("network.Territory", null=True, blank=True)  # where they live, if it is elsewhere
    codice_fiscale = EncryptedTextField("codice fiscale", max_length=32, blank=True, default="")
    code_fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    sealed = EncryptedJSONField(default=dict, blank=True)  # of a protected person, what would be above
    household_name = PlainCharField("nome del nucleo", max_length=120, blank=True, default="")
    household_size = models.PositiveSmallIntegerField("componenti del nucleo", null=True, blank=True)
    household_minors = models.PositiveSmallIntegerField("di cui con meno di 18 anni", null=True, blank=True)
    guardian_kind = models.CharField(
        "chi ha la responsabilità", max_length=10, choices=states.Guardian.choices, blank=True, default=""
    )
    guardian_words = EncryptedTextField("chi è e come si raggiunge", max_length=300, blank=True, default="")
    person = TenantForeignKey("people.Person", null=True, blank=True)
    household = TenantForeignKey("people.Household", null=True, blank=True)

    need_words = PlainTextField(
        "il bisogno con le parole della persona", max_length=4000, blank=True, default=""
    )
    urgency = models.CharField(
        "urgenza", max_length=10, choices=states.Urgency.choices, default=states.Urgency.ORDINARY
    )
    urgency_reason = PlainCharField("perché è urgente", max_length=300, blank=True, default="")
    criteria = models.JSONField(default=list, blank=True)
    sheet = TenantForeignKey("instruments.Response", null=True, blank=True)
    sheet_draft = EncryptedJSONField(default=dict, blank=True)  # answers typed so far; emptied when sent
    shared_what = PlainTextField("che cosa si condivide", max_length=2000, blank=True, default="")
    ground = models.CharField(
        "a che titolo", max_length=20, choices=states.Ground.choices, blank=True, default=""
    )

    sent_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    due_answer_on = models.DateField(null=True, blank=True)  # moves when another day is agreed on
    # What was promised when it came: never moves (ADR-0084).
    promised_answer_on = models.DateField(null=True, blank=True)
    promised_appointment_on = models.DateField(null=True, blank=True)
    promised_opportunity_on = models.DateField(null=True, blank=True)
    # In whose working days it is counted while nobody has it in hand: of a protected person, the lead's.
    promised_by = TenantForeignKey("network.Organisation", null=True, blank=True)
    assigned_organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    assigned_membership = TenantForeignKey("network.Membership", null=True, blank=True)
    waiting_since = models.DateField(null=True, blank=True)
    opened_case = TenantForeignKey("casework.Case", null=True, blank=True)
    refusal_reason = models.CharField(
        "motivo", max_length=30, choices=states.RefusalReason.choices, blank=True, default=""
    )
    refusal_note = PlainTextField("spiegazione", max_length=2000, blank=True, default="")
    alternative = PlainTextField("alternativa proposta", max_length=2000, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    frozen = models.BooleanField(default=False, editable=False)  # closed to all on its way out
    batch_mark = models.CharField(max_length=64, blank=True, default="", editable=False)  # the same row again

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(sent_at__isnull=False, due_answer_on__isnull=False),
                name="referral_sent_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(sender__isnull=False, sent_through__isnull=True)
                | (Q(sender__isnull=True, sent_through__isnull=False) & ~Q(outside_name="")),
                name="referral_member_or_link",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(sent_at__isnull=True), name="referral_draft_not_sent"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | ~Q(first_name="")
                | ~Q(last_name="")
                | ~Q(pseudonym="")
                | ~Q(household_name=""),
                name="referral_names_somebody",
                violation_error_message="Scrivi almeno il nome o il cognome.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | (~Q(need_words="") & ~Q(ground="")),
                name="referral_says_need_and_ground",
            ),
            models.CheckConstraint(
                condition=Q(assigned_organisation__isnull=True, assigned_membership__isnull=True)
                | Q(assigned_organisation__isnull=False, assigned_membership__isnull=False),
                name="referral_assigned_to_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "accepted"]) | Q(assigned_membership__isnull=False),
                name="referral_assigned_iff_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False)
                | (~Q(state="waiting") & Q(waiting_since__isnull=True)),
                name="referral_waiting_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", opened_case__isnull=False)
                | (NOT_ACCEPTED & Q(opened_case__isnull=True)),
                name="referral_accepted_iff_case",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refusal_reason="") & ~Q(alternative=""))
                | (~Q(state="refused") & Q(refusal_reason="")),
                name="referral_refused_iff_reason",
                violation_error_message="Scrivi il motivo e l'alternativa che proponi.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused", "withdrawn"], ended_at__isnull=False)
                | (~Q(state__in=["accepted", "refused", "withdrawn"]) & Q(ended_at__isnull=True)),
                name="referral_ended_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(first_answer_at__isnull=True) | Q(first_answer_at__gte=F("sent_at")),
                name="referral_answer_after_sending",
            ),
            models.CheckConstraint(
                condition=Q(protected=False) | Q(state__in=["draft", "withdrawn"]) | ~Q(pseudonym=""),
                name="referral_protected_has_pseudonym",
                violation_error_message="Per una persona protetta serve uno pseudonimo.",
            ),
            models.CheckConstraint(
                condition=Q(household_minors__isnull=True)
                | Q(household_size__isnull=True)
                | Q(household_minors__lte=F("household_size")),
                name="referral_minors_of_the_household",
            ),
            models.UniqueConstraint(fields=["network_id", "opened_case"], name="referral_case_once"),
            models.UniqueConstraint(
                fields=["network_id", "sender_organisation", "action", "batch_mark"],
                condition=~Q(batch_mark="") & ~Q(state="withdrawn"),
                name="referral_row_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "programme", "state", "due_answer_on"], name="referral_inbox"),
            models.Index(
                fields=["network_id", "sender_organisation", "state", "-created_at"], name="referral_sent"
            ),
            models.Index(
                fields=["network_id", "assigned_membership", "state"],
                condition=Q(assigned_membership__isnull=False),
                name="referral_assigned",
            ),
            models.Index(
                fields=["network_id", "code_fingerprint"],
                condition=~Q(code_fingerprint=""),
                name="referral_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Whom it is about, as pages write it."""
        if self.household_name:
            return self.household_name
        if self.protected:
            return self.pseudonym or "Persona protetta"
        return f"{self.first_name} {self.last_name}".strip() or "Senza nome"

    @property
    def sender_name(self) -> str:
        """The person who sent it, with or without an account."""
        return self.outside_name if self.sender is None else self.sender.user.get_full_name()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has a move to make."""
        return self.state in states.OPEN


class ReferralMessage(TenantModel):
    """What the two bodies say to each other about one referral; sealed, for it is never rewritten."""

    append_only = True

    referral = TenantForeignKey(Referral, related_name="messages")
    kind = models.CharField(
        max_length=10, choices=states.MessageKind.choices, default=states.MessageKind.NOTE
    )
    text = EncryptedTextField("messaggio", max_length=4000)
    author = TenantForeignKey("network.Membership", null=True, blank=True)  # none: by link
    organisation = TenantForeignKey("network.Organisation")
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "referral", "at"], name="referral_message_at")
        ]


class ReferralEvent(TenantModel):
    """Each change of state, with its author: the sender reads here what became of the referral."""

    append_only = True

    referral = TenantForeignKey(Referral, related_name="events")
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=30, choices=states.ReferralState.choices)
    to_state = models.CharField(max_length=30, choices=states.ReferralState.choices)
    note = EncryptedTextField(max_length=300, blank=True, default="")
    author = TenantForeignKey("network.Membership", null=True, blank=True)  # none: by link
    author_name = PlainCharField(max_length=160, blank=True, default="")
    organisation = TenantForeignKey("network.Organisation")
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["network_id", "referral", "at"], name="referral_event_at")]
