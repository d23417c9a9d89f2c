"""Restricted sections: who opens them, what is written down, who is let in and how that ends."""

import datetime
from typing import Any

import pytest
from django.db import connection

from snodo.domain.audit.models import Entry
from snodo.domain.casework import actions as casework_actions
from snodo.domain.casework.models import Case
from snodo.domain.documents import access as documents
from snodo.domain.documents import actions as document_actions
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import SECTION_TABLES, HealthNote, Person, SectionGrant
from snodo.domain.people.states import ALL_SECTIONS, Section
from snodo.domain.programmes.models import ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
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


def write(world: World, person: Person, section: str, text: str, who: str = "sara", number: int = 0) -> Any:
    with acting(world.actor(who)):
        return actions.write_section(
            person=person, section=section, text=text, number=number, actor=world.actor(who)
        )


def grant(world: World, person: Person, body: str = "health", who: str = "sara", **more: Any) -> SectionGrant:
    terms: dict[str, Any] = {
        "sections": ["health"],
        "purpose": "care",
        "legal_base": "care",
        "valid_until": clock.today() + 90 * DAY,
    }
    with acting(world.actor(who)):
        return actions.grant_sections(
            person=person, organisation=world.organisations[body], actor=world.actor(who), **(terms | more)
        )


def opens(world: World, who: str, person: Person) -> frozenset[str]:
    """What the set says; list and boolean must say the same, section by section."""
    actor = world.actor(who)
    with acting(actor):
        found = access.sections_of(actor, person.pk)
        for section in Section.values:
            listed = access.section_open_in(actor, section).filter(pk=person.pk).exists()
            assert listed == access.can_open_section(actor, person.pk, section) == (section in found)
    return found


@pytest.mark.covers("C09")
def test_each_section_is_encrypted_in_a_table_of_its_own_and_keeps_its_versions(
    world: World, luca: Person
) -> None:
    assert len({table._meta.db_table for table in SECTION_TABLES.values()}) == len(ALL_SECTIONS)
    write(world, luca, "health", "canarino-salute")
    write(world, luca, "health", "canarino-salute, rivisto", number=1)
    with acting(world.actor("sara")):
        opened = actions.open_section(
            person=luca, section="health", ground="colloquio", actor=world.actor("sara")
        )
        assert [(one.number, one.text) for one in opened.versions] == [
            (2, "canarino-salute, rivisto"),
            (1, "canarino-salute"),
        ]
        assert HealthNote.objects.filter(person=luca, current=True).count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM people_healthnote WHERE network_id = %s", [world.network.pk])
            stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"canarino" not in stored


def test_two_who_write_at_once_do_not_overwrite_each_other(world: World, luca: Person) -> None:
    write(world, luca, "economic", "Primo.")
    with pytest.raises(Conflict):
        write(world, luca, "economic", "Scritto senza aver letto il primo.")
    with pytest.raises(InputRefused) as refusal:
        write(world, luca, "economic", "  ", number=1)
    assert set(refusal.value.problems) == {"text"}


@pytest.mark.covers("C09", "B20")
def test_sections_open_to_who_has_the_person_in_charge_and_to_no_neighbour(
    world: World, made: SmallProgramme, luca: Person
) -> None:
    assert opens(world, "sara", luca) == ALL_SECTIONS
    casework.a_case(world, made, "nadia", person=casework.a_person(world, "nadia", "Anna", "Altri"))
    for who in ("omar", "nadia", "bruno", "marta", "elena", "carla", "ada", "paola", "gino", "stranger"):
        assert opens(world, who, luca) == frozenset(), who
    for who in ("omar", "nadia", "marta"):
        with acting(world.actor(who)), pytest.raises(NotAllowed):
            actions.open_section(person=luca, section="health", ground="curiosità", actor=world.actor(who))
        with pytest.raises(NotAllowed):
            write(world, luca, "health", "non mio", who=who)


@pytest.mark.covers("E35", "C09")
def test_the_clinical_side_has_the_health_section_and_nothing_else(
    world: World, case: Case, luca: Person
) -> None:
    sara, carla = world.actor("sara"), world.actor("carla")
    with acting(sara):
        casework_actions.add_party(
            case=case, organisation=world.organisations["health"], function="clinical", actor=sara
        )
        casework_actions.add_team_member(
            case=case, membership=world.memberships["carla"], function="clinician", actor=sara
        )
    assert opens(world, "carla", luca) == {"health"}
    write(world, luca, "health", "Scritto da chi cura.", who="carla")
    with pytest.raises(NotAllowed):
        write(world, luca, "judicial", "Non le spetta.", who="carla")
    with acting(carla), pytest.raises(NotAllowed):
        grant(world, luca, "other_coop", who="carla")


@pytest.mark.covers("C09")
def test_opening_asks_why_and_is_written_down_with_its_section(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    write(world, luca, "violence", "Riservato.")
    with acting(sara):
        with pytest.raises(InputRefused) as refusal:
            actions.open_section(person=luca, section="violence", ground=" ", actor=sara)
        assert set(refusal.value.problems) == {"ground"}
        assert not Entry.objects.filter(verb="person.open_section").exists()
        actions.open_section(person=luca, section="violence", ground="Fissare l'incontro", actor=sara)
        read = Entry.objects.get(verb="person.open_section")
        assert (read.act, read.section, read.person_id) == ("read", "violence", luca.pk)
        assert read.ground == "Fissare l'incontro"
        assert "Riservato" not in str(list(Entry.objects.values()))


@pytest.mark.covers("C09", "B20")
def test_a_body_let_in_opens_only_that_and_is_shut_out_at_once(world: World, luca: Person) -> None:
    given = grant(world, luca)
    assert opens(world, "carla", luca) == {"health"}
    with acting(world.actor("carla")):
        assert access.people_visible_to(world.actor("carla")).filter(pk=luca.pk).exists()
    assert opens(world, "nadia", luca) == frozenset()
    with pytest.raises(NotAllowed):
        write(world, luca, "health", "chi è stato fatto entrare non scrive", who="carla")
    with acting(world.actor("sara")):
        actions.revoke_grant(grant=given, actor=world.actor("sara"))
    assert opens(world, "carla", luca) == frozenset()
    with acting(world.actor("carla")):
        assert not access.people_visible_to(world.actor("carla")).filter(pk=luca.pk).exists()
    with acting(world.actor("sara")), pytest.raises(Conflict):
        actions.revoke_grant(grant=given, actor=world.actor("sara"))


@pytest.mark.covers("C09")
def test_a_grant_begins_and_ends_by_itself(world: World, luca: Person) -> None:
    today = clock.today()
    grant(world, luca, valid_from=today + 2 * DAY, valid_until=today + 5 * DAY)
    seen = {}
    for days in (0, 2, 5, 6):
        with clock.held(clock.at(today + days * DAY)), acting(world.actor("carla")):
            seen[days] = "health" in access.sections_of(world.actor("carla"), luca.pk)
            known = access.people_visible_to(world.actor("carla")).filter(pk=luca.pk).exists()
            assert known == seen[days]
    assert seen == {0: False, 2: True, 5: True, 6: False}


@pytest.mark.covers("C09")
def test_a_grant_falls_with_the_act_of_the_body(world: World, made: SmallProgramme, luca: Person) -> None:
    grant(world, luca)
    with acting(world.founder):
        partner = ProgrammePartner.objects.get(organisation=world.organisations["health"])
        partner.act_until = clock.today() - DAY
        partner.save()
    assert opens(world, "carla", luca) == frozenset()
    with pytest.raises(InputRefused) as refusal:
        grant(world, luca)
    assert set(refusal.value.problems) == {"organisation"}


def test_what_a_grant_may_not_be(world: World, luca: Person) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"sections": []}, "sections"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": "everything"}, "purpose"),
        ({"legal_base": "perché sì"}, "legal_base"),
        ({"legal_base": "public_task"}, "legal_base"),
        ({"sections": ["judicial"], "legal_base": "public_interest"}, "legal_base"),
        ({"legal_base": "explicit_consent"}, "legal_base"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": datetime.date(2000, 1, 1)}, "valid_until"),
        ({"valid_until": datetime.date(2999, 1, 1)}, "valid_until"),
        ({"valid_from": datetime.date(2000, 1, 1)}, "valid_from"),
        ({"body": "coop"}, "organisation"),
        ({"body": "promoter"}, "organisation"),
        ({"body": "other_coop"}, "legal_base"),
    ]
    for more, field in wrong:
        with pytest.raises(InputRefused) as refusal:
            grant(world, luca, **more)
        assert field in refusal.value.problems, more
    with acting(world.actor("sara")):
        assert not SectionGrant.objects.exists()


@pytest.mark.covers("C09")
def test_health_goes_to_a_body_without_clinical_duty_only_by_the_person_s_choice(
    world: World, luca: Person
) -> None:
    sara, radici = world.actor("sara"), world.organisations["other_coop"]
    with acting(sara):
        actions.record_sharing_choice(
            person=luca,
            organisation=radici,
            purpose="care",
            choice="agreed",
            valid_until=clock.today() + 30 * DAY,
            actor=sara,
        )
    with pytest.raises(InputRefused) as refusal:
        grant(world, luca, "other_coop")
    assert set(refusal.value.problems) == {"valid_until"}
    grant(world, luca, "other_coop", valid_until=clock.today() + 30 * DAY)
    assert opens(world, "nadia", luca) == {"health"}


@pytest.mark.covers("C09")
def test_closed_sections_tell_nothing_and_the_list_costs_the_same(
    world: World, luca: Person, django_assert_max_num_queries: Any
) -> None:
    for section in Section.values:
        write(world, luca, section, f"canarino {section}")
    grant(world, luca)
    with acting(world.actor("sara")), django_assert_max_num_queries(3):
        lines = queries.file_sections(world.actor("sara"), luca.pk).lines
    assert [(line.number, line.written_by) for line in lines] == [(1, "Sara Prova")] * 6
    assert [one.body for line in lines for one in line.grants] == ["Servizio di salute mentale"]
    with acting(world.actor("carla")):
        seen = queries.file_sections(world.actor("carla"), luca.pk).lines
    told = [(line.code, line.number) for line in seen if line.open or line.number or line.grants]
    assert told == [("health", 1)]


def test_who_leaves_the_team_leaves_the_sections(world: World, case: Case, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        member = casework_actions.add_team_member(case=case, membership=world.memberships["omar"], actor=sara)
    assert opens(world, "omar", luca) == ALL_SECTIONS
    with acting(sara):
        casework_actions.end_team_member(member=member, actor=sara)
    assert opens(world, "omar", luca) == frozenset()


@pytest.mark.covers("C09")
def test_a_paper_of_a_section_opens_only_with_the_section(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        paper = document_actions.generate_paper(
            data={"paragraphs": ["Testo."]},
            title="Certificato",
            kind="certificate",
            subject=luca,
            section="health",
            person_id=luca.pk,
            actor=sara,
        )
        assert documents.can_read(sara, paper)
        actions.admit_organisation(
            person=luca, organisation=world.organisations["other_coop"], reason="referral", actor=sara
        )
    for who in ("omar", "nadia", "carla", "stranger"):
        with acting(world.actor(who)):
            assert not documents.can_read(world.actor(who), paper), who
    grant(world, luca)
    with acting(world.actor("carla")):
        assert documents.can_read(world.actor("carla"), paper)
