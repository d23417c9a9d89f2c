"""Pages of protection: each works, refuses what is wrong, and does not exist for neighbour and stranger."""

import html
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.people import actions
from snodo.domain.people.models import HouseholdMember, Person, SafeContact
from snodo.domain.people.states import Relation
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_person, small_programme
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("B20")]

SignIn = Callable[[str], Any]
WHY = "La cerca chi le ha fatto del male"
# omar works beside sara; nadia and bruno in another body; the stranger in another network.
OTHERS = ("omar", "nadia", "bruno", "stranger")


@pytest.fixture
def vera(world: World) -> Person:
    """In charge of sara."""
    mine = a_person(world, first_name="Vera", last_name="Rossini", phone="+39 333 7654321")
    return a_case(world, small_programme(world), person=mine).person


@pytest.fixture
def stella(world: World, vera: Person) -> Person:
    """The same, protected."""
    with acting(world.actor("sara")):
        return actions.protect_person(
            person=vera, pseudonym="Stella Alpina", reason=WHY, actor=world.actor("sara")
        )


def at(person: Person, page: str) -> str:
    return f"/persone/{person.pk}/{page}"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def not_there(sign_in: SignIn, address: str, posted: dict[str, str]) -> None:
    for who in OTHERS:
        client = sign_in(who)
        assert client.get(address).status_code in (404, 405), who
        assert client.post(address, posted).status_code == 404, who


def test_protecting(sign_in: SignIn, world: World, vera: Person) -> None:
    address, posted = at(vera, "protezione/"), {"pseudonym": "Stella Alpina", "reason": WHY}
    not_there(sign_in, address, posted)
    client = sign_in("sara")
    assert client.get(address).status_code == 200
    for wrong in ({"pseudonym": ""}, {"reason": "no"}, {"pseudonym": "Vera bella"}):
        answer = client.post(address, posted | wrong)
        assert answer.status_code == 422
        assert "Rossini" not in str(answer.headers)
    assert client.post(address, posted).headers["Location"] == at(vera, "")
    page = text(client.get(at(vera, "")))
    assert "Stella Alpina" in page
    assert "Rossini" not in page
    assert client.post(address, posted).status_code == 302  # twice: nothing more happens
    with acting(world.actor("sara")):
        assert Entry.objects.filter(verb="person.protect", person_id=vera.pk).count() == 1


def test_opening_the_identity(sign_in: SignIn, world: World, stella: Person) -> None:
    address, posted = at(stella, "identita/"), {"reason": "Va in questura"}
    not_there(sign_in, address, posted)
    client = sign_in("sara")
    assert "Rossini" not in text(client.get(address))
    assert client.post(address, {"reason": " "}).status_code == 422
    opened = client.post(address, posted)
    assert "Rossini" in text(opened)
    assert "no-store" in opened.headers["Cache-Control"]
    with acting(world.actor("sara")):
        assert Entry.objects.filter(verb="person.open_identity", ground="Va in questura").count() == 1


def test_writing_what_was_learned(sign_in: SignIn, world: World, stella: Person) -> None:
    address, posted = at(stella, "identita/scrivi/"), {"birth_place": "Arequipa"}
    not_there(sign_in, address, posted)
    client = sign_in("sara")
    assert "Rossini" not in text(client.get(address))
    for wrong in ({"birth_date": "2999-01-01"}, {"codice_fiscale": "XXX"}, {"first_name": "Stella"}):
        assert client.post(address, wrong).status_code == 422, wrong
    assert client.post(address, posted).status_code == 302
    assert "Arequipa" in text(client.post(at(stella, "identita/"), {"reason": "Va in questura"}))
    assert "Arequipa" not in text(client.get(at(stella, "")))


def test_lifting(sign_in: SignIn, world: World, stella: Person) -> None:
    address, posted = at(stella, "protezione/togli/"), {"reason": "Il pericolo è finito"}
    not_there(sign_in, address, posted)
    client = sign_in("sara")
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    with acting(world.actor("sara")):
        assert Person.objects.get(pk=stella.pk).protected
    assert client.post(address, posted).status_code == 302
    assert "Vera Rossini" in text(client.get(at(stella, "")))
    assert client.get(address).status_code == 404  # there is nothing more to lift


def test_when_to_call(sign_in: SignIn, world: World, stella: Person) -> None:
    address = at(stella, "contatti-sicuri/")
    posted = {"from_time": "09:00", "until_time": "12:00", "calls": "on", "number": "333 7654321"}
    not_there(sign_in, address, posted)
    client = sign_in("sara")
    assert client.get(address).status_code == 200
    assert client.post(address, posted | {"until_time": "08:00"}).status_code == 422
    assert client.post(address, posted | {"safe_word": "girandola"}).status_code == 302
    with acting(world.actor("sara")):
        assert SafeContact.objects.get(person=stella).safe_word == "girandola"


def test_hiding_a_member(sign_in: SignIn, world: World, vera: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        husband = actions.register_person(first_name="Aldo", last_name="Rossini", actor=sara)
        for body in ("other_coop",):
            actions.admit_organisation(
                person=husband, organisation=world.organisations[body], reason="desk", actor=sara
            )
        family = actions.register_household(name="Famiglia Rossini", reference=husband, actor=sara)
        member = actions.add_household_member(
            household=family, person=vera, relation=Relation.PARTNER, actor=sara
        )
    address = f"/persone/nuclei/{family.pk}/componenti/{member.pk}/nascondi/"
    client = sign_in("sara")
    assert client.get(address).status_code == 405
    assert client.post(address, {"hidden": "1"}).status_code == 302
    for who in ("nadia", "bruno", "stranger"):
        assert sign_in(who).post(address, {"hidden": "0"}).status_code == 404, who
    page = text(sign_in("nadia").get(f"/persone/nuclei/{family.pk}/"))
    assert "Aldo Rossini" in page
    assert "Vera" not in page
    assert "2 componenti" not in page
    with acting(sara):
        assert HouseholdMember.objects.get(pk=member.pk).hidden


def test_no_other_method_opens_anything(sign_in: SignIn, stella: Person) -> None:
    client = sign_in("sara")
    for page in ("identita/", "identita/scrivi/", "protezione/togli/", "contatti-sicuri/"):
        for method in (client.put, client.delete, client.patch):
            answer = method(at(stella, page))
            assert answer.status_code in (200, 405)
            assert "Rossini" not in text(answer)
