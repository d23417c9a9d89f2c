"""Joining while others write on the one who goes, and two joinings at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from snodo.domain.people import actions
from snodo.domain.people.models import InformationGiven, Person, PersonMerge
from snodo.domain.people.states import Keeping
from snodo.kernel.errors import SnodoError
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_person
from tests.factories.queue import run_queued
from tests.factories.world import World, build_network

pytestmark = [pytest.mark.covers("E33"), pytest.mark.django_db(transaction=True)]
WAIT = 20


def at_once(*works: Callable[[], None]) -> list[str]:
    """Run them in threads of their own; the sentences of those that were refused."""
    refused: list[str] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except SnodoError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=WAIT + 10)
    return refused


def two() -> tuple[World, Person, Person]:
    world = build_network("Rete della corsa", "corsa", "corsa.example")
    return world, a_person(world, "nadia"), a_person(world, "nadia", "Lucca")


def test_a_row_written_meanwhile_follows_a_moment_later() -> None:
    """The writer has begun and not ended: the joining does not see the row, and does not wait for it."""
    world, kept, gone = two()
    written, joined = threading.Event(), threading.Event()

    def write() -> None:
        nadia = world.actor("nadia")
        with acting(nadia):
            actions.record_information_given(
                person=gone, notice_code="informativa", notice_version=1, actor=nadia
            )
            written.set()
            assert joined.wait(WAIT)

    def join() -> None:
        bruno = world.actor("bruno")
        assert written.wait(WAIT)
        with acting(bruno):
            actions.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=bruno)
        joined.set()

    assert at_once(write, join) == []
    with acting(world.actor("bruno")):
        assert InformationGiven.objects.get().person_id == gone.pk  # nobody sees it there …
    assert run_queued("people.gather_late_rows") >= 1
    with acting(world.actor("bruno")):
        assert InformationGiven.objects.get().person_id == kept.pk  # … and it has followed
        merge = PersonMerge.objects.get()
        actions.undo_merge(merge=merge, actor=world.actor("bruno"))
        assert InformationGiven.objects.get().person_id == gone.pk


@pytest.mark.parametrize("crossed", [False, True])
def test_two_joinings_at_once_are_one(crossed: bool) -> None:
    """The same twice, or each into the other: one holds, the other is told, nobody waits for ever."""
    world, one, other = two()
    start = threading.Barrier(2, timeout=WAIT)

    def join(kept: Person, gone: Person) -> Callable[[], None]:
        def work() -> None:
            bruno = world.actor("bruno")
            with acting(bruno):
                start.wait()
                actions.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=bruno)

        return work

    refused = at_once(join(one, other), join(other, one) if crossed else join(one, other))
    assert len(refused) == 1
    with acting(world.actor("bruno")):
        assert PersonMerge.objects.count() == 1
        assert sorted(Person.objects.values_list("keeping", flat=True)) == [Keeping.IN_USE, Keeping.MERGED]


def test_a_correction_and_a_joining_at_once_lose_nothing() -> None:
    """Whoever comes second has read an old page, and is told so."""
    world, kept, gone = two()
    start = threading.Barrier(2, timeout=WAIT)

    def correct() -> None:
        nadia = world.actor("nadia")
        with acting(nadia):
            start.wait()
            actions.update_person(person=gone, version=1, email="nuova@posta.example", actor=nadia)

    def join() -> None:
        bruno = world.actor("bruno")
        with acting(bruno):
            start.wait()
            actions.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=bruno)

    assert len(at_once(correct, join)) == 1
    with acting(world.actor("bruno")):
        gone.refresh_from_db()
        assert (gone.email == "nuova@posta.example") != (gone.keeping == Keeping.MERGED)
