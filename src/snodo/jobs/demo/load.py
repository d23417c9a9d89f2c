"""The whole load, network by network."""

import datetime
import gc
from contextlib import nullcontext

from django.conf import settings

from snodo.domain.audit import months
from snodo.domain.network.models import User
from snodo.jobs.demo import (
    acts,
    asked,
    before,
    cast,
    deadlines,
    desks,
    diary,
    door,
    handed,
    in_lav_second,
    keeping,
    requests,
    routes,
    services,
    step_by_step,
    territory,
    twice,
)
from snodo.jobs.demo.haste import in_haste
from snodo.jobs.demo.in_lav_first import FirstEdition
from snodo.jobs.demo.in_lav_second import SecondEdition
from snodo.jobs.demo.play import play
from snodo.jobs.demo.reti import Reti
from snodo.jobs.demo.rules import coming_version
from snodo.jobs.demo.sosteniamoci import Sosteniamoci
from snodo.jobs.demo.stage import build_stage, make_user
from snodo.jobs.demo.step_by_step import StepByStep
from snodo.jobs.demo.usciamo_insieme import UsciamoInsieme
from snodo.jobs.demo.watched import watched
from snodo.kernel import clock

FOUNDED_DAYS_AGO = 990


def make_shared_user() -> User:
    """Who works in both networks, before the two are told side by side."""
    return make_user("nadia", cast.TOGETHER.workers["nadia"])


def make_log_months(today: datetime.date) -> None:
    """The months of the log in which the demonstration is told."""
    months.make_between(today - datetime.timedelta(days=FOUNDED_DAYS_AGO), today)


def load_north(today: datetime.date, now: datetime.datetime) -> None:
    """IN-LAV twice, and Step by step."""
    with clock.held(clock.at(today - datetime.timedelta(days=FOUNDED_DAYS_AGO))):
        stage = build_stage(cast.NORTH, today, now)
    first = FirstEdition(stage)
    others = (SecondEdition(stage, first), StepByStep(stage))
    told = [*first.stories(), *(story for programme in others for story in programme.stories())]
    between = [
        *acts.stories(stage, in_lav_second.KEY, in_lav_second.BEGINS),
        *acts.stories(stage, step_by_step.KEY, step_by_step.BEGINS, lively=True),
    ]
    told += [*handed.stories(stage), *routes.stories(stage)]
    told += [(stage.day(-10), coming_version(stage)), (stage.day(-12), watched(stage)), *between]
    last = [
        (stage.day(door.BEGINS), door.mornings(stage)),
        (stage.day(requests.BEGINS), requests.requests(stage)),
        (stage.day(keeping.BEGINS), keeping.files(stage)),
        (stage.day(twice.BEGINS), twice.twice(stage, "marta", "marta", "nadia")),
        (stage.day(deadlines.BEGINS), deadlines.story(stage, "marta", "in-lav-2/giovani")),
    ]
    last.append(
        (
            stage.day(services.BEGINS),
            services.refer(stage, "marta", "dario", "health", f"{in_lav_second.KEY}/giovani"),
        )
    )
    last.append((stage.day(asked.BEGINS), asked.questions(stage, "bianca", in_lav_second.KEY)))
    around = [(stage.day(-60), territory.story(stage)), (stage.day(-130), diary.story(stage))]
    play(stage, [*told, *last, *desks.of_today(stage), *around, *before.stories(stage)])


def load_together(today: datetime.date, now: datetime.datetime) -> None:
    """Usciamo Insieme and SOSteniAMOci, concluded; Reti delle Opportunità, under way."""
    with clock.held(clock.at(today - datetime.timedelta(days=FOUNDED_DAYS_AGO))):
        stage = build_stage(cast.TOGETHER, today, now)
    told = (UsciamoInsieme(stage), Sosteniamoci(stage), Reti(stage))
    stories = [story for programme in told for story in programme.stories()]
    at_the_desk = [*desks.of_the_quarter(stage), *desks.of_today(stage)]
    at_the_desk += [(stage.day(-60), territory.story(stage)), (stage.day(-130), diary.story(stage))]
    play(stage, [*stories, (stage.day(door.BEGINS), door.mornings(stage)), *at_the_desk])


NETWORKS = {cast.NORTH.slug: load_north, cast.TOGETHER.slug: load_together}


def load(slug: str, today: datetime.date, now: datetime.datetime, *, careful: bool = False) -> None:
    """One network. Nobody is written to: the demonstration sends no mail. `careful`: leave nothing out."""
    demo, settings.DEMO = settings.DEMO, True
    gc.disable()
    try:
        with nullcontext() if careful else in_haste():
            NETWORKS[slug](today, now)
    finally:
        gc.enable()
        settings.DEMO = demo
