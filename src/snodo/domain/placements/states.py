"""States, tables and words of internships."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class InternshipKind(TextChoices):
    """Each kind has its own rules."""

    EXTRACURRICULAR = "extracurricular", "Tirocinio extracurriculare"
    TIS = "tis", "Tirocinio di inclusione sociale"
    CURRICULAR = "curricular", "Tirocinio curriculare"
    WORK_GRANT = "work_grant", "Borsa lavoro"
    OTHER = "other", "Altra esperienza in azienda"


class InternshipState(TextChoices):
    """From the first draft to the end."""

    DRAFT = "draft", "In preparazione"
    PROPOSED = "proposed", "Pronto per l'avvio"
    ACTIVE = "active", "In corso"
    SUSPENDED = "suspended", "Sospeso"
    COMPLETED = "completed", "Concluso"
    INTERRUPTED = "interrupted", "Interrotto"
    NOT_STARTED = "not_started", "Non avviato"


S = InternshipState
INTERNSHIP = machine(
    correct=({S.DRAFT, S.PROPOSED}, S.DRAFT),
    propose=({S.DRAFT}, S.PROPOSED),
    start=({S.DRAFT, S.PROPOSED}, S.ACTIVE),
    drop=({S.DRAFT, S.PROPOSED}, S.NOT_STARTED),
    suspend=({S.ACTIVE}, S.SUSPENDED),
    resume=({S.SUSPENDED}, S.ACTIVE),
    extend=({S.ACTIVE}, S.ACTIVE),
    complete=({S.ACTIVE}, S.COMPLETED),
    interrupt=({S.ACTIVE, S.SUSPENDED}, S.INTERRUPTED),
)
STARTED = (S.ACTIVE, S.SUSPENDED, S.COMPLETED, S.INTERRUPTED)
RUNNING = (S.ACTIVE, S.SUSPENDED)
PREPARING = (S.DRAFT, S.PROPOSED)


class RuleTarget(TextChoices):
    """Which limits hold. Known to the team alone: never on a paper, never to the host."""

    ORDINARY = "ordinary", "Limiti ordinari"
    DISADVANTAGED = "disadvantaged", "Limiti per chi è in condizione di svantaggio"
    DISABLED = "disabled", "Limiti per le persone con disabilità"


class DayKind(TextChoices):
    """What a day was in the register."""

    PRESENT = "present", "Presente"
    JUSTIFIED = "justified", "Assenza giustificata"
    UNJUSTIFIED = "unjustified", "Assenza non avvisata"
    ILLNESS = "illness", "Malattia o infortunio"
    CLOSURE = "closure", "Azienda chiusa"
    HOLIDAY = "holiday", "Festa"


# Nobody was expected on these days: they leave the count of hours due.
NOT_DUE = (DayKind.CLOSURE, DayKind.HOLIDAY)


class MeetingState(TextChoices):
    """A monitoring meeting."""

    PLANNED = "planned", "In programma"
    DONE = "done", "Svolto"
    MISSED = "missed", "Mancato"
    DROPPED = "dropped", "Non serve più"


MEETING = machine(
    hold=({MeetingState.PLANNED, MeetingState.MISSED}, MeetingState.DONE),
    miss=({MeetingState.PLANNED}, MeetingState.MISSED),
    move=({MeetingState.PLANNED, MeetingState.MISSED}, MeetingState.PLANNED),
    drop=({MeetingState.PLANNED}, MeetingState.DROPPED),
)


class PauseReason(TextChoices):
    """Why an internship stops for a while. The host reads only that it is suspended."""

    LEAVE = "leave", "Maternità o paternità"
    ILLNESS = "illness", "Malattia o infortunio"
    CLOSURE = "closure", "Chiusura dell'azienda"
    QUARANTINE = "quarantine", "Quarantena"
    FAMILY = "family", "Motivi familiari"
    OTHER = "other", "Altro motivo"


class EndReason(TextChoices):
    """Why an internship ended before its day."""

    JOB_FOUND = "job_found", "Ha trovato lavoro"
    PERSON_CHOSE = "person_chose", "Scelta della persona"
    HOST_CHOSE = "host_chose", "Scelta dell'azienda"
    ILLNESS = "illness", "Motivi di salute"
    NOT_SUITABLE = "not_suitable", "Il progetto non era adatto"
    OTHER = "other", "Altro motivo"


class AllowancePayer(TextChoices):
    """Who pays the allowance."""

    HOST = "host", "Azienda ospitante"
    PROMOTER = "promoter", "Ente promotore"
    PUBLIC_BODY = "public_body", "Ente pubblico"
    FUNDER = "funder", "Finanziamento del programma"
    NONE = "none", "Nessuna indennità"


class Mark(TextChoices):
    """How far a rule was checked against its source."""

    VERIFIED = "verified", "letta nella norma"
    SECONDARY = "secondary", "letta in fonti che citano la norma"
    MEMORY = "memory", "da confermare"


class ChangeKind(TextChoices):
    """What moved the end of an internship."""

    SUSPENSION = "suspension", "Sospensione"
    EXTENSION = "extension", "Proroga"
    CORRECTION = "correction", "Correzione"
