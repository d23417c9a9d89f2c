"""The list of notifications and the page of a long job."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.messaging import actions
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Deadline, Novelty
from snodo.domain.messaging.models import JobProgress, Notification
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.sql_watch import SqlWatch

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]


def tell(world: World, count: int = 1) -> list[Notification]:
    sara, made = world.actor("sara"), []
    with acting(sara):
        for number in range(count):
            made += actions.notify(
                message=Novelty(path=f"/avvisi/?n={number}"),
                recipients=[Recipient.of(world.memberships["omar"])],
                actor=sara,
            )
    return made


def test_unread_ones_are_listed_and_opening_marks_them(sign_in: SignIn, world: World) -> None:
    (notification,) = tell(world)
    client = sign_in("omar")
    page = client.get("/avvisi/").content.decode()
    assert "C&#x27;è una novità che ti riguarda" in page
    answer = client.post(f"/avvisi/{notification.pk}/apri/")
    assert answer.status_code == 302
    assert answer["Location"] == "/avvisi/?n=0"
    assert "Hai letto tutto" in client.get("/avvisi/").content.decode()
    assert "una novità" in client.get("/avvisi/?tutti=1").content.decode()


def test_opening_needs_a_post(sign_in: SignIn, world: World) -> None:
    (notification,) = tell(world)
    assert sign_in("omar").get(f"/avvisi/{notification.pk}/apri/").status_code == 405


@pytest.mark.parametrize("who", ["sara", "nadia", "stranger"])
def test_those_of_others_are_not_found(sign_in: SignIn, world: World, who: str) -> None:
    (notification,) = tell(world)
    client = sign_in(who)
    assert client.post(f"/avvisi/{notification.pk}/apri/").status_code == 404
    assert "una novità che ti riguarda</strong>" not in client.get("/avvisi/").content.decode()


def test_all_at_once(sign_in: SignIn, world: World) -> None:
    tell(world, 3)
    client = sign_in("omar")
    assert "3 avvisi segnati come letti" in client.post("/avvisi/letti/", follow=True).content.decode()


def test_nothing_yet(sign_in: SignIn, world: World) -> None:
    assert "Non hai ancora ricevuto avvisi" in sign_in("omar").get("/avvisi/?tutti=1").content.decode()


def statements(client: Any, watch: SqlWatch, address: str) -> int:
    client.get(address)
    before = len(watch.statements)
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.content) <= 40_000
    return sum(not text.startswith(("SAVEPOINT", "RELEASE")) for text in watch.statements[before:])


def test_the_list_costs_the_same_for_many(sign_in: SignIn, world: World, sql_watch: SqlWatch) -> None:
    client = sign_in("omar")
    tell(world, 2)
    few = statements(client, sql_watch, "/avvisi/")
    tell(world, 60)
    many = statements(client, sql_watch, "/avvisi/")
    assert few == many <= 8


def job(world: World) -> JobProgress:
    sara = world.actor("sara")
    with acting(sara):
        return actions.start_job(kind="export", title="Esportazione delle presenze", total=4, actor=sara)


def test_a_job_is_followed_and_left(sign_in: SignIn, world: World) -> None:
    running, sara = job(world), world.actor("sara")
    client = sign_in("sara")
    page = client.get(f"/avvisi/lavori/{running.pk}/").content.decode()
    assert "In coda" in page
    assert "every 2s" in page
    with acting(sara):
        actions.advance_job(job=running, by=3, message="Terzo foglio", actor=sara)
    piece = client.get(f"/avvisi/lavori/{running.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "3</strong> di 4" in piece
    with acting(sara):
        actions.finish_job(job=running, result_path="/documenti/1/", actor=sara)
    done = client.get(f"/avvisi/lavori/{running.pk}/").content.decode()
    assert "every 2s" not in done
    assert 'href="/documenti/1/"' in done
    assert "Esportazione delle presenze" in client.get("/avvisi/lavori/").content.decode()


@pytest.mark.parametrize("who", ["omar", "stranger"])
def test_the_job_of_another_is_not_found(sign_in: SignIn, world: World, who: str) -> None:
    assert sign_in(who).get(f"/avvisi/lavori/{job(world).pk}/").status_code == 404


def test_other_messages_read_in_their_own_words(sign_in: SignIn, world: World) -> None:
    sara = world.actor("sara")
    with acting(sara):
        actions.notify(
            message=Deadline(path="/agenda/"),
            recipients=[Recipient.of(world.memberships["omar"])],
            actor=sara,
        )
    assert "Si avvicina una scadenza" in sign_in("omar").get("/avvisi/").content.decode()
