"""A table that chooses from the catalogue, by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.opportunities import actions
from snodo.domain.opportunities.models import Opportunity
from snodo.domain.tables.models import TableOpportunity
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene, running_table
from tests.factories.world import World

SignIn = Callable[[str], Any]


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


@pytest.mark.covers("D11", "D16")
def test_search_put_decide_and_write_on_the_card(sign_in: SignIn, scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        bread = actions.offer_opportunity(
            title="Corso di pane", kind="course", provider=scene.world.organisations["coop"], actor=sara
        )
        actions.offer_opportunity(
            title="Orto", kind="solidarity", provider=scene.world.organisations["coop"], actor=sara
        )
    client = sign_in("sara")
    base, case = f"/tavoli/{sitting.table.pk}/", f"?caso={sitting.item.pk}"
    assert "Scegli dal catalogo" in client.get(base + case).content.decode()
    found = client.get(f"{base}catalogo/{case}&testo=pane").content.decode()
    assert "Corso di pane" in found
    assert "Orto" not in found
    position = {"guest": str(sitting.health.pk), "need_area": "Lavoro", "text": "Vuole provare"}
    client.post(f"{base}scrivi/posizione/{case}", position)
    with acting(sara):
        said = str(sitting.item.positions.get().pk)
    put = {"scelta": str(bread.pk), "posizione": said}
    page = client.post(f"{base}catalogo/{case}", put, follow=True).content.decode()
    assert "risponde a: Lavoro" in page
    assert "già sul tavolo" in client.post(f"{base}catalogo/{case}", put, follow=True).content.decode()
    new = {"title": "Passaggi in auto", "kind": "transport", "provider": str(sara.organisation_id)}
    assert client.post(f"{base}catalogo/nuova/{case}", {**new, "title": ""}).status_code == 422
    page = client.post(f"{base}catalogo/nuova/{case}", new, follow=True).content.decode()
    assert "Passaggi in auto" in page
    with acting(sara):
        row = TableOpportunity.objects.get(text="Corso di pane")
        assert Opportunity.objects.get(title="Passaggi in auto").state == "activatable"
    decision = {"text": "Si prova il corso", "opportunities": [str(row.pk)]}
    page = client.post(f"{base}scrivi/decisione/{case}", decision, follow=True).content.decode()
    assert "decisa" in page
    card = client.get(f"/opportunita/dal-tavolo/{row.pk}/")
    assert card.status_code == 200
    assert client.post(card.wsgi_request.path, {"words": ""}).status_code == 422
    page = client.post(card.wsgi_request.path, {"words": "Impari a fare il pane."}, follow=True)
    assert "Impari a fare il pane." in page.content.decode()
    assert "già nella tessera" in client.get(base + case).content.decode()


def test_neighbours_strangers_and_wrong_choices(sign_in: SignIn, scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        put = actions.offer_at_table(
            title="Passaggi",
            kind="transport",
            provider=scene.world.organisations["coop"],
            table=sitting.table,
            table_case=sitting.item,
            actor=sara,
        )
    base = f"/tavoli/{sitting.table.pk}/catalogo/"
    card = f"/opportunita/dal-tavolo/{put.table_opportunity_id}/"
    client = sign_in("sara")
    assert client.post(base, {"scelta": "x"}).status_code == 404
    assert client.post(base, {"scelta": str(sitting.item.pk)}).status_code == 404
    for who in ("nadia", "stranger"):
        client = sign_in(who)
        for address in (base, f"{base}nuova/", card):
            assert client.get(address).status_code == 404, (who, address)
            assert client.post(address, {}).status_code == 404, (who, address)
    assert sign_in("elena").get(base).status_code == 200, "a guest looks in the catalogue too"
    assert sign_in("elena").get(card).status_code == 404, "and never in the person's card"
