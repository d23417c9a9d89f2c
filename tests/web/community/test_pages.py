"""The diary of the network, by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework.models import Case
from snodo.domain.community import actions, queries
from snodo.domain.community.models import NetworkActivity
from snodo.domain.people.models import Person
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.domain.community.test_diary import an_activity
from tests.factories import casework
from tests.factories.world import World
from tests.sql_watch import SqlWatch

SignIn = Callable[[str], Any]


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.fixture
def case(world: World) -> Case:
    return casework.a_case(world, casework.small_programme(world), sender=world.organisations["municipality"])


@pytest.mark.covers("A24")
def test_planned_told_with_partners_and_printed(sign_in: SignIn, world: World) -> None:
    client = sign_in("sara")
    assert "Il diario è vuoto" in text(client.get("/diario/"))
    today = clock.today()
    typed = {"title": "Pranzo di via Verdi", "kind": "community_event", "starts_on": f"{today:%d/%m/%Y}"}
    again = client.post("/diario/nuova/", {**typed, "kind": "", "purpose": "Conoscersi"})
    assert again.status_code == 422
    assert "Conoscersi" in text(again)
    made = client.post("/diario/nuova/", {**typed, "audience": ["families"], "place": "Cortile"})
    assert "famiglie" in text(client.get(made.url))
    assert client.post(f"{made.url}racconta/", {"people": "x", "story": "Bello"}).status_code == 422
    told = client.post(
        f"{made.url}racconta/", {"people": "40", "new_people": "12", "story": "Bello"}, follow=True
    )
    for word in ("40 persone", "Bello", "Per la prima volta"):
        assert word in text(told)
    body = world.organisations["health"]
    assert client.post(f"{made.url}enti/", {}).status_code == 422
    client.post(f"{made.url}enti/", {"organisation": str(body.pk), "part": "hosts", "first_time": "on"})
    page = client.post(f"{made.url}enti/", {"name": "Bocciofila", "part": "takes_part"}, follow=True)
    for word in (body.label, "prima volta insieme", "Bocciofila"):
        assert word in text(page)
    year = text(client.get(f"/diario/anno/{today.year}/"))
    for word in ("Pranzo di via Verdi", "Nuove alleanze", "Tabella dei dati"):
        assert word in year
    assert "non c'è nulla di raccontato" in text(client.get("/diario/anno/2003/"))
    assert client.get("/diario/anno/99999/").status_code == 404
    assert "Pranzo" in text(client.get("/diario/?testo=pranzo&stato=held"))
    assert "Nessuna attività con questi filtri" in text(client.get("/diario/?stato=to_tell"))


@pytest.mark.covers("A24")
def test_others_read_it_and_may_not_touch_it(sign_in: SignIn, world: World) -> None:
    activity = an_activity(world)
    url = f"/diario/{activity.pk}/"
    nadia = sign_in("nadia")
    assert "Racconta" not in text(nadia.get(url))
    for tail in ("correggi/", "racconta/", "annulla/", "enti/"):
        assert nadia.get(url + tail).status_code == 403
    assert nadia.post(f"{url}riprogramma/").status_code == 403
    assert sign_in("gino").get("/diario/nuova/").status_code == 403
    for tail in ("", "correggi/", "presenze/"):
        assert sign_in("stranger").get(url + tail).status_code == 404


@pytest.mark.covers("A24", "C10")
def test_who_was_there_is_seen_by_their_own_body(sign_in: SignIn, world: World, case: Case) -> None:
    activity = an_activity(world, who="nadia")
    url = f"/diario/{activity.pk}/"
    client = sign_in("sara")
    page = client.post(f"{url}presenze/", {"person": str(case.person_id)}, follow=True)
    assert "Luca Ferrante" in text(page)
    for who in ("nadia", "omar", "marta", "dario"):
        other = sign_in(who)
        assert "Ferrante" not in text(other.get(url)), who
        if who == "dario":
            assert other.get(f"{url}presenze/").status_code == 403
            continue
        refused = other.post(f"{url}presenze/", {"person": str(case.person_id)})
        assert refused.status_code == 422
        assert "Ferrante" not in text(refused)
    with acting(world.actor("sara")):
        row = activity.participants.get()
    away = f"{url}presenze/{row.pk}/togli/"
    assert sign_in("nadia").post(away).status_code == 404
    assert "Luca Ferrante" not in text(sign_in("sara").post(away, follow=True)).split("<main")[1]


@pytest.mark.covers("A24")
def test_of_very_many_people_some_are_offered_and_a_name_finds_the_others(
    sign_in: SignIn, world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_OFFERED", 1)
    casework.a_person(world, first_name="Abele", last_name="Abba")
    url, client = f"/diario/{an_activity(world).pk}/presenze/", sign_in("sara")
    first = text(client.get(url))
    assert "Abba" in first
    assert "Ferrante" not in first
    assert "Ferrante" in text(client.get(f"{url}?q=ferr"))
    assert client.post(url, {"person": str(case.person_id)}).status_code == 302


def test_pages_ask_the_same_however_much_there_is(
    sign_in: SignIn, world: World, case: Case, sql_watch: SqlWatch
) -> None:
    client, sara = sign_in("sara"), world.actor("sara")
    activity = an_activity(world)

    def statements(address: str) -> int:
        client.get(address)
        sql_watch.statements.clear()
        answer = client.get(address)
        assert len(answer.content) < 40_000
        return len(sql_watch.statements)

    def fill(one: NetworkActivity, number: int) -> None:
        with acting(sara):
            actions.tell_activity(activity=one, people=number, story="Bene", actor=sara)
            actions.add_partner(activity=one, name=f"Ente {number}", actor=sara)

    pages = ("/diario/", f"/diario/{activity.pk}/", f"/diario/anno/{activity.starts_on.year}/")
    fill(activity, 1)
    with acting(sara):
        person = Person.objects.get(pk=case.person_id)
        actions.add_participant(activity=activity, person=person, actor=sara)
    few = [statements(page) for page in pages]
    for number in range(2, 20):
        fill(an_activity(world, title=f"Festa {number}"), number)
        with acting(sara):
            actions.add_partner(activity=activity, name=f"Altro {number}", actor=sara)
    assert [statements(page) for page in pages] == few
    assert max(few) <= 10, few
