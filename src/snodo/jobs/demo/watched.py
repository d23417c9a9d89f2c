"""What data protection sees: emergency accesses, one still to be judged, and readings worth a question."""

import datetime
from collections.abc import Iterable

from snodo.domain.audit import actions as audit
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import access
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import queries as privacy_queries
from snodo.jobs import actors
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.present import open_cases
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

SHELTER = "È arrivata da noi stamattina e stanotte non sa dove dormire: serve sapere chi avvisare."
CARE = "Si è sentita male durante il laboratorio in comune: il 118 chiede un recapito da chiamare."


def watched(stage: Stage) -> Story:
    """From twelve days ago to yesterday."""
    mine = _persons(stage, "sara")
    if len(mine) < 8:
        return
    _emergency(stage, "nadia", mine[0], "care", CARE)
    yield stage.day(-11)
    with stage.acting("paola") as paola:
        for review in access.pending_for(paola):
            privacy.judge_emergency(
                review=review, verdict="justified", note="Confermato con chi segue il percorso.", actor=paola
            )
    yield stage.day(-9)
    _read(stage, "omar", _persons(stage, "omar")[:4], clock.at(clock.today(), 23, 10))
    yield stage.day(-8)
    _compare(stage)
    _explain(stage)
    yield stage.day(-5)
    _read(stage, "bianca", mine[:4], clock.now())
    _read(stage, "chiara", mine[:7], clock.now())
    with stage.acting("luca") as luca:
        for _ in range(6):
            audit.record_refusal(actor=luca, verb="network.invite", ground="Questa operazione non rientra.")
    yield stage.day(-4)
    _compare(stage)
    yield stage.day(-1)
    with stage.acting("sara") as sara:
        privacy.ask_about_ledger(person=mine[0], kind="explain", actor=sara)
    _emergency(stage, "nadia", mine[1], "shelter", SHELTER)


def _persons(stage: Stage, who: str) -> list[Person]:
    """Of the open paths of one of the cast: persons who are not protected."""
    persons = [case.person for case in open_cases(stage, who) if case.person_id]
    return [person for person in persons if not person.protected]


def _emergency(stage: Stage, who: str, person: Person, reason: str, words: str) -> None:
    with stage.acting(who) as actor:
        opened = privacy.ask_emergency(person=person, reason=reason, words=words, actor=actor)
        people.read_in_emergency(emergency=opened, section="contacts", actor=actor)


def _read(stage: Stage, who: str, persons: Iterable[Person], at: datetime.datetime) -> None:
    with stage.acting(who) as actor, clock.held(min(at, stage.now)):
        for person in persons:
            people.open_person_file(person=person, actor=actor)


def _compare(stage: Stage) -> None:
    """As every night: the day before, beside those of always."""
    with stage.acting("paola"):
        found = privacy_queries.unusual_of(clock.today() - DAY)
        privacy.note_unusual(found=found, actor=actors.of_the_clock(stage.network_id))


def _explain(stage: Stage) -> None:
    with stage.acting("paola") as paola:
        for row in privacy_queries.unusual_list(paola, state="new"):
            privacy.mark_unusual(
                reading=row, verb="explain", note="Era di reperibilità: turno confermato.", actor=paola
            )
