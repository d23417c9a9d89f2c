"""What people around a path are told. The words say nothing of whom the path is about."""

from collections.abc import Iterable

from snodo.domain.casework import access, states
from snodo.domain.casework.models import Case, CaseEvent, Handover
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.models import Membership
from snodo.kernel.actor import Actor


class CaseEntrusted(Message):
    """Somebody else opened a path and put me in charge."""

    kind = "casework.entrusted"
    title = "Ti è stato affidato un percorso"
    subject = "Ti è stato affidato un percorso"
    opening = "Ti è stato affidato un percorso. Per vederlo entra in Snodo:"


class HandoverOffered(Message):
    """A responsibility waits for my answer."""

    kind = "casework.handover_offered"
    title = "Ti viene proposta la responsabilità di un percorso"
    subject = "Un percorso aspetta la tua risposta"
    opening = "Ti viene proposta la responsabilità di un percorso. Per leggere e rispondere entra in Snodo:"


class HandoverAnswered(Message):
    """My offer was answered."""

    kind = "casework.handover_answered"
    title = "Hanno risposto alla tua proposta di passaggio"
    subject = "Risposta a una proposta di passaggio"
    opening = "Hanno risposto alla tua proposta di passaggio. Per leggere la risposta entra in Snodo:"


class NewMessage(Message):
    """The other side wrote."""

    kind = "casework.message"
    title = "C'è un messaggio su un percorso che segui"
    subject = "Un nuovo messaggio"
    opening = "C'è un messaggio su un percorso che segui. Per leggerlo entra in Snodo:"


def case_path(case: Case) -> str:
    """The address of a path."""
    return f"/percorsi/{case.pk}/"


def tell_entrusted(case: Case, actor: Actor) -> None:
    """The responsible one, when another opened the path."""
    message = CaseEntrusted(path=case_path(case))
    messaging.notify(message=message, recipients=[Recipient.of(case.responsible)], actor=actor)


def tell_offered(handover: Handover, actor: Actor) -> None:
    """Who is asked to take the responsibility."""
    message = HandoverOffered(path=f"/percorsi/passaggi/{handover.pk}/")
    messaging.notify(message=message, recipients=[Recipient.of(handover.to_membership)], actor=actor)


def tell_answered(handover: Handover, actor: Actor) -> None:
    """Who had the responsibility when it was offered."""
    message = HandoverAnswered(path=case_path(handover.case))
    messaging.notify(message=message, recipients=[Recipient.of(handover.from_membership)], actor=actor)


def tell_message(case: Case, actor: Actor) -> None:
    """The team; and those of the sending body who have written before."""
    team = Membership.objects.filter(pk__in=case.team.filter(access.in_force()).values("membership_id"))
    _tell(team, NewMessage(path=case_path(case)), actor)
    senders = case.parties.filter(access.parties_in_force(), function=states.PartyFunction.SENDER)
    wrote = CaseEvent.objects.filter(case=case, kind=states.EventKind.MESSAGE)
    outside = Membership.objects.filter(
        pk__in=wrote.values("author_membership_id"), organisation_id__in=senders.values("organisation_id")
    ).exclude(pk__in=team.values("pk"))
    _tell(outside, NewMessage(path=f"/percorsi/inviati/{case.pk}/"), actor)


def _tell(members: Iterable[Membership], message: Message, actor: Actor) -> None:
    messaging.notify(message=message, recipients=[Recipient.of(member) for member in members], actor=actor)
