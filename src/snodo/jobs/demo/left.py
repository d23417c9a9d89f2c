"""An operator leaves: who was with them has nobody for a day, and then somebody new."""

import datetime
import random
from dataclasses import replace
from typing import Any

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.domain.network import actions as network
from snodo.domain.network import queries as network_queries
from snodo.jobs.demo import cast, moves, sheets
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage, make_user

BEGINS, ACTION = -40, "in-lav-2/giovani"
LEAVES = cast.Worker("Lidia", "Marchetti", "bridge", cast.R.OPERATOR, "educatrice")
WHO = (
    ("Giada", "Pellegrini", "Vorrei finire la scuola e intanto lavorare."),
    ("Samuele", "Costa", "Cerco un tirocinio, anche di mattina presto."),
)


def story(stage: Stage) -> Story:
    """One path and one referral are hers; she leaves; the next day both have somebody again."""
    own = replace(stage, dice=random.Random(87))
    with stage.acting(stage.founder) as actor:
        membership = network.add_membership(
            user=make_user("lidia", LEAVES),
            organisation=stage.organisations["bridge"],
            role=LEAVES.role,
            job_title=LEAVES.job_title,
            actor=actor,
        )
    own.memberships = {**stage.memberships, "lidia": membership}
    lidia = network_queries.actor_of(membership, network_name=stage.cast.name, origin="command")
    own.actors = {**stage.actors, "lidia": lidia}
    first, second = (_sent(own, *one) for one in WHO)
    yield moves.after(1)
    first = moves.assign(own, "marta", first, "lidia")
    yield moves.after(3)
    case = moves.accept(own, "lidia", first, groups=("giovani-vulnerabili",))
    moves.inform(own, "lidia", case.person, case.programme_id)
    yield from moves.meet(own, "lidia", case, "in-lav-2/colloquio-conoscitivo", 3, sure=True)
    yield stage.day(-14)
    second.refresh_from_db()
    second = moves.assign(own, "marta", second, "lidia")
    yield stage.day(-13)
    with stage.acting(stage.founder) as actor:
        network.end_membership(membership=membership, actor=actor)
    yield moves.after(1)
    _taken(own, case, second)


def _sent(stage: Stage, first: str, last: str, need: str) -> Referral:
    line = stage.action(ACTION)
    received = stage.towns[ACTION.partition("/")[0]]  # by the body of "bianca"
    told: dict[str, Any] = {
        "municipality": received[0],
        "criteria_answers": sheets.criteria_answers(line),
        "sheet_answers": sheets.sheet_answers(stage, line),
    }
    with stage.acting("dario") as actor:
        draft = intake.save_draft(
            action=line,
            first_name=first,
            last_name=last,
            birth_date=datetime.date(stage.today.year - 20, 6, 14),
            need_words=need,
            ground="agreement",
            shared_what="Recapiti e scheda.",
            actor=actor,
            **told,
        )
    return moves.send(stage, "dario", draft)


def _taken(stage: Stage, case: Case, referral: Referral) -> None:
    """What was found on «Persone senza nessuno» is taken from there, by who coordinates her body."""
    with stage.acting("bianca") as actor:
        case = casework.take_over_case(case=case, actor=actor)
        casework.add_step(case=case, title="Presentarsi a Giada", due_on=moves.after(20), actor=actor)
        referral.refresh_from_db()
        intake.assign_referral(referral=referral, membership=stage.memberships["bianca"], actor=actor)
