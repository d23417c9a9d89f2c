"""Programme pages: who sees numbers, who opens the lists behind them."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.programmes.actions import start_programme
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, tenancy
from snodo.kernel.packfile import load_pack, pack_folder
from tests.factories.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    """IN-LAV, led by the body of *marta*, running."""
    today = clock.today()
    marta = world.actor("marta")
    with tenancy.acting(marta):
        return start_programme(
            pack=load_pack(pack_folder("in-lav")),
            starts_on=today - datetime.timedelta(days=100),
            ends_on=today + datetime.timedelta(days=400),
            partners={"comuni-insieme": world.organisations["lead"]},
            actor=marta,
        )


SignIn = Callable[[str], Any]


@pytest.mark.covers("D01", "E01", "A01")
def test_the_page_shows_every_promise_with_its_number(programme: Programme, sign_in: SignIn) -> None:
    page = sign_in("marta").get(f"/programmi/{programme.pk}/").content.decode()
    for words in ("Giovani coinvolti", "Tipi diversi di azienda ospitante", "Protocollo socio-sanitario"):
        assert words in page
    assert "Azione Disagio psichico: risultati attesi" in page


def test_the_homes_show_promised_against_done_and_small_numbers_to_the_lead_alone(
    programme: Programme, sign_in: SignIn
) -> None:
    lists = f"/programmi/{programme.pk}/risultati/"
    page = sign_in("marta").get("/").content.decode()
    assert "Giovani coinvolti: 0 di 30" in page
    assert f"{lists}giovani-coinvolti/" in page
    page = sign_in("gino").get("/").content.decode()
    assert f"/programmi/{programme.pk}/" in page
    assert "Giovani coinvolti" not in page
    assert lists not in page


@pytest.mark.covers("E36")
def test_steering_sees_numbers_and_cannot_open_the_lists(programme: Programme, sign_in: SignIn) -> None:
    client = sign_in("gino")
    page = client.get(f"/programmi/{programme.pk}/").content.decode()
    assert "Giovani coinvolti" in page
    assert "/risultati/" not in page
    assert client.get(f"/programmi/{programme.pk}/risultati/giovani-coinvolti/").status_code == 404


def test_a_coordinator_of_another_body_cannot_open_the_lists(programme: Programme, sign_in: SignIn) -> None:
    assert sign_in("bruno").get(f"/programmi/{programme.pk}/risultati/giovani-coinvolti/").status_code == 404


def test_the_lead_opens_every_list(programme: Programme, sign_in: SignIn) -> None:
    client = sign_in("marta")
    with tenancy.in_network(programme.network_id):
        codes = list(programme.expected_results.values_list("code", flat=True))
    assert codes
    for code in codes:
        assert client.get(f"/programmi/{programme.pk}/risultati/{code}/").status_code == 200, code


def test_a_stranger_finds_nothing(programme: Programme, sign_in: SignIn) -> None:
    client = sign_in("stranger")
    for path in ("", "enti/", "tempi/", "scheda/", "risultati/giovani-coinvolti/"):
        assert client.get(f"/programmi/{programme.pk}/{path}").status_code == 404


def test_card_partners_times_and_list_open(programme: Programme, sign_in: SignIn) -> None:
    client = sign_in("sara")
    for path in (f"/programmi/{programme.pk}/scheda/", f"/programmi/{programme.pk}/enti/", "/programmi/"):
        assert client.get(path).status_code == 200
    assert sign_in("marta").get(f"/programmi/{programme.pk}/tempi/").status_code == 200


def test_all_results_cost_one_statement(programme: Programme, world: World) -> None:
    from snodo.domain.reporting.queries.results import results_of

    with (
        tenancy.acting(world.actor("marta")),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        assert len(results_of(programme)) == 10
    assert len(seen.captured_queries) <= 4  # binding, savepoint, promises, totals


def test_starting_a_programme_refuses_an_end_before_its_start(world: World, sign_in: SignIn) -> None:
    client = sign_in("marta")
    typed = {"pack": "in-lav", "starts_on": "2026-05-01", "ends_on": "2026-04-01"}
    answer = client.post("/programmi/avvia/", typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "2026-04-01" in page
    assert 'aria-invalid="true"' in page


@pytest.mark.covers("E36")
def test_small_numbers_are_hidden_to_the_steering_board(programme: Programme, sign_in: SignIn) -> None:
    address = f"/programmi/{programme.pk}/"
    steering = sign_in("gino").get(f"{address}?al=2020-01-01").content.decode()
    assert "meno di 5" in steering
    assert "Conta fino al" not in steering  # day by day, numbers tell of one person at a time
    assert "Giovani coinvolti: 0 di 30" not in steering
    assert "Laboratori attivati: 0 di 3" in steering  # not people
    lead = sign_in("marta").get(address).content.decode()
    assert "meno di 5" not in lead
    assert "Giovani coinvolti: 0 di 30" in lead
    assert "Conta fino al" in lead
    assert sign_in("gino").get(f"{address}tempi/").status_code == 200
