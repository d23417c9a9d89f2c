"""Work that follows an action, done after it by a worker. Tasks carry ids, never objects or personal data.

A task is queued in the transaction of the action: undone with it, never lost after it.

    @background.task(name="placements.make_register", atomic=False)
    def make_register(*, internship_id: UUID, actor: Actor) -> None: ...

    make_register.later(actor=actor, internship_id=internship.pk)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from snodo.kernel.actor import Actor
from snodo.kernel.tenancy import acting, in_network

ActorLoader = Callable[[UUID, UUID], Actor | None]
Ids = UUID | str | int | bool | None

# A worker that dies leaves its job to the next; a failing one is tried again later and later.
RETRIES = RetryStrategy(max_attempts=5, exponential_wait=10)


@dataclass(frozen=True, slots=True)
class Background:
    """A function that can be run now, in a test, or `later` by a worker."""

    run: Callable[..., None]
    queued: Any
    with_actor: bool

    def later(self, *, actor: Actor, **ids: Ids) -> None:
        """Queue it in the present transaction. Only ids and small values travel."""
        arguments = {name: str(value) if isinstance(value, UUID) else value for name, value in ids.items()}
        arguments["network_id"] = str(actor.network_id)
        if self.with_actor:
            arguments["membership_id"] = str(actor.membership_id)
        self.queued.defer(**arguments)


class _Loader:
    """How an actor is found again: set once by the layer that knows memberships."""

    load: ActorLoader | None = None


def load_actors_with(loader: ActorLoader) -> None:
    """`loader(network_id, membership_id)` gives the actor, or None when the membership has ended."""
    _Loader.load = loader


def load_actor(network_id: UUID, membership_id: UUID) -> Actor | None:
    """The actor of a queued task, with origin "job"."""
    if _Loader.load is None:
        raise RuntimeError("No way to find actors was set: see load_actors_with.")
    return _Loader.load(network_id, membership_id)


def task(
    *, name: str, queue: str = "default", atomic: bool = True
) -> Callable[[Callable[..., None]], Background]:
    """A function of ids and `actor`. Arguments whose name ends in `_id` arrive as UUID.

    With `atomic=False` the function opens `acting(actor)` itself, step by step, so that progress is seen.
    """

    def decorate(function: Callable[..., None]) -> Background:
        @app.task(name=name, queue=queue, retry=RETRIES)
        def queued(network_id: str, membership_id: str, **ids: Any) -> None:
            actor = load_actor(UUID(network_id), UUID(membership_id))
            if actor is None:
                return  # who asked no longer works here: the work is no longer theirs to do
            if not atomic:
                function(actor=actor, **_with_uuids(ids))
                return
            with acting(actor):
                function(actor=actor, **_with_uuids(ids))

        return Background(function, queued, with_actor=True)

    return decorate


def network_task(*, name: str, queue: str = "default") -> Callable[[Callable[..., None]], Background]:
    """A function of ids alone, run inside the network whoever asked: a message still has to leave."""

    def decorate(function: Callable[..., None]) -> Background:
        @app.task(name=name, queue=queue, retry=RETRIES)
        def queued(network_id: str, **ids: Any) -> None:
            with in_network(UUID(network_id)):
                function(**_with_uuids(ids))

        return Background(function, queued, with_actor=False)

    return decorate


@dataclass(frozen=True, slots=True)
class Free:
    """Like `Background`, for what happens where no network is known."""

    run: Callable[..., None]
    queued: Any

    def later(self, **values: Ids) -> None:
        """Queue it in the present transaction. Only ids and small values travel."""
        self.queued.defer(
            **{name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
        )


def free_task(*, name: str, queue: str = "default") -> Callable[[Callable[..., None]], Free]:
    """A function of small values, which binds networks itself."""

    def decorate(function: Callable[..., None]) -> Free:
        @app.task(name=name, queue=queue, retry=RETRIES)
        def queued(**values: Any) -> None:
            function(**_with_uuids(values))

        return Free(function, queued)

    return decorate


def _with_uuids(ids: dict[str, Any]) -> dict[str, Any]:
    return {
        name: UUID(value) if name.endswith("_id") and isinstance(value, str) else value
        for name, value in ids.items()
    }
