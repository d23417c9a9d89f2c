"""Usciamo Insieme: households counted, orientation to work, what changed, what came of it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework.models import Case
from snodo.domain.instruments.models import Instrument
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World
from tests.web.on_packs.desk import HOUR, Desk, open_desk

SignIn = Callable[[str], Any]
DAY = datetime.timedelta(days=1)


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


@pytest.mark.covers("A11")
def test_orientation_to_work_has_its_kinds_of_session(desk: Desk) -> None:
    case = desk.case("nuclei", household=casework.a_household(desk.world))
    kinds = ["strumenti-ricerca", "curriculum", "canali-ricerca", "simulazione-colloquio"]
    kinds += ["profili-affini", "ricerca-formazione"]
    for hours, kind in enumerate(kinds, 2):
        desk.meet(case, kind, f"Fatto: {kind}", ago=hours * HOUR)
    story = desk.get(desk.url("casework:story", case.pk))
    for kind in kinds:
        assert desk.kind(kind).title in story
    ledger = desk.get(desk.url("activities:hours", case.pk))
    for kind in kinds:
        assert desk.kind(kind).title in ledger


@pytest.mark.covers("A13", "A14")
@pytest.mark.parametrize(
    ("sheet", "moments"),
    [("self-efficacy", ("start", "middle", "end")), ("job-search-skills", ("start", "end"))],
)
def test_what_changed_from_start_to_end_is_shown(desk: Desk, sheet: str, moments: tuple[str, ...]) -> None:
    case = desk.case("nuclei", household=casework.a_household(desk.world))
    for value, moment in enumerate(moments, 1):
        desk.fill(case, sheet, value, moment=moment, filler="person")
    page = desk.get(desk.url("casework:compare", case.pk, sheet))
    assert "meglio" in page
    assert page.count("<div>persona</div>") == len(moments)


@pytest.mark.covers("A19", "A20", "A21")
def test_each_outcome_with_its_proof_counts_in_its_promise(desk: Desk, sign_in: SignIn) -> None:
    case = desk.case("nuclei", household=casework.a_household(desk.world))
    for kind in ("contratto-determinato", "formazione-professionale", "politica-attiva"):
        desk.prove(case, kind)
    desk.client = sign_in("marta")
    page = desk.get(f"/programmi/{desk.programme.pk}/")
    for target in (11, 3, 2):
        assert f"<strong>1</strong> di {target}<" in page
    listed = desk.get(f"/programmi/{desk.programme.pk}/risultati/contratti-di-lavoro/")
    assert "Famiglia Diallo" in listed
    assert "Apri il documento" in listed


@pytest.mark.covers("A22")
def test_who_comes_back_and_who_drops_out_is_seen(desk: Desk, sign_in: SignIn) -> None:
    begun = clock.today() - 100 * DAY
    case = desk.case("nuclei", household=casework.a_household(desk.world), opened_on=begun)
    for months in range(3):
        desk.meet(case, "colloquio", "Torna volentieri", ago=months * 31 * DAY + HOUR)
    group = desk.group("laboratorio-relazioni", "Laboratorio", "nuclei")
    guest = desk.person("Nino", "Salvo")
    desk.post(f"{group}persone/", {"person": guest.pk})
    for hours in (2, 1):
        session = desk.hold(group, ago=hours * HOUR)
        name = desk.get(session).split('name="stato-')[1].split('"')[0]
        desk.post(session, {f"stato-{name}": "absent"})
    assert "2 assenze di fila" in desk.get(group)
    desk.client = sign_in("marta")
    continuity = desk.get(f"/programmi/{desk.programme.pk}/risultati/continuita/")
    assert "presenze in 3 mesi diversi" in continuity
    assert "100 % su almeno 51 %" in continuity


@pytest.mark.covers("A23")
def test_participation_is_noted_person_by_person(desk: Desk) -> None:
    group = desk.group("laboratorio-relazioni", "Laboratorio", "nuclei")
    desk.post(f"{group}persone/", {"person": desk.person("Nino", "Salvo").pk})
    session = desk.hold(group)
    name = desk.get(session).split('name="stato-')[1].split('"')[0]
    note = "Aiuta chi arriva, vuole continuare"
    desk.post(session, {f"stato-{name}": "present", f"osservazione-{name}": note})
    assert note in desk.get(session)
