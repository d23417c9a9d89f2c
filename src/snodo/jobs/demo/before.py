"""Before a path: who might be reached in the second edition of IN-LAV, and the first interviews.

Everybody is at another point: to be told, to be met, met once and again, with their family, on the way in.
Two said no, one was not found: of them the demonstration holds what the product does, a count.
"""

import datetime
import random
from dataclasses import replace
from typing import Any

from snodo.domain.casework import actions as casework
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.domain.outreach import actions as outreach
from snodo.domain.outreach.models import PossibleRecipient
from snodo.jobs.demo import deciding, left, listening, moves, sheets
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

BEGINS, ACTION = -75, "in-lav-2/giovani"
# who writes; unit, name, how to reach, from whom, said by, why
NAMES: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    *(
        ("sara", "person", "Y. Z.", "Al campetto, la domenica", "body", "Allenatore dell'Aurora", "Motori."),
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
# Who says that another body had met them already: they count once.
NEXT = "Visitare insieme la ciclofficina"
ALREADY_MET = "Famiglia O."
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
        referral = outreach.refer_recipient(recipient=rows[0], actor=actor)
        outreach.take_off(recipient=rows[6], ending="declined", actor=actor)
    _meet(stage, "sara", rows[1], "family", "È venuto anche il figlio.", FAMILY)
    with stage.acting("omar") as actor:
        outreach.take_off(recipient=rows[7], ending="not_reached", actor=actor)
    yield after(2)
    referral = _complete(stage, referral)
    yield after(1)
    referral = moves.assign(stage, "marta", referral, "sara")
    yield after(2)
    # What was said before is read in the path from now on.
    case = moves.accept(stage, "sara", referral, groups=("giovani-vulnerabili",))
    moves.inform(stage, "sara", case.person, case.programme_id)
    yield from moves.meet(stage, "sara", case, "in-lav-2/colloquio-conoscitivo", 2, sure=True)
    with stage.acting("sara") as actor:
        casework.add_step(case=case, title=NEXT, due_on=after(21), actor=actor)
    yield stage.day(-2)
    with stage.acting("omar") as actor:
        outreach.book_interview(
            recipient=rows[2], booked_at=clock.at(stage.today + 5 * DAY, 15, 30), actor=actor
        )


def _complete(stage: Stage, referral: Referral) -> Referral:
    """The name in full, and what the sheet of the programme asks; then it is sent."""
    line = stage.action(ACTION)
    with stage.acting("sara") as actor:
        intake.save_draft(
            action=line,
            referral=referral,
            first_name="Younes",
            last_name="Zahraoui",
            birth_date=datetime.date(stage.today.year - 21, 3, 8),
            need_words="Un lavoro con le mani, vicino a casa.",
            shared_what="Recapiti e scheda.",
            criteria_answers=sheets.criteria_answers(line),
            sheet_answers=sheets.sheet_answers(stage, line),
            actor=actor,
        )
    referral.refresh_from_db()
    return moves.send(stage, "sara", referral)


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
            met_elsewhere=row.name == ALREADY_MET,
            answers=answers,
            actor=actor,
        )


def stories(stage: Stage) -> list[tuple[datetime.date, Story]]:
    """What is told of the time before a path, and of who decides for somebody."""
    return [
        (stage.day(BEGINS), names(replace(stage, dice=random.Random(89)))),
        (stage.day(listening.BEGINS), listening.story(stage)),
        (stage.day(deciding.BEGINS), deciding.story(stage)),
        (stage.day(left.BEGINS), left.story(stage)),
    ]
