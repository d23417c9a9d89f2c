"""Pages of restricted sections: closed, opened with a reason, given to a body and taken back."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Entry
from snodo.domain.documents.models import Document
from snodo.domain.people import actions
from snodo.domain.people.models import Person, SectionGrant
from snodo.domain.people.states import CircleReason, Section
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World

SignIn = Callable[[str], Any]
CANARY = "canarino-che-non-deve-uscire"


@pytest.fixture
def luca(world: World) -> Person:
    """In charge of Sara, with something written in every section."""
    made = casework.small_programme(world)
    person = casework.a_person(world, "sara")
    casework.a_case(world, made, person=person)
    sara = world.actor("sara")
    with acting(sara):
        for section in Section.values:
            actions.write_section(person=person, section=section, text=CANARY, number=0, actor=sara)
    return person


def base(person: Person) -> str:
    return f"/persone/{person.pk}/parti-riservate/"


@pytest.mark.covers("C09")
def test_a_section_is_closed_until_one_says_why(world: World, sign_in: SignIn, luca: Person) -> None:
    client = sign_in("sara")
    for address in (f"/persone/{luca.pk}/", base(luca), base(luca) + "health/"):
        page = client.get(address).content.decode()
        assert "Salute" in page
        assert CANARY not in page, address
    assert client.get(base(luca) + "health/scrivi/").status_code == 302
    assert client.post(base(luca) + "health/", {"ground": ""}).status_code == 422
    opened = client.post(base(luca) + "health/", {"ground": "Colloquio con il medico"})
    assert CANARY in opened.content.decode()
    with acting(world.founder):
        assert Entry.objects.get(verb="person.open_section").section == "health"


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.covers("C09")
def test_a_paper_opens_to_whom_its_section_opens(world: World, sign_in: SignIn, luca: Person) -> None:
    client, where = sign_in("sara"), base(luca) + "health/documento/"
    wrong = client.post(where, {"file": SimpleUploadedFile("referto.pdf", b"MZ\x90\0" + b"\0" * 99)})
    assert wrong.status_code == 422
    assert "programma" in wrong.content.decode()
    assert client.post(where, {}).status_code == 422
    assert client.get(where).status_code == 405
    assert client.post(where, {"file": SimpleUploadedFile(f"{CANARY}.pdf", PDF)}).status_code == 302
    with acting(world.actor("sara")):
        paper = Document.objects.get(kind="section_paper")
    assert CANARY not in paper.title
    address = f"/documenti/{paper.pk}/scarica/"
    opened = client.post(base(luca) + "health/", {"ground": "Visita"}).content.decode()
    assert paper.title in opened
    assert paper.title not in client.post(base(luca) + "economic/", {"ground": "ISEE"}).content.decode()
    assert paper.title not in client.get(f"/persone/{luca.pk}/").content.decode()
    assert client.get(address).status_code == 200
    for who in ("omar", "nadia", "stranger"):
        assert sign_in(who).get(address).status_code in (403, 404), who
        assert sign_in(who).post(where, {"file": SimpleUploadedFile("x.pdf", PDF)}).status_code == 404, who


@pytest.mark.covers("C09")
def test_a_new_version_is_written_and_nothing_typed_is_lost(
    world: World, sign_in: SignIn, luca: Person
) -> None:
    client = sign_in("sara")
    write = base(luca) + "economic/scrivi/"
    late = client.post(write, {"text": "Scritto senza leggere", "number": "0"})
    assert late.status_code == 422
    assert "Nel frattempo" in late.content.decode()
    assert "Scritto senza leggere" in late.content.decode()
    assert client.post(write, {"text": "Ora ha un contributo.", "number": "1"}).status_code == 302
    opened = client.post(base(luca) + "economic/", {"ground": "Domanda di contributo"}).content.decode()
    assert "Ora ha un contributo." in opened
    assert "Le versioni di prima" in opened


@pytest.mark.covers("C09", "B20")
@pytest.mark.parametrize("who", ["nadia", "marta", "carla", "elena", "paola", "ada", "stranger"])
def test_others_find_no_sections(world: World, sign_in: SignIn, luca: Person, who: str) -> None:
    client = sign_in(who)
    assert client.get(base(luca)).status_code == 404
    assert client.get(base(luca) + "health/").status_code == 404
    assert client.post(base(luca) + "health/", {"ground": "x"}).status_code == 404
    assert client.post(base(luca) + "health/scrivi/", {"text": "x", "number": "0"}).status_code == 404
    assert client.get(f"/persone/{luca.pk}/aperture/nuova/").status_code == 404


@pytest.mark.covers("C09")
def test_a_colleague_outside_the_team_does_not_find_the_person(sign_in: SignIn, luca: Person) -> None:
    client = sign_in("omar")
    for address in (f"/persone/{luca.pk}/", base(luca), f"/persone/{luca.pk}/aperture/nuova/"):
        assert client.get(address).status_code == 404, address
    assert "Luca Ferrante" not in client.get("/persone/cerca/?q=Ferrante").content.decode()


@pytest.mark.covers("C09")
def test_whoever_only_knows_the_person_sees_that_they_are_closed(
    world: World, sign_in: SignIn, luca: Person
) -> None:
    with acting(world.actor("sara")):
        actions.admit_organisation(
            person=luca,
            organisation=world.organisations["coop"],
            reason=CircleReason.DESK,
            actor=world.actor("sara"),
        )
    client = sign_in("omar")
    page = client.get(base(luca)).content.decode()
    assert page.count("chiusa per te") == 6
    assert "Scritta da" not in page
    refused = client.post(base(luca) + "health/", {"ground": "Curiosità"})
    assert refused.status_code == 403
    assert CANARY not in refused.content.decode()
    assert client.get(f"/persone/{luca.pk}/aperture/nuova/").status_code == 403
    assert client.get(base(luca) + "inventata/").status_code == 404
    with acting(world.founder):
        assert Entry.objects.filter(act="refusal").exists()


@pytest.mark.covers("C09")
def test_a_body_is_let_in_and_shut_out_in_one_step(world: World, sign_in: SignIn, luca: Person) -> None:
    sara = sign_in("sara")
    new = f"/persone/{luca.pk}/aperture/nuova/"
    assert "2-sexies" in sara.get(new).content.decode()
    sent = {
        "organisation": str(world.organisations["health"].pk),
        "sections": ["health"],
        "purpose": "care",
        "legal_base": "public_task",
        "valid_until": (clock.today() + datetime.timedelta(days=60)).isoformat(),
    }
    wrong = sara.post(new, sent)
    assert wrong.status_code == 422
    assert "Questa base non basta per: Salute" in wrong.content.decode()
    assert sara.post(new, sent | {"legal_base": "care"}).status_code == 302
    page = sara.get(base(luca)).content.decode()
    assert "vede anche: <strong>Servizio di salute mentale</strong>, per cura e salute" in page
    with acting(world.founder):
        given = SectionGrant.objects.get()
    revoke = f"/persone/{luca.pk}/aperture/{given.pk}/togli/"
    carla = sign_in("carla")
    seen = carla.post(base(luca) + "health/", {"ground": "Preparo la visita"})
    assert CANARY in seen.content.decode()
    assert carla.post(base(luca) + "economic/", {"ground": "x"}).status_code == 403
    assert carla.post(revoke).status_code == 403
    assert sign_in("nadia").post(revoke).status_code == 404
    sara = sign_in("sara")
    assert sara.get(revoke).status_code == 405
    assert sara.post(revoke).status_code == 302
    assert "Aperture finite" in sara.get(base(luca)).content.decode()
    assert sign_in("carla").post(base(luca) + "health/", {"ground": "Preparo"}).status_code == 404


@pytest.mark.parametrize("tail", ["", "parti-riservate/", "parti-riservate/health/"])
def test_pages_of_sections_stay_within_ten_statements(
    world: World, sign_in: SignIn, luca: Person, tail: str
) -> None:
    client = sign_in("sara")
    address = f"/persone/{luca.pk}/{tail}"
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) <= 10
    assert len(response.content) <= 40_000
