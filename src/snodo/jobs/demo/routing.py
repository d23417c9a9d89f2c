"""Where people of the demonstration live, and why some are given to another body than their own."""

from functools import cache
from typing import Any
from uuid import UUID

from snodo.domain.intake.actions import Because
from snodo.domain.network.models import Territory
from snodo.domain.programmes.models import Programme, Route
from snodo.jobs.demo.stage import Stage
from snodo.kernel import clock

WHY = (
    Because("known"),
    Because("no_place", "Riaprono le accoglienze il mese prossimo."),
    Because("wish"),
    Because("skill"),
    Because("known", "La segue già per un laboratorio."),
    Because("agreed"),
    Because("close", "In paese si conoscono tutti."),
)
SOME = 5  # one in so many goes another way


def why_another() -> Because:
    """A reason for a body other than the one whose it is; counted only where it is so. Throws no die."""
    return WHY[clock.today().toordinal() % len(WHY)]


def lives_near(stage: Stage, key: str, who: str) -> dict[str, Any]:
    """Most people are given to the body that receives where they live. Throws no die."""
    turn = clock.today().toordinal()
    body = stage.organisations[stage.cast.workers[who].body]
    with stage.acting(who):
        towns = _received_by(stage.programmes[key], body.pk)
    return {} if not towns or turn % SOME == 0 else {"municipality": towns[turn % len(towns)]}


@cache
def _received_by(programme: Programme, body: UUID) -> list[Territory]:
    """The towns of a body, as they were the first time somebody asked."""
    rows = Route.objects.filter(programme=programme, organisation=body).select_related("municipality")
    return [row.municipality for row in rows.order_by("municipality__name")]
