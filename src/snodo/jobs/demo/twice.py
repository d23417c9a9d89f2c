"""Four persons written down twice: a pair to look at, one joined, one told apart, one of two bodies."""

import datetime
from typing import Any

from django.db.models import Q

from snodo.domain.people import actions as people
from snodo.domain.people.models import Person, PossiblePair
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.kernel.actor import the_clock

BEGINS = -16
LIMIT = 2_000
# first writing, second writing
AGAIN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "open": (
        {"first_name": "Mohammed", "last_name": "El Khatibi", "birth_date": datetime.date(1991, 3, 7)},
        {"first_name": "Muhamad", "last_name": "Elkhatibi", "birth_date": datetime.date(1991, 7, 3)},
    ),
    "joined": (
        {"first_name": "Gianluca", "last_name": "Brambati", "birth_date": datetime.date(1984, 11, 20)},
        {"first_name": "Gian Luca", "last_name": "Brambatti", "birth_date": datetime.date(1984, 11, 20)},
    ),
    "apart": (
        {"first_name": "Olena", "last_name": "Kravchenko", "birth_date": datetime.date(1979, 5, 2)},
        {"first_name": "Olena", "last_name": "Kravcenko", "birth_date": datetime.date(1979, 5, 12)},
    ),
    "across": (
        {"first_name": "Rosanna", "last_name": "Mottadelli", "birth_date": datetime.date(1968, 1, 30)},
        {"first_name": "Rosanna", "last_name": "Motadelli", "birth_date": datetime.date(1968, 1, 30)},
    ),
}


def twice(stage: Stage, operator: str, coordinator: str, elsewhere: str) -> Story:
    """`operator` and `coordinator` work in one body, `elsewhere` in another."""
    met = {key: _met(stage, operator, facts) for key, (facts, _) in AGAIN.items()}
    yield stage.day(BEGINS + 2)
    for key, (_, facts) in AGAIN.items():
        _met(stage, elsewhere if key == "across" else operator, facts)
    yield stage.day(BEGINS + 3)
    people.find_pairs(limit=LIMIT, actor=the_clock(stage.network_id))
    yield stage.day(BEGINS + 4)
    with stage.acting(coordinator) as actor:
        pair = _pair(met["joined"])
        versions = (pair.one.version, pair.other.version)
        people.merge_persons(kept=pair.one, gone=pair.other, versions=versions, actor=actor)
        people.tell_apart(pair=_pair(met["apart"]), actor=actor)
        people.ask_other_body(pair=_pair(met["across"]), actor=actor)


def _met(stage: Stage, who: str, facts: dict[str, Any]) -> Person:
    with stage.acting(who) as actor:
        return people.register_person(**facts, actor=actor)


def _pair(person: Person) -> PossiblePair:
    found = PossiblePair.objects.filter(Q(one=person) | Q(other=person)).select_related("one", "other")
    return found.order_by("pk")[0]
