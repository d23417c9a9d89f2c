"""The pages of internships: from the draft to the end, by hand."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.placements import actions
from snodo.domain.placements.models import Internship
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.domain.placements.stage import DAY, Stage, build_stage
from tests.factories.world import World
from tests.sql_watch import SqlWatch

SignIn = Callable[[str], Any]
TODAY = clock.today()


@pytest.fixture
def stage(world: World) -> Stage:
    return build_stage(world)


@pytest.fixture
def started(stage: Stage) -> Internship:
    with acting(stage.actor()):
        return stage.started()


def project(stage: Stage, **changes: Any) -> dict[str, Any]:
    """What somebody types."""
    return {
        "percorso": str(stage.case.pk),
        "person": str(stage.case.person_id),
        "kind": "extracurricular",
        "host": str(stage.host.organisation_id),
        "promoter": str(stage.world.organisations["promoter"].pk),
        "job": "Aiuto magazzino",
        "starts_on": (TODAY - DAY).isoformat(),
        "ends_on": (TODAY + 100 * DAY).isoformat(),
        "weekly_hours": "25",
        "weekdays": ["0", "1", "2", "3", "4"],
        "promoter_tutor_name": "Rita",
        "host_tutor_name": "Gianni",
        "allowance": "500",
        "allowance_payer": "host",
        "inail_position": "1",
        "rct_policy": "2",
        "rule_target": "ordinary",
        "eqf_level": "4",
        "objectives": "Imparare.",
        **changes,
    }


@pytest.mark.covers("B08", "E11")
def test_draft_check_and_start(sign_in: SignIn, stage: Stage) -> None:
    client = sign_in("sara")
    assert "Per chi?" in client.get("/tirocini/nuovo/").content.decode()
    page = client.get(f"/tirocini/nuovo/?percorso={stage.case.pk}").content.decode()
    assert "Che cosa dicono le regole" in page
    checked = client.post("/tirocini/nuovo/", project(stage, allowance="100", controlla="1"))
    assert checked.status_code == 200
    assert "servono almeno" in checked.content.decode()
    wrong = client.post("/tirocini/nuovo/", project(stage, ends_on="2001-01-01"))
    assert wrong.status_code == 422
    assert "La fine viene prima" in wrong.content.decode()
    assert "Aiuto magazzino" in wrong.content.decode()
    made = client.post("/tirocini/nuovo/", project(stage, allowance="100"))
    assert made.status_code == 302
    refused = client.post(made.url + "avvia/", {})
    assert refused.status_code == 422
    assert "Scrivi perché si procede" in refused.content.decode()
    begun = client.post(made.url + "avvia/", {"reason_allowance-low": "Integra il Comune"}, follow=True)
    assert "Tirocinio avviato" in begun.content.decode()
    with acting(stage.actor()):
        assert Internship.objects.get().state == "active"


@pytest.mark.covers("B09", "B10")
def test_register_and_meetings(sign_in: SignIn, stage: Stage, started: Internship) -> None:
    client, url = sign_in("sara"), f"/tirocini/{started.pk}/"
    page = client.get(url).content.decode()
    assert "Incontri di monitoraggio" in page
    month = f"{started.starts_on:%Y-%m}"
    saved = client.post(url + "registro/", {"mese": month, "riempi": "1"})
    assert saved.status_code == 302
    with acting(stage.actor()):
        assert started.days.filter(kind="present").count() > 0
        meeting = started.meetings.order_by("number").first()
    wrong = client.post(
        url + "registro/",
        {"mese": month, f"k_{started.starts_on}": "present", f"h_{started.starts_on}": "99"},
    )
    assert wrong.status_code == 422
    assert meeting is not None
    where = f"/tirocini/incontri/{meeting.pk}/"
    assert client.get(where).status_code == 200
    assert client.post(where, {"held_on": "", "minutes": "60", "payer": "funder"}).status_code == 422
    sheet = {
        "held_on": TODAY.isoformat(),
        "minutes": "45",
        "with_person": "on",
        "progress": "Arriva puntuale",
        "payer": "funder",
    }
    assert client.post(where, sheet).status_code == 302
    assert "Arriva puntuale" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "state"),
    [
        ("sospendi", {"reason": "illness", "from_day": TODAY.isoformat()}, "suspended"),
        ("proroga", {"ends_on": (TODAY + 200 * DAY).isoformat(), "reason": "Serve"}, "active"),
        ("concludi", {"ended_on": TODAY.isoformat()}, "completed"),
        ("interrompi", {"reason": "job_found", "ended_on": TODAY.isoformat()}, "interrupted"),
    ],
)
def test_each_verb_has_its_page(
    sign_in: SignIn, stage: Stage, started: Internship, verb: str, data: dict[str, str], state: str
) -> None:
    client, url = sign_in("sara"), f"/tirocini/{started.pk}/"
    assert client.get(f"{url}{verb}/").status_code == 200
    assert client.post(f"{url}{verb}/", {}).status_code == 422
    assert client.post(f"{url}{verb}/", data).status_code == 302
    with acting(stage.actor()):
        assert Internship.objects.get(pk=started.pk).state == state
    assert client.get(url).status_code == 200
    assert client.get(f"{url}storia/").status_code == 200


def test_neighbours_and_strangers_find_nothing(sign_in: SignIn, stage: Stage, started: Internship) -> None:
    with acting(stage.actor()):
        meeting = started.meetings.order_by("number").first()
    assert meeting is not None
    for who in ("nadia", "omar", "elena", "stranger"):
        client = sign_in(who)
        for path in (
            f"{started.pk}/",
            f"{started.pk}/storia/",
            f"{started.pk}/sospendi/",
            f"incontri/{meeting.pk}/",
        ):
            assert client.get(f"/tirocini/{path}").status_code == 404, (who, path)
        assert client.post(f"/tirocini/{started.pk}/registro/", {}).status_code == 404
        assert "Ferrante" not in client.get("/tirocini/").content.decode()
        assert client.get(f"/tirocini/nuovo/?percorso={stage.case.pk}").status_code == 404


def test_wrong_addresses_are_not_found(sign_in: SignIn, stage: Stage) -> None:
    client = sign_in("sara")
    assert client.get("/tirocini/nuovo/?percorso=ciao").status_code == 404
    assert client.get("/tirocini/?pagina=x&stato=boh&programma=zz").status_code == 200


def test_what_the_company_may_not_know_is_on_no_paper(stage: Stage) -> None:
    """The training project names no limits, no programme, no funder."""
    from snodo.domain.placements import papers

    with acting(stage.actor()):
        internship = stage.draft(
            rule_target="disabled", funding="Dipartimento dipendenze", allowance_payer="funder"
        )
        written: dict[str, Any] = {}

        def keep(**values: Any) -> Any:
            written.update(values)

        real = papers.documents.generate_paper
        papers.documents.generate_paper = keep
        try:
            papers.training_project(internship, stage.actor())
        finally:
            papers.documents.generate_paper = real
    said = repr(written["data"]).lower()
    for secret in ("disab", "dipenden", "in-lav", "finanziamento", "rete rhodense"):
        assert secret not in said, secret
    assert not re.search("svantagg", said)


def test_pages_cost_the_same_as_rows_grow(
    sign_in: SignIn, stage: Stage, started: Internship, sql_watch: SqlWatch
) -> None:
    client = sign_in("sara")
    client.get("/tirocini/")
    few = _cost(client, "/tirocini/", sql_watch)
    with acting(stage.actor()):
        for _ in range(3):
            stage.started()
    many = _cost(client, "/tirocini/", sql_watch)
    assert few == many
    assert many <= 9
    page = _cost(client, f"/tirocini/{started.pk}/", sql_watch)
    with acting(stage.actor()):
        actions.record_days(
            internship=started,
            days={started.starts_on: actions.DayMark("present")} if started.starts_on.weekday() < 5 else {},
            actor=stage.actor(),
        )
    assert _cost(client, f"/tirocini/{started.pk}/", sql_watch) == page
    assert page <= 11
    assert len(client.get(f"/tirocini/{started.pk}/").content) <= 40_000


def _cost(client: Any, path: str, watch: SqlWatch) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len([query for query in found if "SAVEPOINT" not in query["sql"]])
