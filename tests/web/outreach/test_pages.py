"""Before a path, by hand."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.outreach import actions
from snodo.domain.outreach.models import PossibleRecipient, PriorInterview
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.domain.outreach.test_recipients import met, noted
from tests.factories import intake
from tests.factories.casework import SmallProgramme, small_programme
from tests.factories.world import World
from tests.sql_watch import SqlWatch

SignIn = Callable[[str], Any]
NAME = "Zaira Q."


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.fixture
def small(world: World) -> SmallProgramme:
    return small_programme(world)


@pytest.mark.covers("E03", "E06", "E07")
def test_from_a_name_to_a_referral_without_writing_it_twice(sign_in: SignIn, world: World) -> None:
    programme = intake.start(world)
    with acting(world.founder):
        action = intake.action_of(programme, "giovani")
    client, home = sign_in("sara"), f"/ricerca/programmi/{programme.pk}/"
    assert "L'elenco è vuoto" in text(client.get(home))
    typed = {
        "action": action.pk,
        "unit": "person",
        "name": NAME,
        "source": "body",
        "ground": "agreed",
        "reach": "al campetto, la domenica",
        "note": "Le piacciono i motori.",
    }
    again = client.post(f"{home}segna/", typed)
    assert again.status_code == 422
    assert "motori" in text(again)
    page = client.post(f"{home}segna/", {**typed, "indicated_by": "Oratorio"}).url
    for word in (NAME, "da informare", "campetto", "Oratorio"):
        assert word in text(client.get(page))
    assert client.get(f"{page}colloquio/").status_code == 200
    told = client.post(f"{page}informata/", {"how": "voice"}, follow=True)
    assert "Sa chi tiene il suo nome" in text(told)
    soon = f"{clock.now() + datetime.timedelta(days=2):%Y-%m-%dT%H:%M}"
    assert "colloquio fissato" in text(client.post(f"{page}fissa/", {"booked_at": soon}, follow=True))
    held = {
        "kind": "individual",
        "mode": "in_person",
        "held_on": f"{clock.today():%Y-%m-%d}",
        "minutes": "45",
        "people": "1",
        "notes": "Vuole un lavoro con le mani",
        "q-disponibile": "si",
    }
    missing = client.post(f"{page}colloquio/", {**held, "q-disponibile": ""})
    assert missing.status_code == 422
    assert "Serve una risposta" in text(missing)
    met_page = text(client.post(f"{page}colloquio/", held, follow=True))
    interview = f"/ricerca/colloqui/{met_page.split('/ricerca/colloqui/')[1].split('/')[0]}/"
    for word in ("Vuole un lavoro con le mani", "Vuole incontrarci ancora", "Sì"):
        assert word in text(client.get(interview))
    client.post(f"{page}passaggio/", {"carry": "agreed"})
    assert "Sì: la persona è d'accordo" in text(client.get(page))
    sheet = text(client.post(f"{page}segnala/", follow=True))
    for word in ("Zaira", "Le piacciono i motori.", "al campetto, la domenica"):
        assert word in sheet
    book = text(client.get(f"{home}colloqui/"))
    assert "P01" in book
    assert "Zaira" not in book


@pytest.mark.covers("E03")
def test_who_says_no_is_gone_from_every_page(sign_in: SignIn, world: World, small: SmallProgramme) -> None:
    row = noted(world, small.actions["persone"], name=NAME)
    client, page = sign_in("sara"), f"/ricerca/destinatari/{row.pk}/"
    assert "Cancella adesso" in text(client.get(f"{page}togli/"))
    after = text(client.post(f"{page}togli/", {"ending": "declined"}, follow=True))
    assert NAME not in after
    assert "Ha detto di no" in after
    assert client.get(page).status_code == 404


@pytest.mark.covers("E03", "B20")
def test_a_neighbour_finds_nothing_of_it(sign_in: SignIn, world: World, small: SmallProgramme) -> None:
    row = noted(world, small.actions["persone"], name=NAME)
    interview = met(world, row)
    tails = ("", "correggi/", "informata/", "fissa/", "togli/", "passaggio/", "colloquio/")
    for who in ("nadia", "bruno", "marta", "ada", "stranger"):
        client = sign_in(who)
        for tail in tails:
            assert client.get(f"/ricerca/destinatari/{row.pk}/{tail}").status_code == 404, (who, tail)
        assert client.post(f"/ricerca/destinatari/{row.pk}/segnala/").status_code == 404
        assert client.get(f"/ricerca/colloqui/{interview.pk}/").status_code == 404
        assert NAME not in text(client.get(f"/ricerca/programmi/{small.programme.pk}/"))
    assert NAME in text(sign_in("omar").get(f"/ricerca/programmi/{small.programme.pk}/"))


@pytest.mark.covers("E07", "A04")
def test_the_funder_reads_numbers_and_no_name(sign_in: SignIn, world: World, small: SmallProgramme) -> None:
    row = noted(world, small.actions["nuclei"], unit="household", name=NAME)
    met(world, row, kind="family", people=4, paper_at="Prot. 12/2026")
    for who in ("marta", "gino", "ada", "sara"):
        page = text(sign_in(who).get(f"/ricerca/programmi/{small.programme.pk}/colloqui/"))
        assert "Prot. 12/2026" in page
        assert "Zaira" not in page
    assert sign_in("dario").get(f"/ricerca/programmi/{small.programme.pk}/colloqui/").status_code == 403


def test_pages_ask_the_same_however_many_there_are(
    sign_in: SignIn, world: World, small: SmallProgramme, sql_watch: SqlWatch
) -> None:
    client, sara = sign_in("sara"), world.actor("sara")
    row = noted(world, small.actions["persone"])
    interview = met(world, row)
    home = f"/ricerca/programmi/{small.programme.pk}/"
    pages = (
        "/ricerca/", home, f"{home}colloqui/", f"/ricerca/destinatari/{row.pk}/",
        f"/ricerca/colloqui/{interview.pk}/",
    )  # fmt: skip

    def statements(address: str) -> int:
        client.get(address)
        sql_watch.statements.clear()
        answer = client.get(address)
        assert len(answer.content) < 40_000
        return len(sql_watch.statements)

    few = [statements(page) for page in pages]
    for number in range(20):
        one = noted(world, small.actions["persone"], name=f"Nome {number}")
        met(world, one)
        met(world, row)
    with acting(sara):
        assert (PossibleRecipient.objects.count(), PriorInterview.objects.count()) == (21, 41)
        assert actions.expire(actor=sara) == 0
    assert [statements(page) for page in pages] == few
    assert max(few) <= 13, few  # six of them are those of every page
