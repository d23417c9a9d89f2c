"""Opening a file in an emergency: the row the access rule reads. Who may ask is for the context above."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people import access
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.models import EmergencyAccess, Person
from snodo.domain.people.states import EmergencyReason
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NotAllowed

ONE_HOUR = datetime.timedelta(hours=1)
FEWEST_LETTERS = 20
GROUND = "accesso d'emergenza"


@transaction.atomic
def open_emergency(*, person: Person, reason: str, words: str, actor: Actor) -> EmergencyAccess:
    """One hour on the necessary facts of a person. A service: who calls has identified them exactly.

    Raises InputRefused without a reason and a sentence, NotAllowed for somebody protected.
    """
    if person.protected or not actor.has_role(*access.WORKS_WITH_PEOPLE):
        raise NotAllowed
    problems: dict[str, str] = {}
    if reason not in EmergencyReason.values:
        problems["reason"] = "Scegli il motivo."
    if len(words.strip()) < FEWEST_LETTERS:
        problems["words"] = "Scrivi in una frase che cosa succede: la leggerà chi esamina l'accesso."
    refuse(problems)
    now = clock.now()
    opened = EmergencyAccess(
        person=person,
        membership_id=actor.membership_id,
        organisation_id=actor.organisation_id,
        reason=reason,
        words=words,
        started_at=now,
        until=now + ONE_HOUR,
    )
    save_checked(opened)
    audit.record(
        actor=actor,
        verb="emergency.open",
        subject=opened,
        person_id=person.pk,
        ground=GROUND,
        changes={"reason": reason, "until": opened.until},
    )
    return opened


@transaction.atomic
def close_emergency(*, emergency: EmergencyAccess, actor: Actor) -> EmergencyAccess:
    """The need is over before the hour is."""
    found = access.emergencies_in_force(actor).select_for_update(of=("self",)).filter(pk=emergency.pk).first()
    if found is None:
        return emergency
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
    audit.record(actor=actor, verb="emergency.close", subject=found, person_id=found.person_id, ground=GROUND)
    return found


def read_in_emergency(*, emergency: EmergencyAccess, section: str, actor: Actor) -> None:
    """Write down that this part was shown, on this ground."""
    label = EmergencyReason(emergency.reason).label
    audit.record_read(
        actor=actor,
        verb="emergency.read",
        subject=emergency,
        section=section,
        person_id=emergency.person_id,
        ground=f"{GROUND}: {label}",
    )
