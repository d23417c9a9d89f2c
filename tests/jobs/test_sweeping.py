"""What is kept only for a while: keys of forms for a day, files of copies for a month, network by network."""

import datetime
from uuid import uuid4

import pytest
import time_machine

from snodo.domain.desk import actions
from snodo.domain.desk.models import Visit
from snodo.domain.intake.models import BatchRow
from snodo.domain.network.models import Submission
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import effects
from snodo.jobs import sweeping, tasks
from snodo.kernel import clock
from snodo.kernel.ids import first_of, uuid7
from snodo.kernel.tenancy import acting
from tests.factories import desk as desks
from tests.factories import intake, lists
from tests.factories.casework import a_person
from tests.factories.world import World


def sent(world: World, how_many: int, hours_ago: int) -> None:
    actor = world.founder
    with time_machine.travel(clock.now() - datetime.timedelta(hours=hours_ago), tick=False), acting(actor):
        Submission.objects.bulk_create(
            Submission(id=uuid7(), key=uuid4(), membership_id=actor.membership_id) for _ in range(how_many)
        )


def left(world: World) -> int:
    with acting(world.founder):
        return Submission.objects.count()


def test_only_keys_older_than_a_day_go_in_every_network(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.elsewhere is not None
    monkeypatch.setattr(sweeping, "BATCH", 3)
    sent(world, 7, 25)
    sent(world, 2, 23)
    sent(world.elsewhere, 1, 48)
    assert sweeping.sweep_submissions() == {world.network.pk: 7, world.elsewhere.network.pk: 1}
    assert (left(world), left(world.elsewhere)) == (2, 0)


def test_one_run_is_bounded_and_the_next_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    monkeypatch.setattr(sweeping, "BATCHES", 2)
    sent(world, 5, 30)
    tasks.sweep_submissions(0)
    assert left(world) == 1
    tasks.sweep_submissions(0)
    assert left(world) == 0


def test_the_first_id_of_an_instant_parts_before_from_after() -> None:
    instant = clock.now()
    with time_machine.travel(instant - datetime.timedelta(milliseconds=2), tick=False):
        earlier = uuid7()
    with time_machine.travel(instant + datetime.timedelta(milliseconds=2), tick=False):
        later = uuid7()
    assert earlier < first_of(instant) < later


def test_copies_whose_time_is_over_are_emptied_by_the_clock(world: World) -> None:
    sara, paola = world.actor("sara"), world.actor("paola")
    person = a_person(world)
    with acting(sara):
        request = privacy.receive_request(person=person, kind="access", actor=sara)
    with acting(paola):
        privacy.check_identity(request=request, how="paper", actor=paola)
        privacy.take_request(request=request, actor=paola)
        copy = privacy.prepare_copy(request=request, actor=paola)
    effects.collect_copy.run(copy_id=copy.pk, actor=paola)
    assert sweeping.empty_copies() == 0
    with clock.held(clock.now() + datetime.timedelta(days=31)):
        assert sweeping.empty_copies() == 1
    with acting(paola):
        copy.refresh_from_db()
        assert (copy.state, copy.draft_id) == ("withdrawn", None)


@pytest.mark.covers("A08")
def test_the_night_empties_the_queues(world: World) -> None:
    row = desks.desk_of(world, desks.start(world))
    sara = world.actor("sara")
    with acting(sara), clock.held(clock.now() - datetime.timedelta(days=2)):
        actions.join_queue(desk=row, called="Ada", actor=sara)
    assert sweeping.sweep_queues() == 1
    tasks.sweep_queues(0)
    with acting(sara):
        assert Visit.objects.get().called == ""


@pytest.mark.covers("A06")
def test_the_night_takes_away_lists_nobody_finished(world: World) -> None:
    programme = intake.start(world)
    with acting(world.founder):
        action = intake.action_of(programme, "giovani")
        content = lists.as_csv(action, [lists.good_row(action)])
    lists.loaded(world, action, content)
    tasks.sweep_batches(0)
    assert sweeping.sweep_batches() == 0
    with clock.held(clock.now() + datetime.timedelta(days=8)):
        assert sweeping.sweep_batches() == 1
    with acting(world.founder):
        assert not BatchRow.objects.exists()
