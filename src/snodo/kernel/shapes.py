"""From the rows of a kept statement to what its queryset gives.

Django works out at each run which columns are whose and which need converting, and that costs more than the
run. Here it is worked out together with the SQL, by Django's own pieces.
"""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

Rows = Iterable[Any]
Shape = Callable[[Rows], list[Any]]


def shape_of(rows: QuerySet[Any], compiler: Any) -> Shape:
    """What turns the rows of this queryset into its objects. The compiler has made its SQL already."""
    kind = rows._iterable_class
    if rows._prefetch_related_lookups or compiler.has_composite_fields(_columns(compiler)):  # type: ignore[attr-defined]
        raise NotImplementedError("A kept statement is one statement, of plain columns.")
    if kind is ModelIterable:
        make: Callable[[Any], Any] = _instances(rows.db, compiler)
    elif kind is FlatValuesListIterable:
        make = itemgetter(0)
    elif kind is ValuesListIterable:
        make = tuple
    else:
        raise NotImplementedError("A kept statement gives objects, tuples or single values.")
    convert = _conversion(compiler)
    return lambda found: [make(row) for row in convert(found)]


def _columns(compiler: Any) -> list[Any]:
    return [column[0] for column in compiler.select[: compiler.col_count]]


def _conversion(compiler: Any) -> Callable[[Rows], Rows]:
    converters = compiler.get_converters(_columns(compiler))
    if not converters:
        return lambda found: found
    return lambda found: compiler.apply_converters(found, converters)


def _instances(db: str, compiler: Any) -> Callable[[Any], Any]:
    """One row as an instance, with those it was joined to and its annotations."""
    klass = compiler.klass_info
    model, first, last = klass["model"], klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    related = get_related_populators(klass, compiler.select, db)  # type: ignore[call-arg]  # typed for a later Django
    annotations = list((compiler.annotation_col_map or {}).items())

    def make(row: Any) -> Any:
        instance = model.from_db(db, names, row[first:last])
        for one in related:
            one.populate(row, instance)
        for name, place in annotations:
            setattr(instance, name, row[place])
        return instance

    return make
