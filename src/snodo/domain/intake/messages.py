"""What is said of referrals: nothing about the person, only that there is something to look at."""

from snodo.domain.messaging.messages import Message


class ReferralArrived(Message):
    """To who co-ordinates the lead of the programme."""

    kind = "intake.arrived"
    title = "È arrivata una nuova segnalazione"
    subject = "È arrivata una nuova segnalazione"
    opening = "È arrivata una nuova segnalazione. Per leggerla entra in Snodo:"


class ReferralsArrived(Message):
    """To who co-ordinates the lead of the programme, once for a whole list."""

    kind = "intake.many_arrived"
    title = "Sono arrivate nuove segnalazioni"
    subject = "Sono arrivate nuove segnalazioni"
    opening = "È arrivato un elenco di nuove segnalazioni. Per leggerle entra in Snodo:"


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


class PromiseNear(Message):
    """To who works on it, the working day before."""

    kind = "intake.promise_near"
    title = "Una scadenza promessa è vicina"
    subject = "Una scadenza promessa è vicina"
    opening = "Un tempo promesso su una segnalazione sta per finire. Per vederlo entra in Snodo:"


class PromiseOver(Message):
    """To who co-ordinates: somebody has to answer for it."""

    kind = "intake.promise_over"
    title = "Una scadenza promessa è passata e aspetta te"
    subject = "Una scadenza promessa è passata e aspetta te"
    opening = "Un tempo promesso su una segnalazione è passato. Per prenderlo in carico entra in Snodo:"


class MessageWritten(Message):
    """To the other side of the conversation."""

    kind = "intake.message"
    title = "C'è un messaggio su una segnalazione"
    subject = "C'è un messaggio su una segnalazione"
    opening = "C'è un messaggio su una segnalazione. Per leggerlo entra in Snodo:"


class NobodyToTriage(Message):
    """To who administers the network, when no body that receives has anybody who co-ordinates it."""

    kind = "intake.nobody_to_triage"
    title = "Una segnalazione aspetta e nessuno la può affidare"
    subject = "Una segnalazione aspetta e nessuno la può affidare"
    opening = "Una segnalazione aspetta e nessuno la può affidare: serve un incarico. Entra in Snodo:"


class HandoverProposed(Message):
    """To the body that is asked."""

    kind = "intake.handover_proposed"
    title = "Un ente ti propone una segnalazione"
    subject = "Un ente ti propone una segnalazione"
    opening = "Un ente della rete ti propone una segnalazione. Per rispondere entra in Snodo:"


class HandoverAnswered(Message):
    """To the body that asked."""

    kind = "intake.handover_answered"
    title = "C'è una risposta al passaggio che hai proposto"
    subject = "C'è una risposta al passaggio che hai proposto"
    opening = "C'è una risposta al passaggio di una segnalazione. Per leggerla entra in Snodo:"


class HandoverOver(Message):
    """To the body that was asked."""

    kind = "intake.handover_over"
    title = "Un passaggio che ti era stato proposto non vale più"
    subject = "Un passaggio che ti era stato proposto non vale più"
    opening = "Un passaggio che ti era stato proposto non vale più: non devi fare nulla. Per vederlo:"
    by_email = False


class HandoverUnanswered(Message):
    """To the body that asked: nobody has said anything."""

    kind = "intake.handover_unanswered"
    title = "Nessuno ha risposto al passaggio che hai proposto"
    subject = "Nessuno ha risposto al passaggio che hai proposto"
    opening = "Nessuno ha risposto in tempo al passaggio di una segnalazione: resta a te. Entra in Snodo:"


class WithNobody(Message):
    """To who can take somebody whose operator or body is no longer there."""

    kind = "intake.with_nobody"
    title = "C'è chi non ha più nessuno che lo segue"
    subject = "C'è chi non ha più nessuno che lo segue"
    opening = "C'è chi non ha più nessuno che lo segue: serve che qualcuno se ne occupi. Entra in Snodo:"
