"""Words for bodies, places and roles. Screen labels are Italian; values are English."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a membership may do, in one organisation."""

    ADMINISTRATOR = "administrator", "Amministrazione della rete"
    COORDINATOR = "coordinator", "Coordinamento"
    OPERATOR = "operator", "Operatore"
    REFERRER = "referrer", "Servizio inviante"
    TRAINER = "trainer", "Formazione degli operatori"
    STEERING = "steering", "Cabina di regia"
    PRIVACY_OFFICER = "privacy_officer", "Protezione dei dati"


READS_FILES = frozenset({Role.COORDINATOR, Role.OPERATOR, Role.PRIVACY_OFFICER})
NEEDS_SECOND_FACTOR = READS_FILES | {Role.ADMINISTRATOR}


class OrganisationKind(TextChoices):
    """The legal or working nature of a body."""

    MUNICIPALITY = "municipality", "Comune"
    SOCIAL_AMBITO = "social_ambito", "Ambito sociale"
    SPECIAL_COMPANY = "special_company", "Azienda speciale o consortile"
    METROPOLITAN_CITY = "metropolitan_city", "Città metropolitana o provincia"
    REGION = "region", "Regione"
    HEALTH = "health", "Servizio sanitario"
    PLACEMENT_SERVICE = "placement_service", "Servizio di inserimento lavorativo"
    EMPLOYMENT_CENTRE = "employment_centre", "Centro per l'impiego"
    EMPLOYMENT_AGENCY = "employment_agency", "Ente accreditato per il lavoro"
    SOCIAL_COOP = "social_coop", "Cooperativa sociale"
    CONSORTIUM = "consortium", "Consorzio"
    ASSOCIATION = "association", "Associazione"
    SCHOOL = "school", "Scuola"
    TRAINING_BODY = "training_body", "Ente di formazione"
    ANTI_VIOLENCE = "anti_violence", "Rete antiviolenza"
    JUSTICE = "justice", "Servizio della giustizia"
    ADDICTION = "addiction", "Servizio per le dipendenze"
    MENTAL_HEALTH = "mental_health", "Servizio di salute mentale"
    FOUNDATION = "foundation", "Fondazione"
    COMPANY = "company", "Azienda"
    OTHER = "other", "Altro ente"


# Whose name beside a person says too much: masked unless who administers decides otherwise.
SENSITIVE_KINDS = frozenset(
    {
        OrganisationKind.ANTI_VIOLENCE,
        OrganisationKind.JUSTICE,
        OrganisationKind.ADDICTION,
        OrganisationKind.MENTAL_HEALTH,
    }
)
MASKED_NAME = "Servizio della rete"


class Capability(TextChoices):
    """What a body is entitled to do by law or agreement."""

    INTERMEDIATION = "intermediation", "Accreditato per l'intermediazione"
    INTERNSHIP_PROMOTER = "internship_promoter", "Può promuovere tirocini"
    INTERNSHIP_HOST = "internship_host", "Può ospitare tirocini"
    ACCREDITED_TRAINING = "accredited_training", "Accreditato per la formazione"
    TAKES_CHARGE = "takes_charge", "Prende in carico le persone"
    CLINICAL = "clinical", "Ha la responsabilità sanitaria"
    HOUSING = "housing", "Accoglie in residenza"


class TerritoryKind(TextChoices):
    """From a whole ambito down to a quarter."""

    AMBITO = "ambito", "Ambito"
    MUNICIPALITY = "municipality", "Comune"
    QUARTER = "quarter", "Quartiere"


class ClosureRule(TextChoices):
    """How the days of a closure are found."""

    YEARLY = "yearly", "Ogni anno lo stesso giorno"
    WEEKDAY = "weekday", "Un giorno della settimana di un mese (per esempio la seconda domenica)"
    EASTER = "easter", "Un giorno contato da Pasqua"
    DATES = "dates", "Solo in certe date"
