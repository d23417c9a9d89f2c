"""A no of the person is honoured in every way by which a body may come to see them."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.activities import actions as activities
from snodo.domain.activities.models import Appointment, Group, GroupMember
from snodo.domain.audit.models import Entry
from snodo.domain.casework import access as casework_access
from snodo.domain.casework import actions as casework_actions
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import Person, SectionGrant
from snodo.domain.programmes.models import ActivityKind
from snodo.domain.tables import actions as tables
from snodo.domain.tables.models import Table, TableGuest
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


@pytest.fixture
def case(world: World, made: SmallProgramme) -> Case:
    """Luca, in charge of Sara."""
    return casework.a_case(world, made)


@pytest.fixture
def luca(case: Case) -> Person:
    assert case.person is not None
    return case.person


def refuse(world: World, person: Person, body: str = "other_coop", purpose: str = "everything") -> None:
    sara = world.actor("sara")
    with acting(sara):
        actions.record_sharing_choice(
            person=person,
            organisation=world.organisations[body],
            purpose=purpose,
            choice="refused",
            actor=sara,
        )


def a_table(world: World, made: SmallProgramme, actor: Actor) -> Table:
    return tables.prepare_table(
        programme=made.programme,
        kind="multidisciplinary",
        title="Tavolo di lunedì",
        starts_at=clock.now() + 3 * DAY,
        actor=actor,
    )


def a_group(world: World, made: SmallProgramme, who: str = "nadia") -> Group:
    kind = ActivityKind.objects.create(
        programme=made.programme, code="laboratorio", title="Laboratorio", family="lab"
    )
    return Group.objects.create(
        programme=made.programme,
        kind=kind,
        title="Laboratorio del legno",
        starts_on=clock.today(),
        places=8,
        organisation=world.memberships[who].organisation,
        leader=world.memberships[who],
    )


# The ways. Each tries to let «Radici» see Luca, whom Sara has in charge.


def join_the_path(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    casework_actions.add_party(
        case=case, organisation=world.organisations["other_coop"], function="partner", actor=actor
    )


def open_a_section(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    assert case.person is not None
    actions.grant_sections(
        person=case.person,
        organisation=world.organisations["other_coop"],
        sections=["social"],
        purpose="path",
        legal_base="public_task",
        valid_until=clock.today() + 30 * DAY,
        actor=actor,
    )


def enter_the_circle(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    assert case.person is not None
    actions.admit_organisation(
        person=case.person, organisation=world.organisations["other_coop"], reason="desk", actor=actor
    )


def take_the_responsibility(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    casework_actions.propose_handover(case=case, to=world.memberships["nadia"], actor=actor)


def be_invited_to_the_table(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    table = a_table(world, made, actor)
    tables.add_case_to_table(table=table, case=case, actor=actor)
    tables.invite_guest(table=table, organisation=world.organisations["other_coop"], actor=actor)


def hear_of_the_case_at_a_table(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    table = a_table(world, made, actor)
    tables.invite_guest(table=table, membership=world.memberships["nadia"], actor=actor)
    tables.add_case_to_table(table=table, case=case, actor=actor)


def have_the_person_in_a_group(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    activities.add_group_member(group=a_group(world, made), case=case, actor=actor)


def have_an_appointment(world: World, made: SmallProgramme, case: Case, actor: Actor) -> None:
    kind = ActivityKind.objects.create(
        programme=made.programme, code="colloquio", title="Colloquio", family="interview"
    )
    activities.plan_appointment(
        kind=kind,
        starts_at=clock.now() + DAY,
        case=case,
        operator=world.memberships["nadia"],
        actor=actor,
    )


WAYS: list[Callable[[World, SmallProgramme, Case, Actor], None]] = [
    join_the_path,
    open_a_section,
    enter_the_circle,
    take_the_responsibility,
    be_invited_to_the_table,
    hear_of_the_case_at_a_table,
    have_the_person_in_a_group,
    have_an_appointment,
]


@pytest.mark.covers("B12", "B20")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_refusal_stops_every_way_in_and_says_why(
    world: World, made: SmallProgramme, case: Case, luca: Person, way: Any
) -> None:
    sara = world.actor("sara")
    refuse(world, luca)
    with acting(sara), pytest.raises(InputRefused) as refusal:
        way(world, made, case, sara)
    assert "ha scelto di non condividere con Cooperativa Radici" in refusal.value.sentence


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_without_a_refusal_the_same_way_is_open(
    world: World, made: SmallProgramme, case: Case, way: Any
) -> None:
    """Or the test above would prove nothing; a no to another body, or to another purpose, changes nothing."""
    sara = world.actor("sara")
    refuse(world, case.person, "municipality")  # type: ignore[arg-type]
    refuse(world, case.person, "other_coop", "school")  # type: ignore[arg-type]
    with acting(sara):
        way(world, made, case, sara)


@pytest.mark.covers("B12", "B20")
def test_what_was_open_ends_with_the_refusal(
    world: World, made: SmallProgramme, case: Case, luca: Person
) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    group = None
    with acting(sara):
        join_the_path(world, made, case, sara)
        casework_actions.add_team_member(case=case, membership=world.memberships["nadia"], actor=sara)
        open_a_section(world, made, case, sara)
        hear_of_the_case_at_a_table(world, made, case, sara)
        group = a_group(world, made)
        activities.add_group_member(group=group, case=case, actor=sara)
        have_an_appointment(world, made, case, sara)
    with acting(nadia):
        assert casework_access.can_see_case(nadia, case)
        assert access.can_open_section(nadia, luca.pk, "social")
        assert access.people_visible_to(nadia).filter(pk=luca.pk).exists()
    refuse(world, luca)
    with acting(nadia):
        assert not casework_access.can_see_case(nadia, case)
        assert not access.can_open_section(nadia, luca.pk, "social")
        assert not access.people_visible_to(nadia).filter(pk=luca.pk).exists()
    with acting(sara):
        assert SectionGrant.objects.get().reason == "Scelta della persona"
        assert not TableGuest.objects.filter(organisation=world.organisations["other_coop"]).exists()
        assert GroupMember.objects.get(group=group).left_on == clock.today()
        assert Appointment.objects.get().state == "cancelled"
        assert not NextStep.objects.filter(ref_id=Appointment.objects.get().pk, state="due").exists()
        assert Entry.objects.filter(verb="case.party_end").exists()
        assert casework_access.can_see_case(sara, case)


@pytest.mark.covers("B12")
def test_the_sender_no_longer_follows_whom_does_not_want_it(world: World, made: SmallProgramme) -> None:
    case = casework.a_case(world, made, sender=world.organisations["municipality"])
    dario = world.actor("dario")
    with acting(dario):
        assert casework_access.progress_visible_to(dario).filter(pk=case.pk).exists()
    refuse(world, case.person, "municipality", "follow")  # type: ignore[arg-type]
    with acting(dario):
        assert not casework_access.progress_visible_to(dario).filter(pk=case.pk).exists()


def test_the_lead_that_takes_no_part_is_kept_out_too(world: World, case: Case, luca: Person) -> None:
    marta = world.actor("marta")
    with acting(marta):
        assert casework_access.can_see_case(marta, case)
    refuse(world, luca, "lead", "path")
    with acting(marta):
        assert not casework_access.can_see_case(marta, case)


def test_the_responsible_body_stays_and_is_asked_to_talk(
    world: World, made: SmallProgramme, case: Case, luca: Person
) -> None:
    """Somebody answers for the person until another accepts; the own body's no is an objection."""
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        join_the_path(world, made, case, sara)
        casework_actions.add_team_member(case=case, membership=world.memberships["nadia"], actor=sara)
    with acting(nadia):
        actions.record_sharing_choice(
            person=luca,
            organisation=world.organisations["coop"],
            purpose="path",
            choice="refused",
            actor=nadia,
        )
    with acting(sara):
        assert casework_access.can_write_case(sara, case)
        assert NextStep.objects.filter(case=case, title__startswith="Parlare con la persona").exists()
        with pytest.raises(InputRefused) as refusal:
            actions.record_sharing_choice(
                person=luca,
                organisation=world.organisations["coop"],
                purpose="path",
                choice="refused",
                actor=sara,
            )
        assert set(refusal.value.problems) == {"organisation"}


def test_a_yes_after_a_no_opens_again(world: World, made: SmallProgramme, case: Case, luca: Person) -> None:
    sara = world.actor("sara")
    refuse(world, luca, purpose="path")
    with acting(sara):
        actions.record_sharing_choice(
            person=luca,
            organisation=world.organisations["other_coop"],
            purpose="path",
            choice="agreed",
            actor=sara,
        )
        join_the_path(world, made, case, sara)
        assert queries.refusal_sentence([luca], world.organisations["other_coop"], "path") == ""


@pytest.mark.covers("B20")
def test_a_household_s_path_closes_to_a_body_one_member_keeps_out(world: World, made: SmallProgramme) -> None:
    household = casework.a_household(world)
    case = casework.a_case(world, made, household=household)
    sara = world.actor("sara")
    with acting(sara):
        mother = household.members.get(relation="reference").person
    refuse(world, mother)
    with acting(sara), pytest.raises(InputRefused) as refusal:
        join_the_path(world, made, case, sara)
    assert "Amina Diallo ha scelto" in refusal.value.sentence
