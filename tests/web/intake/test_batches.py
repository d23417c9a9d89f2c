"""Pages of a list of persons to refer: from the template to the rows to mend."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral, ReferralBatch
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel.grids import read_grid
from snodo.kernel.tenancy import acting
from tests.factories import intake, lists
from tests.factories.world import World
from tests.web.intake.test_pages import statements

SignIn = Callable[[str], Any]
pytestmark = [pytest.mark.django_db, pytest.mark.covers("A06", "C01")]


@pytest.fixture
def in_lav(world: World) -> Programme:
    return intake.start(world)


@pytest.fixture
def giovani(world: World, in_lav: Programme) -> ProgrammeAction:
    with acting(world.founder):
        return intake.action_of(in_lav, "giovani")


def upload(client: Any, action: ProgrammeAction, content: bytes, name: str = "elenco.csv") -> Any:
    return client.post(
        f"/segnalazioni/elenchi/nuovo/{action.pk}/", {"file": SimpleUploadedFile(name, content)}
    )


def content_of(world: World, action: ProgrammeAction, *changes: dict[str, str]) -> bytes:
    with acting(world.founder):
        return lists.as_csv(action, [lists.good_row(action, n, **one) for n, one in enumerate(changes, 1)])


def test_from_the_template_to_the_rows_to_mend(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    client = sign_in("dario")
    assert "Segnala un elenco" in client.get("/segnalazioni/").content.decode()
    assert "Comincia un elenco" in client.get("/segnalazioni/elenchi/").content.decode()
    page = client.get(f"/segnalazioni/elenchi/nuovo/{giovani.pk}/").content.decode()
    assert "Data di nascita" in page
    for kind in ("xlsx", "csv"):
        template = client.get(f"/segnalazioni/elenchi/modello/{giovani.pk}/{kind}/")
        assert f".{kind}" in template["Content-Disposition"]
        assert read_grid(template.content, most=10).lines[0].cells[0] == "Nome"
    refused = upload(client, giovani, b"%PDF-1.4", "elenco.pdf")
    assert refused.status_code == 422
    assert "non è un foglio di calcolo" in refused.content.decode()
    content = content_of(world, giovani, {}, {"birth_date": "boh", "first_name": "Zeno"})
    address = upload(client, giovani, content)["Location"]
    shown = client.get(address).content.decode()
    assert "Invia 1 segnalazione" in shown
    assert "«boh» non è una data che esiste" in shown
    assert "Zeno" not in client.get(f"{address}?quali=pronte").content.decode()
    client.post(f"{address}invia/")
    waiting = client.get(address).content.decode()
    assert "In coda" in waiting
    with acting(world.founder):
        batch = ReferralBatch.objects.get()
    actions.send_rows(batch_id=batch.pk, actor=world.actor("dario"))
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    done = client.get(address).content.decode()
    with acting(world.founder):
        pk = Referral.objects.get().pk
    assert f"/segnalazioni/{pk}/" in done
    assert "Nome1 Diprova" in done
    for kind in ("xlsx", "csv"):
        mend = client.get(f"{address}da-correggere/{kind}/")
        lines = read_grid(mend.content, most=10).lines
        assert (len(lines), lines[1].cells[1]) == (2, "Zeno")
    assert client.get(f"{address}da-correggere/pdf/").status_code == 404
    nothing = client.post(f"{address}invia/", follow=True).content.decode()
    assert "nessuna riga pronta" in nothing
    assert "1 da correggere" in client.get("/segnalazioni/elenchi/").content.decode()
    client.post(f"{address}elimina/")
    assert client.get(address).status_code == 404


def test_columns_nobody_knows_are_asked(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    client = sign_in("dario")
    with acting(world.founder):
        table = lists.table(giovani, [lists.good_row(giovani)])
    table[0][table[0].index("Cognome")] = "<b>Chi</b>"
    address = upload(client, giovani, lists.write_csv(table))["Location"]
    asked = client.get(address)
    assert asked["Location"].endswith("/colonne/")
    page = client.get(asked["Location"]).content.decode()
    assert "Cognome" in page
    assert "<b>Chi</b>" not in page
    with acting(world.founder):
        keys = ReferralBatch.objects.get().reading["keys"]
    chosen = {f"colonna-{at}": key or "last_name" for at, key in enumerate(keys)}
    wrong = client.post(asked["Location"], chosen | {"colonna-0": "last_name"})
    assert wrong.status_code == 422
    assert "per due colonne" in wrong.content.decode()
    assert client.post(asked["Location"], chosen)["Location"] == address
    assert "Invia 1 segnalazione" in client.get(address).content.decode()


def test_pages_take_few_statements(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    client = sign_in("dario")
    content = content_of(world, giovani, *({"need_words": ""} if n % 3 else {} for n in range(90)))
    address = upload(client, giovani, content)["Location"]
    with acting(world.founder):
        batch = ReferralBatch.objects.get()
    lists.sent(world, batch)
    number, response = statements(client, address)
    assert number <= 10
    assert len(response.content) < 40_000
    assert statements(client, "/segnalazioni/elenchi/")[0] <= 8


def test_neighbours_and_strangers_find_nothing(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    address = upload(sign_in("dario"), giovani, content_of(world, giovani, {}))["Location"]
    for who in ("elena", "sara", "marta", "stefano"):
        client = sign_in(who) if who in world.users else None
        if client is None:
            continue
        for path in ("", "colonne/", "da-correggere/csv/"):
            assert client.get(address + path).status_code == 404, (who, path)
        for path in ("invia/", "elimina/"):
            assert client.post(address + path).status_code == 404, (who, path)


def test_surnames_are_chosen_on_the_page_and_refusals_counted(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    client = sign_in("dario")
    with acting(world.founder):
        rows = [lists.good_row(giovani, 1), lists.good_row(giovani, 2, ground="non vuole")]
        table = lists.table(giovani, rows)
    at = table[0].index("Nome")
    table[0][at], table[0][table[0].index("Cognome")] = "Nominativo", "Note"
    table[1][at] = "Pisani <b>Marta"
    address = upload(client, giovani, lists.write_csv(table))["Location"]
    with acting(world.founder):
        keys = ReferralBatch.objects.get().reading["keys"]
    client.post(f"{address}colonne/", {f"colonna-{place}": key for place, key in enumerate(keys)})
    page = client.get(f"{address}?quali=cognomi").content.decode()
    assert "<b>Marta" not in page
    assert page.count('name="riga-2"') == 2
    assert "Salva le scelte" in page
    assert (
        "almeno una persona"
        in client.post(f"{address}cognomi/", {"riga-x": "1"}, follow=True).content.decode()
    )
    assert "Annota 1 rifiuto senza nomi" in page
    assert client.post(f"{address}cognomi/", {"riga-2": "Pisani, Ada"}).status_code == 409
    client.post(f"{address}cognomi/", {"riga-2": "Pisani, &lt;b&gt;Marta"})
    chosen = client.post(f"{address}cognomi/", {"riga-2": "Pisani, <b>Marta"})
    assert chosen["Location"] == address
    page = client.get(address).content.decode()
    assert "Invia 1 segnalazione" in page
    assert "Annota 1 rifiuto, senza nomi" in page
    counted = client.post(f"{address}rifiuti/", follow=True).content.decode()
    assert "1 rifiuto annotato senza nomi" in counted
    again = client.post(f"{address}rifiuti/", follow=True).content.decode()
    assert "già annotati" in again
    assert client.get(f"{address}cognomi/").status_code == 405
    for path in ("cognomi/", "rifiuti/"):
        assert sign_in("elena").post(address + path).status_code == 404
