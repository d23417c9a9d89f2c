"""Pages under /riservatezza/: they work, the neighbour is refused, the stranger finds nothing."""

import datetime
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit import actions as audit
from snodo.domain.audit.models import Entry
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.people.models import EmergencyAccess, Person
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy.models import EmergencyReview, UnusualReading
from snodo.kernel.tenancy import acting
from snodo.web import navigation
from tests.factories.casework import a_case, a_person, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]
ASKED = {
    "first_name": "Luca",
    "last_name": "Ferrante",
    "birth_date": "1999-05-04",
    "reason": "care",
    "words": "È qui al pronto intervento, non sappiamo chi avvisare.",
}


@pytest.fixture
def person(world: World) -> Person:
    mine = a_person(world, phone="3331234567", contact_notes="solo messaggi")
    return a_case(world, small_programme(world), person=mine).person


@pytest.fixture
def emergency(sign_in: SignIn, world: World, person: Person) -> EmergencyAccess:
    client = sign_in("nadia")
    answer = client.post("/riservatezza/emergenza/", ASKED)
    assert answer.status_code == 302, answer.content.decode()
    with acting(world.actor("nadia")):
        return EmergencyAccess.objects.get()


def test_an_hour_is_asked_shown_and_closed(sign_in: SignIn, world: World, emergency: EmergencyAccess) -> None:
    client = sign_in("nadia")
    page = client.get(f"/riservatezza/emergenza/{emergency.pk}/").content.decode()
    assert "si chiude da sé alle" in page
    assert "solo messaggi" in page
    assert "Sara Prova" in page
    with acting(world.actor("nadia")):
        line = Entry.objects.get(verb="emergency.read")
    assert line.ground == "accesso d'emergenza: Servono cure subito"
    assert client.get(f"/persone/{emergency.person_id}/").status_code == 404
    assert client.get(f"/riservatezza/emergenza/{emergency.pk}/chiudi/").status_code == 405
    assert client.post(f"/riservatezza/emergenza/{emergency.pk}/chiudi/").status_code == 302
    assert client.get(f"/riservatezza/emergenza/{emergency.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["bruno", "omar", "sara", "paola", "stranger"])
def test_the_open_file_is_of_who_asked(sign_in: SignIn, emergency: EmergencyAccess, who: str) -> None:
    client = sign_in(who)
    assert client.get(f"/riservatezza/emergenza/{emergency.pk}/").status_code == 404
    assert client.post(f"/riservatezza/emergenza/{emergency.pk}/chiudi/").status_code == 404


def test_a_wrong_name_loses_nothing_typed_and_tells_nothing(sign_in: SignIn, person: Person) -> None:
    client = sign_in("nadia")
    answer = client.post("/riservatezza/emergenza/", ASKED | {"last_name": "Ferranti"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Non risulta nessuna persona" in page
    assert "Ferranti" in page
    assert "pronto intervento" in page
    assert client.post("/riservatezza/emergenza/", ASKED | {"birth_date": ""}).status_code == 422


def test_who_follows_the_person_is_led_to_the_file(sign_in: SignIn, person: Person) -> None:
    answer = sign_in("sara").post("/riservatezza/emergenza/", ASKED)
    assert answer.headers["Location"] == f"/persone/{person.pk}/"


@pytest.mark.parametrize("who", ["elena", "tina", "paola", "ada"])
def test_who_may_not_ask_is_refused(sign_in: SignIn, person: Person, who: str) -> None:
    assert sign_in(who).post("/riservatezza/emergenza/", ASKED).status_code == 403


def test_the_judgement(sign_in: SignIn, world: World, emergency: EmergencyAccess) -> None:
    with acting(world.actor("paola")):
        pk = EmergencyReview.objects.get().pk
    address = f"/riservatezza/emergenze/{pk}/"
    assert sign_in("bruno").get(address).status_code == 404
    assert "Luca Ferrante" not in sign_in("nadia").get(address).content.decode()
    assert sign_in("nadia").post(address, {"verdict": "justified"}).status_code == 403
    client = sign_in("paola")
    assert "Da esaminare" in client.get("/riservatezza/emergenze/?stato=pending").content.decode()
    for door in ("/", "/riservatezza/"):
        assert "nessuno" not in client.get(door).content.decode(), door
    assert "pronto intervento" in client.get(address).content.decode()
    assert client.post(address, {"verdict": "unjustified", "note": ""}).status_code == 422
    assert client.post(address, {"verdict": "justified", "note": ""}).status_code == 302
    assert "Giustificato" in client.get(address).content.decode()
    for door in ("/", "/riservatezza/"):
        assert "nessuno" in client.get(door).content.decode(), door
    assert sign_in("stranger").get(address).status_code == 404


def test_the_ledger_on_screen_printed_and_questioned(
    sign_in: SignIn, world: World, person: Person, emergency: EmergencyAccess
) -> None:
    sign_in("nadia").get(f"/riservatezza/emergenza/{emergency.pk}/")
    address = f"/riservatezza/persone/{person.pk}/"
    for who in ("sara", "paola"):
        page = sign_in(who).get(address).content.decode()
        assert "Nadia Prova" in page
        assert "emergenza" in page
        assert len(page) < 40_000
    paper = sign_in("sara").get(f"{address}stampa/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert "Ferrante" not in paper.headers["Content-Disposition"]
    assert sign_in("sara").post(f"{address}richiesta/", {"kind": "explain"}).status_code == 302
    for who in ("nadia", "bruno", "stranger", "ada"):
        client = sign_in(who)
        assert client.get(address).status_code == 404
        assert client.get(f"{address}stampa/").status_code == 404
        assert client.post(f"{address}richiesta/", {"kind": "explain"}).status_code == 404


def _statements(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len([one for one in seen if "SAVEPOINT" not in one["sql"]])


def test_the_emergency_page_and_the_ledger_cost_the_same_with_little_and_with_much(
    sign_in: SignIn, world: World, person: Person, emergency: EmergencyAccess
) -> None:
    sara = world.actor("sara")
    pages = (
        ("nadia", f"/riservatezza/emergenza/{emergency.pk}/"),
        ("sara", f"/riservatezza/persone/{person.pk}/"),
        ("paola", f"/riservatezza/persone/{person.pk}/"),
    )
    few = [_statements(sign_in(who), address) for who, address in pages]
    with acting(sara):
        case = Case.objects.get(person=person)
        for body in ("lead", "other_coop", "health"):
            casework.add_party(
                case=case,
                organisation=world.organisations[body],
                function="partner",
                sees=["plan", "readings"],
                actor=sara,
            )
        for name in ("omar", "nadia", "paola"):
            reader = world.actor(name)
            for section in ("plan", "diary", "readings"):
                audit.record_read(actor=reader, subject=case, section=section, person_id=person.pk)
    assert [_statements(sign_in(who), address) for who, address in pages] == few
    assert few[0] <= 13
    assert max(few[1:]) <= 19


def test_data_protection_finds_a_ledger_by_exact_name(sign_in: SignIn, person: Person) -> None:
    client = sign_in("paola")
    named = {name: ASKED[name] for name in ("first_name", "last_name", "birth_date")}
    answer = client.post("/riservatezza/persone/trova/", named)
    assert answer.headers["Location"] == f"/riservatezza/persone/{person.pk}/"
    assert client.post("/riservatezza/persone/trova/", named | {"last_name": "X"}).status_code == 422
    assert sign_in("sara").post("/riservatezza/persone/trova/", named).status_code == 403


@pytest.mark.covers("B20", "E37")
def test_data_protection_comes_to_a_protected_person_without_their_name(
    sign_in: SignIn, world: World, person: Person
) -> None:
    """By pseudonym, code or request number; with a reason, which the team reads in the ledger."""
    sara, address, why = world.actor("sara"), "/riservatezza/persone/trova/protetta/", "Chiede chi l'ha vista"
    with acting(sara):
        people.add_identifier(person=person, kind="stp", value="STP0301234567890", actor=sara)
        people.protect_person(person=person, pseudonym="Stella Alpina", reason="La cercano", actor=sara)
        number = privacy.receive_request(person=person, kind="explanation", actor=sara).number
    client, ledger = sign_in("paola"), f"/riservatezza/persone/{person.pk}/"
    for way in ({"pseudonym": "stella alpina"}, {"code": "STP0301234567890"}, {"number": number}):
        assert client.post(address, way | {"why": why}).headers["Location"] == ledger, way
    for wrong in (
        {"pseudonym": "Stella"},
        {"pseudonym": "Luca Ferrante"},
        {"number": "R-00000000"},
        {"code": "RSSMRA80A01H501U"},
        {"pseudonym": "Stella Alpina", "number": number},
        {},
    ):
        assert client.post(address, wrong | {"why": why}).status_code == 422, wrong
    assert client.post(address, {"pseudonym": "Stella Alpina"}).status_code == 422
    named = {name: ASKED[name] for name in ("first_name", "last_name", "birth_date")}
    assert client.post("/riservatezza/persone/trova/", named).status_code == 422
    with acting(sara):
        assert Entry.objects.filter(verb="ledger.find", person_id=person.pk, ground=why).count() == 3
    # Two of one pseudonym: nobody, until something surer is said.
    a_person(world, first_name="Irene", last_name="Bassi", protected=True, pseudonym="Stella Alpina")
    assert client.post(address, {"pseudonym": "Stella Alpina", "why": why}).status_code == 422
    assert why in html.unescape(sign_in("sara").get(ledger).content.decode())
    for who in ("sara", "nadia", "ada", "stranger"):
        assert sign_in(who).get(address).status_code == 403
        assert sign_in(who).post(address, {"pseudonym": "Stella Alpina", "why": why}).status_code == 403


def test_unusual_readings_are_marked(sign_in: SignIn, world: World) -> None:
    paola = world.actor("paola")
    with acting(paola):
        row = UnusualReading.objects.create(
            pattern="hours", membership=world.memberships["sara"], day=datetime.date(2026, 10, 14), count=4
        )
    client = sign_in("paola")
    assert "di notte o in un giorno di festa" in client.get("/riservatezza/insolite/").content.decode()
    address = f"/riservatezza/insolite/{row.pk}/"
    assert client.get(address).status_code == 405
    assert client.post(address, {"verb": "explain", "note": "Era di turno."}).status_code == 302
    assert "Era di turno." in client.get("/riservatezza/insolite/").content.decode()
    assert sign_in("sara").get("/riservatezza/insolite/").status_code == 403
    assert sign_in("sara").post(address, {"verb": "see"}).status_code == 403
    assert sign_in("stranger").post(address, {"verb": "see"}).status_code == 403


def test_the_number_in_the_menu_is_all_that_waits_for_data_protection(
    sign_in: SignIn, world: World, person: Person, emergency: EmergencyAccess
) -> None:
    """Emergencies, requests and unusual readings; nobody else is told any of them."""
    paola = world.actor("paola")
    with acting(paola):
        for day in (14, 15):
            UnusualReading.objects.create(
                pattern="hours",
                membership=world.memberships["sara"],
                day=datetime.date(2026, 10, day),
                count=4,
            )
        assert navigation.numbers_for(paola)["privacy"] == 3
    sign_in("sara").post(f"/riservatezza/persone/{person.pk}/richiesta/", {"kind": "explain"})
    with acting(paola), CaptureQueriesContext(connection) as seen:
        numbers = navigation.numbers_for(paola)
    assert len(seen) == 1
    parts = {"privacy_reviews": 1, "privacy_requests": 1, "privacy_unusual": 2, "privacy": 4}
    assert {name: numbers[name] for name in parts} == parts
    for who in ("sara", "ada", "marta"):
        with acting(world.actor(who)):
            assert navigation.numbers_for(world.actor(who))["privacy"] == 0, who
    page = sign_in("paola").get("/riservatezza/").content.decode()
    assert re.search(r'href="/riservatezza/"[^>]*>.*?Riservatezza.*?4', page, re.S)


@pytest.mark.parametrize("who", ["sara", "marta", "paola", "ada", "elena"])
def test_the_door_of_the_area(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get("/riservatezza/").status_code == 200
