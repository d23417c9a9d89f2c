"""A protected person: a pseudonym on the row, who they are under seal, and who looked for them known."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Entry
from snodo.domain.messaging.models import Notification
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import (
    Household,
    HouseholdMember,
    Person,
    PersonIdentifier,
    PersonNameKey,
    ProtectedIdentity,
)
from snodo.domain.people.models.persons import IDENTIFYING
from snodo.domain.people.states import Relation
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.queue import run_queued
from tests.factories.world import World

BORN = datetime.date(1991, 3, 7)
CODE = "RSSVRE91C47A944X"
NOTICE = "people.notice_seekers"
WHY = "Chi le ha fatto del male la cerca"
pytestmark = pytest.mark.covers("B20")


@pytest.fixture
def vera(world: World) -> Person:
    """Known by name to sara's body, with a path of sara's."""
    made = casework.small_programme(world)
    vera = casework.a_person(
        world,
        first_name="Vera",
        last_name="Rossini",
        birth_date=BORN,
        phone="+39 333 7654321",
        email="vera@example.org",
        contact_notes="mai a casa in via dei Glicini",
        citizenship="PE",
    )
    casework.a_case(world, made, person=vera)
    with acting(world.actor("sara")):
        actions.add_identifier(person=vera, kind="stp", value="STP0301234567890", actor=world.actor("sara"))
    return vera


def protect(world: World, person: Person, who: str = "sara") -> Person:
    with acting(world.actor(who)):
        return actions.protect_person(person=person, pseudonym="Girasole", reason=WHY, actor=world.actor(who))


def test_protection_leaves_nothing_on_the_plain_rows(world: World, vera: Person) -> None:
    protect(world, vera)
    with acting(world.actor("sara")), connection.cursor() as cursor:
        for table in ("people_person", "people_personnamekey", "people_personidentifier", "people_household"):
            cursor.execute(
                f"SELECT count(*) FROM {table} AS t WHERE network_id = %s AND t::text ~* %s",
                [world.network.pk, "vera|rossini|glicini|7654321"],
            )
            assert cursor.fetchone() == (0,), table
        row = Person.objects.get(pk=vera.pk)
        assert (row.name, row.search_name, row.age) == ("Girasole", "girasole", None)
        assert not any(getattr(row, name) for name in IDENTIFYING)
        assert set(PersonNameKey.objects.values_list("key", flat=True)) == {"girasole"}


def test_counts_know_the_decade_of_birth_and_nothing_else_does(world: World, vera: Person) -> None:
    """Born in March 1991: in 2026 she counts as 31, whatever her birthday; her page says no age."""
    day = datetime.date(2026, 11, 25)
    assert (vera.age_for_counts(day), vera.born_decade) == (35, None)
    protect(world, vera)
    sara = world.actor("sara")
    with acting(sara):
        row = Person.objects.get(pk=vera.pk)
        assert (row.born_decade, row.age, row.age_for_counts(day)) == (1990, None, 31)
        actions.correct_identity(person=row, facts={"birth_date": "1979-01-02"}, actor=sara)
        assert Person.objects.get(pk=vera.pk).born_decade == 1970
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=vera.pk).update(born_decade=1979)
        back = actions.lift_protection(person=vera, reason="Il pericolo è finito", actor=sara)
        assert (back.born_decade, back.birth_date) == (None, datetime.date(1979, 1, 2))
    unknown = casework.a_person(world, birth_date=None, protected=True, pseudonym="Stella")
    assert unknown.age_for_counts(day) is None


def test_the_database_refuses_a_name_beside_a_pseudonym(world: World, vera: Person) -> None:
    protect(world, vera)
    with acting(world.actor("sara")), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=vera.pk).update(phone="+39 333 7654321")


def test_only_the_team_opens_who_it_is_and_says_why(world: World, vera: Person) -> None:
    protect(world, vera)
    sara, omar, bruno = world.actor("sara"), world.actor("omar"), world.actor("bruno")
    with acting(sara):
        with pytest.raises(InputRefused):
            actions.open_identity(person=Person.objects.get(pk=vera.pk), reason=" ", actor=sara)
        facts = actions.open_identity(
            person=Person.objects.get(pk=vera.pk), reason="Va in questura", actor=sara
        )
        assert (facts["first_name"], facts["birth_date"]) == ("Vera", BORN.isoformat())
        assert facts["codes"][0]["value"].startswith("STP")
        entry = Entry.objects.filter(verb="person.open_identity").get()
        assert (entry.person_id, entry.ground) == (vera.pk, "Va in questura")
    for actor in (omar, bruno):  # same body but not in the team; another body
        with acting(actor), pytest.raises(NotAllowed):
            actions.open_identity(
                person=Person.objects.get(pk=vera.pk), reason="Vorrei sapere chi è", actor=actor
            )


def test_lifting_gives_everything_back(world: World, vera: Person) -> None:
    before = {name: getattr(vera, name) for name in IDENTIFYING}
    protect(world, vera)
    sara = world.actor("sara")
    with acting(world.actor("omar")), pytest.raises(NotAllowed):
        actions.lift_protection(person=vera, reason="Il pericolo è finito", actor=world.actor("omar"))
    with acting(sara):
        actions.lift_protection(person=vera, reason="Il pericolo è finito", actor=sara)
        back = Person.objects.get(pk=vera.pk)
        assert {name: getattr(back, name) for name in IDENTIFYING} == before
        assert queries.search_people(sara, "rossini") == [back]
        assert PersonIdentifier.objects.get(person=back).value.startswith("STP")
        assert not ProtectedIdentity.objects.exists()
        with pytest.raises(Conflict):
            actions.lift_protection(person=back, reason="Il pericolo è finito", actor=sara)


@pytest.mark.parametrize(
    ("pseudonym", "reason", "wrong"),
    [("", WHY, "pseudonym"), ("Girasole", "no", "reason"), ("Vera bella", WHY, "pseudonym")],
)
def test_protection_asks_for_a_pseudonym_that_says_nothing_and_a_reason(
    world: World, vera: Person, pseudonym: str, reason: str, wrong: str
) -> None:
    sara = world.actor("sara")
    with acting(sara):
        with pytest.raises(InputRefused) as refusal:
            actions.protect_person(person=vera, pseudonym=pseudonym, reason=reason, actor=sara)
        assert wrong in refusal.value.problems
        assert not Person.objects.get(pk=vera.pk).protected


def test_another_body_does_not_protect_nor_know(world: World, vera: Person) -> None:
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.protect_person(person=vera, pseudonym="Girasole", reason=WHY, actor=nadia)


@pytest.mark.parametrize(
    "sought",
    [
        {"first_name": "Vera", "last_name": "Rossini", "birth_date": BORN},
        {"first_name": "rossini", "last_name": "VERA"},
        {"first_name": "X", "last_name": "Y", "phone": "333 7654321"},
        {"first_name": "X", "last_name": "Y", "codes": ["STP0301234567890"]},
    ],
)
def test_who_looks_learns_nothing_and_the_team_is_told(world: World, vera: Person, sought: dict) -> None:
    protect(world, vera)
    nadia = world.actor("nadia")
    with acting(nadia):
        assert actions.find_possible_duplicates(actor=nadia, **sought) == []
        assert not Notification.objects.exists()  # nothing happens while nadia waits
    assert run_queued(NOTICE) == 1
    with acting(nadia):
        entry = Entry.objects.filter(verb="person.sought").get()
        assert (entry.person_id, entry.membership_id) == (vera.pk, nadia.membership_id)
        told = Notification.objects.get(kind="people.sought")
        assert told.recipient_id == world.user("sara").pk
        assert "Vera" not in told.title + told.path


def test_ones_own_look_and_a_look_for_somebody_else_tell_nobody(world: World, vera: Person) -> None:
    protect(world, vera)
    for who, first in (("sara", "Vera"), ("nadia", "Verena")):
        with acting(world.actor(who)):
            actions.find_possible_duplicates(
                first_name=first, last_name="Rossini", birth_date=BORN, actor=world.actor(who)
            )
    assert run_queued(NOTICE) == 2
    with acting(world.actor("sara")):
        assert not Notification.objects.filter(kind="people.sought").exists()


def test_codes_of_a_protected_person_are_written_under_seal(world: World, vera: Person) -> None:
    protect(world, vera)
    sara = world.actor("sara")
    with acting(sara):
        person = Person.objects.get(pk=vera.pk)
        with pytest.raises(Conflict):
            actions.add_identifier(person=person, kind="stp", value="STP0301234567891", actor=sara)
        actions.correct_identity(person=person, facts={"birth_place": "Arequipa"}, actor=sara)
        facts = actions.open_identity(person=person, reason="Va in questura", actor=sara)
        assert (facts["birth_place"], facts["last_name"]) == ("Arequipa", "Rossini")


# Households: who may do harm may be in the family


@pytest.fixture
def family(world: World, vera: Person) -> Household:
    """Her husband, known to nadia's body; she is a member."""
    husband = casework.a_person(world, first_name="Aldo", last_name="Rossini")
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        actions.admit_organisation(
            person=husband, organisation=world.organisations["other_coop"], reason="desk", actor=sara
        )
        family = actions.register_household(name="Famiglia Rossini", reference=husband, actor=sara)
        actions.add_household_member(household=family, person=vera, relation=Relation.PARTNER, actor=sara)
    with acting(nadia):
        assert len(queries.members_seen_by(nadia, family)) == 2
    return family


def test_who_follows_the_husband_does_not_know_of_her(world: World, vera: Person, family: Household) -> None:
    protect(world, vera)
    for who in ("nadia", "omar"):  # another body; same body, not in her team
        actor = world.actor(who)
        with acting(actor):
            assert [one.row.relation for one in queries.members_seen_by(actor, family)] == ["reference"]
            page = queries.person_page(actor, vera.pk)
            assert page is None or page.households == []
    sara = world.actor("sara")
    with acting(sara):
        assert len(queries.members_seen_by(sara, family)) == 2
        page = queries.person_page(sara, vera.pk)
        assert page is not None
        assert [line.more for line in page.households] == ["Famiglia Rossini"]


def test_a_member_is_hidden_without_being_protected(world: World, vera: Person, family: Household) -> None:
    sara, omar = world.actor("sara"), world.actor("omar")
    with acting(sara):
        member = HouseholdMember.objects.get(person=vera)
        actions.hide_member(member=member, hidden=True, actor=sara)
        assert access.members_visible_to(sara).filter(pk=member.pk).exists()
    with acting(omar):
        assert not access.members_visible_to(omar).filter(pk=member.pk).exists()
        with pytest.raises(NotAllowed):
            actions.hide_member(member=member, hidden=False, actor=omar)


def _look(world: World, who: str, **sought: Any) -> tuple[list[str], int, list[str]]:
    """What a look answers, in how many statements, and their shapes."""
    actor = world.actor(who)
    with acting(actor), CaptureQueriesContext(connection) as seen:
        found = actions.find_possible_duplicates(actor=actor, **sought)
    kinds = [" ".join(one["sql"].split()[:3]) for one in seen if "SAVEPOINT" not in one["sql"]]
    return [one.sentence for one in found], len(seen), kinds


def test_a_look_for_her_cannot_be_told_from_a_look_for_nobody(
    world: World, vera: Person, family: Household
) -> None:
    """By who follows the husband: the same answer, by the same statements, whether she exists or not."""
    protect(world, vera)
    _look(world, "nadia", first_name="Prima", last_name="Volta", birth_date=BORN, phone="333 1111111")
    nobody = _look(
        world, "nadia", first_name="Nora", last_name="Nessuno", birth_date=BORN, phone="3332222222"
    )
    herself = _look(
        world, "nadia", first_name="Vera", last_name="Rossini", birth_date=BORN, phone="3337654321"
    )
    assert nobody == herself
    assert herself[0] == []


def test_who_is_only_hidden_is_not_given_away_by_the_look_for_doubles(
    world: World, vera: Person, family: Household
) -> None:
    """Not protected, but kept from who follows her husband: which body follows her must not be said."""
    sara, sought = world.actor("sara"), {"first_name": "Vera", "last_name": "Rossini", "birth_date": BORN}
    assert _look(world, "nadia", **sought)[0] == ["Già conosciuta nella rete: chiedi a Cooperativa Il Ponte."]
    with acting(sara):
        actions.hide_member(member=HouseholdMember.objects.get(person=vera), hidden=True, actor=sara)
    assert _look(world, "nadia", **sought)[0] == []
    assert [one.startswith("Vera Rossini") for one in _look(world, "sara", **sought)[0]] == [True]
    run_queued(NOTICE)
    with acting(sara):
        entries = Entry.objects.filter(verb="person.sought", person_id=vera.pk)
        assert [entry.membership_id for entry in entries] == [world.actor("nadia").membership_id]
        told = Notification.objects.filter(kind="people.sought")
        assert {one.recipient_id for one in told} == {world.user("sara").pk}


def test_a_household_named_after_her_takes_the_pseudonym_and_gets_its_name_back(
    world: World, vera: Person
) -> None:
    sara = world.actor("sara")
    with acting(sara):
        household = actions.register_household(name="Famiglia Rossini", reference=vera, actor=sara)
    protect(world, vera)
    with acting(sara):
        household.refresh_from_db()
        assert household.name == "Nucleo di Girasole"
        actions.lift_protection(person=vera, reason="Il pericolo è finito", actor=sara)
        household.refresh_from_db()
        assert household.name == "Famiglia Rossini"
