"""What was said and decided of a person at tables; nothing of the others discussed there."""

from snodo.domain.casework.holdings import by_case
from snodo.kernel.holdings import COLLEAGUES, Holding, close_links, declare, excuse

TABLES = "Tavoli"
close_links("tables.tableguest", COLLEAGUES)

OF_CASE = by_case("table_case__case")
declare(
    Holding("tables.tablecase", TABLES, "Quando se n'è parlato", (by_case(),), words=("title", "question"))
)
declare(
    Holding(
        "tables.position", TABLES, "Che cosa hanno detto i servizi", (OF_CASE,), words=("need_area", "text")
    )
)
declare(Holding("tables.decision", TABLES, "Decisioni", (OF_CASE,), words=("text",)))
declare(
    Holding(
        "tables.dissent", TABLES, "Pareri diversi", (by_case("decision__table_case__case"),), words=("text",)
    )
)
declare(
    Holding("tables.tableopportunity", TABLES, "Opportunità offerte", (OF_CASE,), words=("text", "detail"))
)
declare(
    Holding(
        "tables.tablecommitment",
        TABLES,
        "Impegni presi dai servizi",
        (OF_CASE,),
        words=("text", "settled_note"),
        withheld={"owner_name": COLLEAGUES},
    )
)
excuse("tables.guestpoint", "dice quale ospite vede quale punto, nulla della persona")
