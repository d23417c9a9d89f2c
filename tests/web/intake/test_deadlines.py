"""Promised times on the pages: deadlines with an owner, promises by date, days of closure."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.intake import actions
from snodo.domain.intake.models import Escalation, Referral
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import ClosedDay
from snodo.domain.programmes.models import Programme, PromisedTime
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.calendars import ITALY
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

DAY = datetime.timedelta(days=1)
LIST = "/segnalazioni/scadenze/"


@pytest.fixture
def programme(world: World) -> Programme:
    return intake.start(world)


@pytest.fixture
def late(world: World, programme: Programme) -> Escalation:
    """The promise of the first answer ended long ago: bruno co-ordinates the body that has it."""
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    referral = intake.an_assigned(world, giovani, to="nadia")
    with acting(world.founder):
        day = ITALY.on_or_after(clock.today() - 8 * DAY)
        Referral.objects.filter(pk=referral.pk).update(
            sent_at=clock.now() - 20 * DAY, due_answer_on=day, promised_answer_on=day
        )
        actions.put_promises_before_owners(step="first_answer", actor=the_clock(world.network.pk))
        return Escalation.objects.get(level="body")


@pytest.mark.covers("D18")
def test_it_stands_in_oggi_until_it_is_taken_and_answered(
    world: World, late: Escalation, sign_in: Any
) -> None:
    client = sign_in("bruno")
    home = client.get("/").content.decode()
    assert "Scadenze promesse" in home
    assert "in ritardo di" in home
    assert "Prendo io" in home
    assert client.get(f"{LIST}{late.pk}/prendi/").status_code == 405
    answer = client.post(f"{LIST}{late.pk}/prendi/", follow=True)
    assert "La scadenza è tua" in answer.content.decode()
    assert "Prendo io" not in client.get("/").content.decode()
    with acting(world.founder):
        late.refresh_from_db()
        assert (late.state, late.owner_id) == ("taken", world.memberships["bruno"].pk)
    nadia = world.actor("nadia")
    with acting(nadia):
        actions.write_message(referral=late.referral, text="Lo vedo domani.", actor=nadia)
    assert "Nessuna scadenza aperta" in client.get(LIST).content.decode()


@pytest.mark.covers("D18")
def test_another_day_keeps_what_was_typed_and_says_what_is_wrong(
    world: World, late: Escalation, sign_in: Any
) -> None:
    client, address = sign_in("bruno"), f"{LIST}{late.pk}/altro-giorno/"
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"new_due_on": str(clock.today()), "reason": "Ferie di Nadia"})
    assert wrong.status_code == 422
    assert "Ferie di Nadia" in wrong.content.decode()
    assert "deve ancora venire" in wrong.content.decode()
    with acting(world.founder):
        day = calendar_of(world.organisations["other_coop"].pk).add(clock.today(), 3)
    done = client.post(address, {"new_due_on": str(day), "reason": "Ferie di Nadia"}, follow=True)
    assert "Nuovo giorno segnato" in done.content.decode()
    story = sign_in("dario").get(f"/segnalazioni/{late.referral_id}/").content.decode()
    assert "Concordato un altro giorno" in story
    assert "Ferie di Nadia" in story


@pytest.mark.parametrize(("who", "status"), [("sara", 404), ("nadia", 404), ("gino", 404), ("stranger", 404)])
def test_who_does_not_co_ordinate_the_body_finds_nothing(
    late: Escalation, sign_in: Any, who: str, status: int
) -> None:
    client = sign_in(who)
    assert client.post(f"{LIST}{late.pk}/prendi/").status_code == status
    assert client.get(f"{LIST}{late.pk}/altro-giorno/").status_code == status
    assert "Ferrante" not in client.get(LIST).content.decode()


def test_the_list_asks_little_of_the_database(late: Escalation, sign_in: Any) -> None:
    client = sign_in("bruno")
    client.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(LIST)
    statements = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 10, statements
    assert len(page.content) < 40_000


@pytest.mark.covers("D18")
def test_a_promise_is_written_from_a_day_on(world: World, programme: Programme, sign_in: Any) -> None:
    client, address = sign_in("marta"), f"/programmi/{programme.pk}/tempi-promessi/"
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    typed = {
        "action": str(giovani.pk),
        "step": "first_answer",
        "amount": "3",
        "unit": "working_days",
        "valid_from": str(clock.today() + 5 * DAY),
        "source": "Protocollo di rete, art. 4",
    }
    wrong = client.post(f"{address}nuovo/", {**typed, "valid_from": str(clock.today() - DAY)})
    assert wrong.status_code == 422
    assert "quelle passate non si riscrivono" in wrong.content.decode()
    page = client.post(f"{address}nuovo/", typed, follow=True).content.decode()
    assert "Protocollo di rete, art. 4" in page
    assert "più avanti" in page
    with acting(world.founder):
        assert PromisedTime.objects.filter(action=giovani, step="first_answer").count() == 2
    assert sign_in("bruno").post(f"{address}nuovo/", typed).status_code == 403
    assert sign_in("stranger").get(address).status_code == 404


@pytest.mark.covers("D18")
def test_a_body_writes_when_it_is_closed(world: World, sign_in: Any) -> None:
    body = world.organisations["other_coop"]
    client, address = sign_in("bruno"), f"/rete/{body.pk}/chiusure/"
    page = client.get(address).content.decode()
    assert "San Martino" in page  # Bollate is the only town it works in
    first = clock.today() + 30 * DAY
    typed = {"title": "Chiusura estiva", "rule": "dates", "since": str(first), "until": str(first + 4 * DAY)}
    assert client.post(f"{address}nuova/", {**typed, "until": str(first - DAY)}).status_code == 422
    page = client.post(f"{address}nuova/", typed, follow=True).content.decode()
    assert "Chiusura estiva" in page
    with acting(world.founder):
        row = ClosedDay.objects.get(organisation=body)
    town = {"territory": str(world.territories["bollate"].pk)}
    assert "Sede segnata" in client.post(f"{address}sede/", town, follow=True).content.decode()
    assert sign_in("marta").post(f"{address}{row.pk}/togli/").status_code == 403
    client = sign_in("bruno")
    assert "Da domani" in client.post(f"{address}{row.pk}/togli/", follow=True).content.decode()
    assert sign_in("stranger").get(address).status_code == 404
