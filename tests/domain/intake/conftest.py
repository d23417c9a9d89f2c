"""The IN-LAV programme, running."""

import pytest

from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World


@pytest.fixture
def in_lav(world: World) -> Programme:
    return intake.start(world)


@pytest.fixture
def giovani(world: World, in_lav: Programme) -> ProgrammeAction:
    with acting(world.founder):
        return intake.action_of(in_lav, "giovani")
