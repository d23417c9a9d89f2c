"""States and words of the desk."""

from django.db.models import IntegerChoices, TextChoices

from snodo.kernel.transitions import machine


class Weekday(IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, "Lunedì"
    TUESDAY = 1, "Martedì"
    WEDNESDAY = 2, "Mercoledì"
    THURSDAY = 3, "Giovedì"
    FRIDAY = 4, "Venerdì"
    SATURDAY = 5, "Sabato"
    SUNDAY = 6, "Domenica"


class VisitKind(TextChoices):
    """How somebody comes."""

    WALK_IN = "walk_in", "Senza appuntamento"
    APPOINTMENT = "appointment", "Su appuntamento"


class VisitState(TextChoices):
    """Where a turn stands. Whoever waits is called, or is said to have gone."""

    EXPECTED = "expected", "Atteso"
    WAITING = "waiting", "In attesa"
    WITH_US = "with_us", "A colloquio"
    DONE = "done", "Ricevuto"
    LEFT = "left", "Andato via"
    MISSED = "missed", "Non venuto"
    CANCELLED = "cancelled", "Annullato"


V = VisitState

VISIT = machine(
    arrive=({V.EXPECTED}, V.WAITING),
    take=({V.EXPECTED, V.WAITING}, V.WITH_US),
    give_back=({V.WITH_US}, V.WAITING),
    finish=({V.WITH_US, V.WAITING, V.EXPECTED}, V.DONE),
    leave=({V.WAITING, V.WITH_US}, V.LEFT),
    miss=({V.EXPECTED}, V.MISSED),
    cancel=({V.EXPECTED}, V.CANCELLED),
)

OPEN_VISITS = (V.EXPECTED, V.WAITING, V.WITH_US)


class AgeBand(TextChoices):
    """As much of an age as the desk needs."""

    UNDER_18 = "0-17", "Meno di 18 anni"
    UNDER_30 = "18-29", "18-29 anni"
    UNDER_45 = "30-44", "30-44 anni"
    UNDER_60 = "45-59", "45-59 anni"
    OLDER = "60+", "60 anni o più"


_BANDS = ((18, AgeBand.UNDER_18), (30, AgeBand.UNDER_30), (45, AgeBand.UNDER_45), (60, AgeBand.UNDER_60))


def band_of(age: int | None) -> str:
    """The band of an age; empty when it is not known."""
    if age is None:
        return ""
    return next((band for limit, band in _BANDS if age < limit), AgeBand.OLDER)


class Source(TextChoices):
    """Written while the person was there, or copied from paper at the end of the day."""

    LIVE = "live", "Durante l'incontro"
    PAPER = "paper", "Ricopiato dalla carta"
    ONLINE = "online", "Domanda dalla pagina pubblica"


class QuestionTopic(TextChoices):
    """What somebody asks who does not say who they are."""

    WHEN = "when", "Quando posso venire"
    APPOINTMENT = "appointment", "Se serve un appuntamento"
    BRING = "bring", "Che cosa devo portare"
    WHERE = "where", "Come si arriva"
    LANGUAGE = "language", "Se si parla la mia lingua"
    OTHER = "other", "Un'altra cosa"


class QuestionState(TextChoices):
    """Where a question stands. Whoever asked reads it on its page."""

    WAITING = "waiting", "In attesa di risposta"
    ANSWERED = "answered", "Risposta data"
    CLOSED = "closed", "Chiusa senza risposta"


QUESTION = machine(
    answer=({QuestionState.WAITING}, QuestionState.ANSWERED),
    close=({QuestionState.WAITING}, QuestionState.CLOSED),
)
