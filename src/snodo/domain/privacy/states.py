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
