"""The sheet bodies of the territory fill in, and what all of them say together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from snodo.domain.outreach import actions, queries
from snodo.domain.outreach.models import TerritoryReply
from snodo.domain.programmes.models import Programme
from snodo.kernel.errors import NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.casework import small_programme
from tests.factories.world import World

SignIn = Callable[[str], Any]
pytestmark = pytest.mark.covers("E04")
TYPED = {
    "q-realta": "Oratorio San Luca",
    "q-tipo": "oratorio-o-parrocchia",
    "q-comuni": "Bollate",
    "q-quanti": "12",
    "q-eta": ["16-17", "18-21"],
    "q-descrizione": "Vengono tardi e restano fuori.",
    "q-luoghi": "Al muretto dietro la chiesa",
    "q-tipo-azione": "preventivo",
}


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.fixture
def programme(world: World) -> Programme:
    cache.clear()
    programme, marta = intake.start(world), world.actor("marta")
    words = dict.fromkeys(("title", "offers", "for_whom", "how", "contact", "bodies"), "Un posto")
    with acting(marta):
        actions.publish_sheet(
            sheet=actions.write_sheet(programme=programme, actor=marta, **words), actor=marta
        )
    return programme


def public(world: World, programme: Programme) -> str:
    with acting(world.founder):
        sheet = queries.sheet_of(programme)
        assert sheet is not None
        return f"/mio/programma/{queries.address_of(sheet)}/"


def test_a_body_without_account_fills_it_in_and_the_programme_reads_all_together(
    world: World, programme: Programme, sign_in: SignIn
) -> None:
    client, page = Client(), public(world, programme)
    assert "Compila la scheda del territorio" in text(client.get(page))
    again = client.post(f"{page}scheda/", {**TYPED, "q-luoghi": "", "q-descrizione": "RSSMRA85T10A562S"})
    assert again.status_code == 422
    for word in ("Serve una risposta", "Oratorio San Luca"):
        assert word in text(again)
    sealed = client.post(f"{page}scheda/", {**TYPED, "q-descrizione": "È RSSMRA85T10A562S"})
    assert "non si scrive di nessuna persona" in text(sealed)
    assert "Scheda arrivata" in text(client.post(f"{page}scheda/", TYPED, follow=True))
    home = f"/ricerca/programmi/{programme.pk}/schede/"
    mine = {**TYPED, "q-realta": "Polisportiva", "q-quanti": "8", "q-eta": ["18-21"]}
    done = text(sign_in("sara").post(f"{home}compila/", mine, follow=True))
    for word in ("2 schede", "<strong>20</strong>", "Al muretto dietro la chiesa", "dalla scheda pubblica"):
        assert word in done
    with acting(world.actor("sara")):
        guide = queries.territory_guide(programme)
        assert guide is not None
        ages = next(one for one in queries.gathered(programme, guide).answers if one.text == "Fasce di età")
        assert [(row["label"], row["value"]) for row in ages.counts] == [("18-21", 2), ("16-17", 1)]


def test_who_may_fill_it_in_read_it_and_take_one_away(
    world: World, programme: Programme, sign_in: SignIn
) -> None:
    home = f"/ricerca/programmi/{programme.pk}/schede/"
    sent = sign_in("dario").post(f"{home}compila/", TYPED)
    assert sent.url == f"/ricerca/programmi/{programme.pk}/scheda/"  # who refers does not read all of them
    with acting(world.actor("marta")):
        reply = TerritoryReply.objects.get()
    assert sign_in("dario").get(home).status_code == 403
    assert sign_in("gino").get(f"{home}compila/").status_code == 403
    assert sign_in("stranger").get(home).status_code == 404
    assert sign_in("sara").post(f"{home}{reply.pk}/togli/").status_code == 403
    assert "Nessuna scheda" in text(sign_in("marta").post(f"{home}{reply.pk}/togli/", follow=True))
    with acting(world.actor("sara")):
        sheet = queries.sheet_of(programme)
        assert sheet is not None
        with pytest.raises(NotAllowed):
            actions.fill_territory_sheet(
                programme=programme, body="X", answers={}, sheet=sheet, actor=world.actor("sara")
            )


def test_a_programme_without_such_a_sheet_has_no_page_for_it(world: World, sign_in: SignIn) -> None:
    small = small_programme(world)
    assert sign_in("sara").get(f"/ricerca/programmi/{small.programme.pk}/schede/").status_code == 404
