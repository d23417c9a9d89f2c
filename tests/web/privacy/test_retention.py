"""Pages of retention: they work, neighbours and strangers find nothing, three hundred files fit a page."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people.models import Person
from snodo.domain.privacy.models import LegalHold, RetentionFile
from snodo.kernel import clock
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Any]
LIST = "/riservatezza/conservazione/"
SURE = {"sure": "on"}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def person(world: World) -> Person:
    return a_case(world, small_programme(world)).person


@pytest.fixture
def address(world: World, person: Person) -> str:
    with acting(world.actor("sara")):
        casework.close_case(
            case=Case.objects.get(person=person),
            reason="goals_reached",
            drop_open_steps=True,
            actor=world.actor("sara"),
        )
    with acting(world.actor("paola")):
        file = RetentionFile.objects.create(
            subject_kind="people.person",
            subject_id=person.pk,
            ground="request",
            due_on=clock.today() - DAY,
            erase_on=clock.today() - DAY,
        )
    return f"{LIST}{file.pk}/"


@pytest.mark.covers("D21")
def test_from_the_list_to_the_certificate(sign_in: SignIn, person: Person, address: str) -> None:
    client = sign_in("paola")
    assert person.name in client.get(f"{LIST}?stato=due").content.decode()
    page = client.get(address).content.decode()
    assert "Prova: che cosa succederebbe" in page
    assert len(page) < 40_000
    assert client.get(f"{address}chiudi/").status_code == 405
    assert client.post(f"{address}chiudi/").status_code == 302
    assert person.name in client.get(address).content.decode()
    assert client.post(f"{address}chiudi/").status_code == 409
    assert client.post(f"{address}altro/").status_code == 404
    assert client.post(f"{address}blocca/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}blocca/", {"reason": "Una causa"}).status_code == 302
    assert client.post(f"{address}pseudonimizza/", SURE).status_code == 409
    assert "È fermo per un blocco" in client.get(address).content.decode()
    with acting_paola(client):
        hold = LegalHold.objects.get()
    assert client.post(f"{address}blocchi/{hold.pk}/togli/").status_code == 302
    unsure = client.post(f"{address}pseudonimizza/")
    assert unsure.status_code == 422
    assert "Segna la casella" in unsure.content.decode()
    assert client.post(f"{address}pseudonimizza/", SURE).status_code == 302
    assert person.name not in client.get(address).content.decode()
    assert client.post(f"{address}cancella/").status_code == 422
    assert client.post(f"{address}cancella/", SURE).status_code == 302
    assert "Apri il certificato" in client.get(address).content.decode()


def acting_paola(client: Any) -> Any:
    from uuid import UUID

    from snodo.kernel.tenancy import in_network

    return in_network(UUID(client.session["network_id"]))


def test_only_data_protection_sees_it(sign_in: SignIn, address: str) -> None:
    for who in ("sara", "ada", "marta"):
        client = sign_in(who)
        assert client.get(LIST).status_code == 403
        assert client.get(address).status_code == 404
        assert client.post(f"{address}chiudi/").status_code == 404


def test_rules_are_written_by_who_administers(sign_in: SignIn) -> None:
    client = sign_in("ada")
    page = client.get(f"{LIST}regole/").content.decode()
    assert "art. 82" in page
    assert "da confermare" in page
    words = {"kind": "path", "programme": "", "months": "84", "start": "case_end", "source": ""}
    assert client.post(f"{LIST}regole/", words).status_code == 422
    assert client.post(f"{LIST}regole/", {**words, "source": "Massimario"}).status_code == 302
    assert "84 mesi" in client.get(f"{LIST}regole/").content.decode()
    assert sign_in("sara").get(f"{LIST}regole/").status_code == 403


def test_three_hundred_files_take_no_more_statements(sign_in: SignIn, world: World, address: str) -> None:
    client = sign_in("paola")
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    with acting(world.actor("paola")):
        today = clock.today()
        RetentionFile.objects.bulk_create(
            RetentionFile(subject_kind="people.person", subject_id=uuid7(), due_on=today, erase_on=today)
            for _ in range(300)
        )
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert len(many) == len(few)
    assert len(page.content) < 40_000
    assert "301 fascicoli" in page.content.decode()


def test_a_restriction_stops_changes_and_is_lifted(sign_in: SignIn, world: World, person: Person) -> None:
    from snodo.domain.people import access
    from snodo.domain.privacy import actions

    sara, paola = world.actor("sara"), world.actor("paola")
    with acting(sara):
        asked = actions.receive_request(person=person, kind="restriction", actor=sara)
    with acting(paola):
        actions.check_identity(request=asked, how="known", actor=paola)
    client, address = sign_in("paola"), f"/riservatezza/richieste/{asked.pk}/"
    assert "Limita l'uso dei dati" in client.get(address).content.decode().replace("&#x27;", "'")
    assert client.post(f"{address}limita/").status_code == 302
    with acting(sara):
        assert access.people_visible_to(sara).filter(pk=person.pk).exists()
        assert not access.can_edit_person(sara, person)
        path = Case.objects.get(person=person)
    assert "Uso dei dati limitato" in sign_in("sara").get(f"/percorsi/{path.pk}/").content.decode()
    client = sign_in("paola")
    assert client.post(f"{address}limita/").status_code == 302
    with acting(sara):
        assert access.can_edit_person(sara, person)
    assert sign_in("sara").post(f"{address}limita/").status_code == 403
