"""The page of a guest without an account."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.tables import actions
from snodo.domain.tables.models import TableCommitment, TableGuest
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene, prepared_table
from tests.domain.tables.test_outsiders import promised
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D10", "D12")]


@pytest.fixture
def scene(world: World) -> Scene:
    cache.clear()
    return make_scene(world)


def path_of(address: str) -> str:
    return address.removeprefix("http://testserver")


def test_a_guest_reads_answers_and_sees_nobody_else(client: Client, scene: Scene) -> None:
    sara = scene.world.actor("sara")
    with acting(sara):
        sitting = prepared_table(scene)
        actions.convene_table(table=sitting.table, actor=sara)
        actions.choose_points(guest=sitting.school, points=[sitting.item], actor=sara)
        url = path_of(actions.give_guest_link(guest=sitting.school, actor=sara))
    page = client.get(url).content.decode()
    assert "Ragazza di 19 anni" in page
    assert "coordinatrice" in page
    for hidden in ("Tavolo di novembre", "psichiatra", "Elena", "Amina", "Haddad", "Salute"):
        assert hidden not in page, hidden
    assert "ci sarò" in client.post(url, {"risposta": "si"}, follow=True).content.decode()
    with acting(sara):
        assert TableGuest.objects.get(pk=sitting.school.pk).state == "accepted"
        read = Entry.objects.filter(act="read", origin="link", subject_id=sitting.table.pk)
        assert read.count() == 2
        actions.open_table(table=sitting.table, actor=sara)
    late = client.post(url, {"risposta": "no"})
    assert late.status_code == 409
    assert "già iniziato" in late.content.decode()


def test_a_guest_settles_their_own_promise(client: Client, scene: Scene) -> None:
    sitting, mine, theirs = promised(scene)
    sara = scene.world.actor("sara")
    with acting(sara):
        url = path_of(actions.give_guest_link(guest=sitting.school, actor=sara))
    page = client.get(url).content.decode()
    assert "Impegno 0" in page
    assert "Impegno 1" not in page
    assert client.post(url, {"impegno": str(theirs.pk), "esito": "kept"}).status_code == 404
    assert client.post(url, {"impegno": "x", "esito": "kept"}).status_code == 404
    long = client.post(url, {"impegno": str(mine.pk), "esito": "kept", "note": "è" * 201})
    assert long.status_code == 422
    assert "è" * 201 in long.content.decode()
    assert client.post(url, {"impegno": str(mine.pk), "esito": "boh"}).status_code == 422
    done = client.post(url, {"impegno": str(mine.pk), "esito": "kept", "note": "Ieri"}, follow=True)
    assert "«Ieri»" in done.content.decode()
    with acting(sara):
        assert TableCommitment.objects.get(pk=mine.pk).state == "kept"
        assert TableCommitment.objects.get(pk=theirs.pk).state == "open"


def test_who_convenes_chooses_points_and_hands_over_the_link(sign_in: Any, scene: Scene) -> None:
    sara = scene.world.actor("sara")
    with acting(sara):
        sitting = prepared_table(scene)
        actions.convene_table(table=sitting.table, actor=sara)
    base = f"/tavoli/{sitting.table.pk}/invitati/{sitting.school.pk}"
    client = sign_in("sara")
    assert "Di quali punti è al corrente" in client.get(f"{base}/").content.decode()
    given = {"function": "maestra", "sees": ["education"], "points": [str(sitting.item.pk)]}
    assert client.post(f"{base}/", given).status_code == 302
    assert client.get(f"{base}/collegamento/").status_code == 405
    page = client.post(f"{base}/collegamento/").content.decode()
    assert "/mio/tavolo/" in page
    assert "data:image/svg" in page
    with acting(sara):
        assert sitting.school.points.count() == 1
    assert (
        "Di quali punti"
        not in client.get(f"/tavoli/{sitting.table.pk}/invitati/{sitting.health.pk}/").content.decode()
    )
    assert sign_in("elena").post(f"{base}/collegamento/").status_code == 403
    for who in ("nadia", "stranger"):
        assert sign_in(who).post(f"{base}/collegamento/").status_code == 404
