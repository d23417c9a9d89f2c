"""What is known of protected persons, and of when a person may safely be called."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from snodo.domain.people.models.persons import Person
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField, EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class ProtectedIdentity(TenantModel):
    """Who a protected person really is. Their row in `Person` holds the pseudonym and nothing else.

    `facts` is sealed and opened on purpose, with a reason. `prints` are keyed hashes of codes and of name
    with birth date: they tell the team that somebody looked, and tell nobody anything without the key.
    """

    person = TenantForeignKey(Person, related_name="identity")
    facts = EncryptedJSONField("identità")
    prints = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    since = models.DateField(default=clock.today)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "person"], name="identity_once")
        ]


class SafeContact(TenantModel):
    """When and how a person may be called without putting them in danger."""

    person = TenantForeignKey(Person, related_name="safe_contact")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # empty: every day
    from_time = models.TimeField("dalle", null=True, blank=True)
    until_time = models.TimeField("alle", null=True, blank=True)
    calls = models.BooleanField("si può telefonare", default=True)
    messages = models.BooleanField("si possono lasciare messaggi", default=False)
    number = EncryptedTextField("numero sicuro", max_length=40, blank=True, default="")
    by_whom = EncryptedTextField("chi può chiamare", max_length=120, blank=True, default="")
    safe_word = EncryptedTextField("parola d'intesa", max_length=80, blank=True, default="")
    note = EncryptedTextField("che cosa sapere", max_length=500, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "person"], name="safe_contact_once"),
            models.CheckConstraint(
                condition=Q(from_time__isnull=True, until_time__isnull=True)
                | Q(from_time__isnull=False, until_time__gt=models.F("from_time")),
                name="safe_contact_hours",
                violation_error_message="L'ora di fine viene prima dell'inizio.",
            ),
        ]
