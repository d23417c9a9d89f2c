"""Usciamo Insieme: households counted, interviews rehearsed."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework.models import Case
from snodo.domain.instruments.models import Instrument
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World
from tests.web.on_packs.desk import Desk, open_desk

SignIn = Callable[[str], Any]


@pytest.fixture
def desk(world: World, sign_in: SignIn) -> Desk:
    return open_desk(world, "usciamo-insieme", sign_in("sara"))


@pytest.mark.covers("A04")
def test_households_taken_in_charge_are_counted_against_ten(desk: Desk, sign_in: SignIn) -> None:
    first = desk.case("nuclei", household=casework.a_household(desk.world))
    with acting(desk.world.actor("sara")):
        assert Case.objects.get(pk=first.pk).household is not None
    page = f"/programmi/{desk.programme.pk}/"
    desk.client = sign_in("marta")
    assert "<strong>1</strong> di 10" in desk.get(page)
    listed = desk.get(f"{page}risultati/nuclei-presi-in-carico/")
    assert "Famiglia Diallo" in listed
    desk.client = sign_in("sara")
    done = {"reason": "goals_reached", "on": clock.today(), "drop_open_steps": "on"}
    desk.post(desk.url("casework:close", first.pk), done)
    closed = desk.get(f"/persone/?stato=concluse&programma={desk.programme.pk}")
    assert "Amina Diallo" in closed
    desk.client = sign_in("marta")
    assert "<strong>1</strong> di 10" in desk.get(page), "a closed path stays among those taken in charge"


@pytest.mark.covers("A17")
def test_an_interview_is_rehearsed_more_than_once(desk: Desk) -> None:
    case = desk.case("nuclei", household=casework.a_household(desk.world))
    desk.meet(case, "simulazione-colloquio", "Prova per addetta alla cucina")
    with acting(desk.world.actor("sara")):
        sheet = Instrument.objects.get(code="interview-role-play")
        scales = [
            item["code"]
            for part in sheet.definition["sections"]
            for item in part["items"]
            if item["kind"] == "scale"
        ]
    for number, value, advice in ((1, 1, "Guardare chi ascolta"), (2, 3, "Chiedere degli orari")):
        page = desk.post(
            desk.url("casework:fill", case.pk, sheet.pk),
            {
                "read_on": clock.today(),
                "filler": "operator",
                "q-lavoro": "Addetta alla cucina",
                "q-ruoli": "Sara fa la responsabile",
                "q-prova": number,
                "q-bene": "Il saluto",
                "q-provare": advice,
                **{f"q-{code}": value for code in scales},
            },
        )
        shown = desk.get(page)
        assert advice in shown
        assert "Sara fa la responsabile" in shown
    compared = desk.get(desk.url("casework:compare", case.pk, "interview-role-play"))
    assert "Guardare chi ascolta" in compared
    assert "Chiedere degli orari" in compared
