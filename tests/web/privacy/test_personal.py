"""The person's own ledger by personal link: a code, no names of who works, a way to object."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.messaging.models import Notification
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import actions
from snodo.domain.privacy.models import LedgerLink
from snodo.domain.privacy.papers import ledger as papers
from snodo.kernel import passes
from snodo.kernel.errors import Conflict, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_person, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(world: World) -> Person:
    return a_case(world, small_programme(world)).person


@pytest.fixture
def address(world: World, person: Person, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the drawing on the sheet leads to."""
    kept: list[str] = []
    give = passes.give_token

    def remember(link: Any) -> str:
        kept.append(give(link))
        return kept[-1]

    monkeypatch.setattr(passes, "give_token", remember)
    sara = world.actor("sara")
    with acting(sara):
        people.open_person_file(person=person, actor=sara)
        assert actions.give_ledger_link(person=person, actor=sara).startswith(b"%PDF")
    return papers.PERSONAL_PAGE.format(kept[-1])


@pytest.fixture
def code(world: World, person: Person, address: str) -> str:
    sara = world.actor("sara")
    with acting(sara):
        return actions.tell_ledger_code(person=person, actor=sara)


def test_the_code_opens_a_page_without_names_and_a_request_arrives(
    world: World, person: Person, address: str, code: str
) -> None:
    client = Client()
    assert "Cooperativa" not in client.get(address).content.decode()
    assert client.post(address, {"codice": code}).status_code == 302
    page = client.get(address).content.decode()
    assert "Cooperativa Il Ponte" in page
    assert "Sara" not in page
    assert client.post(address, {"kind": "object"}).status_code == 302
    assert client.post(address, {"kind": "boh"}).status_code == 409
    with acting(world.actor("paola")):
        assert Notification.objects.filter(kind="privacy.request_received").count() == 1
        verbs = set(Entry.objects.filter(person_id=person.pk).values_list("verb", flat=True))
    assert {"ledger.own", "request.receive", "ledger.link_give"} <= verbs


def test_a_wrong_code_and_a_sheet_taken_back_open_nothing(
    world: World, person: Person, address: str, code: str
) -> None:
    client, sara = Client(), world.actor("sara")
    wrong = f"{(int(code) + 1) % 100000:05d}"
    assert "Cooperativa" not in client.post(address, {"codice": wrong}).content.decode()
    assert client.post(address, {"codice": code}).status_code == 302
    with acting(sara):
        actions.revoke_ledger_link(person=person, actor=sara)
    assert "Cooperativa" not in client.get(address).content.decode()
    with acting(sara), pytest.raises(Conflict):
        actions.tell_ledger_code(person=person, actor=sara)


def test_only_who_follows_the_person_gives_it_and_never_of_somebody_protected(
    world: World, person: Person
) -> None:
    for who in ("nadia", "bruno", "elena"):
        with acting(world.actor(who)), pytest.raises(NotAllowed):
            actions.give_ledger_link(person=person, actor=world.actor(who))
    hidden = a_person(world, protected=True, pseudonym="Stella")
    with acting(world.actor("sara")):
        with pytest.raises(Conflict):
            actions.give_ledger_link(person=hidden, actor=world.actor("sara"))
        assert not LedgerLink.objects.exists()


def test_the_sheet_and_the_code_from_the_page(
    sign_in: Callable[[str], Any], world: World, person: Person
) -> None:
    client = sign_in("sara")
    base = f"/riservatezza/persone/{person.pk}/"
    assert client.get(f"{base}foglio/").status_code == 405
    assert client.post(f"{base}foglio/").headers["Content-Type"] == "application/pdf"
    with acting(world.actor("sara")):
        link = LedgerLink.objects.get()
    assert passes.code_of(link) in client.post(f"{base}codice/").content.decode()
    assert passes.code_of(link) not in client.get(base).content.decode()
    assert client.post(f"{base}togli/").status_code == 302
    assert client.post(f"{base}togli/").status_code == 409
    for verb in ("foglio", "codice", "togli"):
        assert sign_in("nadia").post(f"{base}{verb}/").status_code == 404
