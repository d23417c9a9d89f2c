"""Step by step: profiles and obstacles without labels, companies ready or not, what follows a contract."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Goal
from snodo.domain.instruments.models import Instrument
from snodo.domain.network.models import Territory
from snodo.domain.people import actions as people
from snodo.domain.tables.models import TableGuest
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.web.on_packs.desk import HOUR, Desk, a_paper, moment, open_desk

SignIn = Callable[[str], Any]


@pytest.fixture
def desk(world: World, sign_in: SignIn) -> Desk:
    return open_desk(world, "step-by-step", sign_in("sara"))


def code_of(desk: Desk, part: str, title: str) -> str:
    return str(next(one["code"] for one in desk.programme.definition[part] if one["title"] == title))


@pytest.mark.covers("C07", "C08")
def test_profiles_and_obstacles_are_named_without_a_diagnosis(desk: Desk) -> None:
    case = desk.case("inclusione")
    profiles = ["Uomini oltre i 50 anni", "Persone isolate", "Persone in grave marginalità"]
    obstacles = [
        "Non ha l'auto o la patente",
        "Non può lasciare il paese",
        "Pochi anni di studio",
        "Non desidera certificazioni",
    ]
    desk.post(
        desk.url("casework:details", case.pk),
        {
            "need_in_own_words": "Vorrei restare in valle.",
            "target_groups": [code_of(desk, "target_groups", title) for title in profiles],
            "barriers": [code_of(desk, "barriers", title) for title in obstacles],
        },
    )
    page = desk.get(desk.url("casework:readings", case.pk))
    for words in (*profiles, *obstacles):
        assert words in page


@pytest.mark.covers("C25")
def test_the_sector_left_and_the_shock_reach_who_receives(desk: Desk, sign_in: SignIn) -> None:
    with acting(desk.world.actor("sara")):
        home = Territory.objects.get(name="Bergamo", kind="municipality")
        sheet = Instrument.objects.get(code="referral-step-by-step")
    items = [item for part in sheet.definition["sections"] for item in part["items"]]
    options = next(item["options"] for item in items if item["code"] == "situazione")
    lost = next(one["code"] for one in options if one["title"].startswith("Ha perso il lavoro"))
    answers = {"settore": "Spettacolo dal vivo", "situazione": [lost]}
    address = desk.referral_page("inclusione", answers, municipality=home)
    desk.client = sign_in("marta")
    page = desk.get(address)
    assert "Spettacolo dal vivo" in page
    assert "Ha perso il lavoro durante l'emergenza sanitaria" in page


@pytest.mark.covers("C20", "C33")
def test_places_to_try_are_found_by_kind_and_readiness(desk: Desk) -> None:
    pages = {}
    for name, kind, transport in (
        ("Vivaio Alta Valle", "green", "no"),
        ("Museo della montagna", "culture", "yes"),
    ):
        data = {
            "name": name,
            "kind": kind,
            "organisation_kind": "company",
            "transport": transport,
            "activity": "Stagionale",
        }
        pages[name] = desk.post("/aziende/nuova/", data)

    def says(name: str, readiness: str, days_ago: int) -> None:
        day = clock.today() - datetime.timedelta(days=days_ago)
        desk.post(f"{pages[name]}contatto/", {"kind": "phone", "on_day": day, "readiness": readiness})

    says("Vivaio Alta Valle", "ready", 9)
    says("Museo della montagna", "ready", 9)
    assert "serve un mezzo proprio" in desk.get(pages["Vivaio Alta Valle"])
    assert "Museo" not in desk.get("/aziende/?tipo=green")
    says("Vivaio Alta Valle", "not_now", 1)
    ready = desk.get("/aziende/?disponibilita=ready")
    assert "Museo della montagna" in ready
    assert "Vivaio" not in ready
    assert "Non in questo periodo" in desk.get(pages["Vivaio Alta Valle"])


@pytest.mark.covers("C22")
def test_accompaniment_goes_on_after_the_contract_and_the_end(desk: Desk) -> None:
    case = desk.case("inclusione")
    outcomes = desk.url("casework:outcomes", case.pk)

    def contract(detail: str) -> dict[str, Any]:
        kind = code_of(desk, "outcome_kinds", "Contratto di lavoro")
        return {"kind": kind, "happened_on": clock.today(), "detail": detail, "upload": a_paper()}

    desk.post(outcomes, contract("A termine, sei mesi"))
    desk.meet(case, "accompagnamento-lavoro", "Primo mese in cucina: regge i turni")
    assert "Accompagnamento al lavoro" in desk.get(desk.url("casework:story", case.pk))
    done = {"reason": "goals_reached", "on": clock.today(), "drop_open_steps": "on"}
    desk.post(desk.url("casework:close", case.pk), done)
    desk.post(outcomes, contract("Rinnovato: lavora ancora"))
    assert "Rinnovato: lavora ancora" in desk.get(outcomes)


@pytest.mark.covers("C26")
def test_social_custody_joins_women_of_the_project_and_elderly_neighbours(desk: Desk) -> None:
    case = desk.case("inclusione", person=desk.person("Rosa", "Milesi"))
    neighbour = desk.person("Ersilia", "Gervasoni", birth_date=datetime.date(1938, 2, 1))
    group = desk.group("custodia-sociale", "Custodia sociale in contrada")
    desk.post(f"{group}persone/", {"case": case.pk})
    desk.post(f"{group}persone/", {"person": neighbour.pk})
    desk.hold(group, "Spesa e una passeggiata insieme")
    page = desk.get(group)
    assert "Rosa Milesi" in page
    assert "Ersilia Gervasoni" in page
    assert "senza percorso" in page
    assert page.count("1 di 1") == 2


@pytest.mark.covers("C29")
def test_the_team_reads_motivation_outlets_and_what_to_learn(desk: Desk) -> None:
    case = desk.case("inclusione")
    with acting(desk.world.actor("sara")):
        sheet = Instrument.objects.get(code="multidisciplinary-reading")
    page = desk.post(
        desk.url("casework:fill", case.pk, sheet.pk),
        {
            "read_on": clock.today(),
            "filler": "operator",
            "q-professione": "educatore-o-educatrice",
            "q-vedo": "Riparte se il lavoro è vicino.",
            "q-risorse": "Ha lavorato vent'anni in cucina.",
            "q-pronta": 2,
            "q-motivazione": 3,
            "q-formazione": "Igiene degli alimenti",
            "q-sbocchi": "Mensa della scuola, rifugio",
            "q-proposta": "Corso breve e tirocinio",
        },
    )
    shown = desk.get(page)
    for words in ("Igiene degli alimenti", "Mensa della scuola, rifugio", "Corso breve e tirocinio"):
        assert words in shown


@pytest.mark.covers("C10")
def test_each_ambito_sees_its_own_and_the_lead_the_sum(desk: Desk, sign_in: SignIn) -> None:
    world, nadia = desk.world, desk.world.actor("nadia")
    mine = desk.case("inclusione", person=desk.person("Rosa", "Milesi"))
    where = desk.action("inclusione")
    with acting(nadia):
        person = people.register_person(first_name="Piero", last_name="Gozzi", actor=nadia)
        theirs = casework.open_case(
            programme=desk.programme,
            action=where,
            person=person,
            organisation=world.organisations["other_coop"],
            responsible=world.memberships["nadia"],
            actor=nadia,
        )
    for who, own, other in (("sara", mine, theirs), ("nadia", theirs, mine)):
        client = sign_in(who)
        assert client.get(desk.url("casework:detail", own.pk)).status_code == 200
        assert client.get(desk.url("casework:detail", other.pk)).status_code == 404
    desk.client = sign_in("marta")
    numbers = desk.get(f"/programmi/{desk.programme.pk}/")
    taken = numbers.split("Prese in carico")[1].split("</tr>")[0]
    assert "<strong>2</strong>" in taken


@pytest.mark.covers("C16")
def test_a_project_is_made_of_typed_actions(desk: Desk) -> None:
    case = desk.case("inclusione")
    desk.post(desk.url("casework:plan_write", case.pk), {"summary": "Un lavoro in valle."})
    desk.post(desk.url("casework:goal_new", case.pk), {"text": "Lavorare vicino a casa"})
    with acting(desk.world.actor("sara")):
        goal = Goal.objects.get()
    kinds = ["lettura-bisogno-lavoro", "bilancio-competenze", "accompagnamento-educativo", "tutoraggio"]
    kinds += ["corso", "tirocinio", "ricerca-aziende", "accompagnamento-lavoro"]
    for code in kinds:
        support = {"text": f"Si fa: {code}", "activity_kind": desk.kind(code).pk}
        support["organisation"] = desk.world.organisations["coop"].pk
        desk.post(desk.url("casework:promise_new", case.pk, goal.pk, "sostegno"), support)
    page = desk.get(desk.url("casework:plan", case.pk))
    for code in kinds:
        assert f"Cooperativa Il Ponte · {desk.kind(code).title}" in page


@pytest.mark.covers("C24")
def test_online_interviews_and_tables_say_so(desk: Desk) -> None:
    case = desk.case("inclusione")
    fixed = desk.post(
        f"/agenda/nuovo/?percorso={case.pk}",
        {
            "kind": desk.kind("colloquio").pk,
            "starts_at": moment(clock.now() - HOUR),
            "mode": "online",
            "online_link": "https://incontri.example/rosa",
            "operator": desk.world.memberships["sara"].pk,
            "payer": "funder",
        },
    )
    page = desk.get(fixed)
    assert "https://incontri.example/rosa" in page
    assert "in videochiamata" in page
    table = desk.post(
        "/tavoli/nuovo/",
        {
            "programme": desk.programme.pk,
            "kind": "working",
            "title": "Tavolo a distanza",
            "starts_at": moment(clock.now() + 2 * HOUR),
            "minutes": 60,
            "online_link": "https://incontri.example/tavolo",
        },
    )
    desk.post(f"{table}invita/", {"name": "Scuola del paese"})
    desk.post(f"{table}convoca/")
    desk.post(f"{table}apri/")
    with acting(desk.world.actor("sara")):
        guests = list(TableGuest.objects.all())
    desk.post(f"{table}presenze/", {f"presenza-{guest.pk}": "remoto" for guest in guests})
    assert "da remoto" in desk.get(table)


@pytest.mark.covers("C27")
def test_time_for_care_is_a_condition_seen_on_the_path(desk: Desk) -> None:
    care = code_of(desk, "barriers", "Tempi di cura di familiari")
    case = desk.case("inclusione", barriers=[care])
    assert "Tempi di cura di familiari" in desk.get(desk.url("casework:detail", case.pk))
