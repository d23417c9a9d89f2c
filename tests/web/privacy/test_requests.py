"""Pages of requests: they work, wrong input keeps what was typed, neighbours and strangers find nothing."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.people.models import Guardian, Person
from snodo.domain.privacy.models import PersonRequest
from snodo.kernel import clock
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
    assert client.post(f"{address}risposta/", {"answer": "Corretto."}).status_code == 409
    for other in ("cancellazione", "ferma", "continua"):
        assert client.get(f"{address}{other}/").status_code == 404
    form = client.get(f"{address}correzione/").content.decode()
    assert 'value="Ferrante"' in form
    right = {
        "first_name": "Luca",
        "last_name": "Ferranti",
        "language": "it",
        "municipality": "",
        "quarter": "",
    }
    assert client.post(f"{address}correzione/", right | {"phone": "boh"}).status_code == 422
    assert client.post(f"{address}correzione/", right).status_code == 302
    assert client.post(f"{address}altrove/", {"where": "Scheda"}).status_code == 422
    assert client.post(f"{address}altrove/", {"where": "Scheda", "after": "Licenza media"}).status_code == 302
    page = client.get(address).content.decode()
    for said in ("Ferranti", "Licenza media", "A chi lo abbiamo detto"):
        assert said in page
    assert client.post(f"{address}risposta/", {"answer": "Corretto."}).status_code == 302
    assert client.post(f"{address}rifiuto/", {"reason": "No."}).status_code == 409
    assert "Corretto." in client.get(address).content.decode()
    assert "Correggere" in client.get(f"{REGISTER}?stato=answered").content.decode()


def opened(sign_in: SignIn, world: World, person: Person, kind: str) -> str:
    """A request in the hands of data protection; gives its address."""
    sign_in("sara").post(f"/riservatezza/persone/{person.pk}/richieste/nuova/", ASKED | {"kind": kind})
    with acting(world.actor("paola")):
        address = f"{REGISTER}{PersonRequest.objects.get(kind=kind).pk}/"
    client = sign_in("paola")
    client.post(f"{address}identita/", {"how": "paper"})
    client.post(f"{address}prendi/")
    return address


@pytest.mark.covers("D21")
def test_an_erasure_is_looked_at_before_it_is_accepted(sign_in: SignIn, world: World, person: Person) -> None:
    address = opened(sign_in, world, person, "erasure")
    client = sign_in("paola")
    assert "Guarda e decidi" in client.get(address).content.decode()
    page = client.get(f"{address}cancellazione/").content.decode()
    assert "Prova: che cosa succederebbe" in page
    assert len(page) < 40_000
    assert client.post(f"{address}cancellazione/", {"words": "Grazie"}).status_code == 422
    assert client.post(f"{address}cancellazione/", {"sure": "on"}).status_code == 409  # a path is open
    sara = world.actor("sara")
    with acting(sara):
        path = Case.objects.get(person=person)
        casework.close_case(case=path, reason="goals_reached", drop_open_steps=True, actor=sara)
    assert client.post(f"{address}cancellazione/", {"sure": "on"}).status_code == 302
    page = client.get(address).content.decode()
    for said in (person.name, "Che cosa resta, e perché", "Vai al fascicolo: chiuso a tutti"):
        assert said in page
    assert client.get(f"{address}lettera/").status_code == 200
    assert sign_in("sara").get(address).status_code == 404


def test_an_objection_stops_or_says_on_which_law(sign_in: SignIn, world: World, person: Person) -> None:
    address, sara = opened(sign_in, world, person, "objection"), world.actor("sara")
    health = world.organisations["health"]
    with acting(sara):
        people.record_sharing_choice(
            person=person, organisation=health, purpose="care", choice="agreed", actor=sara
        )
    client = sign_in("paola")
    assert health.label in client.get(f"{address}ferma/").content.decode()
    assert client.post(f"{address}ferma/", {"why": "Resta."}).status_code == 422
    assert client.post(f"{address}continua/", {"why": "Resta."}).status_code == 422
    chosen = {"chosen": f"{health.pk}:care", "bases": "public_task", "why": "Il percorso è aperto."}
    assert client.post(f"{address}ferma/", chosen).status_code == 302
    page = client.get(address).content.decode()
    assert "Che cosa è finito, da oggi" in page
    assert "Il percorso è aperto." in page
    assert sign_in("sara").get(f"{address}ferma/").status_code == 403


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


@pytest.mark.covers("D21", "A03")
def test_who_decides_for_the_person_is_proposed_as_who_asks(
    sign_in: SignIn, world: World, person: Person
) -> None:
    new = f"/riservatezza/persone/{person.pk}/richieste/nuova/"
    assert "Avv. Olmo" not in sign_in("sara").get(new).content.decode()
    sara = world.actor("sara")
    with acting(sara):
        for kind, name in (("tutor", "Avv. Olmo"), ("curator", "Dott. Faggio")):
            people.name_guardian(
                person=person,
                kind=kind,
                name=name,
                act="Tribunale di Milano, 12/2024",
                started_on=clock.today(),
                actor=sara,
            )
        guardian = Guardian.objects.get(kind="tutor")
    page = sign_in("sara").get(new).content.decode()
    chosen = re.search(r'<input[^>]*value="([^"]*)"[^>]*checked', page.split('name="asked_by"', 1)[1])
    assert chosen is not None
    assert chosen[1] == f"guardian-{guardian.pk}"
    for said in ("Avv. Olmo: tutore", "Dott. Faggio: curatore"):
        assert said in page
    # Who may not read who decides is proposed nobody: data protection takes the request as it comes.
    assert "Avv. Olmo" not in sign_in("paola").get(new).content.decode()
    asked = ASKED | {"asked_by": f"guardian-{guardian.pk}"}
    assert sign_in("sara").post(new, ASKED | {"asked_by": f"guardian-{person.pk}"}).status_code == 422
    assert sign_in("sara").post(new, asked).status_code == 302
    with acting(world.actor("paola")):
        made = PersonRequest.objects.get()
        assert (made.asked_by, made.asker) == ("guardian", "Avv. Olmo")


@pytest.mark.covers("D21", "A03")
def test_of_a_minor_for_whom_nobody_decides_it_is_said(sign_in: SignIn, world: World, person: Person) -> None:
    new, sara = f"/riservatezza/persone/{person.pk}/richieste/nuova/", world.actor("sara")
    with acting(sara):
        born = clock.today().replace(day=1) - 15 * 366 * datetime.timedelta(days=1)
        people.update_person(person=person, version=person.version, birth_date=born, actor=sara)
    assert "non risulta chi ne ha la responsabilità" in sign_in("sara").get(new).content.decode()
    assert "non risulta chi ne ha" not in sign_in("paola").get(new).content.decode()
