"""One wall in Python for every tenant table; the second wall is PostgreSQL's row-level security.

A network is bound for the length of one transaction: here in a context variable, and in the
database by transaction-local settings (never per connection: a pooler would hand them on).
Every query on a tenant table then carries `network_id`; without a bound network it raises.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NoNetworkBound
from snodo.kernel.ids import uuid7

# What row-level security compares on every tenant table.
SAME_NETWORK = "network_id = nullif(current_setting('snodo.network', true), '')::uuid"


@dataclass(frozen=True, slots=True)
class Binding:
    """Which network's rows may be touched, and on whose behalf."""

    network_id: UUID
    user_id: UUID | None = None


_bound: ContextVar[Binding | None] = ContextVar("snodo_network", default=None)


def bound() -> Binding | None:
    """The binding in force, if any."""
    return _bound.get()


def bound_network() -> UUID:
    """The network in force. Raises NoNetworkBound outside `acting`."""
    binding = _bound.get()
    if binding is None:
        raise NoNetworkBound("Tenant table used without a bound network: wrap the call in acting(actor).")
    return binding.network_id


def set_database_context(network_id: UUID | None, user_id: UUID | None) -> None:
    """Tell PostgreSQL, until the end of this transaction, whom row-level security lets in.

    And that prepared statements, those of `kernel.statements`, keep their plan: making it anew costs more
    than running it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('snodo.network', %s, true), set_config('snodo.user', %s, true),"
            " set_config('plan_cache_mode', 'force_generic_plan', true)",
            [str(network_id or ""), str(user_id or "")],
        )


@contextmanager
def in_network(network_id: UUID, user_id: UUID | None = None) -> Iterator[None]:
    """One transaction bound to a network; nested bindings restore the outer one."""
    outer = _bound.get()
    with transaction.atomic():
        set_database_context(network_id, user_id)
        token = _bound.set(Binding(network_id, user_id))
        try:
            yield
        finally:
            _bound.reset(token)
        if outer is not None:
            set_database_context(outer.network_id, outer.user_id)


@contextmanager
def presenting(secret: str) -> Iterator[str]:
    """Before a network is chosen: PostgreSQL shows the one row whose wall names this secret, and no other."""
    with transaction.atomic():
        set_database_context(None, None)
        _present(secret)
        yield secret
        _present("")  # after a failure the transaction is undone, and this with it
        outer = _bound.get()
        if outer is not None:
            set_database_context(outer.network_id, outer.user_id)


def _present(secret: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('snodo.link', %s, true)", [secret])


@contextmanager
def pretending(network_id: UUID) -> Iterator[None]:
    """For writing SQL that is not run here: Python takes the network as bound, the database does not."""
    token = _bound.set(Binding(network_id))
    try:
        yield
    finally:
        _bound.reset(token)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """One transaction in which `actor` reads and writes the rows of its network."""
    with in_network(actor.network_id, actor.user_id):
        yield


_M = TypeVar("_M", bound="TenantModel")


class TenantQuerySet(models.QuerySet[_M]):
    """Rows of the bound network only."""

    def bulk_create(self, objs: Iterable[_M], *args: Any, **kwargs: Any) -> list[_M]:
        rows = list(objs)
        for row in rows:
            row.take_binding()
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Always filtered on the bound network, also for related objects, `save` and `refresh_from_db`."""

    def get_queryset(self) -> "TenantQuerySet[Any]":
        queryset: TenantQuerySet[Any] = super().get_queryset()
        return queryset.filter(network_id=bound_network())


def erase(rows: models.QuerySet[Any]) -> None:
    """Delete rows nothing points to, in one statement that names the network."""
    rows._raw_delete(rows.db)


class TenantModel(models.Model):
    """A row that belongs to one network for ever.

    `append_only` takes UPDATE and DELETE from the runtime role, `owner_writes` INSERT too; `wall` replaces
    the usual row-level policy expression where a row must be seen before a network is chosen;
    `partitioned_by` names the column by which the table is cut in months.
    """

    append_only = False
    owner_writes = False
    partitioned_by = ""
    wall = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    network_id = models.UUIDField(editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(null=True, editable=False)

    objects: ClassVar[models.Manager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def take_binding(self) -> Self:
        """Fill network and author from the binding; a row of another network is refused."""
        binding = _bound.get()
        if binding is None:
            raise NoNetworkBound("Tenant row saved without a bound network: wrap the call in acting(actor).")
        if self.network_id is None:
            self.network_id = binding.network_id  # type: ignore[unreachable]
        if self.network_id != binding.network_id:
            raise NoNetworkBound("A row never changes network.")
        if self._state.adding and self.created_by is None:
            self.created_by = binding.user_id
        return self

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_binding()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete this row, naming its network; the database refuses while another row points to it."""
        erase(type(self).objects.filter(pk=self.pk))
        return 1, {self._meta.label: 1}


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A link between rows of one network: the walls give it a composite key in SQL.

    No reverse accessor unless named, so that no context reaches up without an import.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        return name, path, args, kwargs
