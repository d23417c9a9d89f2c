"""Promised times are dated rows: a later one counts from its day on, a referral keeps its own."""

import datetime
from typing import Any

import pytest

from snodo.domain.network import actions as network
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import ClosedDay
from snodo.domain.programmes import actions, queries
from snodo.domain.programmes.models import ProgrammeAction, PromisedTime
from snodo.kernel import clock
from snodo.kernel.calendars import ITALY
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@pytest.fixture
def giovani(world: World) -> ProgrammeAction:
    programme = intake.start(world)
    with acting(world.founder):
        return intake.action_of(programme, "giovani")


def promise(world: World, action: ProgrammeAction, who: str = "marta", **more: Any) -> PromisedTime:
    actor = world.actor(who)
    fields: dict[str, Any] = {
        "step": "first_answer",
        "amount": 2,
        "unit": "working_days",
        "valid_from": clock.today(),
        "source": "Protocollo di rete, art. 4",
    }
    with acting(actor):
        return actions.promise_time(action=action, actor=actor, **(fields | more))


def answer_days(action: ProgrammeAction, day: datetime.date, body: Any = None) -> int:
    return queries.promises_for(action, day, body)["first_answer"].amount


@pytest.mark.covers("D18")
def test_the_pack_gives_the_first_rows(world: World, giovani: ProgrammeAction) -> None:
    with acting(world.founder):
        promised = queries.promises_for(giovani, clock.today())
        words = {step: one.words for step, one in promised.items()}
        assert words == {
            "first_answer": "5 giorni lavorativi",
            "first_appointment": "14 giorni",
            "first_opportunity": "60 giorni",
        }
        pack = queries.pack_of(giovani.programme)
        assert pack.actions[0].promised_times.first_answer_days == 5


@pytest.mark.covers("D18")
def test_a_later_row_counts_from_its_day_and_the_past_stays(world: World, giovani: ProgrammeAction) -> None:
    sent = intake.a_sent(world, giovani)
    promise(world, giovani, valid_from=clock.today() + 10 * DAY)
    with acting(world.founder):
        assert answer_days(giovani, clock.today() + 9 * DAY) == 5
        assert answer_days(giovani, clock.today() + 10 * DAY) == 2
        assert answer_days(giovani, clock.today()) == 5
    promise(world, giovani)
    with acting(world.founder):
        sent.refresh_from_db()
        receiver = queries.receiving_body(giovani.programme, "A940")
        assert receiver is not None
        assert sent.promised_answer_on == calendar_of(receiver.pk).add(clock.today(), 5)


@pytest.mark.covers("D18")
def test_a_body_may_promise_otherwise_for_a_time(world: World, giovani: ProgrammeAction) -> None:
    lead = world.organisations["lead"]
    promise(world, giovani, organisation=lead, amount=1, valid_until=clock.today() + 30 * DAY)
    with acting(world.founder):
        assert answer_days(giovani, clock.today(), lead.pk) == 1
        assert answer_days(giovani, clock.today(), world.organisations["coop"].pk) == 5
        assert answer_days(giovani, clock.today() + 31 * DAY, lead.pk) == 5
    sent = intake.a_sent(world, giovani)  # Bollate is received by the lead
    with acting(world.founder):
        assert sent.due_answer_on == calendar_of(lead.pk).add(clock.today(), 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"valid_from": clock.today() - DAY}, "valid_from"),
        ({"amount": 731}, "amount"),
        ({"unit": "weeks"}, "unit"),
        ({"step": "wish"}, "step"),
        ({"source": " "}, "source"),
        ({"valid_until": clock.today() + DAY}, "valid_until"),
    ],
)
def test_what_cannot_be_promised_is_refused(
    world: World, giovani: ProgrammeAction, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        promise(world, giovani, **wrong)
    assert field in refused.value.problems


def test_only_the_lead_promises(world: World, giovani: ProgrammeAction) -> None:
    for who in ("bruno", "sara", "stranger"):
        with pytest.raises(NotAllowed):
            promise(world, giovani, who=who)


# Closures


@pytest.mark.covers("D18")
def test_the_patron_saint_of_the_seat_closes_and_of_no_other_place(world: World) -> None:
    martin = datetime.date(2026, 11, 11)  # a Wednesday; Bollate's feast
    with acting(world.founder):
        lead, coop = world.organisations["lead"], world.organisations["coop"]
        assert not calendar_of(coop.pk).is_open(martin)  # Bollate is the only town it works in
        assert calendar_of(lead.pk).is_open(martin)
        network.set_seat(organisation=lead, territory=world.territories["bollate"], actor=world.founder)
        assert not calendar_of(lead.pk).is_open(martin)
        assert ITALY.is_open(martin)


@pytest.mark.covers("D18")
def test_a_body_writes_its_own_closures_and_ends_them(world: World, giovani: ProgrammeAction) -> None:
    bruno = world.actor("bruno")
    body = world.organisations["other_coop"]
    first = ITALY.on_or_after(clock.today() + 20 * DAY)
    with acting(bruno):
        row = network.add_closed_day(
            organisation=body, title="Chiusura estiva", rule="dates", since=first, until=first, actor=bruno
        )
        assert not calendar_of(body.pk).is_open(first)
        assert calendar_of(world.organisations["coop"].pk).is_open(first) is ITALY.is_open(first)
        network.end_closed_day(closed_day=row, organisation=body, actor=bruno)
        assert not ClosedDay.objects.filter(pk=row.pk).exists()
        feast = network.add_closed_day(
            organisation=body, title="Fondazione", rule="weekday", month=9, weekday=0, which=2, actor=bruno
        )
        network.end_closed_day(closed_day=feast, organisation=body, actor=bruno)
        feast.refresh_from_db()
        assert feast.until == clock.today()  # what has been stays counted
    with acting(world.actor("sara")), pytest.raises(NotAllowed):
        network.add_closed_day(
            organisation=body, title="Ponte", rule="dates", since=first, actor=world.actor("sara")
        )
    marta = world.actor("marta")
    with acting(marta), pytest.raises(NotAllowed):
        network.set_seat(organisation=body, territory=None, actor=marta)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rule": "dates"}, "since"),
        ({"rule": "dates", "since": datetime.date(2026, 8, 1), "until": datetime.date(2026, 12, 1)}, "until"),
        ({"rule": "yearly", "month": 2, "day": 30}, "day"),
        ({"rule": "weekday", "month": 9, "weekday": 6, "which": 5}, "which"),
        ({"rule": "easter", "shift": 200}, "shift"),
        ({"rule": "yearly", "month": 5, "day": 8, "title": ""}, "title"),
        ({"rule": "never"}, "rule"),
    ],
)
def test_a_closure_that_says_no_day_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    bruno = world.actor("bruno")
    with acting(bruno), pytest.raises(InputRefused) as refused:
        network.add_closed_day(
            organisation=world.organisations["other_coop"], actor=bruno, **({"title": "Festa"} | wrong)
        )
    assert field in refused.value.problems
