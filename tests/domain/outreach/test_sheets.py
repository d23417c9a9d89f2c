"""The public sheet of a programme: read without an account, and nothing of anybody in it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from snodo.domain.messaging.models import Notification
from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.models import CallRequest, PublicSheet
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

SignIn = Callable[[str], Any]
WORDS = {
    "title": "Un posto per cominciare",
    "offers": "Laboratori e tirocini.",
    "for_whom": "Giovani dai 16 ai 29 anni.",
    "how": "Basta una telefonata.",
    "contact": "Insieme Nord, 02 5550 1100",
}
CALL = {"body": "Polisportiva Aurora", "contact": "Il presidente", "phone": "02 5550 1234", "topic": "meet"}


@pytest.fixture
def small(world: World) -> SmallProgramme:
    cache.clear()
    return casework.small_programme(world)


def published(world: World, small: SmallProgramme) -> PublicSheet:
    marta = world.actor("marta")
    with acting(marta):
        sheet = actions.write_sheet(programme=small.programme, actor=marta, **WORDS)
        return actions.publish_sheet(sheet=sheet, actor=marta)


def address(world: World, sheet: PublicSheet) -> str:
    with acting(world.founder):
        return f"/mio/programma/{queries.address_of(sheet)}/"


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.mark.covers("E04")
def test_it_is_read_by_all_while_it_is_published_and_sets_no_cookie(
    world: World, small: SmallProgramme
) -> None:
    sheet, marta, client = published(world, small), world.actor("marta"), Client()
    page = client.get(address(world, sheet))
    for word in (*WORDS.values(), "non usa cookie"):
        assert word in text(page)
    assert not page.cookies
    assert "<script" not in text(page)
    assert client.post(address(world, sheet)).status_code == 405
    with acting(marta):
        with pytest.raises(Conflict):
            actions.publish_sheet(sheet=sheet, actor=marta)
        actions.take_down_sheet(sheet=sheet, actor=marta)
    assert client.get(address(world, sheet)).status_code == 404
    assert client.get(f"{address(world, sheet)}richiamo/").status_code == 404
    with acting(marta):
        actions.publish_sheet(sheet=sheet, actor=marta)
    assert client.get(address(world, sheet)).status_code == 200
    with time_machine.travel(clock.now() + datetime.timedelta(days=401), tick=False):
        assert client.get(address(world, sheet)).status_code == 404


@pytest.mark.covers("E04", "B20")
def test_who_manages_the_programme_writes_it_and_nobody_else(world: World, small: SmallProgramme) -> None:
    sheet = published(world, small)
    for who in ("sara", "bruno", "gino", "stranger"):
        actor = world.actor(who)
        with acting(actor), pytest.raises(NotAllowed):
            actions.take_down_sheet(sheet=sheet, actor=actor)
    marta = world.actor("marta")
    wrong = WORDS | {"how": "Chiedere di RSSMRA85T10A562S", "title": ""}
    with acting(marta), pytest.raises(InputRefused) as refused:
        actions.write_sheet(programme=small.programme, actor=marta, **wrong)
    assert set(refused.value.problems) == {"how", "title"}


@pytest.mark.covers("E04", "E05")
def test_a_body_asks_to_be_called_and_is_called(world: World, small: SmallProgramme, sign_in: SignIn) -> None:
    sheet, client = published(world, small), Client()
    form = f"{address(world, sheet)}richiamo/"
    again = client.post(form, {**CALL, "phone": "", "when": "morning"})
    assert again.status_code == 422
    assert "come facciamo a richiamarvi" in text(again)
    assert "Polisportiva Aurora" in text(again)
    for _ in range(2):
        done = client.post(form, {**CALL, "when": "morning"}, follow=True)
        assert "vi richiamiamo noi" in text(done)
    with acting(world.actor("marta")):
        [call] = CallRequest.objects.all()
        told = Notification.objects.filter(kind="outreach.call_asked").get()
        assert told.membership_id == world.memberships["marta"].pk
    page = f"/ricerca/programmi/{small.programme.pk}/scheda/"
    assert "Polisportiva Aurora" in text(sign_in("marta").get(page))
    for who in ("sara", "nadia", "gino"):
        assert "Polisportiva" not in text(sign_in(who).get(page))
        assert sign_in(who).get(f"/ricerca/richieste/{call.pk}/").status_code == 404
    assert "Invitata a un incontro" in text(
        sign_in("marta").post(f"/ricerca/richieste/{call.pk}/", {"outcome": "invited"}, follow=True)
    )
    nightly = the_clock(world.network.pk)
    with time_machine.travel(clock.now() + datetime.timedelta(days=95), tick=False), acting(nightly):
        assert actions.expire(actor=nightly) == 1


@pytest.mark.covers("E04")
def test_nobody_asks_without_end(
    world: World, small: SmallProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, client = published(world, small), Client()
    form = f"{address(world, sheet)}richiamo/"
    for number in range(7):
        answer = client.post(form, {**CALL, "body": f"Realtà {number}", "when": "any"})
    assert answer.status_code == 422
    assert "riprova tra un'ora" in text(answer)
    monkeypatch.setattr("snodo.domain.outreach.actions.sheets.MOST_A_DAY", 5)
    with acting(world.founder):
        assert access.calls_visible_to(world.actor("marta")).count() == 5
        holder = queries.sheet_holder(sheet)
        with pytest.raises(Conflict):
            actions.ask_to_be_called(sheet=sheet, actor=holder, **CALL, when="any")
        with pytest.raises(NotAllowed):
            actions.ask_to_be_called(sheet=sheet, actor=world.actor("sara"), **CALL, when="any")
