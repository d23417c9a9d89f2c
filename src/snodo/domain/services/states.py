"""States and words of services and of sendings."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class ServiceKind(TextChoices):
    """What one goes there for."""

    WORK = "work", "Lavoro e formazione"
    INCOME = "income", "Sostegno economico"
    HOUSING = "housing", "Casa e accoglienza"
    FOOD = "food", "Cibo e beni di prima necessità"
    HEALTH = "health", "Salute"
    CHILDREN = "children", "Bambini, scuola e famiglia"
    CARE = "care", "Anziani e cura"
    MIGRATION = "migration", "Stranieri e documenti"
    RIGHTS = "rights", "Diritti e assistenza legale"
    VIOLENCE = "violence", "Aiuto contro la violenza"
    ADDICTION = "addiction", "Dipendenze"
    LISTENING = "listening", "Ascolto e socialità"
    OTHER = "other", "Altro"


class ServiceState(TextChoices):
    """Whether one may send somebody there."""

    ACTIVE = "active", "Aperto"
    PAUSED = "paused", "Sospeso"
    CLOSED = "closed", "Chiuso"


S = ServiceState

SERVICE = machine(
    pause=({S.ACTIVE, S.CLOSED}, S.PAUSED),
    reopen=({S.PAUSED, S.CLOSED}, S.ACTIVE),
    close=({S.ACTIVE, S.PAUSED}, S.CLOSED),
)


class SendingState(TextChoices):
    """What became of somebody sent to a service. Until something is known, whoever sent them asks."""

    SENT = "sent", "Non si sa ancora"
    CONTACTED = "contacted", "In contatto con il servizio"
    TAKEN_ON = "taken_on", "Preso in carico dal servizio"
    REFUSED = "refused", "Il servizio ha detto di no"
    NO_ANSWER = "no_answer", "Nessuna risposta dal servizio"
    NOT_GONE = "not_gone", "Non è andata o andato"


D = SendingState
OPEN = (D.SENT, D.CONTACTED)

SENDING = machine(
    contacted=({D.SENT, D.CONTACTED}, D.CONTACTED),
    taken_on=({D.SENT, D.CONTACTED}, D.TAKEN_ON),
    refused=({D.SENT, D.CONTACTED}, D.REFUSED),
    no_answer=({D.SENT, D.CONTACTED}, D.NO_ANSWER),
    not_gone=({D.SENT, D.CONTACTED}, D.NOT_GONE),
)
