"""SOSteniAMOci: the sending service, the facility, the third phase."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework.models import Case
from snodo.domain.programmes.models import Phase
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
