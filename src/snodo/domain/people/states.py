"""Words for persons and households."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class Sex(TextChoices):
    """As in registry documents; the lived name and pronouns stand apart."""

    FEMALE = "female", "Donna"
    MALE = "male", "Uomo"
    OTHER = "other", "Altro o non indicato"


class IdentifierKind(TextChoices):
    """Codes a person may have had, each for a time."""

    CODICE_FISCALE = "codice_fiscale", "Codice fiscale"
    PROVISIONAL = "provisional", "Codice fiscale provvisorio (11 cifre)"
    STP = "stp", "Codice STP"
    ENI = "eni", "Codice ENI"
    NONE = "none", "Nessun codice"


class Relation(TextChoices):
    """Place in the household, seen from the reference adult."""

    REFERENCE = "reference", "Adulto di riferimento"
    PARTNER = "partner", "Coniuge o convivente"
    CHILD = "child", "Figlia o figlio"
    PARENT = "parent", "Genitore"
    SIBLING = "sibling", "Sorella o fratello"
    OTHER = "other", "Altro componente"


class GuardianKind(TextChoices):
    """Who decides for somebody or beside them; the law of each is in `guardianship`."""

    PARENT = "parent", "Genitore"
    MINOR_TUTOR = "minor_tutor", "Tutore del minore"
    TUTOR = "tutor", "Tutore"
    CURATOR = "curator", "Curatore"
    SUPPORT = "support", "Amministratore di sostegno"


class GuardianWay(TextChoices):
    """How they decide."""

    INSTEAD = "instead", "Firma al posto suo"
    BESIDE = "beside", "Firma insieme a lei o a lui"
    BY_ACT = "by_act", "Come dice l'atto"


class GuardianPower(TextChoices):
    """In what."""

    SHARING = "sharing", "Informative e scelte sui dati"
    PATH = "path", "Firma del piano e del percorso"
    CARE = "care", "Casa, scuola, lavoro"
    HEALTH = "health", "Consensi sanitari"
    ASSETS = "assets", "Denaro e patrimonio"


class CircleReason(TextChoices):
    """Why a body may see a person."""

    REFERRAL = "referral", "ha segnalato o riceve la segnalazione"
    CASE = "case", "partecipa al percorso"
    DESK = "desk", "accoglie allo sportello"
    GRANT = "grant", "può aprire una parte riservata della scheda"


class Keeping(TextChoices):
    """Where what is known of a person stands on its way out (ADR-0062)."""

    IN_USE = "in_use", "In uso"
    FROZEN = "frozen", "Fascicolo chiuso a tutti"
    STATISTICS = "statistics", "Solo per le statistiche"
    MERGED = "merged", "Unita a un'altra scheda"


KEEPING = machine(
    freeze=({Keeping.IN_USE}, Keeping.FROZEN),
    thaw=({Keeping.FROZEN}, Keeping.IN_USE),
    strip=({Keeping.FROZEN}, Keeping.STATISTICS),
    merge=({Keeping.IN_USE}, Keeping.MERGED),
    unmerge=({Keeping.MERGED}, Keeping.IN_USE),
)


class Likely(TextChoices):
    """How sure it is that two are one person, the surest first: the tiers of `people.likeness`."""

    CERTAIN = "certain", "quasi certo"
    PROBABLE = "probable", "probabile"
    POSSIBLE = "possible", "possibile"


class PairState(TextChoices):
    """What was said of two persons who look alike."""

    OPEN = "open", "Da guardare"
    DIFFERENT = "different", "Due persone diverse"
    JOINED = "joined", "La stessa persona"


PAIR = machine(
    part=({PairState.OPEN}, PairState.DIFFERENT),
    join=({PairState.OPEN, PairState.DIFFERENT}, PairState.JOINED),
    reopen=({PairState.DIFFERENT, PairState.JOINED}, PairState.OPEN),
)


class Answer(TextChoices):
    """What another body answers when asked whether two are one."""

    SAME = "same", "Sì, è la stessa persona"
    OTHER = "other", "No, è un'altra persona"


class Choice(TextChoices):
    """What the person chose about sharing with one body."""

    AGREED = "agreed", "Accetta"
    REFUSED = "refused", "Non accetta"
    WITHDRAWN = "withdrawn", "Ha cambiato idea"


NO = frozenset({Choice.REFUSED, Choice.WITHDRAWN})


class SharingPurpose(TextChoices):
    """What a body may be told things for. Choices of the person and grants speak of the same purposes."""

    EVERYTHING = "everything", "qualsiasi motivo"
    PATH = "path", "partecipare al percorso"
    FOLLOW = "follow", "sapere come va il percorso"
    CARE = "care", "cura e salute"
    WORK = "work", "lavoro, tirocinio e formazione"
    SCHOOL = "school", "scuola"
    SAFETY = "safety", "sicurezza e protezione"
    HOUSING = "housing", "casa"
    TABLE = "table", "parlarne a un tavolo"


# What each reason for seeing a person serves: a no to that purpose ends it. Paths end theirs by themselves.
CIRCLE_PURPOSES = {
    CircleReason.REFERRAL: SharingPurpose.FOLLOW,
    CircleReason.DESK: SharingPurpose.EVERYTHING,
}

# One gives a part of a file for one purpose; a person may refuse all of them at once.
GRANT_PURPOSES = [choice for choice in SharingPurpose.choices if choice[0] != SharingPurpose.EVERYTHING]


class Section(TextChoices):
    """A restricted part of a person's file, encrypted in a table of its own (ADR-0013).

    Health, judicial, violence and economic are also the restricted questions of sheets, with the same codes.
    """

    ADDRESS = "protected_address", "Indirizzo protetto"
    HISTORY = "social", "Storia sociale"
    HEALTH = "health", "Salute"
    JUDICIAL = "judicial", "Vicende giudiziarie"
    VIOLENCE = "violence", "Sicurezza e violenza"
    ECONOMIC = "economic", "Situazione economica"


ALL_SECTIONS = frozenset(Section.values)


# Languages in which people are informed and called, the commonest first.
LANGUAGES = {
    "it": "Italiano",
    "ar": "Arabo",
    "bn": "Bengalese",
    "en": "Inglese",
    "es": "Spagnolo",
    "fr": "Francese",
    "pt": "Portoghese",
    "ro": "Rumeno",
    "ru": "Russo",
    "sq": "Albanese",
    "ti": "Tigrino",
    "uk": "Ucraino",
    "ur": "Urdu",
    "wo": "Wolof",
    "zh": "Cinese",
}


class EmergencyReason(TextChoices):
    """Why a file is opened by who does not follow the person."""

    DANGER = "danger", "C'è un pericolo per la persona o per altri"
    CARE = "care", "Servono cure subito"
    SHELTER = "shelter", "La persona stanotte non ha un posto sicuro"
    FAMILY = "family", "C'è un minore o un familiare da proteggere"
    MISSING = "missing", "La persona non si trova e si teme per lei"
    OTHER = "other", "Altro, spiegato sotto"
