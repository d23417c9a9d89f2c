"""What the desk holds on a person: when they came, and the name they chose before they were known."""

from typing import Any

from snodo.domain.people.holdings import language_in_words
from snodo.kernel.holdings import TECHNICAL, Holding, declare

DESK = "Sportello"


def _reason(row: Any) -> str:
    return str(row.reason_word)


def _services(row: Any) -> list[str]:
    return list(row.services_words)


def _result(row: Any) -> str:
    return str(row.result_word)


declare(
    Holding(
        "desk.access",
        DESK,
        "Volte che sei venuta o venuto",
        reach=("person", "contact__person"),
        words=("note", "next_step", "withdrawn_why"),
        tell={
            "reason": _reason,
            "services": _services,
            "result": _result,
            "language": language_in_words,
            "visit": lambda row: row.visit.number if row.visit else None,
        },
        needs=("desk", "visit"),
        given=("reason", "quarter", "age_band", "sex", "language"),
    )
)
declare(
    Holding(
        "desk.contact",
        DESK,
        "Nome scelto e codice",
        reach=("person",),
        facts=("nickname", "code", "language"),
        withheld={"nickname_key": TECHNICAL},
        given=("nickname", "age_band", "sex", "language", "quarter"),
        tell={"language": language_in_words},
    )
)
declare(
    Holding(
        "desk.visit",
        DESK,
        "Turni e appuntamenti",
        reach=("person", "contact__person"),
        facts=("called",),
        tell={"reason": lambda row: row.desk.word("reasons", row.reason) if row.reason else ""},
        needs=("desk",),
        given=("called",),
    )
)
