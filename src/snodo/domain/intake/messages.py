"""What is said of referrals: nothing about the person, only that there is something to look at."""

from snodo.domain.messaging.messages import Message


class ReferralArrived(Message):
    """To who co-ordinates the lead of the programme."""

    kind = "intake.arrived"
    title = "È arrivata una nuova segnalazione"
    subject = "È arrivata una nuova segnalazione"
    opening = "È arrivata una nuova segnalazione. Per leggerla entra in Snodo:"


class ReferralAssigned(Message):
    """To who was given it."""

    kind = "intake.assigned"
    title = "Ti è stata affidata una segnalazione"
    subject = "Ti è stata affidata una segnalazione"
    opening = "Ti è stata affidata una segnalazione. Per leggerla entra in Snodo:"


class ReferralMoved(Message):
    """To the sender, at each change."""

    kind = "intake.moved"
    title = "C'è un aggiornamento su una tua segnalazione"
    subject = "C'è un aggiornamento su una tua segnalazione"
    opening = "C'è un aggiornamento su una segnalazione che hai inviato. Per vederlo entra in Snodo:"


class InformationAsked(Message):
    """To the sender, who has the next move."""

    kind = "intake.information_asked"
    title = "Una tua segnalazione aspetta una risposta"
    subject = "Una tua segnalazione aspetta una risposta"
    opening = (
        "Chi ha ricevuto la tua segnalazione ha bisogno di un'informazione. Per rispondere entra in Snodo:"
    )


class ReferralReturned(Message):
    """To the sender, who has the next move."""

    kind = "intake.returned"
    title = "Una tua segnalazione è tornata a te"
    subject = "Una tua segnalazione è tornata a te"
    opening = "Una segnalazione che hai inviato è tornata a te. Per decidere entra in Snodo:"


class ReferralAnswered(Message):
    """To who asked."""

    kind = "intake.answered"
    title = "Il servizio inviante ha risposto"
    subject = "Il servizio inviante ha risposto"
    opening = "Il servizio inviante ha risposto su una segnalazione. Per leggere entra in Snodo:"


class ReferralWithdrawn(Message):
    """To who was working on it."""

    kind = "intake.withdrawn"
    title = "Una segnalazione è stata ritirata"
    subject = "Una segnalazione è stata ritirata"
    opening = "Una segnalazione è stata ritirata dal servizio inviante. Per vederla entra in Snodo:"


class MessageWritten(Message):
    """To the other side of the conversation."""

    kind = "intake.message"
    title = "C'è un messaggio su una segnalazione"
    subject = "C'è un messaggio su una segnalazione"
    opening = "C'è un messaggio su una segnalazione. Per leggerlo entra in Snodo:"
