"""IN-LAV: young people reached early, focus group, what is counted, what goes back to the group."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework.models import Case, Handover
from snodo.domain.network.states import MASKED_NAME
from snodo.domain.tables.models import TableGuest
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World
from tests.web.on_packs.desk import HOUR, Desk, moment, open_desk

SignIn = Callable[[str], Any]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(world: World, sign_in: SignIn) -> Desk:
    return open_desk(world, "in-lav", sign_in("sara"))


@pytest.mark.covers("E03")
def test_a_young_person_nobody_follows_is_reached_before_isolation(desk: Desk, sign_in: SignIn) -> None:
    sheet = {"come": "la-conosce-un-altro-giovane", "tipo": "preventivo"}
    address = desk.referral_page("giovani", sheet)
    desk.client = sign_in("marta")
    page = desk.get(address)
    for words in ("La conosce un altro giovane", "Preventivo", "22 anni"):
        assert words in page


@pytest.mark.covers("E42")
def test_whether_there_is_a_certification_is_kept_reserved(desk: Desk, sign_in: SignIn) -> None:
    address = desk.referral_page("disagio-psichico", {"invalidita": "si"})
    desk.client = sign_in("dario")
    page = desk.get(address)
    question = page.split("Ha una certificazione di invalidità civile")[1][:300]
    assert "riservata" in question
    assert "Sì" in question
    assert sign_in("nadia").get(address).status_code == 404


@pytest.mark.covers("E05")
def test_a_focus_group_from_invitation_to_themes(desk: Desk, sign_in: SignIn) -> None:
    world = desk.world
    page = desk.post(
        "/tavoli/nuovo/",
        {
            "programme": desk.programme.pk,
            "kind": "focus_group",
            "title": "Che cosa vedono le realtà del territorio",
            "purpose": "Temi: luoghi, famiglie, fiducia.",
            "starts_at": moment(clock.now() + DAY),
            "minutes": 90,
        },
    )
    desk.post(f"{page}invita/", {"membership": world.memberships["dario"].pk})
    desk.post(f"{page}invita/", {"name": "Oratorio di quartiere"})
    desk.post(f"{page}convoca/")
    with acting(world.actor("sara")):
        me, dario, oratory = TableGuest.objects.order_by("created_at")
    desk.client = sign_in("dario")
    assert "Temi: luoghi, famiglie, fiducia." in desk.get(page)
    desk.post(f"{page}invitati/{dario.pk}/risposta/", {"risposta": "si"})
    desk.client = sign_in("sara")
    assert "ci sarà" in desk.get(page)
    desk.post(f"{page}apri/")
    present = {f"presenza-{guest.pk}": "presente" for guest in (me, dario, oratory)}
    desk.post(f"{page}presenze/", present)
    desk.post(f"{page}scrivi/decisione/", {"text": "Tema: si incontrano al campetto, non agli sportelli."})
    desk.post(f"{page}chiudi/")
    minutes = desk.get(f"{page}verbale/")
    for words in ("Oratorio di quartiere", "non agli sportelli", "Dario Prova"):
        assert words in minutes


@pytest.mark.covers("E12", "E17")
def test_who_was_really_met_counts_in_the_right_action(desk: Desk, sign_in: SignIn) -> None:
    young = desk.case("giovani", person=desk.person("Luca", "Ferrante"))
    adult = desk.case("disagio-psichico", person=desk.person("Ivo", "Riva"))
    desk.case("giovani", person=desk.person("Sonia", "Attesa"))
    desk.meet(young, "colloquio-conoscitivo", "Primo incontro")
    desk.meet(adult, "colloquio-individuale", "Primo incontro")
    desk.client = sign_in("marta")
    page = f"/programmi/{desk.programme.pk}/"
    numbers = desk.get(page)
    assert "<strong>1</strong> di 30" in numbers
    assert "<strong>1</strong> di 15" in numbers
    listed = desk.get(f"{page}risultati/giovani-coinvolti/")
    counts, near = listed.split("Che cosa non conta ancora")
    assert "Luca Ferrante" in counts
    assert "Sonia Attesa" in near
    assert "Ivo Riva" not in listed
    assert "Ivo Riva" in desk.get(f"{page}risultati/persone-disagio/")


@pytest.mark.covers("E18")
def test_three_labs_count_when_each_has_met(desk: Desk, sign_in: SignIn) -> None:
    case = desk.case("disagio-psichico")
    for title in ("Assemblaggio", "Orto", "Legatoria"):
        group = desk.group("laboratorio", title, "disagio-psichico")
        desk.post(f"{group}persone/", {"case": case.pk})
        if title != "Legatoria":
            desk.hold(group)
    desk.client = sign_in("marta")
    listed = desk.get(f"/programmi/{desk.programme.pk}/risultati/laboratori/")
    counts, near = listed.split("Che cosa non conta ancora")
    assert "2 di 3" in counts
    assert "Orto" in counts
    assert "Legatoria" in near
    assert "Legatoria" not in counts


@pytest.mark.covers("E29")
def test_what_came_of_the_lab_goes_back_to_each_and_to_the_group(desk: Desk) -> None:
    case = desk.case("disagio-psichico")
    desk.meet(case, "restituzione-individuale", "Regge quattro ore, cerca un luogo tranquillo")
    group = desk.group("restituzione-gruppo", "Restituzione del laboratorio")
    desk.post(f"{group}persone/", {"case": case.pk})
    session = desk.hold(group, "Ci siamo aiutati")
    story = desk.get(desk.url("casework:story", case.pk))
    assert "Restituzione individuale" in story
    assert "Restituzione del laboratorio" in story
    assert "Ci siamo aiutati" in desk.get(session)


@pytest.mark.covers("E34")
def test_hosting_cooperatives_and_their_educators_are_known(desk: Desk) -> None:
    partners = desk.get(f"/programmi/{desk.programme.pk}/enti/")
    for words in ("Ozanam", "Il Grillo Parlante", "La Fabbrica dei Segni", "con i propri educatori"):
        assert words in partners
    data = {
        "name": "Legatoria sociale",
        "kind": "social_coop",
        "organisation_kind": "social_coop",
        "transport": "yes",
    }
    host = desk.post("/aziende/nuova/", data)
    desk.post(
        f"{host}persona/", {"name": "Rosa Colli", "job_title": "educatrice a disposizione del laboratorio"}
    )
    page = desk.get(host)
    assert "educatrice a disposizione del laboratorio" in page
    assert "Legatoria sociale" in desk.get("/aziende/?tipo=social_coop")


@pytest.mark.covers("E41")
def test_bodies_around_are_invited_and_a_protected_person_stays_so(desk: Desk) -> None:
    partners = desk.get(f"/programmi/{desk.programme.pk}/enti/")
    for words in ("AFOL Metropolitana", "ATS Città Metropolitana", "parti sociali", MASKED_NAME):
        assert words in partners
    assert "antiviolenza" not in partners, "its name would say why somebody is here"
    person = desk.person("Vera", "Nascosta", protected=True, pseudonym="Mimosa")
    case = desk.case("disagio-psichico", person=person)
    page = desk.post(
        "/tavoli/nuovo/",
        {
            "programme": desk.programme.pk,
            "kind": "multidisciplinary",
            "title": "Tavolo con la rete",
            "starts_at": moment(clock.now() + DAY),
            "minutes": 60,
        },
    )
    form = desk.get(page)
    assert "Mimosa" in form
    assert "Nascosta" not in form
    options = form.split('name="organisation"')[1].split("</select>")[0].split("<option")
    for name in ("AFOL Metropolitana", MASKED_NAME):
        body = next(option.split('value="')[1].split('"')[0] for option in options if name in option)
        desk.post(f"{page}invita/", {"organisation": body, "sees": ["work"]})
    desk.post(f"{page}casi/", {"case": case.pk, "title": "Donna di 40 anni"})
    prepared = desk.get(page)
    assert MASKED_NAME in prepared
    assert "antiviolenza" not in prepared
    assert "Nascosta" not in prepared


@pytest.mark.covers("E06", "E07", "E08")
def test_interviews_before_any_path_with_the_family_and_to_design(desk: Desk) -> None:
    person = desk.person("Luca", "Ferrante")
    alone = desk.post(
        f"/agenda/nuovo/?persona={person.pk}&programma={desk.programme.pk}",
        {
            "kind": desk.kind("colloquio-conoscitivo").pk,
            "starts_at": moment(clock.now() - HOUR),
            "mode": "in_person",
            "operator": desk.world.memberships["sara"].pk,
            "payer": "funder",
        },
    )
    desk.post(f"{alone}registra/done/", {"minutes": 40, "what": "Ci conosciamo"})
    assert "Ci conosciamo" in desk.get(alone)
    case = desk.case("giovani", person=person)
    for kind in ("colloquio-familiari", "colloquio-progettazione"):
        assert desk.kind(kind).title in desk.get(desk.meet(case, kind, "Detto con parole sue"))


@pytest.mark.covers("E31")
def test_care_and_work_look_at_the_same_person_side_by_side(desk: Desk) -> None:
    case = desk.case("disagio-psichico")
    for profession, seen in (("medico-o-infermiere", "Serve un ritmo lento"), ("", "Può reggere un turno")):
        more = {"q-vedo": seen, **({"q-professione": profession} if profession else {})}
        desk.fill(case, "multidisciplinary-reading", 2 if profession else 3, **more)
    page = desk.get(desk.url("casework:compare", case.pk, "multidisciplinary-reading"))
    assert "Serve un ritmo lento" in page
    assert "Può reggere un turno" in page
    assert "Medico o infermiere" in page


@pytest.mark.covers("E30")
def test_an_outlet_is_proposed_and_the_placement_service_takes_over(desk: Desk, sign_in: SignIn) -> None:
    case = desk.case("disagio-psichico")
    reading = desk.fill(
        case,
        "lab-evaluation",
        3,
        **{"q-sbocco": "servizio-di-inserimento-lavorativo", "q-sbocco-motivo": "Regge cinque ore"},
    )
    assert "Servizio di inserimento lavorativo" in desk.get(reading)
    desk.post(
        desk.url("casework:handover", case.pk),
        {"to": desk.world.memberships["nadia"].pk, "note": "Pronta per l'azienda."},
    )
    with acting(desk.world.actor("sara")):
        offer = Handover.objects.get()
    desk.client = sign_in("nadia")
    desk.post(desk.url("casework:offer_accept", offer.pk))
    assert "responsabile</span> Nadia Prova" in desk.get(desk.url("casework:detail", case.pk))


@pytest.mark.covers("D18")
def test_times_from_the_referral_are_shown_body_by_body(desk: Desk, sign_in: SignIn) -> None:
    referral = intake.an_assigned(desk.world, desk.action("giovani"))
    done = {"person": "new", "target_groups": ["giovani-vulnerabili"], "barriers": []}
    desk.post(desk.url("intake:accept", referral.pk), done)
    with acting(desk.world.actor("sara")):
        case = Case.objects.get()
    desk.meet(case, "colloquio-conoscitivo", "Primo incontro", ago=HOUR / 60)
    desk.client = sign_in("marta")
    page = desk.get(f"/programmi/{desk.programme.pk}/tempi/")
    row = page.split('<th scope="row">Cooperativa Il Ponte')[1].split("</tr>")[0]
    # First answer and first interview on the same day, no opportunity yet.
    assert row.count("<strong>0 giorni") == 2
    assert "–" in row
    assert "Prima risposta" in page
    assert "Prima opportunità" in page
