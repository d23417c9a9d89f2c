"""Pages of tables: the whole job with the keyboard of the people who do it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.casework.models import Case
from snodo.domain.tables import actions, states
from snodo.domain.tables.models import Table, TableCommitment, TableGuest
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, Sitting, make_scene, prepared_table, running_table, tomorrow
from tests.factories.world import World

SignIn = Callable[[str], Any]


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def address(sitting: Sitting, rest: str = "") -> str:
    return f"/tavoli/{sitting.table.pk}/{rest}"


@pytest.mark.covers("C04", "D09", "D10", "D11")
def test_from_an_empty_calendar_to_approved_minutes(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in("sara")
    assert "Nessun tavolo in programma" in client.get("/tavoli/").content.decode()
    response = client.post(
        "/tavoli/nuovo/",
        {
            "programme": scene.programme.pk,
            "kind": "multidisciplinary",
            "title": "Tavolo di novembre",
            "starts_at": tomorrow().strftime("%Y-%m-%dT%H:%M"),
            "minutes": 90,
        },
    )
    assert response.status_code == 302, response.content.decode()
    page = response["Location"]
    text = client.get(page).content.decode()
    assert "Prima di convocare" in text
    assert "Amina Haddad" in text
    guest = {
        "membership": scene.world.memberships["elena"].pk,
        "sees": ["functioning"],
        "function": "psichiatra",
    }
    assert client.post(f"{page}invita/", guest).status_code == 302
    assert client.post(f"{page}invita/", {"name": "La famiglia"}).status_code == 302
    added = {"case": scene.case.pk, "title": "Ragazza di 19 anni"}
    assert client.post(f"{page}casi/", added).status_code == 302
    assert client.post(f"{page}convoca/").status_code == 302
    assert client.post(f"{page}apri/").status_code == 302
    with acting(scene.world.actor("sara")):
        coop, health, family = TableGuest.objects.order_by("created_at")
    marks = {
        f"presenza-{coop.pk}": "presente",
        f"presenza-{health.pk}": "remoto",
        f"presenza-{family.pk}": "",
    }
    assert client.post(f"{page}presenze/", marks).status_code == 302
    for what, given in (
        ("posizione", {"guest": coop.pk, "need_area": "Scuola", "text": "Rischio di abbandono."}),
        ("posizione", {"guest": health.pk, "need_area": "scuola", "text": "È stanca.", "differs": "on"}),
        ("opportunita", {"text": "Doposcuola", "state": "active"}),
        ("decisione", {"text": "Si parte dal nido."}),
        ("dissenso", {"guest": health.pk, "text": "Prima la casa."}),
        ("impegno", {"text": "Domanda al nido", "owner": coop.pk, "due_on": "2027-01-31"}),
        ("impegno", {"text": "Portare i documenti", "owner": family.pk, "due_on": "2027-01-31"}),
    ):
        response = client.post(f"{page}scrivi/{what}/", given)
        assert response.status_code == 302, (what, response.content.decode())
    text = client.get(page).content.decode()
    assert "2 letture diverse su «scuola»" in text
    assert text.count("diverge</span>") == 2
    assert "Prima la casa." in text
    assert client.post(f"{page}chiudi/").status_code == 302
    assert client.post(f"{page}approva/").status_code == 302
    assert "Manca: Servizio di salute mentale" in client.get(page).content.decode()
    minutes = client.get(f"{page}verbale/").content.decode()
    assert "Domanda al nido" in minutes
    assert "Haddad" not in minutes
    promise = client.get("/tavoli/impegni/")
    assert "Portare i documenti" in promise.content.decode()
    other = sign_in("elena")
    assert "Approva il verbale" in other.get(page).content.decode()
    paper = client.get(f"{page}verbale/pdf/")
    assert paper.status_code == 302
    with acting(scene.world.actor("sara")):
        assert paper["Location"].endswith(f"/documenti/{Table.objects.get().document_id}/")
        Case.objects.filter(pk=scene.case.pk).update(frozen=True)  # as when the file of one is closed
    paper = client.get(f"{page}verbale/pdf/")
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"].startswith("attachment")
    with acting(scene.world.actor("sara")):
        Case.objects.filter(pk=scene.case.pk).update(frozen=False)
    assert client.post(f"{page}verbale/pdf/").status_code == 405
    other.post(f"{page}approva/")
    with acting(scene.world.actor("sara")):
        assert Table.objects.get().state == states.TableState.APPROVED


def test_a_guest_reads_the_table_and_not_the_names(scene: Scene, sign_in: SignIn) -> None:
    sitting = running_table(scene)
    client = sign_in("elena")
    text = client.get(address(sitting)).content.decode()
    assert "Ragazza di 19 anni" in text
    assert "Haddad" not in text
    assert "Scrivi la decisione" not in text
    given = {"guest": sitting.health.pk, "need_area": "Lavoro", "text": "Al mattino sta bene."}
    assert client.post(address(sitting, "scrivi/posizione/"), given).status_code == 302
    assert client.post(address(sitting, "scrivi/decisione/"), {"text": "Io"}).status_code == 403
    assert client.post(address(sitting, "chiudi/")).status_code == 403


@pytest.mark.parametrize("who", ["nadia", "bruno", "dario", "stranger"])
def test_who_is_not_invited_does_not_know_it_exists(scene: Scene, sign_in: SignIn, who: str) -> None:
    sitting = running_table(scene)
    client = sign_in(who)
    assert client.get(address(sitting)).status_code == 404
    for rest in ("verbale/", "verbale/pdf/"):
        assert client.get(address(sitting, rest), follow=True).status_code == 404
    assert client.get(address(sitting, "modifica/")).status_code == 404
    for rest in ("chiudi/", "presenze/", "invita/", "casi/", "annulla/", "scrivi/decisione/"):
        assert client.post(address(sitting, rest), {"text": "x"}).status_code == 404, rest


def test_an_invited_guest_answers(scene: Scene, sign_in: SignIn) -> None:
    sitting = prepared_table(scene)
    assert sign_in("elena").get(address(sitting)).status_code == 404
    sign_in("sara").post(address(sitting, "convoca/"))
    client = sign_in("elena")
    text = client.get(address(sitting)).content.decode()
    assert "Ci sarai?" in text
    assert "che cosa può fare" in text
    client.post(address(sitting, f"invitati/{sitting.health.pk}/risposta/"), {"risposta": "si"})
    assert "Hai detto che ci sarai" in client.get(address(sitting)).content.decode()
    refused = client.post(address(sitting, f"invitati/{sitting.coop.pk}/risposta/"), {"risposta": "no"})
    assert refused.status_code == 403


def test_what_is_refused_is_said_next_to_the_field_and_nothing_is_lost(scene: Scene, sign_in: SignIn) -> None:
    sitting = running_table(scene)
    client = sign_in("sara")
    wrong = {"text": "Posto al nido", "owner": sitting.coop.pk, "due_on": "2020-01-01"}
    text = client.post(address(sitting, "scrivi/impegno/"), wrong).content.decode()
    assert "prima del tavolo" in text
    assert 'value="Posto al nido"' in text
    text = client.post(
        address(sitting, "scrivi/posizione/"),
        {"guest": sitting.coop.pk, "need_area": "Casa", "text": "a\x00b"},
    ).content.decode()
    assert "carattere invisibile" in text
    huge = {"guest": sitting.coop.pk, "need_area": "Casa", "text": "a" * 300_000}
    assert "troppo lungo" in client.post(address(sitting, "scrivi/posizione/"), huge).content.decode()
    client.post(address(sitting, "presenze/"), {f"presenza-{sitting.coop.pk}": "presente"})
    text = client.post(address(sitting, "scrivi/decisione/"), {"text": "Si parte."}).content.decode()
    assert "almeno due enti presenti" in text
    assert "Si parte." in text
    assert client.post(address(sitting, "scrivi/altro/"), {}).status_code == 404
    assert client.get("/tavoli/non-un-id/").status_code == 404


@pytest.mark.covers("D12")
def test_a_promise_is_settled_by_who_made_it(scene: Scene, sign_in: SignIn) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        promise = actions.add_commitment(
            table_case=sitting.item,
            text="Domanda di contributo",
            organisation=scene.world.organisations["municipality"],
            due_on=tomorrow().date(),
            actor=sara,
        )
    client = sign_in("dario")
    assert "Domanda di contributo" in client.get("/tavoli/impegni/?miei=on").content.decode()
    assert client.get(f"/tavoli/impegni/{promise.pk}/").status_code == 200
    assert client.post(f"/tavoli/impegni/{promise.pk}/", {"outcome": ""}).status_code == 200
    assert client.post(f"/tavoli/impegni/{promise.pk}/", {"outcome": "kept"}).status_code == 302
    with acting(sara):
        assert TableCommitment.objects.get(pk=promise.pk).state == "kept"
    assert sign_in("nadia").get(f"/tavoli/impegni/{promise.pk}/").status_code == 404


@pytest.mark.covers("E40")
def test_protocol_pages(scene: Scene, sign_in: SignIn) -> None:
    world = scene.world
    client = sign_in("marta")
    given = {
        "programme": scene.programme.pk,
        "title": "Linee operative",
        "text": "Chi fa che cosa.",
        "approval_by": [world.organisations["lead"].pk, world.organisations["other_coop"].pk],
    }
    assert "obbligatorio" in client.post("/tavoli/protocolli/nuovo/", {**given, "title": ""}).content.decode()
    page = client.post("/tavoli/protocolli/nuovo/", given)["Location"]
    client.post(f"{page}invia/")
    client.post(f"{page}approva/")
    assert "1 di 2" in client.get("/tavoli/protocolli/").content.decode()
    client = sign_in("bruno")
    client.post(page, {"text": "D'accordo."})
    client.post(f"{page}approva/")
    assert "In vigore" in client.get(page).content.decode()
    assert sign_in("nadia").get("/tavoli/protocolli/nuovo/").status_code == 403
    assert sign_in("stranger").get(page).status_code == 404


def test_lists_cost_the_same_however_long(scene: Scene, sign_in: SignIn) -> None:
    sara = scene.world.actor("sara")

    def statements(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len([q for q in queries if "SAVEPOINT" not in q["sql"]])

    sitting = running_table(scene)
    with acting(sara):
        actions.add_commitment(
            table_case=sitting.item, text="Prima", owner_name="X", due_on=tomorrow().date(), actor=sara
        )
    client = sign_in("sara")
    paths = ("/tavoli/", "/tavoli/impegni/", "/tavoli/protocolli/", address(sitting))
    before = [statements(path) for path in paths]
    with acting(sara):
        for number in range(12):
            table = actions.prepare_table(
                programme=scene.programme,
                kind="team",
                title=f"Équipe {number}",
                starts_at=tomorrow(),
                actor=sara,
            )
            actions.invite_guest(table=table, name="Ospite", actor=sara)
            actions.add_commitment(
                table_case=sitting.item,
                text=f"Cosa {number}",
                owner_name="X",
                due_on=tomorrow().date(),
                actor=sara,
            )
            actions.take_position(
                table_case=sitting.item, guest=sitting.coop, need_area="Casa", text="Vedo", actor=sara
            )
    assert [statements(path) for path in paths] == before
    assert max(before[:3]) <= 8, before
