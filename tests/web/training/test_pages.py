"""The operators' training, by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.training import actions
from snodo.domain.training.models import CourseSession, Enrolment, Shadowing
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.domain.training.school import DAY, School, build_school
from tests.factories.world import World

SignIn = Callable[[str], Any]


@pytest.fixture
def school(world: World) -> School:
    return build_school(world)


@pytest.mark.covers("D03", "D04")
def test_a_meeting_its_attendance_and_the_certificate(sign_in: SignIn, school: School) -> None:
    client, url = sign_in("tina"), f"/formazione/corsi/{school.course.pk}/"
    assert "Corso per attivatori di snodo" in client.get("/formazione/").content.decode()
    assert client.get(f"{url}iscrivi/").status_code == 200
    assert client.post(f"{url}incontro/", {}).status_code == 422
    with acting(school.actor()):
        area = school.areas()[0]
    data = {
        "area": str(area.pk),
        "day": (clock.today() - DAY).isoformat(),
        "time": "09:00",
        "hours": "4",
        "topic": "Ascolto",
    }
    assert client.post(f"{url}incontro/", data).status_code == 302
    with acting(school.actor()):
        session = CourseSession.objects.get()
    where = f"/formazione/incontri/{session.pk}/"
    assert "Sara Prova" in client.get(where).content.decode()
    assert client.post(where, {f"c_{school.enrolment.pk}": "on"}).status_code == 302
    assert "4 ore su 35" in client.get(url).content.decode()
    refused = client.post(f"/formazione/iscrizioni/{school.enrolment.pk}/certifica/", follow=True)
    assert "Mancano" in refused.content.decode()
    with acting(school.actor()):
        for area in school.areas():
            for days_ago in (20, 21, 22):
                school.hold(area, 12, days_ago=days_ago)
    done = client.post(f"/formazione/iscrizioni/{school.enrolment.pk}/certifica/", follow=True)
    assert "corso concluso il" in done.content.decode()
    with acting(school.actor()):
        assert Enrolment.objects.get().certificate_id


@pytest.mark.covers("D06")
def test_shadowing_diary(sign_in: SignIn, school: School) -> None:
    client = sign_in("tina")
    data = {
        "operator": str(school.world.memberships["sara"].pk),
        "senior": str(school.actor().membership_id),
        "started_on": (clock.today() - DAY).isoformat(),
    }
    assert client.post(f"/formazione/corsi/{school.course.pk}/affianca/", data).status_code == 302
    with acting(school.actor()):
        shadowing = Shadowing.objects.get()
    url = f"/formazione/affiancamenti/{shadowing.pk}/"
    assert client.post(url, {}).status_code == 422
    for label in ("Percorso A", "Percorso B"):
        line = {
            "on_day": clock.today().isoformat(),
            "minutes": "60",
            "topic": "Colloquio",
            "case_label": label,
        }
        assert client.post(url, line).status_code == 302
    assert client.post(f"{url}concludi/", {"judgement": ""}).status_code == 422
    assert client.post(f"{url}concludi/", {"judgement": "Bene."}).status_code == 302
    assert "Bene." in sign_in("sara").get(url).content.decode()
    assert sign_in("omar").get(url).status_code == 404


def test_an_operator_reads_and_does_not_run(sign_in: SignIn, school: School) -> None:
    url = f"/formazione/corsi/{school.course.pk}/"
    page = sign_in("sara").get(url).content.decode()
    assert "Sara Prova" in page
    assert "Fissa un incontro" not in page
    assert sign_in("sara").get(f"{url}incontro/").status_code == 403
    assert "Sara Prova" not in sign_in("omar").get(url).content.decode().split("contenuto")[-1]
    for who in ("nadia", "elena", "stranger"):
        assert sign_in(who).get(url).status_code == 404, who
    with acting(school.actor()):
        actions.conclude_course(course=school.course, actor=school.actor())
    assert sign_in("tina").post(f"{url}concludi/").status_code == 409
