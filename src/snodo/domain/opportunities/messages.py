"""What is told about cards. The words say nothing of whose card it is."""

from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.opportunities.models import Card
from snodo.kernel.actor import Actor


class CardAnswered(Message):
    """The person wrote an answer on their own page."""

    kind = "opportunities.card_answered"
    title = "È arrivata una risposta da una tessera"
    subject = "È arrivata una risposta da una tessera"
    opening = "È arrivata una risposta da una tessera che segui. Per leggerla entra in Snodo:"


def tell_answer(card: Card, actor: Actor) -> None:
    """Whoever is responsible for the path. Needs the case loaded."""
    messaging.notify(
        message=CardAnswered(path=f"/opportunita/tessere/{card.pk}/"),
        recipients=[Recipient.of(card.case.responsible)],
        actor=actor,
    )
