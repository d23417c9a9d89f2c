"""A programme and a case, for the tests of this context."""

import pytest

from snodo.domain.casework.models import Case
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


@pytest.fixture
def case(world: World, made: SmallProgramme) -> Case:
    """Luca, in charge of Sara; sent by the municipality."""
    return casework.a_case(world, made, sender=world.organisations["municipality"])
