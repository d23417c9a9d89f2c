"""Taking in charge: somebody is always responsible."""

import datetime

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework import access, actions, gates, queries, states
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.people import access as people_access
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

SENTENCE = "Prima serve la formazione degli attivatori."


@pytest.mark.covers("C15", "A12", "B15", "D08")
def test_open_case_surrounds_the_person(world: World, made: SmallProgramme, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert [(one.name, one.function) for one in page.team] == [("Sara Prova", "responsible")]
        assert {(one.organisation, one.function) for one in page.parties} == {
            ("Cooperativa Il Ponte", "responsible"),
            ("Comune di Bollate", "sender"),
        }
        assert page.phases[0].now
        assert page.phases[0].entered_on == clock.today()
        assert [step.title for step in page.steps] == ["Primo colloquio"]
        assert page.steps[0].due_on == clock.today() + datetime.timedelta(days=15)
        assert page.events[0].title == "Presa in carico"
        assert Entry.objects.filter(verb="case.open", person_id=case.person_id).count() == 1
    dario = world.actor("dario")
    with tenancy.acting(dario):
        assert people_access.people_visible_to(dario).filter(pk=case.person_id).exists()


@pytest.mark.covers("A03", "A05", "E10")
def test_household_and_member_paths_are_linked(world: World, made: SmallProgramme) -> None:
    household = casework.a_household(world)
    parent = casework.a_case(world, made, household=household)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        child = queries.persons_in(parent).get(first_name="Fatou")
    linked = casework.a_case(world, made, person=child, parent=parent, action=made.actions["nuclei"])
    with tenancy.acting(sara):
        page = queries.case_page(sara, parent.pk)
        assert page is not None
        lines = {member.name: member.case_id for member in page.members}
        assert lines["Fatou Diallo"] == str(linked.pk)
        assert lines["Amina Diallo"] is None
    outsider = casework.a_person(world, last_name="Bianchi")
    with pytest.raises(InputRefused) as refused:
        casework.a_case(world, made, person=outsider, parent=parent, action=made.actions["nuclei"])
    assert "person" in refused.value.problems


def test_wrong_input_is_refused_field_by_field(world: World, made: SmallProgramme) -> None:
    tomorrow = clock.today() + datetime.timedelta(days=1)
    with pytest.raises(InputRefused) as refused:
        casework.a_case(world, made, opened_on=tomorrow, barriers=["inventata"])
    assert set(refused.value.problems) == {"opened_on", "barriers"}
    with pytest.raises(InputRefused) as refused:
        casework.a_case(world, made, action=made.actions["nuclei"])
    assert "household" in refused.value.problems
    unborn = casework.a_person(world, last_name="Piccolo", birth_date=clock.today())
    with pytest.raises(InputRefused) as refused:
        casework.a_case(world, made, person=unborn, opened_on=clock.today() - datetime.timedelta(days=3))
    assert "nascita" in refused.value.problems["opened_on"]


def test_one_open_case_per_person_and_action(world: World, made: SmallProgramme, case: Case) -> None:
    with pytest.raises(InputRefused) as refused:
        casework.a_case(world, made, person=case.person)
    assert refused.value.problems == {"": "Questa persona è già in carico in questa azione."}


def test_nobody_is_pulled_in_by_an_id(world: World, made: SmallProgramme) -> None:
    hers = casework.a_person(world, "nadia")
    with pytest.raises(InputRefused) as refused:
        casework.a_case(world, made, person=hers)
    assert "non conosce" in refused.value.problems["person"]


def test_only_those_who_take_charge_may_open(world: World, made: SmallProgramme) -> None:
    person = casework.a_person(world)
    for who in ("nadia", "dario", "ada", "paola", "gino", "tina"):
        actor = world.actor(who)
        with tenancy.acting(actor), pytest.raises(NotAllowed):
            actions.open_case(
                programme=made.programme,
                action=made.actions["persone"],
                person=person,
                organisation=world.organisations["coop"],
                responsible=world.memberships["sara"],
                actor=actor,
            )
    marta = world.actor("marta")
    with tenancy.acting(marta):
        opened = actions.open_case(
            programme=made.programme,
            action=made.actions["persone"],
            person=person,
            organisation=world.organisations["coop"],
            responsible=world.memberships["sara"],
            actor=marta,
        )
        assert opened.responsible == world.memberships["sara"]


def test_responsible_works_in_the_body(world: World, made: SmallProgramme) -> None:
    with pytest.raises(InputRefused) as refused:
        _open_with(world, made, "nadia")
    assert "responsible" in refused.value.problems


def _open_with(world: World, made: SmallProgramme, responsible: str) -> Case:
    sara = world.actor("sara")
    person = casework.a_person(world)
    with tenancy.acting(sara):
        return actions.open_case(
            programme=made.programme,
            action=made.actions["persone"],
            person=person,
            organisation=world.organisations["coop"],
            responsible=world.memberships[responsible],
            actor=sara,
        )


@pytest.mark.covers("D05")
def test_a_gate_may_forbid_taking_charge(world: World, made: SmallProgramme) -> None:
    def closed(action: object, responsible: object) -> str:
        return SENTENCE

    gates.add_gate(closed)
    try:
        with pytest.raises(InputRefused) as refused:
            casework.a_case(world, made)
        assert refused.value.problems["responsible"] == SENTENCE
    finally:
        gates.remove_gate(closed)


def test_a_body_without_act_takes_nobody_in_charge(world: World, made: SmallProgramme) -> None:
    sara = world.actor("sara")
    person = casework.a_person(world)
    with tenancy.acting(world.founder):
        access.acts_in_force().filter(organisation=world.organisations["coop"]).update(
            act_until=clock.today() - datetime.timedelta(days=1)
        )
    with tenancy.acting(sara), pytest.raises(NotAllowed):
        casework.a_case(world, made, person=person)


def test_steps_are_moved_not_doubled_and_settled_by_reference(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        step = NextStep.objects.get(case=case)
        later = clock.today() + datetime.timedelta(days=40)
        again = actions.promise_step(
            case=case,
            kind=states.StepKind.FIRST_INTERVIEW,
            title="Primo colloquio",
            due_on=later,
            owner_membership=case.responsible,
            owner_organisation=case.organisation,
            ref=case,
            actor=sara,
        )
        assert again.pk == step.pk
        assert again.due_on == later
        assert actions.close_step(ref=case, kind=states.StepKind.FIRST_INTERVIEW, actor=sara) == 1
        assert actions.close_step(ref=case, actor=sara) == 0
        step.refresh_from_db()
        assert (step.state, step.settled_on) == ("done", clock.today())
