"""States and words of programmes."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class ProgrammeState(TextChoices):
    """A programme is prepared, runs, and stays readable after its end."""

    PREPARED = "prepared", "In preparazione"
    RUNNING = "running", "In corso"
    CONCLUDED = "concluded", "Concluso"


PROGRAMME = machine(
    start=({ProgrammeState.PREPARED}, ProgrammeState.RUNNING),
    conclude=({ProgrammeState.RUNNING}, ProgrammeState.CONCLUDED),
)


class PartnerRole(TextChoices):
    """What a body does in a programme."""

    LEAD = "lead", "Capofila"
    PARTNER = "partner", "Partner"
    COORDINATOR = "coordinator", "Coordinamento territoriale"
    PLACEMENT_MANAGER = "placement_manager", "Gestione dell'inserimento lavorativo"
    PLACEMENT = "placement", "Servizi al lavoro"
    BUSINESS_SERVICES = "business_services", "Servizi alle imprese"
    PROMOTER = "promoter", "Promozione dei tirocini"
    SENDER = "sender", "Servizio inviante"
    HOST = "host", "Ospitante"
    CLINICAL = "clinical", "Responsabilità sanitaria"
    TRAINER = "trainer", "Formazione"
    NETWORK = "network", "Rete di sostegno"
    FUNDER = "funder", "Finanziatore"
    MONITOR = "monitor", "Monitoraggio e valutazione"


class PrivacyRole(TextChoices):
    """What a body is to the data, beside what it does: GDPR art. 4, 26 and 28. Empty while not decided."""

    JOINT = "joint", "Contitolare"
    AUTONOMOUS = "autonomous", "Titolare autonomo"
    PROCESSOR = "processor", "Responsabile del trattamento"
    NO_DATA = "no_data", "Non tratta dati delle persone"


CONTROLLERS = frozenset({PrivacyRole.JOINT, PrivacyRole.AUTONOMOUS})


class ActState(TextChoices):
    """How an act stands on a day. It is read from its dates: nobody sets it."""

    IN_FORCE = "in_force", "In vigore"
    ENDING = "ending", "Sta per scadere"
    NOT_YET = "not_yet", "Non ancora iniziato"
    ENDED = "ended", "Scaduto"
    REVOKED = "revoked", "Chiuso prima"


NOTICE_DAYS = (30, 7)


class Circle(TextChoices):
    """The bodies that carry the programme out, and the wider network that supports it."""

    PARTNERSHIP = "partnership", "Partenariato"
    NETWORK = "network", "Rete di sostegno"


class BudgetSpan(TextChoices):
    """Hours for each path, or for the action as a whole."""

    CASE = "case", "Per ciascun percorso"
    ACTION = "action", "Per tutta l'azione"


class Comparison(TextChoices):
    """How an actual stands to its target."""

    AT_LEAST = "at_least", "Almeno"
    EXACTLY = "exactly", "Esattamente"
    AT_MOST = "at_most", "Al massimo"


class CaseUnit(TextChoices):
    """Who is taken in charge."""

    PERSON = "person", "Persona"
    HOUSEHOLD = "household", "Nucleo familiare"


class Payer(TextChoices):
    """Who pays for an hour of work."""

    FUNDER = "funder", "Finanziamento"
    PERSON = "person", "Persona"
    REFERRING_SERVICE = "referring_service", "Servizio inviante"


class PromisedStep(TextChoices):
    """What a programme promises by a day, counted from the referral."""

    FIRST_ANSWER = "first_answer", "Prima risposta"
    FIRST_APPOINTMENT = "first_appointment", "Primo colloquio"
    FIRST_OPPORTUNITY = "first_opportunity", "Prima opportunità"


class PromiseUnit(TextChoices):
    """How the days of a promise are counted."""

    WORKING_DAYS = "working_days", "Giorni lavorativi"
    DAYS = "days", "Giorni di calendario"


class RoutedBy(TextChoices):
    """What decides which body receives somebody.

    Italian law settles who pays for a stay in residential care: the municipality of residence before it
    (law 328/2000, art. 6, paragraph 4); and holds who has no fixed abode resident where they have their
    domicile (law 1228/1954, art. 2). Who *receives* in a programme is what its bodies agree on: it is data.
    """

    RESIDENCE = "residence", "Dove risiede"
    STAY = "stay", "Dove vive"
