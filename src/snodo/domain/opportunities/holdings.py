"""The cards of opportunities made for a person, and what they answered."""

from snodo.domain.casework.holdings import by_case
from snodo.kernel.holdings import COLLEAGUES, SECRETS, Holding, declare, excuse

CARDS = "Carta delle opportunità"
declare(
    Holding(
        "opportunities.card",
        CARDS,
        "Carte",
        (by_case(),),
        words=("greeting",),
        withheld={"contact": COLLEAGUES},
        subject=True,
    )
)
declare(
    Holding(
        "opportunities.cardline",
        CARDS,
        "Righe e risposte",
        (by_case("card__case"),),
        facts=("first_step",),
        words=("words", "answer_note"),
        given=("opportunity", "answer", "answered_on", "answer_note"),
    )
)
excuse("opportunities.cardlink", SECRETS)
excuse("opportunities.tabledopportunity", "lega una voce del tavolo al catalogo, nulla della persona")
