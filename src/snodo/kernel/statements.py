"""Statements worked out once and run many times.

Turning a long queryset into SQL costs more than running it. `Kept` does it once for each shape, with
stand-ins for whoever acts, the network and the rows asked for: nothing of anyone can stay in it, since
nothing of anyone is there while it is made. Each run puts the real values in their places, and PostgreSQL
keeps the plan (constants are written into the text, so that partial indexes serve).
"""

import datetime
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from psycopg import sql as composing

from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.shapes import Shape, shape_of

_HOLE = re.compile(r"\{(\w+)\}")
_PLACE = re.compile(r"(?<!%)%s")
MIDNIGHT = datetime.time()
_ACTOR = ("user_id", "membership_id", "organisation_id", "network_id")


class Many(tuple[UUID | int | str, ...]):
    """Ids, numbers or prints asked for together, by `field__among`: one place, however many they are."""

    __slots__ = ()


# An id, a text (what somebody typed), a number (how many rows to leave out), a moment (now), or many of what
# nobody typed.
Value = UUID | str | int | datetime.datetime | Many
Named = tuple[str, type[Value]]
# A stand-in for each place a value may take; never the id of anything, nor what anybody would type.
_STAND_INS: dict[Named, Value] = {}


_LONG_AGO = datetime.datetime(100, 1, 1, tzinfo=datetime.UTC)
_MADE: dict[type[Value], Callable[[], Value]] = {
    UUID: uuid4,
    str: lambda: f"text{uuid4().hex}",
    int: lambda: uuid4().int >> 66,
    datetime.datetime: lambda: _LONG_AGO + datetime.timedelta(microseconds=uuid4().int >> 75),
    Many: lambda: Many([uuid4()]),
}


def _stand_in(name: str, kind: type[Value] = UUID) -> Any:
    return _STAND_INS.setdefault((name, kind), _MADE[kind]())


def _named(values: Mapping[str, Value]) -> tuple[Named, ...]:
    return tuple(
        (name, next(kind for kind in _MADE if isinstance(value, kind))) for name, value in values.items()
    )


@models.ForeignObject.register_lookup
@models.Field.register_lookup
class Among(models.Lookup):
    """`field__among=Many(...)`, for kept statements: the text is the same for one and for a hundred."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        return f"{column} = ANY(%s::{kind.partition('(')[0]}[])", (*values, self.rhs)


@dataclass(frozen=True, slots=True)
class Joined:
    """SQL whose tables are querysets: `{name}` stands for a part, which brings its own rules with it.

    For what querysets cannot say (one row per person out of several lines, used twice). The text holds
    joins, order and counts, never a rule and never the name of a table.
    """

    sql: str
    parts: Mapping[str, QuerySet[Any] | UUID | int]


@dataclass(frozen=True, slots=True)
class _Text:
    """SQL with its places still open, in the driver's words and in the server's.

    In the server's a value is sent once, wherever it stands, and the driver need not look for the places.
    """

    sql: str
    places: tuple[str, ...]
    numbered: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, sql: str, places: tuple[str, ...]) -> "_Text":
        names = tuple(dict.fromkeys(places))
        first, *rest = _PLACE.split(sql)
        numbers = (f"${names.index(name) + 1}" for name in places)
        parts = [first, *(part for pair in zip(numbers, rest, strict=True) for part in pair)]
        return cls(sql, places, "".join(parts).replace("%%", "%"), names)

    def fetch(self, values: Mapping[str, Value]) -> list[Any]:
        """Ids go as parameters, and the plan is kept. With a text all is written in, quoted by the driver.

        Which plan serves hangs on the text (three letters find many, ten find one) and on whose ids they are.
        """
        if any(isinstance(values[name], str) for name in self.names):
            return _fetch(_filled(self.sql, self.places, values), [])
        if _watched():
            return _fetch(self.sql, [_parameter(values[name]) for name in self.places])
        return _fetch(self.numbered, [_parameter(values[name]) for name in self.names], psycopg.RawCursor)


@dataclass(frozen=True, slots=True)
class _Worked:
    """A text, and what turns its rows into objects; rows joined by hand stay as they are."""

    text: _Text
    shape: Shape | None = None

    @property
    def sql(self) -> str:
        return self.text.sql

    def run(self, values: dict[str, Value]) -> list[Any]:
        rows = self.text.fetch(values)
        return rows if self.shape is None else self.shape(rows)


class Kept:
    """A queryset (or querysets `Joined`) by its builder: `build(actor, *shape, **given)`.

    The shape is all that changes the SQL beside the role and the day (and must not tell of anyone, nor
    be without end); given are values. The access rules stay where they are: the builder calls them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any] | Joined]) -> None:
        self.build = build
        self.day: datetime.date | None = None
        self.worked: dict[Hashable, _Worked | None] = {}

    def __call__(self, actor: Actor | None, *shape: Hashable, **given: Value) -> list[Any]:
        """The rows, in one statement. Without an actor only the network and what is given are known."""
        return self._run(self._kept(actor, shape, _named(given)), actor, given)

    def once(self, actor: Actor | None, *shape: Hashable, **given: Value) -> list[Any]:
        """The same for a shape that hardly comes again: nothing of it is kept."""
        role = actor.role if actor else None
        return self._run(self._work_out(role, shape, _named(given)), actor, given)

    def _kept(
        self, actor: Actor | None, shape: tuple[Hashable, ...], given: tuple[Named, ...]
    ) -> "_Worked | None":
        if self.day != clock.today():
            self.day, self.worked = clock.today(), {}
        role = actor.role if actor else None
        key = (role, shape, given)
        if key not in self.worked:
            self.worked[key] = self._work_out(role, shape, given)
        return self.worked[key]

    @staticmethod
    def _run(worked: "_Worked | None", actor: Actor | None, given: dict[str, Value]) -> list[Any]:
        if worked is None:
            return []
        known = _ids_of(actor) if actor else {}
        return worked.run({**known, **given, "network_id": tenancy.bound_network()})

    def _work_out(
        self, role: str | None, shape: tuple[Hashable, ...], given: tuple[Named, ...]
    ) -> "_Worked | None":
        """None for a rule that lets nothing through."""
        stand_ins = {name: _stand_in(name) for name in _ACTOR}
        someone = Actor(**stand_ins, role=role) if role is not None else None
        with tenancy.pretending(_stand_in("network_id")):
            rows = self.build(someone, *shape, **{name: _stand_in(name, kind) for name, kind in given})
            try:
                if isinstance(rows, Joined):
                    return _Worked(_Text.of(*_join(rows)))
                compiler = rows.query.get_compiler(connection=connection)
                text, values = compiler.as_sql()
            except EmptyResultSet:
                return None
        return _Worked(_Text.of(*_with_places(text, values)), shape_of(rows, compiler))


def insert(row: models.Model, *, conflict: tuple[str, ...] = (), update: tuple[str, ...] = ()) -> None:
    """As `bulk_create([row])`, for rows written at every page; nothing listens and nothing is read back.

    `conflict` and `update` are columns: a row that is there already has the second ones rewritten.
    """
    if isinstance(row, tenancy.TenantModel):
        row.take_binding()
    values: dict[str, Any] = {}
    for field in row._meta.local_concrete_fields:
        value = field.pre_save(row, add=True)
        if hasattr(value, "resolve_expression"):  # left to the database, read when somebody asks
            del row.__dict__[field.attname]
        else:
            values[str(field.column)] = field.get_db_prep_save(value, connection)
    sql = _insertion(type(row), tuple(values), conflict, update)
    _execute(sql, list(values.values())).close()
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(
    model: type[models.Model], columns: tuple[str, ...], conflict: tuple[str, ...], update: tuple[str, ...]
) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    places = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of models
    if not conflict:
        return sql
    rewritten = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update)
    return f"{sql} ON CONFLICT ({', '.join(map(quote, conflict))}) DO UPDATE SET {rewritten}"


def _join(joined: Joined) -> tuple[str, tuple[str, ...]]:
    """Every part in its hole, with its constants written in."""
    pieces = _HOLE.split(joined.sql)
    sql: list[str] = []
    places: list[str] = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            sql.append(piece.replace("%", "%%"))
            continue
        part = joined.parts[piece]
        if isinstance(part, UUID | int):
            text, names = _with_places("%s", [part])
        else:
            text, names = _with_places(*part.query.get_compiler(connection=connection).as_sql())
        sql.append(text)
        places += names
    return "".join(sql), tuple(places)


def _ids_of(actor: Actor) -> dict[str, UUID]:
    return {name: getattr(actor, name) for name in _ACTOR}


def _with_places(text: str, values: Sequence[Any]) -> tuple[str, tuple[str, ...]]:
    """The text with its constants written in, and the names of the places left open, in their order."""
    names = {value: name for (name, _), value in _STAND_INS.items()}
    pieces = _PLACE.split(text)
    sql, places = [pieces[0]], []
    for value, piece in zip(values, pieces[1:], strict=True):
        if isinstance(value, Value) and value in names:
            places.append(names[value])
            sql.append("%s")
        elif isinstance(value, datetime.datetime) and value.astimezone(clock.ROME).time() != MIDNIGHT:
            raise ValueError("A moment written in would stand still all day: give it.")
        else:
            sql.append(_constant(value).replace("%", "%%"))
        sql.append(piece)
    return "".join(sql), tuple(places)


def _filled(sql: str, places: tuple[str, ...], values: Mapping[str, Value]) -> str:
    """The text with every value in its place."""
    pieces = _PLACE.split(sql)
    whole = [pieces[0]]
    for name, piece in zip(places, pieces[1:], strict=True):
        whole += [_constant(_parameter(values[name])).replace("%", "%%"), piece]
    return "".join(whole)


def _parameter(value: Value) -> Any:
    """As the driver writes it: of many, an array."""
    return list(value) if isinstance(value, Many) else value


def _constant(value: Any) -> str:
    connection.ensure_connection()
    written = composing.Literal(value).as_string(connection.connection)
    plain = written.replace("-", "")
    marks = (_mark(one) for one in _STAND_INS.values())
    if any(mark in plain for mark in marks):
        raise ValueError("A stand-in is hidden inside a constant: give ids and texts one by one.")
    return written


def _mark(stand_in: Value) -> str:
    if isinstance(stand_in, str):
        return stand_in
    found = stand_in[0] if isinstance(stand_in, Many) else stand_in
    return str(found).replace("-", "")


def _fetch(sql: str, values: list[Any], kind: type[Any] = psycopg.Cursor) -> list[Any]:
    with closing(_execute(sql, values, kind)) as cursor:
        return list(cursor.fetchall())


def _watched() -> bool:
    """Somebody watches or writes down statements (tests, debugging)."""
    return bool(connection.queries_logged or connection.execute_wrappers)


def _execute(sql: str, values: list[Any], kind: type[Any] = psycopg.Cursor) -> Any:
    """Through the protocol's own parameters, which lets the server keep the plan.

    What is watched goes the plain way.
    """
    connection.ensure_connection()
    cursor: Any
    if _watched():
        cursor = connection.cursor()
    else:
        cursor = connection._prepare_cursor(kind(connection.connection))  # type: ignore[attr-defined]
    with connection.wrap_database_errors:
        cursor.execute(sql, values)
    return cursor
