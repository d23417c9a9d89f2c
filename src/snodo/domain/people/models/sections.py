"""Restricted sections of a person's file, each encrypted in a table of its own, and who was let into them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.people.models.persons import Person
from snodo.domain.people.states import GRANT_PURPOSES, Section
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class SectionText(TenantModel):
    """One version of what is written in a restricted section: the current one, or one kept as it was."""

    person = TenantForeignKey(Person)
    number = models.PositiveIntegerField("versione")
    current = models.BooleanField(default=True)
    text = EncryptedTextField("testo")
    author = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "person", "number"], name="%(class)s_number_once"),
            models.UniqueConstraint(
                fields=["network_id", "person"], condition=Q(current=True), name="%(class)s_current_once"
            ),
        ]


class ProtectedAddress(SectionText):
    """Where a person lives who must not be found."""


class SocialHistory(SectionText):
    """What happened in a life, as far as the work needs it."""


class HealthNote(SectionText):
    """What concerns health. What work needs of it is written apart, in plain words and without diagnoses."""


class JudicialNote(SectionText):
    """What concerns courts, prison and measures."""


class ViolenceNote(SectionText):
    """What concerns violence suffered and safety."""


class EconomicNote(SectionText):
    """What concerns income, debts and benefits."""


SECTION_TABLES: dict[str, type[SectionText]] = {
    Section.ADDRESS: ProtectedAddress,
    Section.HISTORY: SocialHistory,
    Section.HEALTH: HealthNote,
    Section.JUDICIAL: JudicialNote,
    Section.VIOLENCE: ViolenceNote,
    Section.ECONOMIC: EconomicNote,
}


class SectionGrant(TenantModel):
    """A body may open some sections of a person's file: for what, on which base, from when, until when."""

    person = TenantForeignKey(Person)
    organisation = TenantForeignKey("network.Organisation")
    sections = ArrayField(
        models.CharField(max_length=20, choices=Section.choices), verbose_name="che cosa può aprire"
    )
    purpose = models.CharField("per che cosa", max_length=20, choices=GRANT_PURPOSES)
    legal_base = models.SlugField("base giuridica", max_length=40)
    valid_from = models.DateField("dal", default=clock.today)
    valid_until = models.DateField("fino al")
    granted_by = TenantForeignKey("network.Membership")
    revoked_on = models.DateField(null=True, blank=True)
    revoked_by = TenantForeignKey("network.Membership", null=True, blank=True)
    reason = PlainCharField("perché è stato tolto", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="section_grant_dates",
                violation_error_message="La fine viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_by__isnull=True, reason="")
                | Q(revoked_on__isnull=False, revoked_by__isnull=False),
                name="section_grant_revoked_by_someone",
            ),
            models.CheckConstraint(condition=~Q(sections=[]), name="section_grant_of_something"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "person", "organisation"], name="section_grant_person")
        ]
