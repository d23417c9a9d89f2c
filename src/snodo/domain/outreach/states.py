"""States and words of what comes before a path."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class RecipientState(TextChoices):
    """How far one has come with somebody who might take part. Who says no is in no state: their row goes."""

    NOTED = "noted", "Da contattare"
    BOOKED = "booked", "Colloquio fissato"
    MET = "met", "Incontrato"
    REFERRED = "referred", "Segnalazione cominciata"


R = RecipientState
BEFORE: set[str] = {R.NOTED, R.BOOKED, R.MET}
RECIPIENT = machine(
    book=(BEFORE, R.BOOKED),
    meet=({*BEFORE, R.REFERRED}, R.MET),
    refer=({*BEFORE, R.REFERRED}, R.REFERRED),
)


class Unit(TextChoices):
    """Whom one hopes to reach."""

    PERSON = "person", "Una persona"
    HOUSEHOLD = "household", "Un nucleo familiare"


class Source(TextChoices):
    """Where the name comes from (GDPR art. 14, par. 2, lett. f)."""

    SELF = "self", "La persona stessa"
    FAMILY = "family", "Un familiare"
    BODY = "body", "Una realtà del territorio"
    SERVICE = "service", "Un servizio"
    STREET = "street", "Incontrata lavorando in strada o in quartiere"


class Ground(TextChoices):
    """On what ground a name is kept (GDPR art. 6, par. 1)."""

    AGREED = "agreed", "La persona ha detto che può essere cercata (art. 6, par. 1, lett. a)"
    TASK = "task", "Compito di interesse pubblico dell'ente (art. 6, par. 1, lett. e)"


class Informed(TextChoices):
    """How somebody was told who keeps their name and why (GDPR art. 13 and 14)."""

    VOICE = "voice", "A voce, con il foglio consegnato"
    MEDIATOR = "mediator", "Con una mediatrice o un mediatore"
    MESSAGE = "message", "Con un messaggio"
    FAMILY = "family", "Attraverso chi ne ha la responsabilità"


class InterviewKind(TextChoices):
    """With whom one speaks before a path."""

    INDIVIDUAL = "individual", "Con la persona"
    FAMILY = "family", "Con i familiari"


class Mode(TextChoices):
    """How one met."""

    IN_PERSON = "in_person", "Di persona"
    HOME = "home", "A casa"
    PHONE = "phone", "Al telefono"
    ONLINE = "online", "In video"


class Ending(TextChoices):
    """How it ended with those whose name is no longer kept: only the count is."""

    PATH = "path", "È cominciato un percorso"
    DECLINED = "declined", "Ha detto di no"
    NOT_REACHED = "not_reached", "Non si è riusciti a incontrarla"
    ELSEWHERE = "elsewhere", "È seguita altrove"
    EXPIRED = "expired", "È passato il tempo"


# What an operator may say of somebody they take off the list; the rest happens by itself.
SAID = (Ending.DECLINED, Ending.NOT_REACHED, Ending.ELSEWHERE)


class CallState(TextChoices):
    """Where a body's wish to be called stands."""

    WAITING = "waiting", "Da richiamare"
    DONE = "done", "Richiamata"


CALL = machine(settle=({CallState.WAITING}, CallState.DONE))


class CallTopic(TextChoices):
    """What a body wants to speak of. A list and no free words: nobody can write a person's story here."""

    KNOW = "know", "Capire meglio il programma"
    MEET = "meet", "Partecipare a un incontro o a un focus group"
    JOIN = "join", "Collaborare: spazi, persone, attività"
    REFER = "refer", "Sapere come segnalare qualcuno"


class CallTime(TextChoices):
    """When to ring."""

    ANY = "any", "Quando volete"
    MORNING = "morning", "La mattina"
    AFTERNOON = "afternoon", "Il pomeriggio"
    EVENING = "evening", "Dopo le 18"


class CallOutcome(TextChoices):
    """What came of a call."""

    INVITED = "invited", "Invitata a un incontro"
    WITH_US = "with_us", "Collabora"
    INFORMED = "informed", "Ha avuto le informazioni"
    NO_ANSWER = "no_answer", "Non ha risposto"
