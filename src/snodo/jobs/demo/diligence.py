"""Good practice, fortnight by fortnight: what fell due is said, worries are closed, registers are kept.

Without it the people of the demonstration would look careless: every promise of half a year ago still open.
What fell due in the last days stays to be said, as in any office.
"""

import datetime
import random
from collections.abc import Callable, Sequence

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import CriticalIssue, NextStep
from snodo.domain.employers import actions as employers
from snodo.domain.employers.models import HostProfile
from snodo.domain.messaging import actions as messaging
from snodo.domain.network.models import Organisation
from snodo.domain.placements.models import Internship
from snodo.jobs.demo import work
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, SEED, Stage
from snodo.kernel import clock

DAYS = (*range(-200, -10, 14), -3)
GRACE = 4 * DAY
BY_HAND = ("commitment", "support", "plan_review", "first_interview", "other", "opportunity_step")
REGISTERS_SINCE = -34
OVER = "Ne abbiamo parlato insieme: le presenze sono tornate regolari."


def stories(
    stage: Stage, people: Sequence[str], careless: Sequence[str] = ()
) -> list[tuple[datetime.date, Story]]:
    """One story for each; the `careless` leave the registers to catch up."""
    return [(stage.day(DAYS[0]), _fortnights(stage, who, who not in careless)) for who in people]


def _fortnights(stage: Stage, who: str, keeps_registers: bool) -> Story:
    dice = random.Random(f"{SEED}/{who}")
    for days in DAYS:
        yield stage.day(days)
        _say_what_fell_due(stage, who)
        _close_worries(stage, who)
        with stage.acting(who) as actor:
            messaging.mark_all_read(actor=actor)
        if keeps_registers and days >= REGISTERS_SINCE:
            _keep_registers(stage, who, dice)


def _say_what_fell_due(stage: Stage, who: str) -> None:
    with stage.acting(who) as actor:
        due = NextStep.objects.filter(
            case__responsible=stage.memberships[who],
            case__state="open",
            state="due",
            kind__in=BY_HAND,
            due_on__lt=clock.today() - GRACE,
        )
        for step in list(due.select_related("case").order_by("due_on", "title")):
            missed = (step.due_on.toordinal() + len(step.title)) % 6 == 0
            casework.settle_step(step=step, outcome="missed" if missed else "done", actor=actor)


def _close_worries(stage: Stage, who: str) -> None:
    with stage.acting(who) as actor:
        worries = CriticalIssue.objects.filter(
            case__responsible=stage.memberships[who],
            case__state="open",
            state__in=("open", "followed"),
            due_on__lt=clock.today() - GRACE,
        )
        for issue in list(worries.select_related("case").order_by("due_on", "noticed_on")):
            casework.close_issue(issue=issue, what_was_done=OVER, actor=actor)


def _keep_registers(stage: Stage, who: str, dice: random.Random) -> None:
    with stage.acting(who):
        running = list(
            Internship.objects.filter(case__responsible=stage.memberships[who], state="active").order_by(
                "starts_on", "ends_on", "created_at"
            )
        )
    for made in running:
        work.register(stage, who, made, until=clock.today() - DAY, dice=dice)


def keep_in_touch(stage: Stage, who: str, hosts: Callable[[], Sequence[Organisation]]) -> Story:
    """A call to each company in the last weeks, and when to call again: one of them is late."""
    for number, host in enumerate(hosts()):
        yield stage.day(-38 + number * 5)
        with stage.acting(who) as actor:
            employers.log_scouting_contact(
                host=HostProfile.objects.get(organisation=host),
                kind="visit" if number % 3 == 2 else "phone",
                readiness=("ready", "interested", "ready", "to_call_back", "ready", "not_now")[number % 6],
                spoke_with="chi segue il personale",
                summary=(
                    "Contenti dell'ultima esperienza: ne riparlano volentieri.",
                    "Chiedono di risentirci dopo l'inventario.",
                    "Visto insieme un posto adatto a chi comincia.",
                )[number % 3],
                next_on=stage.day(-2 if number == 1 else 12 + number * 9),
                actor=actor,
            )
