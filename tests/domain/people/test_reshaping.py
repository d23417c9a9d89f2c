"""A household that changes: another reference adult, another place in it, two out of one."""

import datetime

import pytest

from snodo.domain.people import actions, queries
from snodo.domain.people.models import Household, HouseholdMember, Person
from snodo.domain.people.states import Relation
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World

pytestmark = pytest.mark.covers("A03")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def family(world: World) -> Household:
    household = casework.a_household(world)
    with acting(world.founder):
        HouseholdMember.objects.update(started_on=clock.today() - 100 * DAY)
    return household


def person(world: World, first_name: str) -> Person:
    with acting(world.actor("sara")):
        return Person.objects.get(first_name=first_name)


def places(world: World, family: Household) -> dict[str, str]:
    sara = world.actor("sara")
    with acting(sara):
        return {one.row.person.first_name: one.row.relation for one in queries.members_seen_by(sara, family)}


def member(family: Household, who: Person) -> HouseholdMember:
    return HouseholdMember.objects.select_related("household", "person").get(
        household=family, person=who, ended_on__isnull=True
    )


def test_who_is_left_names_another_reference_when_the_first_has_gone(world: World, family: Household) -> None:
    sara, amina, moussa = world.actor("sara"), person(world, "Amina"), person(world, "Moussa")
    with acting(sara):
        actions.end_member(member=member(family, amina), actor=sara)
        assert not queries.has_reference(family)
        with pytest.raises(InputRefused) as refused:
            actions.name_reference(household=family, person=person(world, "Fatou"), actor=sara)
        assert "minorenne" in refused.value.problems["person"]
        with pytest.raises(Conflict):
            actions.name_reference(household=family, person=amina, actor=sara)
        actions.name_reference(household=family, person=moussa, actor=sara)
        assert queries.has_reference(family)
    assert places(world, family) == {"Moussa": "reference", "Fatou": "child"}


def test_the_reference_passes_from_one_to_the_other_and_what_was_stays_written(
    world: World, family: Household
) -> None:
    sara, moussa, since = world.actor("sara"), person(world, "Moussa"), clock.today() - 10 * DAY
    with acting(sara):
        actions.name_reference(
            household=family, person=moussa, former_relation=Relation.PARTNER, since=since, actor=sara
        )
        _, gone = queries.members_over_time(sara, family)
        assert {(one.row.relation, one.row.ended_on) for one in gone} == {
            ("reference", since),
            ("partner", since),
        }
    assert places(world, family) == {"Moussa": "reference", "Amina": "partner", "Fatou": "child"}


def test_a_change_keeps_what_was_and_a_correction_does_not(world: World, family: Household) -> None:
    sara, moussa = world.actor("sara"), person(world, "Moussa")
    with acting(sara):
        one = member(family, moussa)
        with pytest.raises(InputRefused) as refused:
            actions.change_member(
                member=one, relation=Relation.REFERENCE, cohabiting=True, since=clock.today(), actor=sara
            )
        assert "pulsante" in refused.value.problems["relation"]
        away = actions.change_member(
            member=one, relation=one.relation, cohabiting=False, since=clock.today() - DAY, actor=sara
        )
        assert HouseholdMember.objects.filter(person=moussa).count() == 2
        with pytest.raises(InputRefused) as refused:
            actions.correct_member(
                member=away, relation=Relation.OTHER, cohabiting=False,
                started_on=clock.today() - 50 * DAY, actor=sara,
            )  # fmt: skip
        assert "started_on" in refused.value.problems
        actions.correct_member(
            member=away, relation=Relation.OTHER, cohabiting=True, started_on=clock.today(), actor=sara
        )
        assert HouseholdMember.objects.filter(person=moussa).count() == 2
    assert places(world, family)["Moussa"] == "other"


def test_since_when_they_live_together_outlasts_a_change_of_place(world: World, family: Household) -> None:
    sara, moussa = world.actor("sara"), person(world, "Moussa")
    today = clock.today()

    def told() -> tuple[datetime.date | None, datetime.date | None]:
        (one,) = (one for one in queries.members_seen_by(sara, family) if one.row.person_id == moussa.pk)
        return one.since, one.together_since

    with acting(sara):
        for relation, cohabiting, ago in (
            (Relation.OTHER, True, 60),
            (Relation.OTHER, False, 40),
            (Relation.PARTNER, True, 20),
        ):
            actions.change_member(
                member=member(family, moussa), relation=relation, cohabiting=cohabiting,
                since=today - ago * DAY, actor=sara,
            )  # fmt: skip
            expected = None if not cohabiting else today - (100 if ago == 60 else ago) * DAY
            assert told() == (today - 100 * DAY, expected)


def test_a_household_is_split_with_its_history(world: World, family: Household) -> None:
    sara = world.actor("sara")
    amina, fatou = person(world, "Amina"), person(world, "Fatou")
    with acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.split_household(
                household=family,
                name=" ",
                reference=fatou,
                persons=[amina, person(world, "Moussa")],
                actor=sara,
            )
        assert set(refused.value.problems) == {"name", "reference", "persons"}
        made = actions.split_household(
            household=family, name="Amina e Fatou", reference=amina, persons=[fatou],
            since=clock.today() - 5 * DAY, actor=sara,
        )  # fmt: skip
        assert (made.split_from_id, made.split_on) == (family.pk, clock.today() - 5 * DAY)
        _, gone = queries.members_over_time(sara, family)
        assert {one.row.person_id for one in gone} == {amina.pk, fatou.pk}
        assert not queries.has_reference(family)
    assert places(world, made) == {"Amina": "reference", "Fatou": "child"}
    assert places(world, family) == {"Moussa": "partner"}


@pytest.mark.covers("B20")
def test_nobody_moves_another_body_s_people(world: World, family: Household) -> None:
    nadia, moussa = world.actor("nadia"), person(world, "Moussa")
    with acting(nadia):
        for act in (
            lambda: actions.name_reference(household=family, person=moussa, actor=nadia),
            lambda: actions.split_household(
                household=family, name="Mio", reference=moussa, persons=[], actor=nadia
            ),
            lambda: actions.change_member(
                member=member(family, moussa),
                relation="other",
                cohabiting=True,
                since=clock.today(),
                actor=nadia,
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
