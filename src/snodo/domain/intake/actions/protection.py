"""When a person becomes protected, the referrals that brought them keep nothing of who they are."""

from django.db import transaction

from snodo.domain.intake import sealing
from snodo.domain.intake.models import Referral
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor


@transaction.atomic
def conceal_referrals(*, person: Person, actor: Actor) -> None:
    """The name, contacts and code leave every referral of this person; the vault has them already.

    A service: it follows `people.protect_person`, which has checked and logged.
    """
    for referral in Referral.objects.select_for_update(of=("self",)).filter(person=person):
        referral.protected, referral.pseudonym = True, person.pseudonym
        sealing.put_away(referral)
        referral.sealed = {}
        referral.save()
