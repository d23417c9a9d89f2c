"""Companies, by hand."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.employers import actions
from snodo.domain.employers.models import HostProfile
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories.world import World

SignIn = Callable[[str], Any]
TODAY = clock.today()


@pytest.fixture
def host(world: World) -> HostProfile:
    sara = world.actor("sara")
    with acting(sara):
        return actions.open_host_profile(
            organisation=world.organisations["company"], kind="green", actor=sara
        )


@pytest.mark.covers("C21")
def test_a_new_company_and_its_first_contact(sign_in: SignIn, world: World) -> None:
    client = sign_in("sara")
    assert "Non c'è ancora nessuna azienda" in client.get("/aziende/").content.decode().replace("&#x27;", "'")
    data = {
        "name": "Panificio Rossi",
        "vat_number": "IT 00743110158",
        "organisation_kind": "company",
        "kind": "catering",
        "transport": "yes",
    }
    wrong = client.post("/aziende/nuova/", data)
    assert wrong.status_code == 422
    assert "Panificio Rossi" in wrong.content.decode()
    made = client.post("/aziende/nuova/", {**data, "vat_number": "IT 00743110157"})
    assert made.status_code == 302
    contact = {
        "kind": "phone",
        "on_day": TODAY.isoformat(),
        "readiness": "ready",
        "summary": "Disponibili da marzo",
    }
    assert client.post(f"{made.url}contatto/", {**contact, "readiness": ""}).status_code == 422
    assert client.post(f"{made.url}contatto/", contact).status_code == 302
    page = client.get(made.url).content.decode()
    assert "Disponibili da marzo" in page
    assert "Pronta ad accogliere" in page
    assert "Panificio Rossi" in client.get("/aziende/?disponibilita=ready&testo=pani").content.decode()
    assert "Panificio Rossi" not in client.get("/aziende/?disponibilita=no").content.decode()
    again = client.post("/aziende/nuova/", {**data, "name": "Altro", "vat_number": "00743110157"})
    assert "già" in again.content.decode()


@pytest.mark.covers("C31")
def test_agreement_and_its_expiry(sign_in: SignIn, world: World, host: HostProfile) -> None:
    client, url = sign_in("sara"), f"/aziende/{host.pk}/"
    data = {
        "promoter": str(world.organisations["promoter"].pk),
        "valid_from": TODAY.isoformat(),
        "valid_until": (TODAY + datetime.timedelta(days=10)).isoformat(),
    }
    assert client.post(f"{url}convenzione/", {**data, "valid_until": "2001-01-01"}).status_code == 422
    assert client.post(f"{url}convenzione/", data).status_code == 302
    assert "valida fino al" in client.get(url).content.decode()
    assert "Officina Verde" in client.get("/aziende/convenzioni/").content.decode()
    assert client.post(f"{url}persona/", {"name": "Gianni Capo"}).status_code == 302
    assert client.get(f"{url}scheda/").status_code == 200
    assert "Gianni Capo" in client.get(url).content.decode()


def test_who_finds_a_company(sign_in: SignIn, host: HostProfile) -> None:
    url = f"/aziende/{host.pk}/"
    assert sign_in("nadia").get(url).status_code == 200
    for who in ("elena", "gino", "stranger"):
        assert sign_in(who).get(url).status_code == 404, who
        assert sign_in(who).post(f"{url}contatto/", {}).status_code == 404, who
    assert sign_in("gino").get("/aziende/nuova/").status_code == 403
