"""A programme with its desk."""

import pytest

from snodo.domain.desk.models import Desk
from snodo.domain.programmes.models import Programme
from tests.factories import desk as factory
from tests.factories.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    return factory.start(world)


@pytest.fixture
def desk(world: World, programme: Programme) -> Desk:
    return factory.desk_of(world, programme)
