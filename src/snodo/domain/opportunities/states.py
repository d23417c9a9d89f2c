"""States and words of the catalogue and of the cards."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class OpportunityKind(TextChoices):
    """What is on offer; beyond jobs, what a community can give."""

    JOB = "job", "Lavoro"
    INTERNSHIP = "internship", "Tirocinio"
    COURSE = "course", "Corso"
    LABORATORY = "laboratory", "Laboratorio"
    SCHOOL = "school", "Scuola e sostegno allo studio"
    CARE = "care", "Aiuto nella cura di figli o familiari"
    HOUSING = "housing", "Casa"
    TRANSPORT = "transport", "Trasporti"
    HEALTH = "health", "Salute e benessere"
    LEGAL = "legal", "Pratiche e diritti"
    LEISURE = "leisure", "Sport, cultura e tempo libero"
    SOLIDARITY = "solidarity", "Aiuto solidale e volontariato"
    OTHER = "other", "Altro"


class OpportunityState(TextChoices):
    """Active: one may enter today. Activatable: it starts when somebody asks for it."""

    ACTIVE = "active", "Attiva"
    ACTIVATABLE = "activatable", "Attivabile"
    CLOSED = "closed", "Chiusa"


OPPORTUNITY = machine(
    activate=({OpportunityState.ACTIVATABLE, OpportunityState.CLOSED}, OpportunityState.ACTIVE),
    put_aside=({OpportunityState.ACTIVE, OpportunityState.CLOSED}, OpportunityState.ACTIVATABLE),
    close=({OpportunityState.ACTIVE, OpportunityState.ACTIVATABLE}, OpportunityState.CLOSED),
)


class CardState(TextChoices):
    """A *tessera delle opportunità*."""

    DRAFT = "draft", "In scrittura"
    ISSUED = "issued", "Consegnata"
    UPDATED = "updated", "Da riconsegnare"
    ENDED = "ended", "Non più in uso"


CARD = machine(
    # A card already handed over is printed again when its sheet was lost.
    issue=({CardState.DRAFT, CardState.UPDATED, CardState.ISSUED}, CardState.ISSUED),
    change=({CardState.DRAFT}, CardState.DRAFT),
    change_issued=({CardState.ISSUED, CardState.UPDATED}, CardState.UPDATED),
    answer=({CardState.ISSUED}, CardState.ISSUED),
    answer_updated=({CardState.UPDATED}, CardState.UPDATED),
    end=({CardState.DRAFT, CardState.ISSUED, CardState.UPDATED}, CardState.ENDED),
)


class Answer(TextChoices):
    """What the person says of one opportunity."""

    WAITING = "waiting", "Non ha ancora deciso"
    ACCEPTED = "accepted", "Le interessa"
    TALK = "talk", "Ne vuole parlare"
    DECLINED = "declined", "Non le interessa"
