"""The page of who receives whom: seen by the network, written by who manages, never over what was."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.programmes import queries
from snodo.domain.programmes.models import Programme, Route, RoutingRule
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

SignIn = Callable[[str], Any]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def programme(world: World) -> Programme:
    return intake.start(world)


def typed(world: World, **more: Any) -> dict[str, Any]:
    return {
        "municipalities": [str(world.territories["bollate"].pk)],
        "organisation": "nobody",
        "service": "",
        "valid_from": str(clock.today()),
        "valid_until": "",
        "source": "Delibera 12",
    } | more


@pytest.mark.covers("E33", "C06")
def test_who_manages_writes_and_everybody_reads(world: World, programme: Programme, sign_in: SignIn) -> None:
    address = f"/programmi/{programme.pk}/chi-riceve/"
    marta = sign_in("marta")
    assert "comune non ha chi riceve" not in marta.get(address).content.decode()
    page = marta.post(f"{address}nuovo/", typed(world), follow=True).content.decode()
    assert "1 comune non ha chi riceve" in page
    coop = world.organisations["coop"]
    later = typed(world, organisation=str(coop.pk), valid_from=str(clock.today() + 9 * DAY), service="Casa")
    assert marta.post(f"{address}nuovo/", later).status_code == 302
    again = marta.post(f"{address}nuovo/", {**later, "source": "Altra delibera"})
    assert again.status_code == 422
    assert "c&#x27;è già una riga che comincia" in again.content.decode()
    assert "Altra delibera" in again.content.decode()  # what was typed is kept
    for who in ("sara", "gino", "dario"):
        page = sign_in(who).get(address).content.decode()
        assert coop.label in page
        assert "Togli" not in page
    with acting(world.founder):
        mine = Route.objects.get(programme=programme, service="Casa")
        old = Route.objects.filter(programme=programme, valid_from__lt=clock.today()).first()
        assert old is not None
    assert sign_in("bruno").post(f"{address}{mine.pk}/togli/").status_code == 403
    stranger = sign_in("stranger")
    assert [stranger.get(address).status_code, stranger.post(f"{address}{mine.pk}/togli/").status_code] == [
        404,
        404,
    ]
    marta = sign_in("marta")
    assert marta.get(f"{address}{mine.pk}/togli/").status_code == 405
    assert "Riga tolta" in marta.post(f"{address}{mine.pk}/togli/", follow=True).content.decode()
    refused = marta.post(f"{address}{old.pk}/togli/", follow=True).content.decode()
    assert "vale già da prima di oggi" in refused


@pytest.mark.covers("E33")
def test_what_decides_is_written_with_its_source(world: World, programme: Programme, sign_in: SignIn) -> None:
    address, marta = f"/programmi/{programme.pk}/chi-riceve/", sign_in("marta")
    with acting(world.founder):
        sheet = f"/segnalazioni/nuova/{intake.action_of(programme, 'giovani').pk}/"
    assert "Dove vive" not in marta.get(sheet).content.decode()  # not asked where it decides nothing
    rule = {
        "grounds": "residence,stay",
        "last_resort": str(world.organisations["other_coop"].pk),
        "protected_receiver": "",
        "valid_from": str(clock.today()),
        "source": "",
    }
    assert marta.post(f"{address}regola/", rule).status_code == 422
    page = marta.post(f"{address}regola/", rule | {"source": "Verbale 3"}, follow=True).content.decode()
    for words in ("Dove risiede, poi dove vive", "tocca a Cooperativa Radici", "Verbale 3"):
        assert words in page
    with acting(world.founder):
        assert RoutingRule.objects.get().grounds == ["residence", "stay"]
    assert "Dove vive" in marta.get(sheet).content.decode()
    assert sign_in("sara").get(f"{address}regola/").status_code == 403


def test_the_page_costs_the_same_for_one_town_and_for_many(
    world: World, programme: Programme, sign_in: SignIn
) -> None:
    other = intake.start(world, "step-by-step", {"ambito-bergamo": "lead"})
    counts, client = [], sign_in("marta")
    for one in (programme, other):
        client.get(f"/programmi/{one.pk}/chi-riceve/")
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"/programmi/{one.pk}/chi-riceve/")
        counts.append(len([sql for sql in seen if "SAVEPOINT" not in sql["sql"]]))
        assert len(page.content) < 40_000
    assert counts[0] == counts[1] <= 11, counts
    with acting(world.founder):
        assert queries.towns_of(other).count() > 50
