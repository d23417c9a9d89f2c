"""Where somebody alike is found again: the numbers of `people.likeness`, one row per person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.people.likeness import COLUMNS
from snodo.domain.people.models.persons import Person
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class MatchKeys(TenantModel):
    """Rewritten whenever name, birth date or telephone change; a protected person has none.

    Apart from the person, so that its seven indexes do not burden every write of theirs. `compared` is
    false until the nightly look has held the person beside those alike.
    """

    person = TenantForeignKey(Person)
    pair = models.BigIntegerField(null=True)
    pair_days = models.BigIntegerField(null=True)
    pair_month = models.BigIntegerField(null=True)
    pair_day = models.BigIntegerField(null=True)
    first_date = models.BigIntegerField(null=True)
    last_date = models.BigIntegerField(null=True)
    phone = models.BigIntegerField(null=True)
    # where nobody wrote the birth date, the codice fiscale tells it
    born = models.DateField(null=True)
    compared = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "person"], name="match_keys_once")
        ]
        indexes: ClassVar = [
            *(
                models.Index(
                    fields=["network_id", name, "person"],
                    name=f"match_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in COLUMNS
            ),
            models.Index(fields=["network_id", "person"], name="match_new", condition=Q(compared=False)),
        ]
