"""What a load into an empty database may leave out, because nobody else is there and one failure ends it all.

Nothing that decides what is written changes: the stories are also told without haste by the tests, with the
same outcome. Left out are savepoints (nothing is taken back half-way), checks that the tables repeat at every
write (constraints, links), and asking again what was answered a moment ago (which network, may I write here).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models

from snodo.domain.casework import access
from snodo.domain.casework.models import Case
from snodo.kernel import tenancy
from snodo.kernel.actor import Actor


@contextmanager
def in_haste() -> Iterator[None]:
    """For the length of a load, in this process alone."""
    with ExitStack() as stack:
        for where, name, instead in (
            (connection.features, "uses_savepoints", False),
            (models.Model, "validate_constraints", _trust_the_tables),
            (models.ForeignKey, "validate", _trust_the_tables),
            (tenancy, "set_database_context", _told_once(tenancy.set_database_context)),
            (tenancy.TenantManager, "get_queryset", _started_once(tenancy.TenantManager.get_queryset)),
            (access, "standing", _asked_once(access.standing)),
        ):
            stack.enter_context(_instead(where, name, instead))
        yield


@contextmanager
def _instead(where: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(where, name)
    setattr(where, name, value)
    try:
        yield
    finally:
        setattr(where, name, before)


def _trust_the_tables(self: Any, *values: Any, **more: Any) -> None:
    """The database checks the same at every write."""


def _told_once(
    tell: Callable[[UUID | None, UUID | None], None],
) -> Callable[[UUID | None, UUID | None], None]:
    """The network is told to the database when a transaction begins; inside it stays the same."""

    def told(network_id: UUID | None, user_id: UUID | None) -> None:
        if tenancy.bound() is None:
            tell(network_id, user_id)

    return told


def _started_once(start: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Every query begins from the rows of the network: that beginning is made once per table."""
    begun: dict[tuple[Any, UUID], Any] = {}

    def started(self: Any) -> Any:
        key = (self.model, tenancy.bound_network())
        if key not in begun:
            begun[key] = start(self)
        return begun[key]._chain()

    return started


def _asked_once(ask: Callable[[Actor, Case], Any]) -> Callable[[Actor, Case], Any]:
    """Who may work on a case goes on working on it: nobody of the cast is ever taken off one."""
    known: dict[tuple[UUID, UUID], Any] = {}

    def asked(actor: Actor, case: Case) -> Any:
        key = (actor.membership_id, case.pk)
        if key not in known:
            known[key] = ask(actor, case)
        return known[key] if known[key] is not None else known.pop(key)

    return asked
