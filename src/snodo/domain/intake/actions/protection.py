"""When a person becomes protected, the referrals that brought them keep nothing of who they are."""

import re
from collections.abc import Iterable

from django.db import transaction

from snodo.domain.intake import sealing
from snodo.domain.intake.models import Referral
from snodo.domain.people.models import Person
from snodo.domain.programmes import queries as programmes
from snodo.kernel.actor import Actor

WORDS = ("need_words", "urgency_reason", "shared_what", "refusal_note", "alternative")


@transaction.atomic
def conceal_referrals(*, person: Person, known_as: Iterable[str], actor: Actor) -> None:
    """The name, contacts and code leave every referral of this person; the vault has them already.

    Messages and notes are never rewritten: they lie sealed, and what was said before is read by who keeps
    the person's secrets (`queries.closed_until`). A service: it follows `people.protect_person`, which has
    checked and logged.
    """
    names = list(known_as)
    said = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.I) if names else None
    for referral in Referral.objects.select_for_update(of=("self",)).filter(person=person):
        referral.protected, referral.pseudonym = True, person.pseudonym
        sealing.put_away(referral)
        referral.promised_by_id = programmes.lead_of(referral.programme_id)  # not by where they live
        referral.sealed = {}
        for field in WORDS if said is not None else ():
            text = said.sub(lambda _: person.pseudonym, getattr(referral, field))  # type: ignore[union-attr]
            setattr(referral, field, text)
        for one in referral.criteria:  # an age or a place stands beside some
            one["words"] = {True: "Sì", False: "No"}.get(one.get("met"), "")
        referral.save()
