"""States, tables and words of the case."""

from django.db.models import TextChoices

from snodo.domain.people.states import SharingPurpose
from snodo.kernel.transitions import machine


class CaseState(TextChoices):
    OPEN = "open", "In carico"
    SUSPENDED = "suspended", "Sospeso"
    CLOSED = "closed", "Concluso"


CASE = machine(
    suspend=({CaseState.OPEN}, CaseState.SUSPENDED),
    resume=({CaseState.SUSPENDED}, CaseState.OPEN),
    close=({CaseState.OPEN, CaseState.SUSPENDED}, CaseState.CLOSED),
)


class SuspensionReason(TextChoices):
    ILLNESS = "illness", "Malattia"
    FAMILY = "family", "Motivi familiari"
    COURSE_POSTPONED = "course_postponed", "Corso rinviato"
    HOST_UNAVAILABLE = "host_unavailable", "Azienda non disponibile"
    PERSON_AWAY = "person_away", "Assenza dal territorio"
    OTHER = "other", "Altro motivo"


class ClosingReason(TextChoices):
    GOALS_REACHED = "goals_reached", "Obiettivi raggiunti"
    PROGRAMME_ENDED = "programme_ended", "Programma concluso"
    HANDED_OVER = "handed_over", "Passaggio a un altro servizio"
    PERSON_CHOSE = "person_chose", "Scelta della persona"
    MOVED_AWAY = "moved_away", "Trasferimento"
    LOST_CONTACT = "lost_contact", "Contatto perso dopo più tentativi"
    OTHER = "other", "Altro motivo"


class PartyFunction(TextChoices):
    """What a body does in one case."""

    RESPONSIBLE = "responsible", "Responsabile del percorso"
    SENDER = "sender", "Servizio inviante"
    PARTNER = "partner", "Partecipa al progetto"
    CLINICAL = "clinical", "Responsabilità sanitaria"
    PROMOTER = "promoter", "Promotore del tirocinio"
    SCHOOL = "school", "Scuola"


class TeamFunction(TextChoices):
    RESPONSIBLE = "responsible", "Responsabile"
    CO_WORKER = "co_worker", "Équipe"
    TUTOR = "tutor", "Tutor"
    CLINICIAN = "clinician", "Referente sanitario"


class Audience(TextChoices):
    """Who reads a line of the timeline."""

    TEAM = "team", "l'équipe del percorso"
    NETWORK = "network", "l'équipe e il servizio inviante"


class StepState(TextChoices):
    DUE = "due", "Da fare"
    DONE = "done", "Fatto"
    MISSED = "missed", "Non fatto"
    DROPPED = "dropped", "Non serve più"


STEP = machine(
    done=({StepState.DUE}, StepState.DONE),
    missed=({StepState.DUE}, StepState.MISSED),
    dropped=({StepState.DUE}, StepState.DROPPED),
)


class PlanState(TextChoices):
    DRAFT = "draft", "In scrittura"
    SIGNED = "signed", "Firmato"
    REPLACED = "replaced", "Sostituito da una versione nuova"


PLAN = machine(
    sign=({PlanState.DRAFT}, PlanState.SIGNED),
    replace=({PlanState.SIGNED}, PlanState.REPLACED),
)


class PromiseState(TextChoices):
    """State of a commitment or of a support in the plan."""

    OPEN = "open", "In corso"
    KEPT = "kept", "Mantenuto"
    NOT_KEPT = "not_kept", "Non mantenuto"
    DROPPED = "dropped", "Non serve più"


class SignerKind(TextChoices):
    PERSON = "person", "Persona"
    GUARDIAN = "guardian", "Tutore o genitore"
    OPERATOR = "operator", "Operatore responsabile"
    ORGANISATION = "organisation", "Ente"


class OutcomeFamily(TextChoices):
    JOB_CONTRACT = "job_contract", "Contratto di lavoro"
    TRAINING_ENROLMENT = "training_enrolment", "Iscrizione a formazione o istruzione"
    ACTIVE_POLICY = "active_policy", "Ingresso nelle politiche attive"
    ATTESTATION = "attestation", "Attestazione o certificazione"
    INTERNSHIP = "internship", "Tirocinio"
    OTHER = "other", "Altro esito"


class Section(TextChoices):
    """A part of the case that a body may be let into. Restricted data have their own doors."""

    PROGRESS = "progress", "Andamento"
    PLAN = "plan", "Piano"
    READINGS = "readings", "Letture e schede"
    DIARY = "diary", "Diario dell'équipe"
    OUTCOMES = "outcomes", "Esiti"
    PAPERS = "papers", "Documenti"
    GUIDANCE = "guidance", "Indicazioni per il lavoro"


ALL_SECTIONS = tuple(Section.values)

# What a body sees when it joins, by what it does; the responsible operator may change it.
USUAL_SECTIONS: dict[str, tuple[str, ...]] = {
    PartyFunction.RESPONSIBLE: ALL_SECTIONS,
    PartyFunction.SENDER: (Section.PROGRESS,),
    PartyFunction.PARTNER: (Section.PROGRESS, Section.PLAN, Section.OUTCOMES, Section.GUIDANCE),
    PartyFunction.CLINICAL: (Section.PROGRESS, Section.PLAN, Section.READINGS, Section.GUIDANCE),
    PartyFunction.PROMOTER: (Section.PROGRESS, Section.PLAN, Section.GUIDANCE),
    PartyFunction.SCHOOL: (Section.PROGRESS,),
}


# For what a body is told of a case, by what it does: the same purposes by which a person says yes or no.
FUNCTION_PURPOSE: dict[str, SharingPurpose] = {
    PartyFunction.RESPONSIBLE: SharingPurpose.PATH,
    PartyFunction.SENDER: SharingPurpose.FOLLOW,
    PartyFunction.PARTNER: SharingPurpose.PATH,
    PartyFunction.CLINICAL: SharingPurpose.CARE,
    PartyFunction.PROMOTER: SharingPurpose.WORK,
    PartyFunction.SCHOOL: SharingPurpose.SCHOOL,
}


class Viewpoint(TextChoices):
    """From where one looks at what a person needs at work."""

    CLINICAL = "clinical", "Chi cura"
    WORK = "work", "Chi segue il lavoro"


class GuidanceHead(TextChoices):
    """What matters for work, in plain words: the same heads for both viewpoints."""

    CAUTIONS = "cautions", "A che cosa fare attenzione"
    RHYTHMS = "rhythms", "Ritmi e orari che regge"
    SUPPORTS = "supports", "Che cosa aiuta"
    SIGNS = "signs", "Segnali da non trascurare"
    CALL = "call", "Chi chiamare, e quando"


class Certificate(TextChoices):
    """Whether there is a certificate of disability: a fact for work, never what it says."""

    PRESENT = "present", "C'è"
    ABSENT = "absent", "Non c'è"
    UNKNOWN = "unknown", "Non si sa"


# Why a path that had nobody was taken: read again where it is told who is no longer alone.
WITH_NOBODY = "Chi ne rispondeva non può più farlo."


class HandoverState(TextChoices):
    PROPOSED = "proposed", "In attesa di risposta"
    ACCEPTED = "accepted", "Accettato"
    DECLINED = "declined", "Non accettato"
    WITHDRAWN = "withdrawn", "Ritirato"


HANDOVER = machine(
    accept=({HandoverState.PROPOSED}, HandoverState.ACCEPTED),
    decline=({HandoverState.PROPOSED}, HandoverState.DECLINED),
    withdraw=({HandoverState.PROPOSED}, HandoverState.WITHDRAWN),
)


class Moment(TextChoices):
    """When in the path a reading is made."""

    START = "start", "All'inizio"
    MIDDLE = "middle", "Durante il percorso"
    END = "end", "Alla fine"


class SigningMethod(TextChoices):
    PAPER = "paper", "Su carta"
    SCREEN = "screen", "Davanti allo schermo"


class Severity(TextChoices):
    LOW = "low", "Da tenere d'occhio"
    MEDIUM = "medium", "Da affrontare presto"
    HIGH = "high", "Urgente"


class IssueState(TextChoices):
    OPEN = "open", "Aperta"
    FOLLOWED = "followed", "Seguita"
    CLOSED = "closed", "Chiusa"


ISSUE = machine(
    follow=({IssueState.OPEN, IssueState.FOLLOWED}, IssueState.FOLLOWED),
    close=({IssueState.OPEN, IssueState.FOLLOWED}, IssueState.CLOSED),
)


class EventKind(TextChoices):
    """Lines this context writes; upper contexts add their own kinds."""

    OPENED = "opened", "Presa in carico"
    PHASE = "phase", "Cambio di fase"
    SUSPENDED = "suspended", "Sospensione"
    RESUMED = "resumed", "Ripresa"
    CLOSED = "closed", "Conclusione"
    TEAM = "team", "Équipe e condivisione"
    HANDOVER = "handover", "Passaggio di responsabilità"
    READING = "reading", "Lettura o scheda"
    PLAN = "plan", "Piano"
    OUTCOME = "outcome", "Esito"
    NOTE = "note", "Nota"
    MESSAGE = "message", "Messaggio"
    ISSUE = "issue", "Criticità"
    GUIDANCE = "guidance", "Indicazioni per il lavoro"


class StepKind(TextChoices):
    """Dues this context writes; upper contexts add their own kinds."""

    FIRST_INTERVIEW = "first_interview", "Primo colloquio"
    COMMITMENT = "commitment", "Impegno della persona"
    SUPPORT = "support", "Sostegno di un servizio"
    PLAN_REVIEW = "plan_review", "Verifica del piano"
    HANDOVER = "handover", "Passaggio da accettare"
    ISSUE = "issue", "Criticità da rivedere"
    GUIDANCE = "guidance", "Indicazioni da rivedere"
    OTHER = "other", "Altro passo"
