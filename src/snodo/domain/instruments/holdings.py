"""Answers about a person, or about something of theirs, in the words of the questions."""

from typing import Any

from snodo.domain.instruments.queries import read_response, shape_of
from snodo.domain.instruments.states import Filler, Section
from snodo.kernel.holdings import TECHNICAL, Holding, declare, excuse, subjects_of


def _answers(row: Any) -> list[dict[str, Any]]:
    """Every question with its answer, the restricted ones too: they are the person's."""
    return [
        {
            "code": one.item.code,
            "part": section.title,
            "question": one.item.text,
            "answer": one.text,
            "value": one.value,
        }
        for section in read_response(row, sections=Section.values)
        for one in section.answers
        if one.value not in (None, "", [])
    ]


def _scores(row: Any) -> list[dict[str, Any]]:
    titles = {area.code: area.title for area in shape_of(row.instrument).scores}
    return [{"code": code, "area": titles.get(code, code), "value": n} for code, n in row.scores.items()]


declare(
    Holding(
        "instruments.response",
        "Schede e questionari",
        "Schede compilate",
        reach=(subjects_of,),
        words=("answers",),
        withheld={"subject_kind": TECHNICAL},
        tell={"answers": _answers, "scores": _scores},
        given=("instrument", "answers", "filled_on"),
        given_if=lambda row: row.filler == Filler.PERSON,
        needs=("instrument",),
    )
)
excuse("instruments.restrictedanswers", "le risposte riservate sono dette insieme alla loro scheda")
