"""Emergency access: a file opened for one hour by who has no other right to it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.people.models.persons import Person
from snodo.domain.people.states import EmergencyReason
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class EmergencyAccess(TenantModel):
    """Who opened whose file in an emergency, why, until when. It is never prolonged: another is asked."""

    person = TenantForeignKey(Person)
    membership = TenantForeignKey("network.Membership")
    organisation = TenantForeignKey("network.Organisation")
    reason = models.CharField("motivo", max_length=20, choices=EmergencyReason.choices)
    words = EncryptedTextField("che cosa succede", max_length=500)
    started_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("started_at")), name="emergency_times"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "membership", "until"], name="emergency_member"),
            models.Index(fields=["network_id", "person", "started_at"], name="emergency_person"),
        ]
