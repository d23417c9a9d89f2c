"""Promised times: a new one from a day on, where bodies have their office, what the clock put before whom."""

from collections.abc import Iterator
from functools import partial

from snodo.domain.intake import actions as intake
from snodo.domain.intake import queries_of_deadlines as deadlines
from snodo.domain.network import actions as network
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import Territory
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.states import PromisedStep
from snodo.domain.reporting.queries import clocks
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock
from snodo.kernel.actor import the_clock

BEGINS = -1
SEATS = {"lead": "A940", "bollate": "A940", "west": "H264", "hub": "L219", "home": "A944", "guide": "G273"}


def story(stage: Stage, coordinator: str, action: str) -> Story:
    """Yesterday the offices are written down; today the clock runs, and somebody says "prendo io"."""
    with stage.acting(stage.founder) as actor:
        for body, belfiore in _seats(stage):
            town = Territory.objects.filter(kind="municipality", belfiore=belfiore).first()
            if town is not None:
                network.set_seat(organisation=stage.organisations[body], territory=town, actor=actor)
        august = stage.today.replace(month=8, day=10)
        if august <= stage.today:
            august = august.replace(year=august.year + 1)
        network.add_closed_day(
            organisation=stage.organisations["lead" if "lead" in stage.organisations else "hub"],
            title="Chiusura estiva",
            rule="dates",
            since=august,
            until=august + 8 * DAY,
            source="Avviso di esempio",
            actor=actor,
        )
        programmes.promise_time(
            action=stage.action(action),
            step=PromisedStep.FIRST_ANSWER,
            amount=3,
            unit="working_days",
            valid_from=stage.day(30),
            source="Protocollo di esempio, art. 4",
            actor=actor,
        )
    yield stage.today
    run_clock(stage)
    with stage.acting(coordinator) as actor:
        mine = [one for one in deadlines.open_deadlines(actor)[:6] if one.named]  # type: ignore[attr-defined]
        if mine:
            intake.take_escalation(escalation=mine[0], actor=actor)
        if len(mine) > 1:
            new = calendar_of(mine[1].referral.assigned_organisation_id).add(clock.today(), 4)
            reason = "Chi la segue torna la settimana prossima: d'accordo con chi ha segnalato."
            intake.agree_on_day(escalation=mine[1], new_due_on=new, reason=reason, actor=actor)


def run_clock(stage: Stage) -> None:
    """What the clock does every hour."""
    actor = the_clock(stage.network_id)
    intake.put_promises_before_owners(step=PromisedStep.FIRST_ANSWER, actor=actor)
    for step in (PromisedStep.FIRST_APPOINTMENT, PromisedStep.FIRST_OPPORTUNITY):
        intake.put_promises_before_owners(step=step, reached=partial(clocks.reached, step), actor=actor)


def _seats(stage: Stage) -> Iterator[tuple[str, str]]:
    yield from ((body, town) for body, town in SEATS.items() if body in stage.organisations)
