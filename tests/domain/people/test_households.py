"""Households: one reference adult, members with their own visibility, nobody twice."""

import datetime

import pytest

from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import Household, Person
from snodo.domain.people.states import Relation
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.world import World


@pytest.fixture
def family(world: World, luca: Person) -> Household:
    sara = world.actor("sara")
    with acting(sara):
        return actions.register_household(name="Famiglia Ferrante", reference=luca, actor=sara)


@pytest.mark.covers("A03")
def test_members_join_and_leave(world: World, luca: Person, family: Household) -> None:
    sara = world.actor("sara")
    with acting(sara):
        mia = actions.register_person(first_name="Mia", last_name="Ferrante", actor=sara)
        member = actions.add_household_member(
            household=family, person=mia, relation=Relation.CHILD, actor=sara
        )
        assert [one.row.relation for one in queries.members_seen_by(sara, family)] == ["reference", "child"]
        with pytest.raises(InputRefused):
            actions.add_household_member(household=family, person=mia, relation=Relation.CHILD, actor=sara)
        with pytest.raises(InputRefused) as refusal:
            actions.end_member(member=member, ended_on=datetime.date(1990, 1, 1), actor=sara)
        assert "ended_on" in refusal.value.problems
        actions.end_member(member=member, ended_on=clock.today(), actor=sara)
        with pytest.raises(Conflict):
            actions.end_member(member=member, actor=sara)
        assert len(queries.members_seen_by(sara, family)) == 1


def test_one_reference_adult(world: World, family: Household) -> None:
    sara = world.actor("sara")
    with acting(sara):
        anna = actions.register_person(first_name="Anna", last_name="Ferrante", actor=sara)
        with pytest.raises(InputRefused) as refusal:
            actions.add_household_member(
                household=family, person=anna, relation=Relation.REFERENCE, actor=sara
            )
        assert "relation" in refusal.value.problems


def test_each_member_has_their_own_visibility(world: World, luca: Person, family: Household) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        mia = actions.register_person(first_name="Mia", last_name="Ferrante", actor=sara)
        actions.add_household_member(household=family, person=mia, relation=Relation.CHILD, actor=sara)
    with acting(nadia):
        assert not access.households_visible_to(nadia).exists()
        with pytest.raises(NotAllowed):
            actions.register_household(name="Altra", reference=luca, actor=nadia)
    with acting(sara):
        actions.admit_organisation(
            person=mia, organisation=world.organisations["other_coop"], reason="case", actor=sara
        )
    with acting(nadia):
        assert not access.households_visible_to(nadia).exists(), "not of their own work"
    bruno = world.actor("bruno")
    with acting(bruno):
        (household,) = access.households_visible_to(bruno)
        seen = queries.members_seen_by(bruno, household)
        assert [member.person for member in seen] == [None, mia]


def test_a_name_is_needed(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara), pytest.raises(InputRefused):
        actions.register_household(name="  ", reference=luca, actor=sara)


@pytest.mark.covers("A03")
def test_who_left_is_told_with_the_dates(world: World, family: Household) -> None:
    """The nearest neighbour sees the child who stays by name, and of who left nothing."""
    sara, bruno = world.actor("sara"), world.actor("bruno")
    day = clock.today() - datetime.timedelta(days=30)
    with acting(sara):
        mia = actions.register_person(first_name="Mia", last_name="Ferrante", actor=sara)
        anna = actions.register_person(first_name="Anna", last_name="Ferrante", actor=sara)
        actions.add_household_member(household=family, person=mia, relation=Relation.CHILD, actor=sara)
        member = actions.add_household_member(
            household=family, person=anna, relation=Relation.PARTNER, started_on=day, actor=sara
        )
        actions.admit_organisation(
            person=mia, organisation=world.organisations["other_coop"], reason="case", actor=sara
        )
        actions.end_member(member=member, ended_on=day, actor=sara)
        inside, gone = queries.members_over_time(sara, family)
        assert [one.person for one in gone] == [anna]
        assert (gone[0].row.started_on, gone[0].row.ended_on) == (day, day)
        assert len(inside) == 2
    with acting(bruno):
        inside, gone = queries.members_over_time(bruno, family)
        assert [one.person for one in inside] == [None, mia]
        assert gone == []


@pytest.mark.covers("A03", "B20")
def test_an_old_family_does_not_say_who_a_protected_person_is(world: World, family: Household) -> None:
    """Who left and was protected afterwards is beside the old family for their own team alone."""
    sara, bruno = world.actor("sara"), world.actor("bruno")
    with acting(sara):
        anna = actions.register_person(first_name="Anna", last_name="Ferrante", actor=sara)
        member = actions.add_household_member(
            household=family, person=anna, relation=Relation.PARTNER, actor=sara
        )
        mia = actions.register_person(first_name="Mia", last_name="Ferrante", actor=sara)
        actions.add_household_member(household=family, person=mia, relation=Relation.CHILD, actor=sara)
        for one in (mia, anna):
            actions.admit_organisation(
                person=one, organisation=world.organisations["other_coop"], reason="case", actor=sara
            )
        actions.end_member(member=member, actor=sara)
    with acting(bruno):
        assert [one.person for one in queries.members_over_time(bruno, family)[1]] == [anna]
    with acting(sara):
        actions.protect_person(person=anna, pseudonym="Girasole", reason="minacce", actor=sara)
        assert [one.person for one in queries.members_over_time(sara, family)[1]] == [anna]
    with acting(bruno):
        assert anna in access.people_visible_to(bruno)
        assert queries.members_over_time(bruno, family)[1] == []
