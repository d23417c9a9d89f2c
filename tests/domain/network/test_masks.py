"""A sensitive body: the network knows a general name, who may know it the true one."""

from importlib import import_module

import pytest
from django.apps import apps

from snodo.domain.casework import actions as cases
from snodo.domain.casework.models import CaseEvent, CaseParty
from snodo.domain.messaging.models import Notification
from snodo.domain.network import access, actions, queries
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import SENSITIVE_KINDS, OrganisationKind, Role
from snodo.domain.people import actions as people
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World

pytestmark = pytest.mark.covers("E41")
TRUE = "Centro antiviolenza Le Magnolie"


@pytest.fixture
def centre(world: World) -> Organisation:
    with acting(world.founder):
        return actions.register_organisation(
            name=TRUE, short_name="Magnolie", kind=OrganisationKind.ANTI_VIOLENCE, actor=world.founder
        )


def test_its_kind_puts_the_mask_on(world: World, centre: Organisation) -> None:
    assert (centre.sensitive, str(centre), centre.label) == (
        True,
        "Servizio della rete",
        "Servizio della rete",
    )
    assert (centre.true_name, centre.true_label) == (TRUE, "Magnolie")
    with acting(world.founder):
        other = actions.register_organisation(
            name="Casa rifugio", kind=OrganisationKind.ANTI_VIOLENCE, actor=world.founder
        )
        assert other.name == "Servizio della rete 2"


def test_who_knows_it(world: World, centre: Organisation) -> None:
    for who, knows in (("ada", True), ("paola", True), ("sara", False), ("marta", False), ("elena", False)):
        actor = world.actor(who)
        with acting(actor):
            assert access.knows_body(actor, centre) is knows
            found = queries.organisation_list(actor, text="magnolie")
            assert list(found) == ([centre] if knows else [])
            by_kind = queries.organisation_list(actor, kind=OrganisationKind.ANTI_VIOLENCE)
            assert list(by_kind) == ([centre] if knows else [])


def test_the_profession_stays_behind_the_mask(world: World, centre: Organisation) -> None:
    with acting(world.founder):
        member = actions.add_membership(
            user=world.users["omar"],
            organisation=centre,
            role=Role.OPERATOR,
            job_title="operatrice antiviolenza",
            actor=world.founder,
        )
        member = Membership.objects.select_related("organisation", "user").get(pk=member.pk)
        assert (member.title, member.true_title) == ("Operatore", "operatrice antiviolenza")
        assert queries.actor_of(member).organisation_name == "Servizio della rete"


def test_the_administrator_takes_it_off_and_puts_it_on(world: World, centre: Organisation) -> None:
    health = world.organisations["health"]
    with acting(world.founder):
        plain = actions.update_organisation(organisation=centre, sensitive=False, actor=world.founder)
        assert (plain.name, plain.short_name, plain.own_name) == (TRUE, "Magnolie", "")
        masked = actions.update_organisation(
            organisation=health, sensitive=True, masked_name="Servizio sociale", actor=world.founder
        )
        assert (masked.name, masked.true_name) == ("Servizio sociale", "Servizio di salute mentale")
        assert not Membership.objects.filter(organisation=health).exclude(job_title="").exists()
        with pytest.raises(InputRefused) as refusal:
            actions.update_organisation(
                organisation=masked,
                sensitive=True,
                masked_name="Servizio di salute mentale",
                actor=world.founder,
            )
        assert "masked_name" in refusal.value.problems


def test_a_second_one_of_the_same_name_is_refused_without_saying_why(
    world: World, centre: Organisation
) -> None:
    marta = world.actor("marta")
    with acting(marta), pytest.raises(InputRefused) as refusal:
        actions.register_organisation(name=TRUE.upper(), kind=OrganisationKind.OTHER, actor=marta)
    assert "già" not in refusal.value.problems["name"]


def test_the_look_for_doubles_does_not_send_to_a_masked_body(world: World, centre: Organisation) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        luca = people.register_person(first_name="Luca", last_name="Ferrante", actor=sara)
        people.admit_organisation(person=luca, organisation=centre, reason="case", actor=sara)
    with acting(nadia):
        found = people.find_possible_duplicates(first_name="Luca", last_name="Ferrante", actor=nadia)
        assert [one.ask for one in found] == ["Cooperativa Il Ponte"]
        people.release(person=luca, organisation=world.organisations["coop"], reason="desk", actor=nadia)
        found = people.find_possible_duplicates(first_name="Luca", last_name="Ferrante", actor=nadia)
        assert [one.sentence for one in found] == [
            "Già conosciuta nella rete: chiedi a il coordinamento della rete."
        ]


def test_a_body_that_becomes_of_a_sensitive_kind_is_masked_and_a_founding_one_is(world: World) -> None:
    """Whatever the form says of the mask: taking it off is a step of its own."""
    radici = world.organisations["other_coop"]
    with acting(world.founder):
        for kind, sensitive, name in (
            (OrganisationKind.ASSOCIATION, False, "Cooperativa Radici"),
            (OrganisationKind.ANTI_VIOLENCE, True, "Servizio della rete"),
        ):
            made = actions.update_organisation(
                organisation=radici, kind=kind, sensitive=False, actor=world.founder
            )
            assert (made.sensitive, made.name) == (sensitive, name)
        made = actions.update_organisation(organisation=radici, sensitive=False, actor=world.founder)
        assert (made.sensitive, made.name) == (False, "Cooperativa Radici")
    ada = actions.create_user(
        email="ada@altra.example", first_name="Ada", last_name="Neri", password=None, actor=None
    )
    founder = actions.found_network(
        name="Altra rete",
        slug="altra",
        organisation_name="Casa Rifugio",
        organisation_kind=OrganisationKind.ANTI_VIOLENCE,
        administrator=ada,
    )
    with acting(founder):
        assert [one.name for one in Organisation.objects.all()] == ["Servizio della rete"]


def test_bodies_from_before_there_were_masks_are_masked_by_kind(world: World, centre: Organisation) -> None:
    """The data migration: name, professions, what was written on paths; administrators are told."""
    made = casework.small_programme(world)
    case = casework.a_case(world, made)
    sara = world.actor("sara")
    with acting(world.founder):
        centre = actions.update_organisation(organisation=centre, sensitive=False, actor=world.founder)
        Membership.objects.create(
            organisation=centre, user=world.users["tina"], role="operator", job_title="avvocata"
        )
    with acting(sara):
        CaseParty.objects.create(case=case, organisation=centre, function="partner", sees=["plan"])
        cases.add_note(case=case, text="Sentito il centro antiviolenza le magnolie.", actor=sara)
    migration = import_module("snodo.domain.casework.migrations.0006_mask_by_kind")
    with acting(world.founder):
        assert migration.mask_network(apps, world.network.pk) == 1
        centre.refresh_from_db()
        assert (centre.sensitive, centre.name, centre.true_label) == (True, "Servizio della rete", "Magnolie")
        member = Membership.objects.get(organisation=centre)
        assert (member.job_title, member.own_job_title) == ("", "avvocata")
        note = CaseEvent.objects.get(case=case, detail__contains="Sentito")
        assert note.detail == "Sentito il Servizio della rete."
        told = Notification.objects.get(kind="network.bodies_masked")
        assert told.recipient_id == world.founder.user_id
        assert migration.mask_network(apps, world.network.pk) == 0
    assert set(migration.KINDS) == set(SENSITIVE_KINDS)
