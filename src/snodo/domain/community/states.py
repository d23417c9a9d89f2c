"""States and words of the activities of the network."""

from django.db.models import TextChoices

from snodo.domain.network.states import OrganisationKind
from snodo.kernel.transitions import machine


class ActivityState(TextChoices):
    """Where an activity stands."""

    PLANNED = "planned", "In programma"
    HELD = "held", "Raccontata"
    CANCELLED = "cancelled", "Annullata"


S = ActivityState

ACTIVITY = machine(
    tell=({S.PLANNED, S.HELD}, S.HELD),
    cancel=({S.PLANNED}, S.CANCELLED),
    plan_again=({S.CANCELLED}, S.PLANNED),
)


class NetworkActivityKind(TextChoices):
    """What the network does together, beside the paths of persons."""

    COMMUNITY_EVENT = "community_event", "Evento di comunità"
    MUTUAL_HELP = "mutual_help", "Aiuto tra cittadini"
    NETWORK_MEETING = "network_meeting", "Incontro tra enti"
    NEW_ALLIANCE = "new_alliance", "Contatto con un nuovo ente"
    AWARENESS = "awareness", "Informazione e sensibilizzazione"
    PUBLIC_MEETING = "public_meeting", "Assemblea o incontro pubblico"
    TRAINING = "training", "Laboratorio o corso aperto"
    OTHER = "other", "Altro"


class Audience(TextChoices):
    """For whom it is."""

    EVERYBODY = "everybody", "Tutta la cittadinanza"
    FAMILIES = "families", "Famiglie"
    YOUNG = "young", "Giovani"
    ELDERLY = "elderly", "Persone anziane"
    NEWCOMERS = "newcomers", "Persone arrivate da altri paesi"
    VOLUNTEERS = "volunteers", "Volontari"
    WORKERS = "workers", "Operatori dei servizi"
    COMPANIES = "companies", "Aziende"
    SCHOOLS = "schools", "Scuole"


class PartnerPart(TextChoices):
    """What a body does in an activity."""

    PROMOTES = "promotes", "Promuove"
    HOSTS = "hosts", "Mette il luogo"
    TAKES_PART = "takes_part", "Partecipa"
    SUPPORTS = "supports", "Sostiene con denaro o materiali"


K = OrganisationKind
PUBLIC_KINDS = frozenset(
    {
        *(K.MUNICIPALITY, K.SOCIAL_AMBITO, K.SPECIAL_COMPANY, K.METROPOLITAN_CITY, K.REGION, K.HEALTH),
        *(K.PLACEMENT_SERVICE, K.EMPLOYMENT_CENTRE, K.SCHOOL, K.JUSTICE, K.ADDICTION, K.MENTAL_HEALTH),
    }
)
