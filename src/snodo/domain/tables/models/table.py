"""Tables of several bodies: who came, what each said, what was decided, who promised what."""

import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from snodo.domain.tables import states
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Table(TenantModel):
    """One sitting: convened by somebody, held once, minuted by the system."""

    programme = TenantForeignKey("programmes.Programme")
    kind = models.CharField("tipo", max_length=20, choices=states.TableKind.choices)
    title = PlainCharField("titolo", max_length=160)
    purpose = PlainTextField("perché ci incontriamo", max_length=2000, blank=True, default="")
    starts_at = models.DateTimeField("giorno e ora")
    minutes = models.PositiveSmallIntegerField("durata in minuti", default=90)
    place = PlainCharField("luogo", max_length=160, blank=True, default="")
    online_link = models.URLField("collegamento", max_length=300, blank=True, default="")
    organisation = TenantForeignKey("network.Organisation")
    convened_by = TenantForeignKey("network.Membership")
    state = models.CharField(
        max_length=20, choices=states.TableState.choices, default=states.TableState.PREPARED
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = PlainCharField("motivo", max_length=200, blank=True, default="")
    document = TenantForeignKey("documents.Document", null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "starts_at"], name="table_starts_at"),
            models.Index(fields=["network_id", "programme", "starts_at"], name="table_programme"),
            models.Index(fields=["network_id", "organisation", "starts_at"], name="table_organisation"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "convened", "cancelled"], opened_at__isnull=True)
                | Q(state__in=["in_progress", "minuted", "approved"], opened_at__isnull=False),
                name="table_opened_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["minuted", "approved"], closed_at__isnull=False)
                | (~Q(state__in=["minuted", "approved"]) & Q(closed_at__isnull=True)),
                name="table_closed_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_reason="")
                | (~Q(state="cancelled") & Q(cancelled_reason="")),
                name="table_cancelled_iff_reason",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="table_lasts"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is meant to end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def has_cases(self) -> bool:
        """Whether this kind of table speaks of single cases."""
        return self.kind in states.WITH_CASES


class TableGuest(TenantModel):
    """A body, a colleague or somebody without an account, and what of the cases they are shown."""

    table = TenantForeignKey(Table, related_name="guests")
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    membership = TenantForeignKey("network.Membership", null=True, blank=True)
    name = PlainCharField("nome", max_length=120, blank=True, default="")
    email = models.EmailField("posta elettronica", blank=True, default="")
    function = PlainCharField("in che veste", max_length=80, blank=True, default="")
    sees = ArrayField(
        models.CharField(max_length=30, choices=states.Sees.choices),
        verbose_name="che cosa vede",
        default=list,
        blank=True,
    )
    state = models.CharField(
        max_length=10, choices=states.GuestState.choices, default=states.GuestState.INVITED
    )
    present = models.BooleanField("presente", default=False)
    online = models.BooleanField("collegato da remoto", default=False)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "organisation", "table"], name="guest_organisation"),
            models.Index(fields=["network_id", "membership", "table"], name="guest_membership"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(name=""),
                name="guest_has_body_or_name",
                violation_error_message="Scegli un ente oppure scrivi un nome.",
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=True) | Q(organisation__isnull=False),
                name="guest_member_has_body",
            ),
            models.UniqueConstraint(
                fields=["network_id", "table", "membership"],
                condition=Q(membership__isnull=False),
                name="guest_member_once",
                violation_error_message="Questa persona è già tra gli invitati.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "table", "organisation", "name"],
                condition=Q(membership__isnull=True),
                nulls_distinct=False,
                name="guest_body_once",
                violation_error_message="Questo invitato c'è già.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How the guest is called at the table: body and function, or the name written."""
        if self.organisation is None:
            return self.name
        if self.function:
            return f"{self.organisation.label}, {self.function}"
        return str(self.organisation.label)

    @property
    def outside(self) -> bool:
        """Somebody without an account, who speaks for no body of the network."""
        return self.organisation_id is None

    @property
    def person_name(self) -> str:
        """The colleague or the name written, if known."""
        return str(self.membership.user) if self.membership is not None else self.name

    @property
    def sees_words(self) -> str:
        """What the guest is shown, in words."""
        words = dict(states.Sees.choices)
        return ", ".join(str(words[code]) for code in self.sees) or "solo ciò che dicono gli altri"


class TableCase(TenantModel):
    """A case on the agenda, under a title that needs no name."""

    table = TenantForeignKey(Table, related_name="agenda")
    case = TenantForeignKey("casework.Case")
    position = models.PositiveSmallIntegerField("ordine")
    title = PlainCharField("titolo per gli invitati", max_length=160)
    question = PlainTextField("che cosa chiediamo al tavolo", max_length=2000, blank=True, default="")

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "table", "case"],
                name="table_case_once",
                violation_error_message="Questo caso è già all'ordine del giorno.",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "case"], name="table_case_case")]

    def __str__(self) -> str:
        return self.title


class Position(TenantModel):
    """How one guest reads one need; `differs` when they read it otherwise than the others."""

    table_case = TenantForeignKey(TableCase, related_name="positions")
    guest = TenantForeignKey(TableGuest)
    need_area = PlainCharField("bisogno", max_length=80)
    text = PlainTextField("posizione", max_length=2000)
    differs = models.BooleanField("la vede in modo diverso", default=False)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["created_at", "id"]


class TableOpportunity(TenantModel):
    """Something a body puts on the table."""

    table = TenantForeignKey(Table, related_name="opportunities")
    table_case = TenantForeignKey(TableCase, null=True, blank=True)
    text = PlainCharField("opportunità", max_length=160)
    detail = PlainCharField("dettagli", max_length=200, blank=True, default="")
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    state = models.CharField(
        max_length=20, choices=states.OpportunityState.choices, default=states.OpportunityState.TO_CONFIRM
    )
    confirmed_on = models.DateField("confermata il", null=True, blank=True)
    # what it answers, and the decision that counts on it
    position = TenantForeignKey(Position, null=True, blank=True)
    decision = TenantForeignKey("tables.Decision", null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "organisation"], name="table_opportunity_body")
        ]


class Decision(TenantModel):
    """What the table decided, on a case or as a whole."""

    table = TenantForeignKey(Table, related_name="decisions")
    table_case = TenantForeignKey(TableCase, null=True, blank=True, related_name="decisions")
    text = PlainTextField("decisione", max_length=4000)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["decided_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "table_case"],
                condition=Q(table_case__isnull=False),
                name="decision_case_once",
            )
        ]


class Dissent(TenantModel):
    """A body that sees it otherwise, in its own words. It never blocks."""

    decision = TenantForeignKey(Decision, related_name="dissents")
    guest = TenantForeignKey(TableGuest)
    text = PlainTextField("motivo del dissenso", max_length=2000)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["created_at", "id"]


class TableCommitment(TenantModel):
    """A promise with an owner and a day."""

    table = TenantForeignKey(Table, related_name="commitments")
    table_case = TenantForeignKey(TableCase, null=True, blank=True, related_name="commitments")
    text = PlainCharField("impegno", max_length=200)
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    membership = TenantForeignKey("network.Membership", null=True, blank=True)
    owner_name = PlainCharField("chi, se non è un ente", max_length=120, blank=True, default="")
    guest = TenantForeignKey(TableGuest, null=True, blank=True)  # who promised, without an account
    due_on = models.DateField("entro")
    state = models.CharField(
        max_length=10, choices=states.CommitmentState.choices, default=states.CommitmentState.OPEN
    )
    settled_on = models.DateField(null=True, blank=True)
    settled_note = PlainCharField("com'è andata", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "organisation", "state", "due_on"], name="commitment_body")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True)
                | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="commitment_settled_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(owner_name=""), name="commitment_has_owner"
            ),
        ]

    @property
    def owner_label(self) -> str:
        """Who promised."""
        return str(self.organisation.label) if self.organisation is not None else self.owner_name

    @property
    def late(self) -> bool:
        """Still open after its day."""
        return self.state == states.CommitmentState.OPEN and self.due_on < clock.today()


class MinutesApproval(TenantModel):
    """A body recognises the minutes."""

    append_only = True

    table = TenantForeignKey(Table, related_name="approvals")
    organisation = TenantForeignKey("network.Organisation")
    membership = TenantForeignKey("network.Membership")
    approved_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "table", "organisation"], name="minutes_approval_once"
            )
        ]
