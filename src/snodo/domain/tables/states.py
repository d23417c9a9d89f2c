"""States and words of tables, commitments and protocols."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class TableKind(TextChoices):
    """Why bodies sit together. The values are those a pack may count on."""

    MULTIDISCIPLINARY = "multidisciplinary", "Tavolo multidisciplinare"
    OPPORTUNITY = "opportunity", "Tavolo delle opportunità"
    TEAM = "team", "Équipe"
    PROJECT = "project", "Tavolo di progetto"
    STEERING = "steering", "Cabina di regia"
    WORKING = "working", "Tavolo di lavoro"
    FOCUS_GROUP = "focus_group", "Focus group"
    PRESENTATION = "presentation", "Incontro di presentazione"


# Where bodies of the territory are listened to, before anybody is taken in charge.
LISTENING = frozenset({TableKind.FOCUS_GROUP, TableKind.PRESENTATION})
WITH_CASES = frozenset({TableKind.MULTIDISCIPLINARY, TableKind.OPPORTUNITY, TableKind.TEAM})


class TableState(TextChoices):
    """From the first draft to minutes that everybody recognises."""

    PREPARED = "prepared", "In preparazione"
    CONVENED = "convened", "Convocato"
    IN_PROGRESS = "in_progress", "In corso"
    MINUTED = "minuted", "Verbale da approvare"
    APPROVED = "approved", "Verbale approvato"
    CANCELLED = "cancelled", "Annullato"


TABLE = machine(
    convene=({TableState.PREPARED}, TableState.CONVENED),
    open=({TableState.CONVENED}, TableState.IN_PROGRESS),
    close=({TableState.IN_PROGRESS}, TableState.MINUTED),
    approve=({TableState.MINUTED}, TableState.APPROVED),
    cancel=({TableState.PREPARED, TableState.CONVENED}, TableState.CANCELLED),
)

BEFORE = frozenset({TableState.PREPARED, TableState.CONVENED})
HELD = frozenset({TableState.MINUTED, TableState.APPROVED})
KNOWN_TO_GUESTS = frozenset(TableState.values) - {TableState.PREPARED}


class GuestState(TextChoices):
    """What a guest answered to the invitation."""

    INVITED = "invited", "Invitato"
    ACCEPTED = "accepted", "Ci sarà"
    DECLINED = "declined", "Non può esserci"


GUEST = machine(
    accept=({GuestState.INVITED, GuestState.ACCEPTED, GuestState.DECLINED}, GuestState.ACCEPTED),
    decline=({GuestState.INVITED, GuestState.ACCEPTED, GuestState.DECLINED}, GuestState.DECLINED),
)


class Sees(TextChoices):
    """What of a case is shared aloud with a guest; the words stand next to the guest's name."""

    EVERYTHING_WRITTEN = "everything_written", "tutto quanto è scritto qui"
    NEED = "need", "il bisogno e gli obiettivi"
    WORK = "work", "disponibilità e competenze di lavoro"
    EDUCATION = "education", "la parte educativa"
    HOUSING = "housing", "casa e reddito"
    FAMILY = "family", "la situazione familiare"
    FUNCTIONING = "functioning", "che cosa può fare e con quali cautele"


class OpportunityState(TextChoices):
    """How far an opportunity named at a table can be counted on."""

    ACTIVE = "active", "Attiva"
    ACTIVATABLE = "activatable", "Attivabile"
    TO_CONFIRM = "to_confirm", "Da confermare"
    TAKEN = "taken", "Impegnata"
    GONE = "gone", "Non più disponibile"


_OFFERED: set[str] = {OpportunityState.ACTIVE, OpportunityState.ACTIVATABLE, OpportunityState.TO_CONFIRM}
OPPORTUNITY = machine(
    confirm=(_OFFERED, OpportunityState.ACTIVE),
    take=({OpportunityState.ACTIVE}, OpportunityState.TAKEN),
    give_up=(_OFFERED | {OpportunityState.TAKEN}, OpportunityState.GONE),
)


class CommitmentState(TextChoices):
    """What became of a promise made at a table."""

    OPEN = "open", "In corso"
    KEPT = "kept", "Mantenuto"
    NOT_KEPT = "not_kept", "Non mantenuto"
    DROPPED = "dropped", "Non serve più"


COMMITMENT = machine(
    kept=({CommitmentState.OPEN}, CommitmentState.KEPT),
    not_kept=({CommitmentState.OPEN}, CommitmentState.NOT_KEPT),
    dropped=({CommitmentState.OPEN}, CommitmentState.DROPPED),
)


class ProtocolState(TextChoices):
    """A text becomes a rule when every body named has approved it."""

    DRAFT = "draft", "In scrittura"
    UNDER_APPROVAL = "under_approval", "In approvazione"
    IN_FORCE = "in_force", "In vigore"
    REPLACED = "replaced", "Sostituito da una versione nuova"


PROTOCOL = machine(
    submit=({ProtocolState.DRAFT}, ProtocolState.UNDER_APPROVAL),
    reopen=({ProtocolState.UNDER_APPROVAL}, ProtocolState.DRAFT),
    enter_force=({ProtocolState.UNDER_APPROVAL}, ProtocolState.IN_FORCE),
    replace=({ProtocolState.IN_FORCE}, ProtocolState.REPLACED),
)
