"""The queue: numbers, who is first, and two operators on the same turn."""

import datetime
import threading

import pytest
from django.db import connection

from snodo.domain.desk import actions, queries
from snodo.domain.desk.models import Access, Desk, Visit
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import desk as factory
from tests.factories.world import World, build_network

HOUR = datetime.timedelta(hours=1)


@pytest.mark.covers("A08")
def test_numbers_appointments_and_the_board(world: World, desk: Desk) -> None:
    sara = world.actor("sara")
    with acting(sara), clock.held(clock.at(clock.today(), 9)):
        first = actions.join_queue(desk=desk, called="Ada", reason="casa", actor=sara)
        with pytest.raises(InputRefused):
            actions.book_visit(desk=desk, due_at=clock.now() - HOUR, called="Karim", actor=sara)
        with pytest.raises(InputRefused):
            actions.book_visit(desk=desk, due_at=clock.now() + HOUR, actor=sara)
        with pytest.raises(InputRefused):
            actions.join_queue(desk=desk, reason="volare", actor=sara)
        due = actions.book_visit(desk=desk, due_at=clock.now() + HOUR, called="Karim", actor=sara)
        assert (first.number, due.number) == (1, 2)
        board = queries.board(sara, desk)
        assert [turn.label for turn in board.waiting] == ["Ada"]
        assert [turn.label for turn in board.expected] == ["Karim"]
        actions.mark_arrived(visit=due, actor=sara)
        actions.take_visit(visit=first, actor=sara)
        actions.give_back_visit(visit=first, actor=sara)
        assert [turn.visit.number for turn in queries.board(sara, desk).waiting] == [1, 2]
        gone = actions.end_visit(visit=first, verb="leave", actor=sara)
        assert (gone.called, gone.state) == ("", "left")
        with pytest.raises(Conflict):
            actions.mark_arrived(visit=first, actor=sara)
        assert queries.board(sara, desk).gone == 1


@pytest.mark.covers("A08")
def test_an_access_ends_its_turn_once(world: World, desk: Desk) -> None:
    sara = world.actor("sara")
    with acting(sara):
        visit = actions.join_queue(desk=desk, actor=sara)
        actions.record_access(desk=desk, reason="casa", visit=visit, actor=sara)
        with pytest.raises(Conflict):
            actions.record_access(desk=desk, reason="casa", visit=visit, actor=sara)


@pytest.mark.covers("A08")
def test_nobody_waits_in_the_queue_of_yesterday(world: World, desk: Desk) -> None:
    sara = world.actor("sara")
    with acting(sara):
        with clock.held(clock.now() - 30 * HOUR):
            visit = actions.join_queue(desk=desk, called="Ada", actor=sara)
            actions.book_visit(desk=desk, due_at=clock.now() + HOUR, called="Karim", actor=sara)
        assert actions.sweep_queue(before=clock.today(), actor=sara) == 2
        assert sorted(Visit.objects.values_list("state", "called")) == [("left", ""), ("missed", "")]
        visit.refresh_from_db()
        assert visit.ended_at is not None


@pytest.mark.covers("A08")
def test_shifts_are_on_the_home_of_who_works_them(world: World, desk: Desk) -> None:
    marta, sara, omar = (world.actor(who) for who in ("marta", "sara", "omar"))
    with acting(marta), clock.held(clock.at(clock.today(), 9)):
        planned = {
            "desk": desk,
            "place": desk.places.get(),
            "starts_at": clock.now(),
            "ends_at": clock.now() + 2 * HOUR,
        }
        shift = actions.plan_shift(membership=world.memberships["sara"], actor=marta, **planned)
        with pytest.raises(InputRefused):
            actions.plan_shift(membership=world.memberships["sara"], actor=marta, **planned)
        with pytest.raises(InputRefused):
            actions.plan_shift(membership=world.memberships["nadia"], actor=marta, **planned)
        with pytest.raises(NotAllowed):
            actions.plan_shift(membership=world.memberships["omar"], actor=sara, **planned)
        actions.join_queue(desk=desk, actor=sara)
        assert [(one.shift.pk, one.waiting) for one in queries.shifts_of(sara)] == [(shift.pk, 1)]
        assert queries.shifts_of(omar) == []
        actions.cancel_shift(shift=shift, actor=marta)
        assert queries.shifts_of(sara) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("A08", "A07")
def test_two_operators_at_once() -> None:
    """The same turn, then the same light contact made known: one wins, the other is told by whom."""
    world = build_network("Rete della fila", "fila", "fila.example")
    desk = factory.desk_of(world, factory.start(world))
    sara = world.actor("sara")
    with acting(sara):
        visit = actions.join_queue(desk=desk, called="Ada", actor=sara)
    entry = factory.an_access(world, desk, nickname="Stella")

    def take(who: str) -> None:
        actor = world.actor(who)
        with acting(actor):
            start.wait()
            actions.take_visit(visit=visit, actor=actor)

    def know(who: str) -> None:
        actor = world.actor(who)
        with acting(actor):
            start.wait()
            actions.make_known(entry=entry, first_name="Stella", last_name=who, actor=actor)

    def queue(who: str) -> None:
        actor = world.actor(who)
        with acting(actor):
            start.wait()
            actions.join_queue(desk=desk, actor=actor)

    for act, clashes in ((take, 1), (know, 1), (queue, 0)):
        start, said = threading.Barrier(2, timeout=20), []

        def run(who: str, act=act, said=said) -> None:  # type: ignore[no-untyped-def]
            try:
                act(who)
            except Conflict as conflict:
                said.append(conflict.sentence)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(who,)) for who in ("sara", "omar")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert len(said) == clashes, said
        if act is take:
            assert said[0].startswith("Il turno 1 è già con ")
    with acting(sara):
        assert Access.objects.get().person is not None
        assert sorted(Visit.objects.values_list("number", flat=True)) == [1, 2, 3]
