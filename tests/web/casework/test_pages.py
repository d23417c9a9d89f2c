"""Every page of a path opens for who works on it and does not exist for the others."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from snodo.domain.audit.models import Entry
from snodo.domain.casework import actions, queries
from snodo.domain.casework.models import Case
from snodo.kernel import clock, tenancy
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

CASE_PAGES = [
    "detail", "story", "note", "message", "details", "step_new", "phase", "suspend", "close", "issues",
    "sharing", "steps", "team_add", "party_add", "handover", "plan", "plan_write", "readings", "outcomes",
]  # fmt: skip


@pytest.mark.parametrize("name", CASE_PAGES)
def test_pages_open_for_the_team_and_are_404_for_others(sign_in: Any, full_case: Case, name: str) -> None:
    url = reverse(f"casework:{name}", args=[full_case.pk])
    assert sign_in("sara").get(url).status_code == 200
    for who in ("nadia", "omar", "dario", "stranger", "ada"):
        assert sign_in(who).get(url).status_code == 404, who


@pytest.mark.covers("B07", "C06", "D23")
def test_the_case_page_tells_the_whole_path(sign_in: Any, full_case: Case) -> None:
    page = sign_in("sara").get(reverse("casework:detail", args=[full_case.pk])).content.decode()
    for words in (
        "Luca Ferrante",
        "27 anni" if clock.today() >= datetime.date(clock.today().year, 5, 4) else "anni",
        "Bollate",
        "responsabile",
        "in carico da 5 mesi",
        "Non automunito",
        "Primo colloquio: in ritardo di",
        "Prossimi passi",
        "Che cosa è successo",
        "Arriva puntuale da tre settimane.",
        "Trovare un lavoro vicino a casa",
        "Iscrizione a un corso",
        "Stanchezza nel pomeriggio",
        "servizio inviante; vede andamento",
        "in corso, mese 2 di 2",
        "Prerequisiti di base al lavoro: soglia raggiunta",
    ):
        assert words in page, words
    assert len(page.encode()) <= 40_000


def test_reading_is_logged_and_news_are_marked_once(sign_in: Any, world: World, full_case: Case) -> None:
    url = reverse("casework:detail", args=[full_case.pk])
    client = sign_in("sara")
    client.get(url)
    dario = world.actor("dario")
    with tenancy.acting(dario):
        actions.send_message(case=full_case, text="Ci fa piacere.", actor=dario)
    assert "1 novità da quando hai guardato" in client.get(url).content.decode()
    assert "da quando hai guardato" not in client.get(url).content.decode()
    with tenancy.acting(dario):
        reads = Entry.objects.filter(subject_id=full_case.pk, act="read")
        assert reads.filter(person_id=full_case.person_id).count() == 3


def statements(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len([one for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_statements_do_not_grow_with_rows(
    sign_in: Any, world: World, made: SmallProgramme, case: Case
) -> None:
    client = sign_in("sara")
    url = reverse("casework:detail", args=[case.pk])
    before = statements(client, url)
    sara = world.actor("sara")
    assert made.instrument is not None
    with tenancy.acting(sara):
        for number in range(30):
            actions.add_note(case=case, text=f"Nota {number} " + "parola " * 200, actor=sara)
            actions.add_step(case=case, title=f"Passo {number}", due_on=clock.today(), actor=sara)
        actions.add_party(
            case=case, organisation=world.organisations["other_coop"], function="partner", actor=sara
        )
    assert statements(client, url) == before <= 10
    page = client.get(url).content
    assert "Mostra tutto" in page.decode()
    assert "Mostra tutti i passi" in page.decode()
    assert len(page) <= 40_000


def test_filters_of_the_story(sign_in: Any, full_case: Case) -> None:
    client = sign_in("sara")
    url = reverse("casework:detail", args=[full_case.pk])
    page = client.get(f"{url}?tipo=note").content.decode()
    assert "Arriva puntuale" in page
    assert "Firme: 1" not in page
    story = client.get(reverse("casework:story", args=[full_case.pk]) + "?tipo=plan").content.decode()
    assert "Firme: 1" in story


@pytest.mark.covers("B12", "C01")
def test_the_sender_follows_and_writes(sign_in: Any, full_case: Case) -> None:
    client = sign_in("dario")
    assert full_case.person.last_name in client.get(reverse("casework:sent")).content.decode()
    page = client.get(reverse("casework:progress", args=[full_case.pk])).content.decode()
    assert "Piano firmato" in page
    assert "Chi chiamare" in page
    assert "Sara Prova" in page
    assert "Arriva puntuale" not in page
    assert "Stanchezza" not in page
    url = reverse("casework:progress_message", args=[full_case.pk])
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "Ci fa piacere."}).status_code == 302
    assert (
        "Ci fa piacere."
        in sign_in("sara").get(reverse("casework:detail", args=[full_case.pk])).content.decode()
    )
    for who in ("elena", "nadia", "stranger"):
        assert sign_in(who).get(reverse("casework:progress", args=[full_case.pk])).status_code == 404


def test_lists_are_one_statement(world: World, full_case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        with CaptureQueriesContext(connection) as seen:
            row = queries.case_list(sara)[:50][0]
            assert row.responsible.user.get_full_name() == "Sara Prova"
            assert row.late
            assert row.next_step["title"] == "Primo colloquio"
        assert len(seen) == 1
        with CaptureQueriesContext(connection) as seen:
            counts = queries.case_counts(sara, queries.CaseFilters(text="ferr"))
        assert len(seen) == 1
        assert (counts["all"], counts["late"], counts["mine"], counts["closed"]) == (1, 1, 1, 0)
        assert queries.case_counts(sara, queries.CaseFilters(text="rossi"))["all"] == 0
        for only in queries.ONLY:
            list(queries.case_list(sara, queries.CaseFilters(only=only, state="open")))
