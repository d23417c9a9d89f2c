"""Who decides for a person or beside them, and who is looking for somebody who may."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.people.models.persons import Person
from snodo.domain.people.states import GuardianKind, GuardianPower, GuardianWay
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class Guardian(TenantModel):
    """A parent, tutor, curator or *amministratore di sostegno*, from a day to a day.

    Who it is and the act are sealed: that a judge has spoken says something of the person.
    """

    person = TenantForeignKey(Person, related_name="guardians")
    kind = models.CharField("chi decide", max_length=12, choices=GuardianKind.choices)
    name = EncryptedTextField("nome e cognome, oppure ente", max_length=160)
    reach = EncryptedTextField("come raggiungerlo", max_length=200, blank=True, default="")
    act = EncryptedTextField("atto", max_length=300, blank=True, default="")
    way = models.CharField("in che modo", max_length=8, choices=GuardianWay.choices)
    powers = ArrayField(
        models.CharField(max_length=8, choices=GuardianPower.choices),
        verbose_name="per che cosa",
        default=list,
    )
    limits = EncryptedTextField("che cosa dice l'atto", max_length=1000, blank=True, default="")
    started_on = models.DateField("dal", default=clock.today)
    ended_on = models.DateField("fino al", null=True, blank=True)
    written_by = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="guardian_days",
                violation_error_message="La fine viene prima dell'inizio: controlla le date.",
            ),
            models.CheckConstraint(
                condition=~Q(way="by_act"), name="guardian_way", violation_error_message="Scegli in che modo."
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "person", "-started_on"], name="guardian_of_person")
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class GuardianSearch(TenantModel):
    """Who takes care that somebody be named: a minor without anybody, an act that ends."""

    person = TenantForeignKey(Person)
    membership = TenantForeignKey("network.Membership")
    note = EncryptedTextField("a che punto è", max_length=500, blank=True, default="")
    started_on = models.DateField("dal", default=clock.today)
    ended_on = models.DateField("fino al", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "person"],
                condition=Q(ended_on__isnull=True),
                name="guardian_search_once",
                violation_error_message="Qualcuno se ne sta già occupando.",
            )
        ]
