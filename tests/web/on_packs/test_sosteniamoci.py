"""SOSteniAMOci: the sending service, the facility, the third phase."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework.models import Case
from snodo.domain.programmes.models import ExpectedResult, Phase
from snodo.domain.reporting.queries.results import result_of
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.web.on_packs.desk import Desk, a_paper, open_desk

SignIn = Callable[[str], Any]


@pytest.fixture
def desk(world: World, sign_in: SignIn) -> Desk:
    return open_desk(world, "sosteniamoci", sign_in("sara"))


@pytest.mark.covers("B02")
def test_who_sends_and_where_the_woman_lives_are_known(desk: Desk, sign_in: SignIn) -> None:
    sheet = {"referente": "Paola Neri, educatrice", "accoglienza": "struttura-di-accoglienza"}
    address = desk.referral_page("percorsi", sheet)
    directory = desk.get("/rete/?testo=Bollate")
    assert "Comune di Bollate" in directory
    links = directory.split('href="/rete/')[1:]
    body = next(link.split('"')[0] for link in links if "Comune di Bollate" in link[:200])
    assert "Dario Prova" in desk.get(f"/rete/{body}"), "the directory names who works in the service"
    desk.client = sign_in("dario")
    page = desk.get(address)
    for words in ("Comune di Bollate", "Dario Prova", "Paola Neri, educatrice", "Struttura di accoglienza"):
        assert words in page


@pytest.mark.covers("B05")
def test_the_third_phase_holds_search_and_internship(desk: Desk) -> None:
    case = desk.case("percorsi")
    with acting(desk.world.actor("sara")):
        third = Phase.objects.get(action=case.action, position=3)
    desk.post(desk.url("casework:phase", case.pk), {"phase": third.pk, "on": clock.today()})
    desk.meet(case, "ricerca-attiva", "Tre candidature inviate")
    drafting = desk.get(f"/tirocini/nuovo/?percorso={case.pk}")
    assert "Tirocinio di inclusione sociale" in drafting
    course = {"kind": course_kind(case), "happened_on": clock.today(), "upload": a_paper()}
    desk.post(desk.url("casework:outcomes", case.pk), course)
    page = desk.get(desk.url("casework:detail", case.pk))
    assert "Sostegno all'inserimento, alla formazione e al tirocinio" in page
    assert "Iscrizione a un corso" in page
    assert "Ricerca attiva del lavoro" in page


def course_kind(case: Case) -> str:
    kinds = case.programme.definition["outcome_kinds"]
    return str(next(kind["code"] for kind in kinds if kind["family"] == "training_enrolment"))


@pytest.mark.covers("B14")
def test_strengths_and_autonomy_are_told_at_start_and_end(desk: Desk) -> None:
    case = desk.case("percorsi")
    for value, moment in ((0, "start"), (3, "end")):
        desk.fill(case, "job-search-skills", value, moment=moment)
    assert "meglio" in desk.get(desk.url("casework:compare", case.pk, "job-search-skills"))
    words = {"q-forza": "Sa chiedere", "q-fragilita": "Si stanca la sera"}
    page = desk.get(desk.fill(case, "end-of-path", 3, moment="end", **words))
    assert "Comportamenti di iniziativa provati in luoghi protetti" in page
    assert "Sa chiedere" in page
    assert "Si stanca la sera" in page


@pytest.mark.covers("B16", "B17", "B19")
def test_the_end_is_reported_and_what_follows_is_counted(desk: Desk) -> None:
    case = desk.case("percorsi")
    desk.prove(case, "contratto", "Aiuto cuoca")
    done = {"reason": "programme_ended", "on": clock.today(), "drop_open_steps": "on"}
    desk.post(desk.url("casework:close", case.pk), done)
    desk.post(desk.url("casework:report", case.pk))
    assert "Relazione di fine percorso" in desk.get(desk.url("casework:detail", case.pk))
    goes_on = {"kind": "continua-servizio", "happened_on": clock.today(), "evidence_note": "Ore del Comune"}
    desk.post(desk.url("casework:outcomes", case.pk), goes_on)
    desk.prove(case, "contratto", "Dopo sei mesi: rinnovato")
    assert "Dopo sei mesi: rinnovato" in desk.get(desk.url("casework:outcomes", case.pk))
    sara = desk.world.actor("sara")
    with acting(sara):
        for code in ("inserimenti", "continuita-servizio"):
            promise = ExpectedResult.objects.select_related("programme").get(code=code)
            assert result_of(promise, desk.programme).actual == 1, code
