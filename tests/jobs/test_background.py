"""Tasks: ids in, an actor found again, nothing for who no longer works here."""

from uuid import UUID

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from snodo.domain.network import actions as network
from snodo.jobs import actors, tasks
from snodo.kernel import background
from snodo.kernel.actor import Actor
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting, bound
from tests.factories.world import World

pytestmark = pytest.mark.django_db

SEEN: list[tuple[Actor, UUID, int, bool]] = []


@background.task(name="tests.in_one_transaction")
def in_one_transaction(*, thing_id: UUID, count: int, actor: Actor) -> None:
    SEEN.append((actor, thing_id, count, bound() is not None))


@background.task(name="tests.step_by_step", atomic=False)
def step_by_step(*, thing_id: UUID, count: int, actor: Actor) -> None:
    SEEN.append((actor, thing_id, count, bound() is not None))


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    SEEN.clear()


def run_queued() -> None:
    for job in ProcrastinateJob.objects.all():
        app.tasks[job.task_name].func(**job.args)


@pytest.mark.parametrize(("task", "inside"), [(in_one_transaction, True), (step_by_step, False)])
def test_the_actor_is_found_again_from_ids(world: World, task: background.Background, inside: bool) -> None:
    sara, thing = world.actor("sara"), uuid7()
    with acting(sara):
        task.later(actor=sara, thing_id=thing, count=3)
    (job,) = ProcrastinateJob.objects.all()
    assert set(job.args) == {"network_id", "membership_id", "thing_id", "count"}
    run_queued()
    ((actor, seen, count, bound_inside),) = SEEN
    assert (actor.user_id, actor.role, actor.organisation_id) == (
        sara.user_id,
        sara.role,
        sara.organisation_id,
    )
    assert actor.origin == "job"
    assert (seen, count, bound_inside) == (thing, 3, inside)


def test_work_asked_by_who_left_is_dropped(world: World) -> None:
    sara, ada = world.actor("sara"), world.actor("ada")
    with acting(sara):
        in_one_transaction.later(actor=sara, thing_id=uuid7(), count=1)
    with acting(ada):
        network.end_membership(membership=world.memberships["sara"], actor=ada)
    assert actors.load(sara.network_id, sara.membership_id) is None
    run_queued()
    assert SEEN == []


def test_a_membership_of_another_network_gives_no_actor(world: World) -> None:
    stranger = world.actor("stranger")
    assert actors.load(world.network.pk, stranger.membership_id) is None


def test_the_worker_knows_the_effects_of_every_context() -> None:
    assert "snodo.domain.messaging.effects" in tasks.load_effects()
    assert {"messaging.send_email", "audit.seal"} <= set(app.tasks)
