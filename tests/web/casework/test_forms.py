"""What is typed is done, or kept on the page next to what must be mended."""

import datetime
import html
from typing import Any

import pytest
from django.urls import reverse

from snodo.domain.casework import actions, queries
from snodo.domain.casework.models import Case, CaseParty, CriticalIssue, Handover, NextStep, Plan
from snodo.kernel import clock, tenancy
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World


def url(name: str, case: Case, *more: object) -> str:
    return reverse(f"casework:{name}", args=[case.pk, *more])


def errors(client: Any, address: str, data: dict[str, Any]) -> str:
    response = client.post(address, data)
    assert response.status_code == 422
    page: str = response.content.decode()
    assert "riepilogo-errori" in page
    return page


@pytest.mark.covers("C05")
def test_a_plan_from_blank_to_signed(sign_in: Any, world: World, case: Case) -> None:
    client = sign_in("sara")
    assert "Comincia il piano" in client.get(url("plan", case)).content.decode()
    assert client.post(url("plan_write", case), {"summary": "Un passo alla volta."}).status_code == 302
    page = errors(client, url("goal_new", case), {"text": "", "expected_result": "Un contratto"})
    assert "Un contratto" in page
    client.post(url("goal_new", case), {"text": "Trovare un lavoro", "expected_result": "Un contratto"})
    with tenancy.acting(world.actor("sara")):
        plan = Plan.objects.get(case=case)
        goal = plan.goals.get()
    soon = (clock.today() + datetime.timedelta(days=10)).isoformat()
    client.post(url("promise_new", case, goal.pk, "impegno"), {"text": "Vado al laboratorio", "due_on": soon})
    client.post(
        url("promise_new", case, goal.pk, "sostegno"),
        {"text": "Cerchiamo un'azienda", "organisation": str(case.organisation_id), "due_on": soon},
    )
    page = client.get(url("plan", case)).content.decode()
    assert "Vado al laboratorio" in page
    assert "Raccogli le firme" in page
    today = clock.today().isoformat()
    page = errors(client, url("plan_sign", case), {"signed_on": today, "method": "paper", "operator": "Sara"})
    assert "Manca la firma della persona" in page
    signed = client.post(
        url("plan_sign", case), {"signed_on": today, "method": "paper", "person": "Luca Ferrante"}
    )
    assert signed.status_code == 302
    with tenancy.acting(world.actor("sara")):
        plan.refresh_from_db()
        promise = goal.commitments.get()
        assert plan.state == "signed"
    paper = client.get(reverse("documents:download", args=[plan.document_id]))
    assert paper.content.startswith(b"%PDF")
    client.post(url("promise_mark", case, "impegno", promise.pk), {"state": "kept"})
    assert "1 impegni mantenuti su 1" in client.get(url("plan", case)).content.decode()


@pytest.mark.covers("C02", "C03", "C32", "E23")
def test_a_sheet_is_filled_read_and_compared(
    sign_in: Any, world: World, made: SmallProgramme, case: Case
) -> None:
    assert made.instrument is not None
    client = sign_in("sara")
    fill = url("fill", case, made.instrument.pk)
    answers = {f"q-{code}": str(value) for code, value in casework.prerequisites(1, made).items()}
    data = {"read_on": clock.today().isoformat(), "moment": "start", "filler": "operator", **answers}
    page = errors(client, fill, {**data, "q-igiene": ""})
    assert page.count("checked") >= len(answers) - 1
    done = client.post(fill, data)
    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert "Ci riesce solo se qualcuno la accompagna" in page
    client.post(fill, {**data, "filler": "person", "q-igiene": "4", "q-abbigliamento": "4"})
    page = client.get(url("compare", case, made.instrument.code)).content.decode()
    assert "Dove i punti di vista sono distanti" in page
    assert "Cura di sé" in page
    assert client.get(url("compare", case, "mai-usata")).status_code == 404
    assert sign_in("nadia").get(fill).status_code == 404


@pytest.mark.covers("A19", "A20")
def test_an_outcome_without_its_proof_is_refused_and_kept_on_the_page(sign_in: Any, case: Case) -> None:
    client = sign_in("sara")
    data = {"kind": "contratto", "happened_on": clock.today().isoformat(), "employer": "Officina Verde"}
    page = errors(client, url("outcomes", case), data)
    assert "serve un documento" in page
    assert "Officina Verde" in page
    assert client.post(url("outcomes", case), {**data, "kind": "corso"}).status_code == 302
    assert "Iscrizione a un corso" in client.get(url("outcomes", case)).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("note", {"text": "", "audience": "team"}, "obbligatorio"),
        ("note", {"text": "a\x00b", "audience": "team"}, "invisibile"),
        ("note", {"text": "a" * 10_000_00, "audience": "team"}, "troppo lungo"),
        ("step_new", {"title": "Chiamare", "due_on": "2020-01-01"}, "deve ancora venire"),
        ("close", {"reason": "goals_reached", "on": "2020-01-01"}, "prima dell&#x27;inizio della fase"),
        ("suspend", {"reason": "", "from_day": "2026-13-45"}, "data che esiste"),
        ("phase", {"phase": "non-esiste", "on": "2026-01-01"}, "elenco"),
        ("handover", {"to": "0198c0de-0000-7000-8000-000000000000"}, "elenco"),
    ],
)
def test_wrong_input_gets_a_sentence(
    sign_in: Any, case: Case, name: str, data: dict[str, str], words: str
) -> None:
    assert words in errors(sign_in("sara"), url(name, case), data)


def test_steps_are_settled_and_moved(sign_in: Any, world: World, case: Case) -> None:
    client = sign_in("sara")
    with tenancy.acting(world.actor("sara")):
        step = NextStep.objects.get(case=case)
    later = (clock.today() + datetime.timedelta(days=3)).isoformat()
    assert client.post(url("step_postpone", case, step.pk), {"due_on": later}).status_code == 302
    assert client.post(url("step_settle", case, step.pk), {"outcome": "done"}).status_code == 302
    assert "Nessun passo in programma" in client.get(url("detail", case)).content.decode()
    assert client.post(url("step_settle", case, step.pk), {"outcome": "done"}).status_code == 409


@pytest.mark.covers("B16", "C23")
def test_suspend_resume_close(sign_in: Any, case: Case) -> None:
    client = sign_in("sara")
    today = clock.today().isoformat()
    assert client.post(url("suspend", case), {"reason": "illness", "from_day": today}).status_code == 302
    assert "Sospeso: malattia" in client.get(url("detail", case)).content.decode()
    assert "alattia" not in sign_in("dario").get(url("progress", case)).content.decode()
    client = sign_in("sara")
    assert client.post(url("resume", case), {"on": today}).status_code == 302
    assert "passo da fare" in errors(client, url("close", case), {"reason": "moved_away", "on": today})
    done = {"reason": "moved_away", "on": today, "drop_open_steps": "on"}
    assert client.post(url("close", case), done).status_code == 302
    page = client.get(url("detail", case)).content.decode()
    assert "concluso il" in page
    assert "Registra un esito" in page
    assert client.get(url("phase", case)).status_code == 403
    assert client.post(url("report", case)).status_code == 302
    assert "Relazione di fine percorso" in client.get(url("detail", case)).content.decode()


@pytest.mark.covers("E35", "B20")
def test_sharing_says_and_changes_who_sees_what(sign_in: Any, world: World, case: Case) -> None:
    client = sign_in("sara")
    body = world.organisations["other_coop"]
    client.post(
        url("party_add", case), {"organisation": str(body.pk), "function": "partner", "sees": ["progress"]}
    )
    client.post(
        url("team_add", case), {"membership": str(world.memberships["nadia"].pk), "function": "co_worker"}
    )
    page = client.get(url("sharing", case)).content.decode()
    assert "Cooperativa Radici" in page
    assert "Nadia Prova" in page
    nadia = sign_in("nadia")
    assert nadia.get(url("detail", case)).status_code == 200
    assert nadia.get(url("plan", case)).status_code == 404
    assert nadia.get(url("party_add", case)).status_code == 403
    with tenancy.acting(world.actor("sara")):
        party = CaseParty.objects.get(case=case, organisation=body)
        member = case.team.get(membership=world.memberships["nadia"])
    client = sign_in("sara")
    client.post(url("party_change", case, party.pk), {"sees": ["progress", "plan"]})
    assert sign_in("nadia").get(url("plan", case)).status_code == 200
    client = sign_in("sara")
    assert client.post(url("team_end", case, member.pk)).status_code == 302
    assert client.post(url("party_end", case, party.pk)).status_code == 302
    assert sign_in("nadia").get(url("detail", case)).status_code == 404


@pytest.mark.covers("A12")
def test_a_handover_is_answered_on_its_own_page(sign_in: Any, world: World, case: Case) -> None:
    client = sign_in("sara")
    to = world.memberships["nadia"]
    client.post(url("handover", case), {"to": str(to.pk), "note": "Abita più vicino."})
    with tenancy.acting(world.actor("sara")):
        offer = Handover.objects.get(case=case)
    address = reverse("casework:offer", args=[offer.pk])
    assert sign_in("omar").get(address).status_code == 404
    nadia = sign_in("nadia")
    page = nadia.get(address).content.decode()
    assert "Abita più vicino." in page
    assert nadia.get(url("detail", case)).status_code == 404
    assert nadia.post(address, {"answer": ""}).status_code == 422
    accepted = nadia.post(reverse("casework:offer_accept", args=[offer.pk]))
    assert accepted["Location"] == url("detail", case)
    assert "responsabile</span> Nadia Prova" in nadia.get(url("detail", case)).content.decode()


@pytest.mark.covers("B11")
def test_an_issue_is_opened_followed_closed(sign_in: Any, world: World, case: Case) -> None:
    client = sign_in("sara")
    soon = (clock.today() + datetime.timedelta(days=5)).isoformat()
    owner = str(world.memberships["sara"].pk)
    data = {"title": "Salta gli incontri", "severity": "high", "owner": owner, "due_on": soon}
    assert client.post(url("issues", case), data).status_code == 302
    page = client.get(url("detail", case)).content.decode()
    assert "Criticità urgente" in page
    with tenancy.acting(world.actor("sara")):
        issue = CriticalIssue.objects.get(case=case)
    follow = url("issue", case, issue.pk)
    assert "quando rivederla" in errors(client, follow, {"what_was_done": "Sentita", "verb": "follow"})
    assert (
        client.post(follow, {"what_was_done": "Torna da due settimane", "verb": "close"}).status_code == 302
    )
    assert "Criticità urgente" not in client.get(url("detail", case)).content.decode()


@pytest.mark.covers("C09")
def test_reserved_sections_open_with_a_reason(
    sign_in: Any, world: World, made: SmallProgramme, case: Case
) -> None:
    client = sign_in("sara")
    address = url("restricted", case, "health")
    there = client.get(address).headers["Location"]  # on the page of the person, the same for all paths
    assert "Questa parte è chiusa" in client.get(there).content.decode()
    assert client.post(there, {"ground": ""}).status_code == 422
    opened = client.post(there, {"ground": "Preparo il colloquio con il medico competente"})
    assert "Non c'è ancora scritto nulla" in html.unescape(opened.content.decode())
    assert client.get(url("restricted", case, "inventata")).status_code == 404
    assert sign_in("marta").get(address).status_code == 404
    with tenancy.acting(world.actor("sara")):
        assert queries.case_page(world.actor("sara"), case.pk) is not None
        assert actions.add_note(case=case, text="ok", actor=world.actor("sara"))


def test_own_words_and_barriers(sign_in: Any, world: World, case: Case) -> None:
    client = sign_in("sara")
    data = {"need_in_own_words": "Voglio stare tranquillo.", "barriers": [], "target_groups": ["giovani"]}
    assert client.post(url("details", case), data).status_code == 302
    page = client.get(url("readings", case)).content.decode()
    assert "Voglio stare tranquillo." in page
    assert "Giovani" in page
    assert "elenco" in errors(client, url("details", case), {"target_groups": ["inventato"]})
