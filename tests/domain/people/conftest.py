"""A person known to Sara's body."""

import datetime

import pytest

from snodo.domain.people import actions
from snodo.domain.people.models import Person
from snodo.kernel.tenancy import acting
from tests.factories.world import World


@pytest.fixture
def luca(world: World) -> Person:
    sara = world.actor("sara")
    with acting(sara):
        return actions.register_person(
            first_name="Luca",
            last_name="Ferrante",
            birth_date=datetime.date(1999, 5, 4),
            sex="male",
            phone="333 1234567",
            municipality=world.territories["bollate"],
            actor=sara,
        )
