"""Appointments: fixing them, saying how they went, and the hours they cost."""

import datetime
from decimal import Decimal

import pytest

from snodo.domain.activities import access, actions, queries, states
from snodo.domain.activities.models import Appointment, HoursEntry
from snodo.domain.casework.models import CaseEvent, NextStep
from snodo.domain.people import actions as people
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene, tomorrow
from tests.factories.world import World

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def planned(scene: Scene, **fields: object) -> Appointment:
    """An appointment of an hour ago, on Amina's case."""
    sara = scene.world.actor("sara")
    given = {"kind": scene.interview, "starts_at": clock.now() - HOUR, "case": scene.case, **fields}
    with acting(sara):
        return actions.plan_appointment(actor=sara, **given)  # type: ignore[arg-type]


@pytest.mark.covers("A11", "B04", "E08")
def test_done_writes_the_story_the_hours_and_the_next_one(scene: Scene) -> None:
    appointment, sara = planned(scene), scene.world.actor("sara")
    with acting(sara):
        step = NextStep.objects.get(kind="appointment", state="due")
        assert step.title == "Colloquio di progettazione"
        actions.record_appointment(
            appointment=appointment,
            outcome="done",
            minutes=45,
            what="Abbiamo scritto il curriculum",
            note="Più tranquilla del solito",
            next_at=tomorrow(),
            actor=sara,
        )
        step.refresh_from_db()
        assert step.state == "done"
        assert not NextStep.objects.filter(kind="first_interview", state="due", case=scene.case).exists()
        event = CaseEvent.objects.get(case=scene.case, kind="appointment")
        assert event.audience == "team"
        assert "tranquilla" not in event.title + event.detail
        funded = queries.hours_used(scene.case)[0]
        assert (funded.used, funded.granted) == (45, 600)
        assert Appointment.objects.filter(state="planned", starts_at=tomorrow()).count() == 1
        assert queries.people_engaged(scene.programme) == {scene.person.pk}
        with pytest.raises(TransitionRefused):
            actions.record_appointment(appointment=appointment, outcome="done", actor=sara)
        assert HoursEntry.objects.count() == 1


@pytest.mark.covers("B09")
def test_missed_and_moved_keep_their_trace(scene: Scene) -> None:
    missed, moved, sara = planned(scene), planned(scene), scene.world.actor("sara")
    with acting(sara):
        with pytest.raises(InputRefused) as refusal:
            actions.record_appointment(appointment=missed, outcome="missed", actor=sara)
        assert "missed_reason" in refusal.value.problems
        actions.record_appointment(
            appointment=missed, outcome="missed", missed_reason=states.MissedReason.EXCUSED, actor=sara
        )
        with pytest.raises(InputRefused):
            actions.record_appointment(appointment=moved, outcome="moved", actor=sara)
        done = actions.record_appointment(
            appointment=moved, outcome="moved", moved_to_at=tomorrow(), actor=sara
        )
        assert done.moved_to is not None
        assert done.moved_to.starts_at == tomorrow()
        assert not HoursEntry.objects.exists()
        assert NextStep.objects.filter(kind="appointment", state="missed").count() == 1


def test_future_is_not_done_yet(scene: Scene) -> None:
    appointment, sara = planned(scene, starts_at=tomorrow()), scene.world.actor("sara")
    with acting(sara), pytest.raises(InputRefused):
        actions.record_appointment(appointment=appointment, outcome="done", actor=sara)


@pytest.mark.covers("E06", "E07")
def test_a_person_without_a_case_can_be_met(scene: Scene) -> None:
    sara, omar, nadia = (scene.world.actor(who) for who in ("sara", "omar", "nadia"))
    with acting(sara):
        person = people.register_person(first_name="Luca", last_name="Neri", actor=sara)
        appointment = actions.plan_appointment(
            kind=scene.interview,
            starts_at=clock.now() - HOUR,
            person=person,
            programme=scene.programme,
            actor=sara,
        )
    with acting(omar):
        actions.record_appointment(appointment=appointment, outcome="done", actor=omar)
        assert person.pk in queries.people_engaged(scene.programme)
    with acting(nadia), pytest.raises(NotAllowed):
        actions.plan_appointment(
            kind=scene.interview, starts_at=tomorrow(), person=person, programme=scene.programme, actor=nadia
        )


def test_neighbours_and_strangers_see_nothing(scene: Scene) -> None:
    appointment = planned(scene)
    for who in ("nadia", "bruno", "elena", "dario", "stranger", "omar"):
        actor = scene.world.actor(who)
        with acting(actor):
            assert not access.appointments_visible_to(actor).exists(), who
            assert not access.can_record(actor, appointment), who
    with acting(scene.world.actor("nadia")), pytest.raises(NotAllowed):
        actions.plan_appointment(
            kind=scene.interview, starts_at=tomorrow(), case=scene.case, actor=scene.world.actor("nadia")
        )


def test_agenda_has_mine_in_the_days_asked(scene: Scene) -> None:
    planned(scene, starts_at=tomorrow(9), topic="Prova")
    planned(scene, starts_at=tomorrow() + 10 * DAY)
    sara, today = scene.world.actor("sara"), clock.today()
    with acting(sara):
        items = queries.agenda(sara, since=today, until=today + 7 * DAY)
        assert [(item.title, item.who) for item in items] == [("Colloquio di progettazione", "Amina Haddad")]
        assert queries.agenda(sara, since=today, until=today) == []
    marta = scene.world.actor("marta")
    with acting(marta):
        assert queries.agenda(marta, since=today, until=today + 7 * DAY) == []
        assert len(queries.agenda(marta, since=today, until=today + 7 * DAY, scope="all")) == 1


@pytest.mark.covers("B06", "B13")
def test_extra_hours_are_asked_answered_and_counted_apart(scene: Scene) -> None:
    dario, sara, nadia = (scene.world.actor(who) for who in ("dario", "sara", "nadia"))
    asked = {"case": scene.case, "hours": Decimal("5"), "reason": "Serve un affiancamento."}
    with acting(dario):
        with pytest.raises(InputRefused):
            actions.request_extra_hours(payer=Payer.FUNDER, actor=dario, **asked)
        request = actions.request_extra_hours(payer=Payer.REFERRING_SERVICE, actor=dario, **asked)
    with acting(nadia), pytest.raises(NotAllowed):
        actions.request_extra_hours(payer=Payer.PERSON, actor=nadia, **asked)
    with acting(sara), pytest.raises(NotAllowed):
        actions.decide_extra_hours(request=request, approve=True, actor=sara)
    with acting(dario):
        actions.decide_extra_hours(request=request, approve=True, actor=dario)
        with pytest.raises(TransitionRefused):
            actions.decide_extra_hours(request=request, approve=False, note="no", actor=dario)
    appointment = planned(scene, payer=Payer.REFERRING_SERVICE)
    with acting(sara):
        actions.record_appointment(appointment=appointment, outcome="done", minutes=60, actor=sara)
        lines = {line.payer: line for line in queries.hours_used(scene.case)}
        assert (lines["referring_service"].used, lines["referring_service"].granted) == (60, 300)
        assert lines["funder"].used == 0
