"""An invitation opens an account once, for seven days, for its own address."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from snodo.domain.network import actions, queries
from snodo.domain.network.models import User
from snodo.kernel import clock, tenancy
from tests.factories.world import PASSWORD, World

pytestmark = pytest.mark.django_db

NEW = {"first_name": "Iris", "last_name": "Prova", "password": PASSWORD, "again": PASSWORD}


def invite(world: World, email: str = "iris@rhodense.example") -> str:
    with tenancy.acting(world.founder):
        _, token = actions.invite_member(
            organisation=world.organisations["coop"],
            email=email,
            role="operator",
            job_title="educatrice",
            actor=world.founder,
        )
    return f"/invito/{world.network.pk}/{token}/"


def test_a_newcomer_chooses_a_password_and_goes_to_work(client: Client, world: World) -> None:
    link = invite(world)
    page = client.get(link).content.decode()
    assert "Cooperativa Il Ponte" in page
    assert "Rete Rhodense" in page
    assert "iris@rhodense.example" in page
    response = client.post(link, NEW, follow=True)
    assert "Il tuo accesso è pronto" in response.content.decode()
    client.post("/accesso/", {"login": "iris@rhodense.example", "password": PASSWORD})
    assert "Cooperativa Il Ponte" in client.get("/").content.decode()


def test_the_link_works_once(client: Client, world: World) -> None:
    link = invite(world)
    client.post(link, NEW)
    assert client.get(link).status_code == 404
    assert client.post(link, NEW).status_code == 404
    assert User.objects.filter(email="iris@rhodense.example").count() == 1


def test_the_link_lasts_seven_days(client: Client, world: World) -> None:
    link = invite(world)
    with time_machine.travel(clock.now() + queries.INVITATION_LIFE, tick=False):
        response = client.get(link)
    assert response.status_code == 404
    assert "Questo invito non vale più" in response.content.decode()


def test_what_was_typed_stays_when_something_is_wrong(client: Client, world: World) -> None:
    link = invite(world)
    page = client.post(link, {**NEW, "again": "altro"}).content.decode()
    assert "Le due password non sono uguali" in page
    assert 'value="Iris"' in page
    page = client.post(link, {**NEW, "password": "123456789012", "again": "123456789012"}).content.decode()
    assert 'value="Iris"' in page
    assert not User.objects.filter(email="iris@rhodense.example").exists()


def test_one_already_signed_in_accepts_with_one_tap(client: Client, world: World) -> None:
    link = invite(world, "nadia@rhodense.example")
    assert "Hai già un accesso" in client.get(link).content.decode()
    client.force_login(world.user("nadia"))
    page = client.post(link, follow=True).content.decode()
    assert "Invito accettato" in page
    assert "Rete Rhodense · Cooperativa Il Ponte" in page


def test_an_invitation_for_somebody_else_is_not_taken(client: Client, world: World) -> None:
    link = invite(world)
    client.force_login(world.user("nadia"))
    assert "Sei entrato con un altro indirizzo" in client.post(link).content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "' or 1=1"])
def test_an_invented_link_says_so(client: Client, world: World, token: str) -> None:
    assert client.get(f"/invito/{world.network.pk}/{token}/").status_code == 404


def test_a_link_under_another_network_says_nothing(client: Client, world: World) -> None:
    token = invite(world).rstrip("/").rpartition("/")[2]
    assert world.elsewhere is not None
    assert client.get(f"/invito/{world.elsewhere.network.pk}/{token}/").status_code == 404


def test_a_withdrawn_invitation_is_gone(client: Client, world: World) -> None:
    link = invite(world)
    with tenancy.acting(world.founder):
        invitation: Any = queries.open_invitation(link.rstrip("/").rpartition("/")[2])
        actions.withdraw_invitation(invitation=invitation, actor=world.founder)
    assert client.get(link).status_code == 404
