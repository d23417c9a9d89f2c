"""To which services a person was sent."""

from snodo.kernel.holdings import Holding, declare

declare(
    Holding(
        "services.sending",
        "Sportello",
        "Servizi a cui sei stata mandata o mandato",
        reach=("access__person", "access__contact__person", "case__person"),
        words=("note",),
    )
)
