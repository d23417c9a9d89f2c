"""Words of data protection."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class ReviewState(TextChoices):
    """How an emergency access was judged."""

    PENDING = "pending", "Da esaminare"
    JUSTIFIED = "justified", "Giustificato"
    UNJUSTIFIED = "unjustified", "Non giustificato"


REVIEW = machine(
    justify=({ReviewState.PENDING}, ReviewState.JUSTIFIED),
    reject=({ReviewState.PENDING}, ReviewState.UNJUSTIFIED),
)


class Pattern(TextChoices):
    """What is unusual in how files were read. None of these says that anything wrong was done."""

    MANY = "many", "Più schede del solito in un giorno"
    HOURS = "hours", "Letture di notte o in un giorno di festa"
    SURNAME = "surname", "Stesso cognome di chi legge"
    LEAVING = "leaving", "Letture vicino alla fine dell'incarico"
    OUTSIDE = "outside", "Schede di persone fuori dalla propria équipe"
    REFUSED = "refused", "Più tentativi non permessi in un giorno"
    EMERGENCIES = "emergencies", "Più accessi d'emergenza in un mese"
    CLOSED_PART = "closed_part", "Parti riservate aperte senza che poi sia stato scritto nulla"


class UnusualState(TextChoices):
    """What was made of it."""

    NEW = "new", "Da guardare"
    SEEN = "seen", "Vista"
    ASKED = "asked", "Chiesta una spiegazione"
    EXPLAINED = "explained", "Spiegata"


UNUSUAL = machine(
    see=({UnusualState.NEW}, UnusualState.SEEN),
    ask=({UnusualState.NEW, UnusualState.SEEN}, UnusualState.ASKED),
    explain=({UnusualState.NEW, UnusualState.SEEN, UnusualState.ASKED}, UnusualState.EXPLAINED),
)


class ControllersPaper(TextChoices):
    """The papers by which the controllers of a programme answer (GDPR art. 5, par. 2)."""

    ASSESSMENT = "impact_assessment", "Valutazione d'impatto sulla protezione dei dati"
    AGREEMENT = "joint_agreement", "Accordo tra contitolari del trattamento"
    RECORD = "processing_record", "Registro delle attività di trattamento"


class RequestKind(TextChoices):
    """What a person asks of whoever holds their data (GDPR art. 7, 15-18, 20, 21)."""

    ACCESS = "access", "Avere i propri dati"
    RECTIFICATION = "rectification", "Correggere i dati"
    ERASURE = "erasure", "Cancellare i dati"
    RESTRICTION = "restriction", "Limitare l'uso dei dati"
    PORTABILITY = "portability", "Portare i dati altrove"
    OBJECTION = "objection", "Opporsi all'uso dei dati"
    WITHDRAWAL = "withdrawal", "Ritirare un consenso"
    EXPLANATION = "explanation", "Sapere perché qualcuno ha guardato"


class Asker(TextChoices):
    """Who asks."""

    PERSON = "person", "La persona stessa"
    GUARDIAN = "guardian", "Chi ne ha la responsabilità o la tutela"
    DELEGATE = "delegate", "Una persona delegata"


class IdentityCheck(TextChoices):
    """How it was made sure that who asks is who they say (GDPR art. 12, par. 6)."""

    KNOWN = "known", "È conosciuta da chi la segue, e si è presentata"
    PAPER = "paper", "Documento d'identità visto"
    DIGITAL = "digital", "SPID o CIE"
    LINK = "link", "Pagina personale, con il codice detto a voce"
    MANDATE = "mandate", "Documento e delega scritta"
    APPOINTMENT = "appointment", "Documento e atto di nomina o responsabilità genitoriale"


class RequestState(TextChoices):
    """Where a request stands."""

    RECEIVED = "received", "Ricevuta"
    CHECKED = "checked", "Identità verificata"
    IN_PROGRESS = "in_progress", "In lavorazione"
    ANSWERED = "answered", "Risposta data"
    REFUSED = "refused", "Non accolta"


REQUEST = machine(
    check=({RequestState.RECEIVED}, RequestState.CHECKED),
    take=({RequestState.CHECKED, RequestState.IN_PROGRESS}, RequestState.IN_PROGRESS),
    answer=({RequestState.IN_PROGRESS}, RequestState.ANSWERED),
    refuse=(
        {RequestState.RECEIVED, RequestState.CHECKED, RequestState.IN_PROGRESS},
        RequestState.REFUSED,
    ),
)


class EffectKind(TextChoices):
    """What a request led to."""

    ERASURE = "erasure", "Il fascicolo si cancella"
    CORRECTION = "correction", "Dato corretto"
    STOP = "stop", "Condivisioni finite"
    GOES_ON = "goes_on", "L'uso dei dati continua"


# Said to have been answered only once this was done; else it is refused, with the reason.
LEADS_TO = {
    RequestKind.ERASURE: EffectKind.ERASURE,
    RequestKind.RECTIFICATION: EffectKind.CORRECTION,
    RequestKind.OBJECTION: EffectKind.STOP,
    RequestKind.WITHDRAWAL: EffectKind.STOP,
}
REQUEST_OPEN = (RequestState.RECEIVED, RequestState.CHECKED, RequestState.IN_PROGRESS)


class CopyState(TextChoices):
    """Where a copy of the data stands on its way to the person."""

    COLLECTING = "collecting", "In raccolta"
    REVIEW = "review", "Da rileggere"
    COMPOSING = "composing", "In composizione"
    READY = "ready", "Pronta"
    DELIVERED = "delivered", "Consegnata"
    FAILED = "failed", "Non riuscita"
    WITHDRAWN = "withdrawn", "Annullata"


COPY = machine(
    collected=({CopyState.COLLECTING}, CopyState.REVIEW),
    compose=({CopyState.REVIEW}, CopyState.COMPOSING),
    composed=({CopyState.COMPOSING}, CopyState.READY),
    reopen=({CopyState.READY}, CopyState.REVIEW),
    deliver=({CopyState.READY}, CopyState.DELIVERED),
    fail=({CopyState.COLLECTING, CopyState.COMPOSING}, CopyState.FAILED),
    withdraw=({CopyState.REVIEW, CopyState.READY, CopyState.FAILED}, CopyState.WITHDRAWN),
)
COPIED = (RequestKind.ACCESS, RequestKind.PORTABILITY)
COPY_OVER = (CopyState.FAILED, CopyState.WITHDRAWN)


class DeliveredBy(TextChoices):
    """How the copy reached the person."""

    HAND = "hand", "Consegnata di persona"
    LINK = "link", "Pagina personale, con il codice"


class OmitReason(TextChoices):
    """Why something is left out of a copy (GDPR art. 15, par. 4; D.Lgs. 196/2003, art. 2-undecies)."""

    OTHERS = "others", "Parla di un'altra persona"
    SAFETY = "safety", "Metterebbe in pericolo qualcuno"
    SECRET = "secret", "È coperto da un segreto o da indagini"


class DataClass(TextChoices):
    """What is kept, sorted by why and how long (ADR-0062)."""

    IDENTITY = "identity", "Anagrafica e recapiti"
    SHARING = "sharing", "Informative, scelte e condivisioni"
    SECTIONS = "sections", "Parti riservate"
    PATH = "path", "Percorso, piano e diario"
    NOTES = "notes", "Appunti e indicazioni di lavoro"
    SHEETS = "sheets", "Schede e questionari"
    TABLES = "tables", "Tavoli"
    DOCUMENTS = "documents", "Documenti"
    REFERRALS = "referrals", "Segnalazioni non accolte"
    DESK = "desk", "Chi è conosciuto e non ha un percorso"
    REQUESTS = "requests", "Richieste sui dati"
    EVIDENCE = "evidence", "Ore, presenze ed esiti da provare ai finanziatori"
    INTERNSHIPS = "internships", "Carte dei tirocini"
    CONTACTS = "contacts", "Possibili destinatari non ancora incontrati"
    INTERVIEWS = "interviews", "Colloqui prima di un percorso"


# What still has to be proved after the file has lost who it speaks of.
PROOFS = (DataClass.EVIDENCE, DataClass.INTERNSHIPS)
# Those that have no file of a path: a referral nobody accepted, a person known to a desk alone, who might be
# reached. These last go by themselves: nobody decides, no file is made.
WITHOUT_PATH = (DataClass.REFERRALS, DataClass.DESK, DataClass.CONTACTS, DataClass.INTERVIEWS)


class StartEvent(TextChoices):
    """From when a term runs."""

    CASE_END = "case_end", "dalla fine del percorso"
    PROGRAMME_END = "programme_end", "dalla fine del programma"
    LAST_CONTACT = "last_contact", "dall'ultimo contatto"
    REFUSAL = "refusal", "da quando la segnalazione si è chiusa"
    FIXED_DAY = "fixed_day", "da un giorno preciso"
    WRITTEN = "written", "dal giorno in cui è scritto"


class FileGround(TextChoices):
    """Why a file is on its way out."""

    TERM = "term", "È passato il tempo di conservazione"
    REQUEST = "request", "Lo ha chiesto la persona"


class FileState(TextChoices):
    """Where a file stands on its way out. Nothing moves by itself after the first."""

    DUE = "due", "Da decidere"
    FROZEN = "frozen", "Chiuso a tutti"
    STATISTICS = "statistics", "Solo per le statistiche"
    ERASED = "erased", "Cancellato"


RETENTION = machine(
    freeze=({FileState.DUE}, FileState.FROZEN),
    thaw=({FileState.FROZEN}, FileState.DUE),
    strip=({FileState.FROZEN}, FileState.STATISTICS),
    erase=({FileState.FROZEN, FileState.STATISTICS}, FileState.ERASED),
)


class SubjectKind(TextChoices):
    """What a file is about."""

    PERSON = "people.person", "Persona"
    REFERRAL = "intake.referral", "Segnalazione"
