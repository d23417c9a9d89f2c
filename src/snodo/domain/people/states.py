"""Words for persons and households."""

from django.db.models import TextChoices


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


class CircleReason(TextChoices):
    """Why a body may see a person."""

    REFERRAL = "referral", "ha segnalato o riceve la segnalazione"
    CASE = "case", "partecipa al percorso"
    DESK = "desk", "accoglie allo sportello"


class Choice(TextChoices):
    """What the person chose about sharing with one body."""

    AGREED = "agreed", "Accetta"
    REFUSED = "refused", "Non accetta"
    WITHDRAWN = "withdrawn", "Ha cambiato idea"


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
