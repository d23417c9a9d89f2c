"""Statements worked out once and run many times.

Turning a long queryset into SQL costs more than running it. `Kept` does it once for each shape, with
stand-ins for whoever acts, the network and the rows asked for: nothing of anyone can stay in it, since
nothing of anyone is there while it is made. Each run puts the real values in their places, and PostgreSQL
keeps the plan (constants are written into the text, so that partial indexes serve).
"""

import copy
import datetime
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import sql as composing

from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor

_PLACE = re.compile(r"(?<!%)%s")
_ACTOR = ("user_id", "membership_id", "organisation_id", "network_id")
# A stand-in for each place a value may take; never the id of anything.
_STAND_INS: dict[str, UUID] = {}


def _stand_in(name: str) -> UUID:
    return _STAND_INS.setdefault(name, uuid4())


@dataclass(frozen=True, slots=True)
class _Worked:
    """SQL with its places still open, and what turns its rows into objects."""

    rows: QuerySet[Any]
    compiler: Any
    sql: str
    places: tuple[str, ...]

    def run(self, values: dict[str, UUID]) -> list[Any]:
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *args, **kwargs: [
            _fetch(self.sql, [values[name] for name in self.places])
        ]
        rows = self.rows.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(rows)


class Kept:
    """A queryset by its builder: `build(actor, *shape, **ids)`.

    The shape is all that changes the SQL beside the role and the day (and must not tell of anyone);
    ids are UUIDs. The access rules stay where they are: the builder calls them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self.build = build
        self.day: datetime.date | None = None
        self.worked: dict[Hashable, _Worked | None] = {}

    def __call__(self, actor: Actor | None, *shape: Hashable, **ids: UUID) -> list[Any]:
        """The rows, in one statement. Without an actor only the network and the ids are known."""
        if self.day != clock.today():
            self.day, self.worked = clock.today(), {}
        role = actor.role if actor else None
        key = (role, shape, tuple(ids))
        if key not in self.worked:
            self.worked[key] = self._work_out(role, shape, tuple(ids))
        worked = self.worked[key]
        if worked is None:
            return []
        known = _ids_of(actor) if actor else {}
        return worked.run({**known, **ids, "network_id": tenancy.bound_network()})

    def _work_out(
        self, role: str | None, shape: tuple[Hashable, ...], ids: tuple[str, ...]
    ) -> _Worked | None:
        """None for a rule that lets nothing through."""
        stand_ins = {name: _stand_in(name) for name in _ACTOR}
        someone = Actor(**stand_ins, role=role) if role is not None else None  # type: ignore[arg-type]
        with tenancy.pretending(_stand_in("network_id")):
            rows = self.build(someone, *shape, **{name: _stand_in(name) for name in ids})
            compiler = rows.query.get_compiler(connection=connection)
            try:
                text, values = compiler.as_sql()
            except EmptyResultSet:
                return None
        sql, places = _with_places(text, values)
        return _Worked(rows, compiler, sql, places)


def _ids_of(actor: Actor) -> dict[str, UUID]:
    return {name: getattr(actor, name) for name in _ACTOR}


def _with_places(text: str, values: Sequence[Any]) -> tuple[str, tuple[str, ...]]:
    """The text with its constants written in, and the names of the places left open, in their order."""
    names = {value: name for name, value in _STAND_INS.items()}
    pieces = _PLACE.split(text)
    sql, places = [pieces[0]], []
    for value, piece in zip(values, pieces[1:], strict=True):
        if isinstance(value, UUID) and value in names:
            places.append(names[value])
            sql.append("%s")
        else:
            sql.append(_constant(value).replace("%", "%%"))
        sql.append(piece)
    return "".join(sql), tuple(places)


def _constant(value: Any) -> str:
    connection.ensure_connection()
    written = composing.Literal(value).as_string(connection.connection)
    plain = written.replace("-", "")
    if any(stand_in.hex in plain for stand_in in _STAND_INS.values()):
        raise ValueError("A stand-in is hidden inside a constant: give ids one by one.")
    return written


def _fetch(sql: str, values: list[UUID]) -> list[Any]:
    """Through the protocol's own parameters, which lets the server keep the plan.

    Where somebody watches or writes down statements (tests, debugging) they go the plain way.
    """
    connection.ensure_connection()
    kept = connection._prepare_cursor(psycopg.Cursor(connection.connection))  # type: ignore[attr-defined]
    watched = connection.queries_logged or connection.execute_wrappers
    with connection.cursor() if watched else kept as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
