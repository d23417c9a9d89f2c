"""Two weeks at the door: who came in, one who mistyped a password, one who put the telephone away."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from snodo.domain.audit import actions as audit
from snodo.jobs.demo.stage import DAY, Stage

BEGINS = -13
OFFICE, HOME = "web 198.51.100.0", "web 203.0.113.0"


def mornings(stage: Stage) -> Iterator[datetime.date]:
    """Every working day before today, one after the other."""
    names = sorted(stage.actors)
    day = stage.day(BEGINS)
    while day < stage.today:
        if day.weekday() < 5:
            for place, who in enumerate(names):
                _comes_in(stage, who, day, mistypes=(day.toordinal() + place) % 29 == 0)
        day += DAY
        yield day


def _comes_in(stage: Stage, who: str, day: datetime.date, *, mistypes: bool) -> None:
    at_home = (day.toordinal() + len(who)) % 5 == 0
    actor = replace(stage.actors[who], origin=HOME if at_home else OFFICE)
    if mistypes:
        audit.record_sign_in(verb="signin.failure", actor=actor)
    changes = {"how": "password", "second_factor": True}
    audit.record_sign_in(verb="signin.success", changes=changes, actor=actor)
