"""The stage of the internships, with something in the catalogue."""

from collections.abc import Iterator

import pytest

from snodo.kernel import tenancy
from tests.domain.placements.stage import Stage, build_stage
from tests.factories.world import World


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    """Programme, case and company; sara is at work."""
    built = build_stage(world)
    with tenancy.acting(built.actor()):
        yield built
