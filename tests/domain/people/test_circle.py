"""Rows of a circle end with what they stand on: acts, households, paths."""

import datetime

import pytest

from snodo.domain.casework import actions as casework_actions
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.intake import actions as intake_actions
from snodo.domain.people import access, actions
from snodo.domain.people.models import Household, Person, PersonCircle
from snodo.domain.people.states import Relation
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.identifiers.persons import check_letter
from snodo.kernel.tenancy import acting
from tests.factories import casework, intake
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

DAY = datetime.timedelta(days=1)
CODE = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


def sees(world: World, who: str, person: Person) -> bool:
    actor = world.actor(who)
    with acting(actor):
        return access.people_visible_to(actor).filter(pk=person.pk).exists()


def reasons(world: World, person: Person, body: str) -> set[str]:
    with acting(world.founder):
        rows = PersonCircle.objects.filter(
            access.circle_in_force(), person=person, organisation=world.organisations[body]
        )
        return set(rows.values_list("reason", flat=True))


def act_of(world: World, body: str, **dates: datetime.date) -> None:
    with acting(world.founder):
        ProgrammePartner.objects.filter(organisation=world.organisations[body]).update(**dates)


@pytest.mark.covers("B20")
def test_whom_a_desk_met_it_sees_while_its_body_has_an_act(world: World, made: SmallProgramme) -> None:
    luca = casework.a_person(world)
    assert sees(world, "sara", luca)
    act_of(world, "coop", act_until=clock.today() - DAY)
    assert not sees(world, "sara", luca)
    assert not sees(world, "omar", luca)
    act_of(world, "coop", act_until=clock.today())
    assert sees(world, "sara", luca)


def test_one_act_in_force_is_enough_and_a_body_without_any_keeps_its_desk(
    world: World, made: SmallProgramme
) -> None:
    luca = casework.a_person(world)
    with acting(world.founder):
        old = ProgrammePartner.objects.get(organisation=world.organisations["coop"])
        old.pk, old._state.adding = None, True
        old.act_from, old.act_until = clock.today() - 90 * DAY, clock.today() - 60 * DAY
        old.role = "placement"
        old.save(force_insert=True)
    assert sees(world, "sara", luca)  # another act of the same body holds
    with acting(world.founder):
        ProgrammePartner.objects.filter(organisation=world.organisations["coop"]).update(
            organisation=world.organisations["company"]
        )
    assert sees(world, "sara", luca)  # a desk that works in no programme yet


@pytest.fixture
def family(world: World, made: SmallProgramme) -> Household:
    return casework.a_household(world)


def in_charge(world: World, made: SmallProgramme, family: Household) -> Case:
    sara = world.actor("sara")
    with acting(sara):
        return casework_actions.open_case(
            programme=made.programme,
            action=made.actions["nuclei"],
            household=family,
            organisation=world.organisations["coop"],
            responsible=world.memberships["sara"],
            actor=sara,
        )


def add(world: World, family: Household, **choice: str) -> tuple[Person, object]:
    sara = world.actor("sara")
    with acting(sara):
        new = actions.register_person(first_name="Pia", last_name="Nuova", actor=sara)
        if choice:
            actions.record_sharing_choice(
                person=new,
                organisation=world.organisations[choice["body"]],
                purpose="everything",
                choice="refused",
                actor=sara,
            )
        member = actions.add_household_member(
            household=family, person=new, relation=Relation.CHILD, actor=sara
        )
    return new, member


@pytest.mark.covers("B20", "C09")
def test_who_joins_a_family_in_charge_is_known_to_its_team_and_not_to_the_desk(
    world: World, made: SmallProgramme, family: Household
) -> None:
    in_charge(world, made, family)
    new, member = add(world, family)
    assert reasons(world, new, "coop") == {"case"}
    assert sees(world, "sara", new)
    assert not sees(world, "omar", new)  # the colleague at the same desk
    with acting(world.actor("sara")):
        actions.end_member(member=member, actor=world.actor("sara"))  # type: ignore[arg-type]
    assert reasons(world, new, "coop") == {"desk"}  # somebody answers for who left


@pytest.mark.covers("B12")
def test_a_body_that_the_new_one_keeps_out_leaves_the_path(
    world: World, made: SmallProgramme, family: Household
) -> None:
    case, sara = in_charge(world, made, family), world.actor("sara")
    with acting(sara):
        casework_actions.add_party(
            case=case, organisation=world.organisations["other_coop"], function="partner", actor=sara
        )
    other, _ = add(world, family)
    assert reasons(world, other, "other_coop") == {"case"}
    new, _ = add(world, family, body="other_coop")
    assert reasons(world, new, "other_coop") == set()
    with acting(sara):
        assert not case.parties.filter(function="partner", ended_on__isnull=True).exists()
        assert not NextStep.objects.filter(case=case, title__startswith="Parlare con la persona").exists()


@pytest.mark.covers("A08")
def test_the_lead_accepts_a_family_that_only_the_receiving_body_knows(world: World) -> None:
    programme = intake.start(world, "usciamo-insieme", partners={})
    with acting(world.founder):
        for body, role in (("lead", "lead"), ("coop", "partner")):
            programmes.add_partner(
                programme=programme,
                organisation=world.organisations[body],
                role=role,
                act_from=programme.starts_on,
                act_until=programme.ends_on,
                actor=world.founder,
            )
        families = ProgrammeAction.objects.select_related("programme").filter(programme=programme)
        action = next(one for one in families if one.case_unit == "household")
    mother = casework.a_person(world, code_kind="codice_fiscale", code=CODE)
    referral = intake.an_assigned(world, action, codice_fiscale=CODE, last_name="Ferrante")
    marta = world.actor("marta")
    assert not sees(world, "marta", mother)
    with acting(marta):
        case = intake_actions.accept_referral(referral=referral, actor=marta)
        assert case.household is not None
        assert case.household.members.get().person_id == mother.pk
