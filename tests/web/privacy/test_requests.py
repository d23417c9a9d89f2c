"""Pages of requests: they work, wrong input keeps what was typed, neighbours and strangers find nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.people.models import Person
from snodo.domain.privacy.models import PersonRequest
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]
REGISTER = "/riservatezza/richieste/"
ASKED = {"kind": "rectification", "words": "Abito a Rho.", "asked_by": "person", "received_on": "2026-01-12"}


@pytest.fixture
def person(world: World) -> Person:
    return a_case(world, small_programme(world)).person


@pytest.fixture
def address(sign_in: SignIn, world: World, person: Person) -> str:
    answer = sign_in("sara").post(f"/riservatezza/persone/{person.pk}/richieste/nuova/", ASKED)
    assert answer.status_code == 302, answer.content.decode()
    with acting(world.actor("paola")):
        return f"{REGISTER}{PersonRequest.objects.get().pk}/"


@pytest.mark.covers("D21")
def test_from_the_register_to_the_answer(sign_in: SignIn, address: str) -> None:
    client = sign_in("paola")
    register = client.get(f"{REGISTER}?stato=open").content.decode()
    assert "Correggere i dati" in register
    assert len(register) < 40_000
    assert "Abito a Rho." in client.get(address).content.decode()
    wrong = client.post(f"{address}identita/", {"how": "mandate"})
    assert wrong.status_code == 422
    assert "Scegli un modo" in wrong.content.decode()
    assert client.post(f"{address}identita/", {"how": "paper"}).status_code == 302
    assert client.get(f"{address}prendi/").status_code == 405
    assert client.post(f"{address}prendi/").status_code == 302
    assert client.post(f"{address}contributo/", {"question": "Da quando?"}).status_code == 302
    team = sign_in("sara")
    assert "Da quando?" in team.get(address).content.decode()
    assert team.post(f"{address}scrivi/", {"text": "Da marzo."}).status_code == 302
    client = sign_in("paola")
    assert "Da marzo." in client.get(address).content.decode()
    assert client.post(f"{address}risposta/", {"answer": ""}).status_code == 422
    assert client.post(f"{address}risposta/", {"answer": "Corretto."}).status_code == 302
    assert client.post(f"{address}rifiuto/", {"reason": "No."}).status_code == 409
    assert "Corretto." in client.get(address).content.decode()
    assert "Correggere" in client.get(f"{REGISTER}?stato=answered").content.decode()


def test_what_was_typed_is_kept(sign_in: SignIn, person: Person) -> None:
    new = f"/riservatezza/persone/{person.pk}/richieste/nuova/"
    client = sign_in("sara")
    assert "Che cosa chiede" in client.get(new).content.decode()
    answer = client.post(new, ASKED | {"asked_by": "guardian"})
    assert answer.status_code == 422
    assert "Abito a Rho." in answer.content.decode()


def test_the_team_reads_and_does_not_decide(sign_in: SignIn, address: str) -> None:
    client = sign_in("sara")
    assert "Correggere i dati" in client.get(REGISTER).content.decode()
    for step in ("identita", "proroga", "risposta", "rifiuto", "contributo"):
        assert client.get(f"{address}{step}/").status_code == 403
    assert client.post(f"{address}prendi/").status_code == 403
    assert sign_in("paola").get(f"{address}scrivi/").status_code == 403
    assert sign_in("paola").get(f"{address}nulla/").status_code == 404


@pytest.mark.parametrize("who", ["omar", "nadia", "bruno", "elena", "ada", "stranger"])
def test_neighbours_and_strangers_find_nothing(
    sign_in: SignIn, person: Person, address: str, who: str
) -> None:
    client = sign_in(who)
    for page in (address, f"{address}identita/", f"{address}scrivi/"):
        assert client.get(page).status_code == 404
    assert client.post(f"{address}prendi/").status_code == 404
    register = client.get(REGISTER)
    assert register.status_code == 200
    assert "Nessuna richiesta" in register.content.decode()
    assert client.get(f"/riservatezza/persone/{person.pk}/richieste/nuova/").status_code == 404
