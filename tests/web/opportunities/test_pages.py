"""The catalogue and the cards, by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.opportunities import actions
from snodo.domain.opportunities.models import Card, CardLine, Opportunity
from snodo.kernel.tenancy import acting
from tests.domain.opportunities.test_catalogue_and_cards import age, offer
from tests.domain.placements.stage import Stage, build_stage
from tests.factories.world import World

SignIn = Callable[[str], Any]


@pytest.fixture
def stage(world: World) -> Stage:
    return build_stage(world)


@pytest.mark.covers("D15", "D13")
def test_offer_confirm_and_close(sign_in: SignIn, stage: Stage) -> None:
    client = sign_in("sara")
    assert "Il catalogo è vuoto" in client.get("/opportunita/").content.decode()
    data = {
        "title": "Corso HACCP",
        "kind": "course",
        "provider": str(stage.world.organisations["coop"].pk),
        "places": "8",
        "stale_after_days": "30",
    }
    assert client.post("/opportunita/offri/", {**data, "title": ""}).status_code == 422
    made = client.post("/opportunita/offri/", data)
    assert made.status_code == 302
    with acting(stage.actor()):
        opportunity = Opportunity.objects.get()
        age(opportunity, 40)
    assert "da confermare" in client.get("/opportunita/").content.decode()
    page = client.post(f"{made.url}conferma/", {"next": "/opportunita/"}, follow=True).content.decode()
    assert "confermata oggi" in page
    assert client.post(f"{made.url}posti/", {"places_free": "99"}, follow=True).status_code == 200
    client.post(f"{made.url}posti/", {"places_free": "2"})
    assert "2 posti liberi su 8" in client.get(made.url).content.decode()
    assert client.post(f"{made.url}stato/", {"stato": "boh"}).status_code == 404
    client.post(f"{made.url}stato/", {"stato": "chiudi"})
    assert client.post(f"{made.url}conferma/").status_code == 409
    assert "Corso HACCP" not in client.get("/opportunita/").content.decode()
    assert "Corso HACCP" in client.get("/opportunita/?stato=closed").content.decode()


@pytest.mark.covers("D16")
def test_card_from_the_first_word_to_the_answer(sign_in: SignIn, stage: Stage) -> None:
    client = sign_in("sara")
    with acting(stage.actor()):
        opportunity = offer(stage)
    made = client.post(
        "/opportunita/tessere/nuova/", {"percorso": str(stage.case.pk), "greeting": "Ciao Luca."}
    )
    assert made.status_code == 302
    with acting(stage.actor()):
        card = Card.objects.get()
    url = f"/opportunita/tessere/{card.pk}/"
    assert client.get(made.url).status_code == 200
    assert client.post(made.url, {"opportunity": str(opportunity.pk), "words": ""}).status_code == 422
    line_data = {"opportunity": str(opportunity.pk), "words": "Impari a cucinare."}
    assert client.post(made.url, line_data).status_code == 302
    assert "Impari a cucinare." in client.get(url).content.decode()
    page = client.post(f"{url}consegna/", follow=True).content.decode()
    assert "stampala e consegnala" in page
    with acting(stage.actor()):
        line = CardLine.objects.get()
    client.post(f"/opportunita/tessere/righe/{line.pk}/risposta/", {"answer": "accepted", "note": "Sì!"})
    page = client.get(url).content.decode()
    assert "le interessa" in page
    assert "«Sì!»" in page
    assert client.get("/opportunita/tessere/").status_code == 200
    again = client.get(f"/opportunita/tessere/nuova/?percorso={stage.case.pk}")
    assert again.url == url


def test_neighbours_and_strangers(sign_in: SignIn, stage: Stage) -> None:
    with acting(stage.actor()):
        opportunity = offer(stage)
        card = actions.draft_card(case=stage.case, actor=stage.actor())
    for who in ("nadia", "omar", "stranger"):
        client = sign_in(who)
        assert client.get(f"/opportunita/tessere/{card.pk}/").status_code == 404, who
        assert client.post(f"/opportunita/tessere/{card.pk}/consegna/").status_code == 404, who
        assert client.get(f"/opportunita/tessere/nuova/?percorso={stage.case.pk}").status_code == 404, who
    assert sign_in("nadia").get(f"/opportunita/{opportunity.pk}/").status_code == 200
    assert (
        sign_in("nadia").post(f"/opportunita/{opportunity.pk}/stato/", {"stato": "chiudi"}).status_code == 403
    )
    assert sign_in("stranger").get(f"/opportunita/{opportunity.pk}/").status_code == 404
