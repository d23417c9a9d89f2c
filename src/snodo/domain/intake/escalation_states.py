"""States and words of escalations."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class EscalationLevel(TextChoices):
    """Before whom a promise is put: the later, the higher."""

    WORKER = "worker", "Chi ci lavora"
    BODY = "body", "Chi coordina l'ente"
    LEAD = "lead", "Chi coordina il capofila"


class EscalationState(TextChoices):
    """Open until somebody takes it, taken until it is settled."""

    OPEN = "open", "Aspetta qualcuno"
    TAKEN = "taken", "Presa"
    SETTLED = "settled", "Risolta"


class Settlement(TextChoices):
    """How it ended."""

    DONE = "done", "Fatto"
    AGREED = "agreed", "Concordato un altro giorno"
    ENDED = "ended", "Non serve più: la segnalazione è chiusa"


S = EscalationState

ESCALATION = machine(
    take=({S.OPEN, S.TAKEN}, S.TAKEN),
    put_again=({S.OPEN, S.TAKEN}, S.OPEN),  # before somebody else: who had it works there no more
    settle=({S.OPEN, S.TAKEN}, S.SETTLED),
)
