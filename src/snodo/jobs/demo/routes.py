"""Who receives whom in IN-LAV: a town with its own service, one that changes, one with nobody; a rule.

And who has no residence, and who passed before others in the waiting list, with the reason."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from snodo.domain.intake import actions as intake
from snodo.domain.intake.actions import Because
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Territory
from snodo.domain.programmes import actions as programmes
from snodo.jobs.demo import in_lav_second, moves, sheets
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.kernel import clock

KEY = in_lav_second.KEY
YOUNG = f"{KEY}/giovani"


def stories(stage: Stage) -> Iterator[tuple[datetime.date, Story]]:
    """Each with dice of its own: the others fall as they always did."""
    own = replace(stage, dice=random.Random(92))
    yield stage.day(in_lav_second.BEGINS + 1), _own_service(own)
    yield stage.day(-60), _rule(own)
    yield stage.day(-20), _changes(own)
    yield stage.day(-3), _nowhere(own)
    yield stage.day(-30), _passes_before(own)


def _town(name: str) -> Territory:
    return Territory.objects.get(kind="municipality", name=name)


def _write(stage: Stage, town: str, body: str | None, since: datetime.date, **more: Any) -> None:
    with stage.acting("marta") as actor:
        programmes.route_municipalities(
            programme=stage.programmes[KEY],
            municipalities=[_town(town)],
            organisation=stage.organisations[body] if body is not None else None,
            valid_from=since,
            actor=actor,
            **more,
        )


def _own_service(stage: Stage) -> Story:
    """Lainate has a desk of its own, kept by another body than the rest of its territory."""
    _write(
        stage,
        "Lainate",
        "west",
        clock.today(),
        service="Sportello lavoro del Comune",
        source="Accordo, art. 4",
    )
    yield stage.today


def _rule(stage: Stage) -> Story:
    with stage.acting("marta") as actor:
        programmes.declare_routing_rule(
            programme=stage.programmes[KEY],
            grounds=["residence", "stay"],
            last_resort=stage.organisations["lead"],
            protected_receiver=stage.organisations["bridge"],
            valid_from=clock.today(),
            source="Verbale della cabina di regia",
            actor=actor,
        )
    yield stage.today


def _changes(stage: Stage) -> Story:
    """From now on nobody receives Vanzago; from next month Pero goes to another body for half a year."""
    _write(stage, "Vanzago", None, clock.today(), source="Il Comune è uscito dall'accordo")
    soon = stage.day(30)
    _write(
        stage,
        "Pero",
        "west",
        soon,
        valid_until=soon + datetime.timedelta(days=181),
        service="Nucleo inserimento lavorativo",
        source="Accordo di zona, sei mesi di prova",
    )
    yield stage.today


def _sent(stage: Stage, first: str, last: str, need: str, **more: Any) -> Referral:
    line = stage.action(YOUNG)
    with stage.acting("dario") as actor:
        draft = intake.save_draft(
            action=line,
            first_name=first,
            last_name=last,
            birth_date=datetime.date(stage.today.year - 23, 2, 11),
            need_words=need,
            ground="agreement",
            shared_what="Recapiti e scheda.",
            criteria_answers=sheets.criteria_answers(line),
            sheet_answers=sheets.sheet_answers(stage, line),
            actor=actor,
            **more,
        )
    return moves.send(stage, "dario", draft)


def _nowhere(stage: Stage) -> Story:
    """No residence anywhere; for now at a friend's."""
    with stage.acting("dario"):
        town = _town("Arese")
    need = "Dormo da un amico. Con un lavoro potrei prendere una stanza."
    _sent(stage, "Emanuele", "Sforza", need, homeless=True, stay=town)
    yield stage.today


def _passes_before(stage: Stage) -> Story:
    """Taken from the list before who was ahead: something begins that the first cannot do."""
    with stage.acting("dario"):
        town = _town("Arese")
    need = "So usare il computer e vorrei impararlo meglio."
    referral = _sent(stage, "Ginevra", "Colleoni", need, municipality=town)
    yield moves.after(2)
    with stage.acting("marta") as actor:
        intake.put_on_waiting_list(referral=referral, note="Si aspetta il corso di informatica.", actor=actor)
    yield stage.day(-5)
    with stage.acting("marta") as actor:
        intake.assign_referral(
            referral=referral,
            membership=stage.memberships["omar"],
            turn=Because("starts", "Il corso comincia lunedì; chi è prima aspetta il laboratorio."),
            actor=actor,
        )
