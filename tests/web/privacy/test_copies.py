"""Pages of a copy: each step works, is refused to others, and says what comes next."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import effects
from snodo.domain.privacy.models import DataCopy, PersonRequest
from snodo.kernel import passes
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_person, a_signed_plan, small_programme
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D21")]
SignIn = Callable[[str], Any]


@pytest.fixture
def case(world: World) -> Case:
    case = a_case(world, small_programme(world))
    sara = world.actor("sara")
    a_signed_plan(world, case)
    sister = a_person(world, first_name="Ginevra", last_name="Altrove")
    with acting(sara):
        family = people.register_household(name="Famiglia", reference=case.person, actor=sara)
        people.add_household_member(household=family, person=sister, relation="other", actor=sara)
        casework.add_note(case=case, text="Ginevra dice che lui beve.", actor=sara)
    return case


@pytest.fixture
def address(world: World, case: Case) -> str:
    sara, paola = world.actor("sara"), world.actor("paola")
    with acting(sara):
        request = privacy.receive_request(person=case.person, kind="access", actor=sara)
    with acting(paola):
        privacy.check_identity(request=request, how="paper", actor=paola)
        privacy.take_request(request=request, actor=paola)
    return f"/riservatezza/richieste/{request.pk}/"


def work(world: World, task: Any) -> None:
    paola = world.actor("paola")
    with acting(paola):
        copy = DataCopy.objects.latest("created_at")
    task.run(copy_id=copy.pk, actor=paola)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_request_to_the_archive(sign_in: SignIn, world: World, address: str) -> None:
    client = sign_in("paola")
    assert "Prepara la copia" in text(client.get(address))
    assert "Comincia la raccolta" in text(client.get(f"{address}copia/"))
    assert client.get(f"{address}copia/prepara/").status_code == 405
    assert client.post(f"{address}copia/prepara/").status_code == 302
    assert 'hx-trigger="every 2s"' in text(client.get(f"{address}copia/"))
    assert client.post(f"{address}copia/prepara/").status_code == 409
    work(world, effects.collect_copy)
    polled = client.get(f"{address}copia/", headers={"HX-Request": "true"})
    assert polled.headers["HX-Refresh"] == "true"
    assert "Rileggi" in text(client.get(f"{address}copia/"))
    page = text(client.get(f"{address}copia/rileggi/"))
    assert "nomina Ginevra" in page
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    assert client.post(f"{address}copia/rileggi/", {"key": key, "reason": "x"}).status_code == 422
    assert client.post(f"{address}copia/rileggi/", {"key": key, "reason": "others"}).status_code == 302
    left = text(client.get(f"{address}copia/rileggi/?mostra=fuori"))
    assert "Ginevra dice che lui beve." in left
    assert "Parla di un" in left
    everything = text(client.get(f"{address}copia/rileggi/?mostra=tutte"))
    assert len(everything) < 60_000
    paper = re.findall(r'href="([^"]+/copia/rileggi/[^"?]+/)"', everything)[0]
    assert client.get(paper).content.startswith(b"%PDF-")
    assert client.post(f"{address}copia/componi/").status_code == 302
    work(world, effects.compose_copy)
    assert "consegnata di persona" in text(client.get(f"{address}copia/"))
    archive = client.get(f"{address}copia/scarica/")
    assert archive["Content-Disposition"] == 'attachment; filename="copia-dei-dati.zip"'
    assert "no-store" in archive["Cache-Control"]
    told = zipfile.ZipFile(io.BytesIO(archive.content)).read("dati.json").decode()
    assert "Ginevra" not in told
    assert client.post(f"{address}copia/consegna/").status_code == 302
    assert "Registra la risposta" in text(client.get(f"{address}copia/"))


def test_pages_take_few_statements_however_much_there_is(
    sign_in: SignIn, world: World, case: Case, address: str
) -> None:
    sara = world.actor("sara")
    with acting(sara):
        for number in range(40):
            casework.add_note(case=case, text=f"Nota {number} su Ginevra.", actor=sara)
    client = sign_in("paola")
    client.post(f"{address}copia/prepara/")
    work(world, effects.collect_copy)
    client.get(f"{address}copia/")  # what is kept between requests is kept
    for page, most in ((address, 10), (f"{address}copia/", 10), (f"{address}copia/rileggi/", 12)):
        with CaptureQueriesContext(connection) as seen:
            shown = client.get(page)
        asked = [one["sql"][:150] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(asked) <= most, "\n".join(asked)
        assert len(shown.content) < 40_000, page


def test_put_back_reopened_and_let_go(sign_in: SignIn, world: World, address: str) -> None:
    client = sign_in("paola")
    client.post(f"{address}copia/prepara/")
    work(world, effects.collect_copy)
    key = re.findall(r'name="key" value="([^"]+)"', text(client.get(f"{address}copia/rileggi/")))[0]
    client.post(f"{address}copia/rileggi/", {"key": key, "reason": "safety"})
    assert client.post(f"{address}copia/rileggi/", {"key": key, "fa": "rimetti"}).status_code == 302
    assert "Non hai lasciato fuori nulla" in text(client.get(f"{address}copia/rileggi/?mostra=fuori"))
    client.post(f"{address}copia/componi/")
    work(world, effects.compose_copy)
    assert client.post(f"{address}copia/riapri/").status_code == 302
    assert client.post(f"{address}copia/annulla/").status_code == 302
    assert "Comincia la raccolta" in text(client.get(f"{address}copia/"))
    assert client.get(f"{address}copia/scarica/").status_code == 404
    assert client.post(f"{address}copia/danza/").status_code == 404


def test_neighbours_and_strangers_find_nothing(sign_in: SignIn, world: World, address: str) -> None:
    client = sign_in("paola")
    client.post(f"{address}copia/prepara/")
    work(world, effects.collect_copy)
    for who in ("sara", "marta", "nadia", "stranger"):
        client = sign_in(who)
        for page in ("copia/", "copia/rileggi/", "copia/scarica/"):
            assert client.get(f"{address}{page}").status_code == 404, (who, page)
        for verb in ("prepara", "componi", "consegna", "annulla", "codice", "foglio"):
            assert client.post(f"{address}copia/{verb}/").status_code == 404, (who, verb)


def test_the_persons_own_page(
    sign_in: SignIn, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("paola")
    client.post(f"{address}copia/prepara/")
    work(world, effects.collect_copy)
    client.post(f"{address}copia/componi/")
    work(world, effects.compose_copy)
    tokens: list[str] = []
    make = passes.give_token
    monkeypatch.setattr(passes, "give_token", lambda link: tokens.append(make(link)) or tokens[-1])
    assert client.post(f"{address}copia/foglio/").status_code == 409
    assert client.post(f"{address}copia/pagina/").status_code == 302
    tokens.clear()
    assert client.post(f"{address}copia/foglio/").content.startswith(b"%PDF-")
    code = re.findall(r"Codice: (\d{5})", text(client.post(f"{address}copia/codice/")))[0]
    own, page = Client(), f"/mio/copia/{tokens[0]}/"
    assert "Non lo ricordi?" in text(own.get(page))
    assert own.post(page, {"scarica": "1"}).headers["Content-Type"].startswith("text/html")  # no code yet
    assert own.post(page, {"codice": code}).status_code == 302
    assert "Scarica la copia" in text(own.get(page))
    taken = own.post(page, {"scarica": "1"})
    assert taken.headers["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(taken.content)).namelist()[0] == "leggimi.pdf"
    assert "scaricata" in text(client.get(f"{address}copia/"))
    client.post(f"{address}copia/foglio/")  # another sheet: the first no longer opens
    assert own.get(page).status_code == 404


def test_the_letter_says_the_terms_and_where_to_complain(
    sign_in: SignIn, world: World, case: Case, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.leaks.stage import readable_papers

    readable_papers(monkeypatch)
    client = sign_in("paola")
    assert client.get(f"{address}lettera/").status_code == 409
    client.post(f"{address}proroga/", {"reason": "Le carte sono tante."})
    longer = client.get(f"{address}lettera/").content.decode()
    assert "Le carte sono tante." in longer
    assert "serve più tempo" in longer
    client.post(f"{address}rifiuto/", {"reason": "Non è possibile."})
    refused = client.get(f"{address}lettera/").content.decode()
    for words in ("Non è possibile.", "Garante", "art. 77", "2016/679"):
        assert words in refused
    assert "Lettera per la persona" in text(client.get(address))
    assert sign_in("sara").get(f"{address}lettera/").status_code == 403
    assert sign_in("nadia").get(f"{address}lettera/").status_code == 404
    with acting(world.actor("paola")):
        assert PersonRequest.objects.get().state == "refused"
