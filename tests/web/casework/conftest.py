"""A case with a bit of everything on it."""

import datetime

import pytest

from snodo.domain.casework import actions
from snodo.domain.casework.models import Case
from snodo.kernel import clock, tenancy
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


@pytest.fixture
def case(world: World, made: SmallProgramme) -> Case:
    """Luca, in charge of Sara; sent by the municipality."""
    return casework.a_case(
        world,
        made,
        sender=world.organisations["municipality"],
        barriers=["non-automunito"],
        opened_on=clock.today() - datetime.timedelta(days=150),
        need_in_own_words="Vorrei un lavoro dove non mi corrono dietro.",
    )


@pytest.fixture
def full_case(world: World, made: SmallProgramme, case: Case) -> Case:
    """With phases, readings, a signed plan, an outcome, a note and an issue."""
    sara = world.actor("sara")
    today = clock.today()
    assert made.instrument is not None
    with tenancy.acting(sara):
        for value, moment, filler in (
            (1, "start", "operator"),
            (3, "middle", "operator"),
            (2, "middle", "person"),
        ):
            actions.record_assessment(
                case=case,
                instrument=made.instrument,
                answers=casework.prerequisites(value, made),
                moment=moment,
                filler=filler,
                read_on=today - datetime.timedelta(days=100 if value == 1 else 3),
                actor=sara,
            )
        actions.move_phase(
            case=case, phase=made.phases["persone/tavolo"], on=today - datetime.timedelta(days=90), actor=sara
        )
        actions.move_phase(
            case=case,
            phase=made.phases["persone/laboratorio"],
            on=today - datetime.timedelta(days=40),
            actor=sara,
        )
    casework.a_signed_plan(world, case)
    with tenancy.acting(sara):
        actions.record_outcome(case=case, kind="corso", happened_on=today, employer="Enaip", actor=sara)
        actions.add_note(case=case, text="Arriva puntuale da tre settimane.", actor=sara)
        actions.open_issue(
            case=case,
            title="Stanchezza nel pomeriggio",
            severity="medium",
            due_on=today + datetime.timedelta(days=4),
            actor=sara,
        )
    return case
