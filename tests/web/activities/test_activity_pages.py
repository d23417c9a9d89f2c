"""Pages of agenda, appointments, groups and registers."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.activities import actions
from snodo.domain.activities.models import Appointment, Attendance, Group, HoursEntry, Session
from snodo.domain.people import actions as people
from snodo.domain.programmes.models import ActivityKind, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene, tomorrow
from tests.factories.world import World

SignIn = Callable[[str], Any]
HOUR = datetime.timedelta(hours=1)
LOCAL = "%Y-%m-%dT%H:%M"


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def local(moment: datetime.datetime) -> str:
    return moment.astimezone(clock.ROME).strftime(LOCAL)


def appointment_page(scene: Scene, client: Any, moment: datetime.datetime) -> str:
    given = {
        "kind": scene.interview.pk,
        "starts_at": local(moment),
        "mode": "in_person",
        "operator": scene.world.memberships["sara"].pk,
        "payer": "funder",
        "topic": "Disturbo del sonno",
    }
    response = client.post(f"/agenda/nuovo/?percorso={scene.case.pk}", given)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


@pytest.mark.covers("A11", "B04", "B13")
def test_from_fixing_to_recording_and_hours(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in("sara")
    assert "Niente in agenda" in client.get("/agenda/").content.decode()
    assert "Amina Haddad" in client.get("/agenda/nuovo/").content.decode()
    page = appointment_page(scene, client, clock.now() - 2 * HOUR)
    for view in ("elenco", "settimana", "mese"):
        text = client.get(f"/agenda/?vista={view}").content.decode()
        assert "Amina Haddad" in text
        assert "Disturbo" not in text
    assert "Da registrare" in client.get("/agenda/").content.decode()
    text = client.post(f"{page}registra/missed/", {}).content.decode()
    assert "obbligatorio" in text
    response = client.post(
        f"{page}registra/done/", {"minutes": 50, "what": "Curriculum", "next_at": local(tomorrow())}
    )
    assert response.status_code == 302, response.content.decode()
    text = client.get(page).content.decode()
    assert "Svolto" in text
    assert "Curriculum" in text
    assert "50 min di 10 ore" in client.get(f"/agenda/ore/{scene.case.pk}/").content.decode()
    with acting(scene.world.actor("sara")):
        assert Appointment.objects.filter(state="planned").count() == 1
    assert client.post(f"{page}registra/done/", {"minutes": 50}).status_code == 409


@pytest.mark.covers("A11")
def test_an_appointment_offers_what_its_line_of_work_does_and_leads_back(
    scene: Scene, sign_in: SignIn
) -> None:
    with acting(scene.world.actor("sara")):
        other = ProgrammeAction.objects.create(
            programme=scene.programme, code="altra", title="Altra", position=2, case_unit="person"
        )
        theirs = ActivityKind.objects.create(
            programme=scene.programme, action=other, code="visita", title="Visita", mode="individual"
        )
    client, url = sign_in("sara"), f"/agenda/nuovo/?percorso={scene.case.pk}"
    page = client.get(url).content.decode()
    assert "Colloquio di progettazione" in page
    assert "Visita" not in page
    assert f'href="/percorsi/{scene.case.pk}/"' in page.partition('class="buttons"')[2]
    assert 'href="/agenda/"' in client.get(f"{url}&next=/agenda/").content.decode().partition("buttons")[2]
    given = {"kind": theirs.pk, "starts_at": local(clock.now()), "mode": "in_person", "payer": "funder"}
    assert client.post(url, given | {"operator": scene.world.memberships["sara"].pk}).status_code == 200
    with acting(scene.world.actor("sara")), pytest.raises(InputRefused, match="altra azione"):
        actions.plan_appointment(
            kind=theirs, case=scene.case, starts_at=clock.now(), actor=scene.world.actor("sara")
        )
    with acting(scene.world.actor("sara")):
        assert not Appointment.objects.exists()


@pytest.mark.parametrize("who", ["nadia", "bruno", "elena", "stranger"])
def test_neighbours_find_nothing(scene: Scene, sign_in: SignIn, who: str) -> None:
    page = appointment_page(scene, sign_in("sara"), tomorrow())
    client = sign_in(who)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}registra/done/", {"minutes": 5}).status_code == 404
    assert client.get(f"/agenda/nuovo/?percorso={scene.case.pk}").status_code == 404
    assert client.get(f"/agenda/ore/{scene.case.pk}/").status_code == 404
    assert "Haddad" not in client.get("/agenda/?di=all").content.decode()


def test_the_lead_sees_that_it_happens_and_not_the_note(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in("sara")
    page = appointment_page(scene, client, clock.now() - HOUR)
    client.post(f"{page}registra/done/", {"minutes": 50, "note": "Ha pianto"})
    text = sign_in("marta").get(page).content.decode()
    assert "Svolto" in text
    assert "Ha pianto" not in text
    assert "Disturbo" not in text


def group_with(scene: Scene, number: int) -> tuple[Group, Session]:
    sara = scene.world.actor("sara")
    with acting(sara):
        group = actions.form_group(
            programme=scene.programme,
            kind=scene.lab,
            title="Falegnameria",
            places=12,
            starts_on=clock.today(),
            actor=sara,
        )
        for index in range(number):
            person = people.register_person(first_name=f"Nome{index}", last_name="Cognome", actor=sara)
            actions.add_group_member(group=group, person=person, actor=sara)
        session = actions.plan_sessions(group=group, first_at=clock.now() - HOUR, actor=sara)[0]
    return group, session


@pytest.mark.covers("E09", "E10", "E26", "E27")
def test_a_group_from_forming_to_the_register(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in("sara")
    given = {
        "kind": scene.lab.pk,
        "title": "Falegnameria",
        "places": 1,
        "starts_on": clock.today().isoformat(),
    }
    assert "obbligatorio" in client.post("/gruppi/nuovo/", {**given, "title": ""}).content.decode()
    page = client.post("/gruppi/nuovo/", given)["Location"]
    assert client.post(f"{page}persone/", {"case": scene.case.pk}).status_code == 302
    text = client.post(f"{page}persone/", {"case": scene.other_case.pk}).content.decode()
    assert "al completo" in text
    series = {"first_at": local(clock.now() - HOUR), "count": 2, "every_days": 7, "minutes": 120}
    assert client.post(f"{page}incontri/", series).status_code == 302
    with acting(scene.world.actor("sara")):
        first, second = Session.objects.order_by("starts_at")
    text = client.get(f"/gruppi/incontri/{first.pk}/").content.decode()
    assert text.count('type="radio"') == 4
    assert client.post(f"/gruppi/incontri/{first.pk}/").status_code == 302
    with acting(scene.world.actor("sara")):
        assert Attendance.objects.get().status == "present"
        assert HoursEntry.objects.get().minutes == 120
    assert "1 di 1" in client.get(page).content.decode()
    text = client.post(f"/gruppi/incontri/{second.pk}/").content.decode()
    assert "non c&#x27;è ancora stato" in text
    assert client.post(f"/gruppi/incontri/{second.pk}/annulla/", {"reason": "Festa"}).status_code == 302
    assert client.get("/gruppi/").content.decode().count("Falegnameria") == 1


def test_ten_people_need_no_more_taps_than_absences(scene: Scene, sign_in: SignIn) -> None:
    _, session = group_with(scene, 10)
    client = sign_in("sara")
    text = client.get(f"/gruppi/incontri/{session.pk}/").content.decode()
    assert text.count("checked") == 10
    assert client.post(f"/gruppi/incontri/{session.pk}/").status_code == 302
    with acting(scene.world.actor("sara")):
        assert Attendance.objects.filter(status="present").count() == 10


def test_other_bodies_do_not_write_the_register(scene: Scene, sign_in: SignIn) -> None:
    group, session = group_with(scene, 2)
    client = sign_in("nadia")
    text = client.get(f"/gruppi/{group.pk}/").content.decode()
    assert "Cognome" not in text
    assert client.post(f"/gruppi/incontri/{session.pk}/").status_code == 403
    assert client.post(f"/gruppi/{group.pk}/concludi/").status_code == 403
    assert client.get(f"/gruppi/{group.pk}/modifica/").status_code == 403
    assert client.post(f"/gruppi/{group.pk}/persone/", {"case": scene.case.pk}).status_code == 200
    assert sign_in("dario").get(f"/gruppi/{group.pk}/").status_code == 404
    assert sign_in("stranger").get(f"/gruppi/{group.pk}/").status_code == 404


@pytest.mark.covers("B06", "B13")
def test_extra_hours_from_the_sender_to_the_answer(scene: Scene, sign_in: SignIn) -> None:
    client, page = sign_in("dario"), f"/agenda/ore/{scene.case.pk}/"
    assert "Usate e previste" not in client.get(page).content.decode()
    wrong = {"payer": "referring_service", "hours": "0", "reason": "Serve"}
    assert client.post(page, wrong).status_code == 200
    assert client.post(page, {**wrong, "hours": "6"}).status_code == 302
    text = client.get(page).content.decode()
    assert "6 ore" in text
    address = text.split('href="/agenda/ore/richieste/')[1].split('"')[0]
    assert client.post(f"/agenda/ore/richieste/{address}", {"answer": "no"}).status_code == 200
    assert client.post(f"/agenda/ore/richieste/{address}", {"answer": "si"}).status_code == 302
    assert "approvata" in client.get(page).content.decode()
    assert sign_in("nadia").get(f"/agenda/ore/richieste/{address}").status_code == 404


def test_lists_cost_the_same_however_long(scene: Scene, sign_in: SignIn) -> None:
    sara = scene.world.actor("sara")
    group, session = group_with(scene, 1)

    def statements(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    def plan(number: int) -> None:
        with acting(sara):
            for index in range(number):
                moment = clock.now() - HOUR + index * HOUR / 10
                actions.plan_appointment(kind=scene.interview, starts_at=moment, case=scene.case, actor=sara)

    plan(1)
    client = sign_in("sara")
    paths = (
        *(f"/agenda/?vista={view}" for view in ("elenco", "settimana", "mese")),
        "/gruppi/",
        f"/gruppi/{group.pk}/",
        f"/gruppi/incontri/{session.pk}/",
    )
    before = [statements(path) for path in paths]
    plan(12)
    group_with(scene, 1)
    with acting(sara):
        actions.plan_sessions(group=group, first_at=tomorrow(), count=9, every_days=1, actor=sara)
        for index in range(8):
            person = people.register_person(first_name=f"Altro{index}", last_name="Nome", actor=sara)
            actions.add_group_member(group=group, person=person, actor=sara)
    assert [statements(path) for path in paths] == before
    assert max(before[:4]) <= 10, before  # the tenth is the line of the log
