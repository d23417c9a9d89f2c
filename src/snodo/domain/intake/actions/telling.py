"""Who is told of a change of a referral, and where the notice leads."""

from collections.abc import Iterable

from snodo.domain.intake import hands, messages
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.intake.outsiders import write_to_outsider
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor

TO_ASSIGN = "/segnalazioni/?stato=da-assegnare"
WITH_NOBODY = "/segnalazioni/senza-nessuno/"
HANDOVERS = "/segnalazioni/passaggi/"


def path_of(referral: Referral) -> str:
    """Where a notification leads."""
    return f"/segnalazioni/{referral.pk}/"


def tell_sender(referral: Referral, message: type[Message], actor: Actor) -> None:
    """Whoever sent it: with an account a notice, without one an e-mail with their own link."""
    if referral.sender is None:
        write_to_outsider(referral)
    else:
        tell(hands.senders_of(referral), message(path=path_of(referral)), actor)


def tell_workers(
    referral: Referral, message: type[Message], actor: Actor, *, person: Person | None = None
) -> None:
    """Who was given it and can still work on it; else who gives it to somebody.

    Where no body that receives has anybody left, who administers the network: they can give the task.
    `person`: whom it turned out to be, so that no body they keep out is told.
    """
    holder = hands.holder_of(referral) if referral.assigned_membership_id is not None else None
    told = [holder] if holder is not None else hands.triagers_of(referral, person)
    if told:
        tell(told, message(path=path_of(referral)), actor)
    else:
        nobody = messages.NobodyToTriage(path=WITH_NOBODY)
        tell(hands.administrators(), nobody, actor, also_self=True)


def tell_of_many(referral: Referral, actor: Actor) -> None:
    """Who gives the referrals of a whole list to somebody, once. `referral`: one of them."""
    told = hands.triagers_of(referral, None) or list(hands.administrators())
    tell(told, messages.ReferralsArrived(path=TO_ASSIGN), actor)


def tell_offered(handover: ReferralHandover, message: type[Message], actor: Actor) -> None:
    """Who co-ordinates the body a referral is offered to; where nobody does, all who work there."""
    told = list(hands.co_ordinators_of(handover.to_organisation_id))
    if not told:
        told = list(hands.workers_of(handover.to_organisation_id))
    tell(told, message(path=f"{HANDOVERS}{handover.pk}/"), actor)


def tell_offering(handover: ReferralHandover, message: type[Message], actor: Actor) -> None:
    """Who made the offer, and the co-ordination of their body where they have left meanwhile."""
    proposer = Membership.objects.filter(hands.at_work(), pk=handover.from_membership_id)
    told = list(proposer) or list(hands.co_ordinators_of(handover.from_organisation_id))
    tell(told, message(path=HANDOVERS), actor)


def tell(members: Iterable[Membership], message: Message, actor: Actor, *, also_self: bool = False) -> None:
    """A notice to each."""
    recipients = [Recipient.of(member) for member in members]
    messaging.notify(message=message, recipients=recipients, also_self=also_self, actor=actor)
