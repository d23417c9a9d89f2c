"""Pages on persons: mine open, others' do not exist, the number of statements never grows."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Entry
from snodo.domain.people import actions
from snodo.domain.people.models import HouseholdMember, Person, SharingChoice
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World

SignIn = Callable[[str], Any]


@pytest.fixture
def luca(world: World) -> Person:
    return casework.a_person(world, "sara")


def statements(client: Any, address: str) -> tuple[int, Any]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    asked = [one for one in captured if "SAVEPOINT" not in one["sql"]]  # outside tests it is the transaction
    return len(asked), response


def test_the_list_shows_the_path_and_what_is_due(world: World, sign_in: SignIn) -> None:
    made = casework.small_programme(world)
    casework.a_case(world, made)
    page = sign_in("sara").get("/persone/").content.decode()
    for words in ("Luca Ferrante", "Azione persone", "Sara Prova", "Primo colloquio", "1 persona"):
        assert words in page, words


def test_list_and_search_cost_the_same_with_many_people(world: World, sign_in: SignIn) -> None:
    made = casework.small_programme(world)
    casework.a_case(world, made)
    client = sign_in("sara")
    few = [statements(client, address)[0] for address in ("/persone/", "/persone/cerca/?q=fer")]
    for number in range(12):
        person = casework.a_person(world, "sara", "Anna", f"Ferri{number}")
        casework.a_case(world, made, person=person)
    many = [statements(client, address)[0] for address in ("/persone/", "/persone/cerca/?q=fer")]
    assert few == many
    assert many[0] <= 8
    assert many[1] <= 5
    _, response = statements(client, "/persone/?stato=tutte")
    assert len(response.content) <= 40_000


def test_filters_live_in_the_address(world: World, sign_in: SignIn, luca: Person) -> None:
    client = sign_in("sara")
    assert "Luca Ferrante" not in client.get("/persone/").content.decode()
    assert "Luca Ferrante" in client.get("/persone/?stato=senza-percorso").content.decode()
    assert "Luca Ferrante" in client.get("/persone/?stato=tutte&testo=ferr").content.decode()
    nothing = client.get("/persone/?stato=tutte&testo=zzz&programma=x&responsabile=%00&pagina=-4")
    assert "Nessuna persona con questi filtri" in nothing.content.decode()


def test_the_page_of_a_person_opens_within_ten_statements_and_is_logged(
    world: World, sign_in: SignIn, luca: Person
) -> None:
    made = casework.small_programme(world)
    casework.a_case(world, made, person=luca)
    count, response = statements(sign_in("sara"), f"/persone/{luca.pk}/")
    assert count <= 10
    page = response.content.decode()
    for words in ("Luca Ferrante", "informativa da spiegare", "Azione persone", "Cooperativa Il Ponte"):
        assert words in page, words
    with acting(world.founder):
        assert Entry.objects.filter(verb="read", person_id=luca.pk).count() == 2


@pytest.mark.parametrize("who", ["nadia", "bruno", "marta", "elena", "ada", "gino", "paola", "stranger"])
def test_others_persons_do_not_exist(world: World, sign_in: SignIn, luca: Person, who: str) -> None:
    client = sign_in(who)
    for tail in ("", "modifica/", "codici/", "informazione/", "scelte/", "nucleo/"):
        assert client.get(f"/persone/{luca.pk}/{tail}").status_code == 404, tail


def test_a_new_person_is_checked_for_doubles_and_nothing_is_lost(
    world: World, sign_in: SignIn, luca: Person
) -> None:
    client = sign_in("sara")
    typed = {"first_name": "Luca", "last_name": "Ferrante", "phone": "02 1234567", "language": "it"}
    doubt = client.post("/persone/nuova/", typed | {"do": "save"}).content.decode()
    assert "Forse è già conosciuta" in doubt
    assert 'value="02 1234567"' in doubt
    done = client.post("/persone/nuova/", typed | {"do": "anyway"})
    assert done.status_code == 302
    wrong = client.post(
        "/persone/nuova/", typed | {"first_name": "Zoe", "last_name": "Zen", "birth_date": "2999-01-01"}
    ).content.decode()
    assert "nel futuro" in wrong
    assert 'value="Zoe"' in wrong


def test_codes_are_masked_until_opened(world: World, sign_in: SignIn, luca: Person) -> None:
    from snodo.kernel.identifiers.persons import check_letter

    code = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")
    client = sign_in("sara")
    answer = client.post(f"/persone/{luca.pk}/codici/", {"kind": "codice_fiscale", "value": code})
    assert answer.status_code == 302
    assert code not in client.get(f"/persone/{luca.pk}/").content.decode()
    assert code in client.get(f"/persone/{luca.pk}/codici/").content.decode()
    with acting(world.founder):
        assert Entry.objects.filter(section="identifiers", person_id=luca.pk).exists()


def test_a_colleague_is_not_overwritten(world: World, sign_in: SignIn, luca: Person) -> None:
    client = sign_in("sara")
    typed = {"first_name": "Luca", "last_name": "Ferrante", "version": "1", "language": "it"}
    assert client.post(f"/persone/{luca.pk}/modifica/", typed).status_code == 302
    late = client.post(f"/persone/{luca.pk}/modifica/", typed | {"first_name": "Lucio"})
    assert "un&#x27;altra persona ha modificato" in late.content.decode()
    assert 'value="Lucio"' in late.content.decode()


def test_choices_are_recorded_from_the_page(world: World, sign_in: SignIn, luca: Person) -> None:
    client = sign_in("sara")
    answer = client.post(
        f"/persone/{luca.pk}/scelte/",
        {
            "organisation": str(world.organisations["other_coop"].pk),
            "purpose": "work",
            "choice": "refused",
        },
    )
    assert answer.status_code == 302
    assert "Non accetta" in client.get(f"/persone/{luca.pk}/").content.decode()
    with acting(world.founder):
        assert SharingChoice.objects.count() == 1


@pytest.mark.covers("A03")
def test_a_household_is_built_page_by_page(world: World, sign_in: SignIn, luca: Person) -> None:
    child = casework.a_person(world, "sara", "Mia", "Ferrante", birth_date=datetime.date(2016, 2, 3))
    client = sign_in("sara")
    made = client.post(f"/persone/{luca.pk}/nucleo/", {"name": "Famiglia Ferrante"})
    address = made.headers["Location"]
    added = client.post(
        f"{address}componenti/", {"person": str(child.pk), "relation": "child", "cohabiting": "on"}
    )
    assert added.status_code == 302
    page = client.get(address).content.decode()
    assert "Mia Ferrante" in page
    assert "2 componenti" in page
    other = sign_in("nadia")
    assert other.get(address).status_code == 404


@pytest.mark.covers("A03", "A05")
def test_a_household_shows_the_path_of_each_and_who_left_when(world: World, sign_in: SignIn) -> None:
    family = casework.a_household(world)
    made = casework.small_programme(world)
    with acting(world.actor("sara")):
        father = HouseholdMember.objects.select_related("person").get(person__first_name="Moussa")
    casework.a_case(world, made, household=family)
    casework.a_case(world, made, person=father.person)
    address = f"/persone/nuclei/{family.pk}/"
    client = sign_in("sara")
    asked, response = statements(client, address)
    assert asked <= 10
    page = response.content.decode()
    assert "Azione nuclei" in page
    assert "Azione persone" in page
    leaves = f"{address}componenti/{father.pk}/esce/"
    assert client.get(leaves).status_code == 405
    for day, words in (("boh", "data che esiste"), ("1990-01-01", "prima dell&#x27;ingresso")):
        assert words in client.post(leaves, {"ended_on": day}, follow=True).content.decode()
        assert "3 componenti" in client.get(address).content.decode()
    for who in ("nadia", "stranger"):
        assert sign_in(who).post(leaves, {"ended_on": ""}).status_code == 404, who
    client = sign_in("sara")
    page = client.post(leaves, {"ended_on": father.started_on.isoformat()}, follow=True).content.decode()
    assert "Chi ne faceva parte prima" in page
    assert "2 componenti" in page
    assert "Azione persone" not in page


def test_a_protected_person_shows_the_pseudonym_only(world: World, sign_in: SignIn) -> None:
    sara = world.actor("sara")
    with acting(sara):
        person = actions.register_person(
            first_name="Vera",
            last_name="Verissima",
            protected=True,
            pseudonym="Girasole",
            municipality=world.territories["bollate"],
            actor=sara,
        )
    client = sign_in("sara")
    for address in ("/persone/?stato=tutte", f"/persone/{person.pk}/", "/persone/cerca/?q=gira"):
        page = client.get(address).content.decode()
        assert "Girasole" in page
        assert "Verissima" not in page


def test_search_answers_htmx_with_a_fragment(world: World, sign_in: SignIn, luca: Person) -> None:
    client = sign_in("sara")
    piece = client.get("/persone/cerca/?q=lu", headers={"HX-Request": "true"}).content.decode()
    assert "Luca Ferrante" in piece
    assert "<html" not in piece


def test_who_refers_sees_the_persons_sent_but_changes_nothing(world: World, sign_in: SignIn) -> None:
    made = casework.small_programme(world)
    case = casework.a_case(world, made, sender=world.organisations["municipality"])
    client = sign_in("dario")
    assert client.get(f"/persone/{case.person_id}/").status_code == 200
    assert client.get(f"/persone/{case.person_id}/modifica/").status_code == 403
    assert client.get("/persone/nuova/").status_code == 403
