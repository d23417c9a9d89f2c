"""Names of others that a copy puts before its reviewer: household, guests, referrals."""

import pytest

from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.domain.privacy.queries.naming import others_named
from snodo.domain.programmes.models import ProgrammeAction
from snodo.domain.tables.models import TableGuest
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import make_scene, prepared_table
from tests.factories.intake import a_draft, action_of, start
from tests.factories.world import World

pytestmark = pytest.mark.covers("D21")


def found(world: World, person: object) -> list[str]:
    with acting(world.actor("paola")):
        pattern = others_named(person)  # type: ignore[arg-type]
    said = "Amina c'era; Nonna Rosalba ha parlato con Ottavia, e Elena Riva ha ascoltato."
    return pattern.findall(said) if pattern is not None else []


def test_a_guest_without_an_account_is_looked_for_by_the_whole_name(world: World) -> None:
    scene = make_scene(world)
    sitting = prepared_table(scene)
    with acting(world.actor("sara")):
        TableGuest.objects.filter(pk=sitting.school.pk).update(name="Nonna Rosalba")
    assert found(world, scene.person) == ["Nonna Rosalba"]


def test_whom_a_referral_of_the_household_names_is_looked_for_by_the_first_name(world: World) -> None:
    scene, sara = make_scene(world), world.actor("sara")
    draft = a_draft(world, action_of_(world), first_name="Ottavia", last_name="Senzascheda")
    with acting(sara):
        household = people.register_household(name="Famiglia", reference=scene.person, actor=sara)
        assert "Ottavia" not in found(world, scene.person)
        Referral.objects.filter(pk=draft.pk).update(household=household)
    assert found(world, scene.person) == ["Ottavia"]


def action_of_(world: World) -> ProgrammeAction:
    programme = start(world)
    with acting(world.founder):
        return action_of(programme, "giovani")
