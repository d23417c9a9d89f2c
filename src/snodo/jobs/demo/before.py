"""Before a path: who might be reached in the second edition of IN-LAV, and the first interviews.

Everybody is at another point: to be told, to be met, met once and again, with their family, on the way in.
Two said no, one was not found: of them the demonstration holds what the product does, a count.
"""

import datetime
from typing import Any

from snodo.domain.outreach import actions as outreach
from snodo.domain.outreach.models import PossibleRecipient
from snodo.jobs.demo import deciding, listening
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

BEGINS, ACTION = -75, "in-lav-2/giovani"
# who writes; unit, name, how to reach, from whom, said by, why
NAMES: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    *(
        ("sara", "person", "Y. B.", "Al campetto, la domenica", "body", "Allenatore dell'Aurora", "Motori."),
        ("sara", "household", "Famiglia R.", "La madre, dopo le 17", "service", "Scuola Manzoni", ""),
        ("omar", "person", "Kevin", "In biblioteca, il pomeriggio", "street", "Biblioteca", "Disegna."),
        ("omar", "person", "M. T.", "Per messaggio, tramite la zia", "family", "La zia", ""),
    ),
    *(
        ("nadia", "household", "Famiglia O.", "Al doposcuola", "body", "Parrocchia San Giacomo", ""),
        ("nadia", "person", "Denise", "Dal centro giovani", "body", "Centro giovani", "Cucina."),
        ("sara", "person", "G. P.", "Al bar della stazione", "street", "Educativa di strada", ""),
        ("omar", "person", "L. S.", "Telefono della sorella", "family", "La sorella", ""),
    ),
)
TOLD = (0, 1, 2, 4, 6)  # of these names, who knows who keeps them
GUIDE: dict[str, Any] = {
    "giornata": "Si alza tardi, esce la sera.",
    "desideri": "Un lavoro con le mani, senza tornare sui banchi.",
    "disponibile": "si",
    "ostacoli": ["spostamenti", "timore"],
}
FAMILY: dict[str, Any] = {
    "vedono": "Preoccupati, ma dicono che in casa si parla poco.",
    "spazio": "forse",
    "disponibile": "ci-pensa",
}


def names(stage: Stage) -> Story:
    """The names come one after another; a fortnight later the first are met."""
    rows = []
    for turn in range(len(NAMES)):
        rows.append(_note(stage, *NAMES[turn]))
        yield after(4)
    for row, who in (
        (rows[0], "sara"),
        (rows[1], "sara"),
        (rows[2], "omar"),
        (rows[4], "nadia"),
        (rows[6], "sara"),
    ):
        _tell(stage, who, row)
    _meet(stage, "sara", rows[0], "individual", "Bici e motorini. Chiede se si comincia presto.", GUIDE)
    _meet(stage, "sara", rows[1], "family", "La madre chiede un posto dove parlare.", FAMILY)
    yield after(6)
    _meet(stage, "nadia", rows[4], "family", "Due fratelli a casa da scuola.", FAMILY)
    _meet(stage, "omar", rows[2], "individual", "Porta un quaderno di fumetti.", GUIDE)
    yield after(5)
    with stage.acting("sara") as actor:
        outreach.allow_carrying(recipient=rows[0], carry="agreed", actor=actor)
        outreach.refer_recipient(recipient=rows[0], actor=actor)
        outreach.take_off(recipient=rows[6], ending="declined", actor=actor)
    _meet(stage, "sara", rows[1], "family", "È venuto anche il figlio.", FAMILY)
    with stage.acting("omar") as actor:
        outreach.take_off(recipient=rows[7], ending="not_reached", actor=actor)
    yield stage.day(-2)
    with stage.acting("omar") as actor:
        outreach.book_interview(
            recipient=rows[2], booked_at=clock.at(stage.today + 5 * DAY, 15, 30), actor=actor
        )


def _note(
    stage: Stage, who: str, unit: str, name: str, reach: str, source: str, by: str, why: str
) -> PossibleRecipient:
    with stage.acting(who) as actor:
        return outreach.note_recipient(
            action=stage.action(ACTION),
            unit=unit,
            name=name,
            reach=reach,
            source=source,
            indicated_by=by,
            note=why,
            ground="agreed" if source != "street" else "task",
            actor=actor,
        )


def _tell(stage: Stage, who: str, row: PossibleRecipient) -> None:
    with stage.acting(who) as actor:
        outreach.inform_recipient(recipient=row, how="voice", actor=actor)


def _meet(
    stage: Stage, who: str, row: PossibleRecipient, kind: str, notes: str, answers: dict[str, Any]
) -> None:
    family = kind == "family"
    with stage.acting(who) as actor:
        outreach.hold_interview(
            recipient=row,
            kind=kind,
            mode="home" if family else "in_person",
            held_on=clock.today(),
            minutes=60 if family else 45,
            people=3 if family else 1,
            who="La madre e due figli" if family else "",
            notes=notes,
            paper_at="Raccoglitore RicercAzione 2026",
            answers=answers,
            actor=actor,
        )


def stories(stage: Stage) -> list[tuple[datetime.date, Story]]:
    """What is told of the time before a path, and of who decides for somebody."""
    return [
        (stage.day(BEGINS), names(stage)),
        (stage.day(listening.BEGINS), listening.story(stage)),
        (stage.day(deciding.BEGINS), deciding.story(stage)),
    ]
