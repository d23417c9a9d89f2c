"""What is found on a person: their rows, those of their household while they lived in it, nobody else's."""

import datetime

import pytest

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import CaseEvent, Commitment
from snodo.domain.people.models import HouseholdMember
from snodo.kernel import clock, holdings
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_household, a_person, a_signed_plan, small_programme
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D21")]


def held(person) -> dict[str, list]:  # type: ignore[no-untyped-def, type-arg]
    return {one.model: list(one.rows(person.pk)) for one in holdings.holdings()}


def test_every_row_found_speaks_of_the_person_alone(world: World) -> None:
    made = small_programme(world)
    luca = a_person(world)
    other = a_person(world, first_name="Rita", last_name="Neri")
    theirs = a_case(world, made, person=luca)
    a_signed_plan(world, theirs)
    a_signed_plan(world, a_case(world, made, person=other))
    with acting(world.actor("sara")):
        found = held(luca)
        assert [row.pk for row in found["people.person"]] == [luca.pk]
        assert [row.pk for row in found["casework.case"]] == [theirs.pk]
        assert {row.case_id for row in found["casework.caseevent"]} == {theirs.pk}
        assert {row.plan.case_id for row in found["casework.goal"]} == {theirs.pk}
        assert found["documents.document"]
        assert {row.person_id for row in found["documents.document"]} == {luca.pk}
        assert found["people.personcircle"]
    with acting(world.actor("stranger")):
        assert not any(held(luca).values())


def test_of_a_household_only_what_was_written_while_one_lived_in_it(world: World) -> None:
    made = small_programme(world)
    household = a_household(world)
    case = a_case(world, made, household=household)
    sara = world.actor("sara")
    with acting(sara):
        mother, father, _ = (
            row.person for row in HouseholdMember.objects.order_by("created_at").select_related("person")
        )
        HouseholdMember.objects.filter(person=father).update(
            started_on=clock.today() - datetime.timedelta(days=9), ended_on=clock.today()
        )
        casework.add_note(case=case, text="Dopo che è andato via.", actor=sara)
        stays, gone = held(mother), held(father)
        assert [row.pk for row in stays["casework.case"]] == [case.pk]
        assert any("Dopo" in row.detail for row in stays["casework.caseevent"])
        assert not gone["casework.caseevent"]
        assert not gone["casework.commitment"]
        assert [row.person_id for row in gone["people.householdmember"]] == [father.pk]


def test_what_another_member_promised_stays_theirs(world: World) -> None:
    made = small_programme(world)
    household = a_household(world)
    case = a_case(world, made, household=household)
    with acting(world.actor("sara")):
        mother, father, _ = (
            row.person for row in HouseholdMember.objects.order_by("created_at").select_related("person")
        )
    plan = a_signed_plan(world, case)
    with acting(world.actor("sara")):
        goal = plan.goals.get()
        for member in (mother, father):
            Commitment.objects.create(goal=goal, text=f"Promesso da {member.first_name}", member=member)
        texts = {row.text for row in held(mother)["casework.commitment"]}
        assert "Promesso da Amina" in texts
        assert "Promesso da Moussa" not in texts


def test_a_row_is_told_without_colleagues_ids_or_secrets(world: World) -> None:
    luca = a_person(world, phone="+393331234567")
    case = a_case(world, small_programme(world), person=luca, need_in_own_words="Un lavoro vicino.")
    with acting(world.actor("sara")):
        by_model = {one.model: one for one in holdings.holdings()}
        cells = {
            cell.key: cell
            for cell in holdings.cells_of(by_model["people.person"], held(luca)["people.person"][0])
        }
        assert cells["first_name"].value == "Luca"
        assert cells["phone"].given
        assert cells["municipality"].value == "Bollate"
        assert not {"search_name", "network_id", "created_by"} & set(cells)
        told = {cell.key: cell for cell in holdings.cells_of(by_model["casework.case"], case)}
        assert told["need_in_own_words"].words
        assert told["state"].value == {"code": "open", "text": case.get_state_display()}
        assert "responsible" not in told
        event = CaseEvent.objects.filter(case=case).earliest("created_at")
        assert "author" not in {cell.key for cell in holdings.cells_of(by_model["casework.caseevent"], event)}
