"""What of the time before a path is held on a person: only what followed into it.

Names on the list are not tied to a person's file. Whoever asks for their data is found there by who keeps the
list; it is gone within months.
"""

from typing import Any

from snodo.domain.instruments.queries import shape_of
from snodo.kernel.holdings import COLLEAGUES, TECHNICAL, Holding, declare, excuse


def _answers(row: Any) -> list[dict[str, Any]]:
    """Each answer beside its question."""
    if row.instrument is None:
        return []
    asked = {item.code: item.text for item in shape_of(row.instrument).items}
    return [{"question": asked.get(code, code), "answer": value} for code, value in row.answers.items()]


declare(
    Holding(
        "outreach.priorinterview",
        "Percorso",
        "Colloqui prima del percorso",
        reach=("person",),
        words=("who", "notes", "answers"),
        withheld={"paper_at": COLLEAGUES, "unit_number": TECHNICAL, "recipient": TECHNICAL},
        tell={"answers": _answers},
        needs=("instrument",),
        order=("held_on", "pk"),
    )
)
excuse(
    "outreach.possiblerecipient", "è cancellato quando comincia un percorso: quel che diceva è nella scheda"
)
