"""In which order people wait; and what passes between bodies: offered, taken, declined, sent back."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from snodo.domain.intake import access
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.people import actions as people
from snodo.jobs.demo import in_lav_second, moves, sheets
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.kernel import clock
from snodo.kernel.identifiers import expected_codice_fiscale

YOUNG = f"{in_lav_second.KEY}/giovani"
WHO: dict[str, tuple[str, str, str]] = {
    "waits": ("Tommaso", "Arrigoni", "Vorrei un lavoro all'aperto, vicino a dove abito."),
    "taken": ("Irene", "Bassani", "Ho lasciato la scuola e non so da dove ricominciare."),
    "declined": ("Yassin", "Haddou", "Cerco un corso breve, poi un tirocinio."),
    "back": ("Camilla", "Donati", "Vorrei provare, ma con calma e con qualcuno che mi ascolta."),
}


def stories(stage: Stage) -> Iterator[tuple[datetime.date, Story]]:
    """Each in a story of its own, with dice of its own: the others fall as they always did."""
    own = replace(stage, dice=random.Random(86))
    yield stage.day(-45), _order(own)
    yield stage.day(-7), _taken(own)
    yield stage.day(-9), _declined(own)
    yield stage.day(-4), _waits(own)
    yield stage.day(-12), _back(own)


def _order(stage: Stage) -> Story:
    """The project table has decided in which order people wait."""
    with stage.acting("marta") as actor:
        intake.declare_waiting_rule(
            action=stage.action(YOUNG),
            criteria=["urgency", "minor"],
            valid_from=clock.today(),
            source="Verbale del tavolo di progetto",
            actor=actor,
        )
    yield stage.today


def _sent(stage: Stage, key: str, **more: Any) -> Referral:
    first, last, need = WHO[key]
    line = stage.action(YOUNG)
    with stage.acting("dario") as actor:
        draft = intake.save_draft(
            action=line,
            first_name=first,
            last_name=last,
            birth_date=datetime.date(stage.today.year - 22, 4, 9),
            need_words=need,
            ground="agreement",
            shared_what="Recapiti e scheda.",
            municipality=stage.towns[in_lav_second.KEY][0],
            criteria_answers=sheets.criteria_answers(line),
            sheet_answers=sheets.sheet_answers(stage, line),
            actor=actor,
            **more,
        )
    return moves.send(stage, "dario", draft)


def _offered(stage: Stage, referral: Referral, why: str) -> ReferralHandover:
    with stage.acting("sara") as actor:
        return intake.propose_referral_handover(
            referral=referral,
            organisation=stage.organisations["west"],
            why=why,
            ground="agreement",
            shared_what="Il bisogno e i criteri; il resto se accettano.",
            actor=actor,
        )


def _taken(stage: Stage) -> Story:
    referral = _sent(stage, "taken")
    yield moves.after(1)
    referral = moves.assign(stage, "marta", referral, "sara")
    yield moves.after(1)
    handover = _offered(stage, referral, "Vive più vicino alla loro sede e conosce già un'educatrice.")
    yield moves.after(1)
    with stage.acting("nadia") as actor:
        intake.accept_referral_handover(handover=handover, actor=actor)


def _declined(stage: Stage) -> Story:
    referral = _sent(stage, "declined")
    yield moves.after(1)
    referral = moves.assign(stage, "marta", referral, "sara")
    yield moves.after(1)
    handover = _offered(stage, referral, "Da loro parte a breve un corso adatto.")
    yield moves.after(1)
    with stage.acting("bruno") as actor:
        intake.decline_referral_handover(
            handover=handover,
            reason="no_places",
            answer="Il corso è al completo; il prossimo parte in primavera.",
            actor=actor,
        )


def _waits(stage: Stage) -> Story:
    referral = _sent(stage, "waits")
    yield moves.after(1)
    referral = moves.assign(stage, "marta", referral, "sara")
    yield stage.day(-1)
    _offered(stage, referral, "Da loro ci sono posti nel gruppo del verde.")


def _back(stage: Stage) -> Story:
    """The person keeps out everybody who receives: whoever sent it decides with her what to do."""
    first, last, _ = WHO["back"]
    born = datetime.date(stage.today.year - 22, 4, 9)
    code = expected_codice_fiscale(
        first_name=first, last_name=last, birth_date=born, sex="F", birth_place="A940"
    )
    with stage.acting("carla") as actor:
        person = people.register_person(
            first_name=first,
            last_name=last,
            birth_date=born,
            code_kind="codice_fiscale",
            code=code or "",
            actor=actor,
        )
    yield moves.after(1)
    referral = _sent(stage, "back", codice_fiscale=code or "")
    yield moves.after(2)
    with stage.acting("carla") as actor:
        for partner in access.receivers_of(referral, person).select_related("organisation"):
            people.record_sharing_choice(
                person=person,
                organisation=partner.organisation,
                purpose="path",
                choice="refused",
                actor=actor,
            )
