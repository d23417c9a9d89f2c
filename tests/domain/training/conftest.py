"""A programme that asks for trained operators."""

from collections.abc import Iterator

import pytest

from snodo.kernel import tenancy
from tests.domain.training.school import School, build_school
from tests.factories.world import World


@pytest.fixture
def school(world: World) -> Iterator[School]:
    """The course is open, sara attends; tina trains."""
    built = build_school(world)
    with tenancy.acting(world.actor("tina")):
        yield built
