"""Words for host companies and for the work of getting to know them."""

from django.db.models import TextChoices


class HostKind(TextChoices):
    """The kind of place: programmes count how many different kinds hosted someone."""

    PRODUCTION = "production", "Produzione e industria"
    COMMERCE = "commerce", "Commercio e vendita"
    CATERING = "catering", "Ristorazione e ospitalità"
    LOGISTICS = "logistics", "Magazzino e trasporti"
    GREEN = "green", "Agricoltura e verde"
    CARE = "care", "Assistenza e servizi alla persona"
    CRAFTS = "crafts", "Artigianato e riparazioni"
    BUILDING = "building", "Edilizia e manutenzioni"
    OFFICE = "office", "Ufficio e servizi informatici"
    CLEANING = "cleaning", "Pulizie e servizi ambientali"
    CULTURE = "culture", "Cultura, sport e tempo libero"
    SOCIAL_COOP = "social_coop", "Cooperazione sociale di produzione"
    PUBLIC = "public", "Ente pubblico"
    OTHER = "other", "Altro"


class Transport(TextChoices):
    """Whether one gets there without a car."""

    YES = "yes", "Si raggiunge con i mezzi pubblici"
    PARTLY = "partly", "Solo in alcuni orari"
    NO = "no", "Serve un mezzo proprio"
    UNKNOWN = "unknown", "Da verificare"


class ContactKind(TextChoices):
    """How we spoke."""

    VISIT = "visit", "Visita in azienda"
    PHONE = "phone", "Telefonata"
    MAIL = "mail", "Posta elettronica"
    MEETING = "meeting", "Incontro fuori dall'azienda"


class Readiness(TextChoices):
    """How willing the company is, as said at the last contact."""

    NEW = "new", "Mai sentita"
    TO_CALL_BACK = "to_call_back", "Da risentire"
    INTERESTED = "interested", "Interessata"
    READY = "ready", "Pronta ad accogliere"
    NOT_NOW = "not_now", "Non in questo periodo"
    NO = "no", "Non disponibile"


class AtecoEdition(TextChoices):
    """A code says nothing without its edition."""

    ATECO_2025 = "2025", "ATECO 2025"
    ATECO_2007 = "2007", "ATECO 2007 (agg. 2022)"


class Region(TextChoices):
    """Where the place of work is: internship rules are regional."""

    ABRUZZO = "abruzzo", "Abruzzo"
    BASILICATA = "basilicata", "Basilicata"
    CALABRIA = "calabria", "Calabria"
    CAMPANIA = "campania", "Campania"
    EMILIA_ROMAGNA = "emilia-romagna", "Emilia-Romagna"
    FRIULI = "friuli-venezia-giulia", "Friuli-Venezia Giulia"
    LAZIO = "lazio", "Lazio"
    LIGURIA = "liguria", "Liguria"
    LOMBARDIA = "lombardia", "Lombardia"
    MARCHE = "marche", "Marche"
    MOLISE = "molise", "Molise"
    PIEMONTE = "piemonte", "Piemonte"
    PUGLIA = "puglia", "Puglia"
    SARDEGNA = "sardegna", "Sardegna"
    SICILIA = "sicilia", "Sicilia"
    TOSCANA = "toscana", "Toscana"
    TRENTINO = "trentino-alto-adige", "Trentino-Alto Adige"
    UMBRIA = "umbria", "Umbria"
    VALLE_AOSTA = "valle-d-aosta", "Valle d'Aosta"
    VENETO = "veneto", "Veneto"
