"""When nobody who receives may see the person any more, the referral goes back; later it may go out again."""

from django.db import transaction

from snodo.domain.intake import access, messages, promising, queries
from snodo.domain.intake.actions.story import lock, move, target, tell_sender, tell_workers
from snodo.domain.intake.models import Referral
from snodo.domain.network.calendars import calendar_of
from snodo.domain.people.models import Person, SharingChoice
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

# What the history says instead of a name: who wrote the choice down may be unknown to who reads it.
BY_CHOICE = "Scelta della persona"
DECIDE_DAYS = 5
NOT_FROM_OUTSIDE = "Questa segnalazione non si può inviare da qui: chiama chi coordina il programma."
NOBODY = (
    "Nessuno degli enti che ricevono può seguire questa persona: ha scelto così. "
    "Parlane con lei; se cambia idea, chi la segue registra la nuova scelta."
)


def give_back(referral: Referral, person: Person, actor: Actor) -> bool:
    """To the sender, who has some working days to decide; False where somebody may still receive it.

    A service: the referral is held, and whoever calls has checked.
    """
    if not access.kept_out_by_all(referral, person):
        return False
    to = target(referral, "give_back")
    _let_go(referral)
    sender = calendar_of(referral.sender_organisation_id)
    referral.due_answer_on = sender.add(clock.today(), DECIDE_DAYS)
    move(referral, "give_back", to=to, by=BY_CHOICE, actor=actor, due_on=referral.due_answer_on)
    tell_sender(referral, messages.ReferralReturned, actor)
    return True


def release(referral: Referral, choice: SharingChoice, actor: Actor) -> None:
    """Out of the hands of the body kept out, back to who triages. A service, as `give_back`."""
    if referral.assigned_organisation_id != choice.organisation_id:
        return
    to = target(referral, "release")
    _let_go(referral)
    move(referral, "release", to=to, by=BY_CHOICE, actor=actor)
    tell_workers(referral, messages.ReferralArrived, actor, person=choice.person)


def _let_go(referral: Referral) -> None:
    referral.assigned_membership = None
    referral.assigned_organisation = None


@transaction.atomic
def send_again(*, referral: Referral, actor: Actor) -> Referral:
    """The person thought better of it: the clock of the first answer starts again. Raises InputRefused."""
    access.require(access.can_withdraw(actor, referral))
    referral = lock(referral)
    to = target(referral, "send_again")
    require_receiver(referral)
    promising.start_clocks(referral)
    move(referral, "send_again", to=to, actor=actor, due_answer_on=referral.due_answer_on)
    tell_workers(referral, messages.ReferralArrived, actor)
    return referral


def require_receiver(referral: Referral, *, outside: bool = False) -> None:
    """Nothing is sent where nobody could open it. Raises InputRefused; from outside without saying why."""
    known = referral.person or queries.bearer_of_code(referral)
    if known is not None and access.kept_out_by_all(referral, known):
        raise InputRefused({"": NOT_FROM_OUTSIDE if outside else NOBODY})
