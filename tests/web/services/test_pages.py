"""The directory of services, by hand."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from snodo.domain.services.models import Sending, Service
from snodo.kernel.tenancy import acting
from tests.domain.placements.stage import build_stage
from tests.domain.services.test_services import a_service
from tests.factories import desk as factory
from tests.factories.world import World
from tests.sql_watch import SqlWatch

SignIn = Callable[[str], Any]
TOLD = {"name": "Patronato", "kind": "rights", "provider": "ACLI", "stale_after_days": "90"}


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.mark.covers("A10")
def test_added_found_confirmed_and_closed(sign_in: SignIn, world: World) -> None:
    client = sign_in("sara")
    assert "L'elenco è vuoto" in text(client.get("/servizi/"))
    assert client.post("/servizi/nuovo/", {**TOLD, "name": ""}).status_code == 422
    made = client.post("/servizi/nuovo/", {**TOLD, "languages": ["it", "ar"], "documents": "ISEE"})
    page = text(client.get(made.url))
    for told in ("Patronato", "Italiano, Arabo", "ISEE", "confermato oggi"):
        assert told in page
    assert "Patronato" in text(client.get("/servizi/?testo=patron&lingua=ar"))
    assert "Nessun servizio con questi filtri" in text(client.get("/servizi/?testo=avvocato"))
    assert client.post(f"{made.url}correggi/", {**TOLD, "wait_days": "9"}).url == made.url
    assert "circa 9 giorni" in text(client.get(made.url))
    assert "confermato oggi" in text(client.post(f"{made.url}conferma/", follow=True))
    assert client.post(f"{made.url}stato/", {"stato": "boh"}).status_code == 404
    client.post(f"{made.url}stato/", {"stato": "chiudi"})
    assert client.post(f"{made.url}conferma/").status_code == 409
    assert "Patronato" in text(client.get("/servizi/?stato=chiusi"))


@pytest.mark.covers("A10")
def test_sent_from_an_access_and_told_how_it_went(sign_in: SignIn, world: World) -> None:
    desk = factory.desk_of(world, factory.start(world))
    entry, service = factory.an_access(world, desk, nickname="Stella"), a_service(world)
    client = sign_in("sara")
    address = f"/servizi/manda/?accesso={entry.pk}"
    assert client.post(address, {"service": ""}).status_code == 422
    sent = client.post(address, {"service": str(service.pk), "accompanied": "on"})
    assert sent.url == reverse("desk:access", args=[entry.pk])
    assert "Mensa di San Francesco" in text(client.get(sent.url))
    assert client.post(address, {"service": str(service.pk)}).status_code == 422
    assert "Stella" in text(client.get("/servizi/invii/"))
    with acting(world.actor("sara")):
        sending = Sending.objects.get()
    one = f"/servizi/invii/{sending.pk}/"
    assert client.post(one, {"verb": ""}).status_code == 422
    assert client.post(one, {"verb": "refused", "note": "Chiede la residenza"}).status_code == 302
    assert "Chiede la residenza" in text(client.get(one))
    page = text(client.get(f"/servizi/{service.pk}/"))
    assert "meno di 5" in page
    for who in ("nadia", "stranger"):
        other = sign_in(who)
        assert other.get(one).status_code == 404
        assert other.get(address).status_code == 404
    assert sign_in("marta").get(address).status_code == 403
    assert sign_in("sara").get("/servizi/manda/").status_code == 404


@pytest.mark.covers("A10")
def test_sent_from_a_path_and_read_by_its_team_alone(sign_in: SignIn, world: World) -> None:
    stage, service = build_stage(world), a_service(world)
    address = f"/servizi/manda/?percorso={stage.case.pk}"
    client = sign_in("sara")
    assert address.replace("&", "&amp;") in text(client.get(f"/percorsi/{stage.case.pk}/"))
    assert client.post(address, {"service": str(service.pk)}).status_code == 302
    assert "Luca Ferrante" in text(client.get("/servizi/invii/"))
    with acting(world.actor("sara")):
        sending = Sending.objects.get()
    for who in ("omar", "nadia", "bruno", "dario"):
        assert sign_in(who).get(f"/servizi/invii/{sending.pk}/").status_code == 404, who
        assert sign_in(who).get(address).status_code == 404, who


@pytest.mark.covers("A10")
def test_directories_are_exchanged(sign_in: SignIn, world: World) -> None:
    a_service(world)
    client = sign_in("marta")
    told = json.loads(client.get("/servizi/hsds.json").content)
    assert told["contents"][0]["name"] == "Mensa di San Francesco"
    rows = [
        {"id": "a-1", "name": "Scuola di italiano", "status": "active"},
        {"id": "a-2", "status": "active"},
    ]

    def send(content: bytes) -> Any:
        return client.post("/servizi/importa/", {"file": SimpleUploadedFile("elenco.json", content)})

    page = send(json.dumps(rows).encode())
    assert "Scrivi il nome del servizio." in text(page)
    with acting(world.founder):
        assert Service.objects.get(source_id="a-1").name == "Scuola di italiano"
    assert send(json.dumps(rows[:1]).encode()).status_code == 302
    assert send(b"non sono json").status_code == 422
    assert sign_in("sara").get("/servizi/importa/").status_code == 403


def test_the_directory_asks_the_same_however_long_it_is(
    sign_in: SignIn, world: World, sql_watch: SqlWatch
) -> None:
    client = sign_in("sara")

    def statements() -> int:
        client.get("/servizi/")
        sql_watch.statements.clear()
        answer = client.get("/servizi/")
        assert len(answer.content) < 40_000
        return len(sql_watch.statements)

    a_service(world)
    few = statements()
    for number in range(20):
        a_service(world, name=f"Servizio {number}")
    assert statements() == few <= 8
