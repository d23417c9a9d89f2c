"""What each context holds on a person: in which rows, and what of them the person may have a copy of.

A context says it in its `holdings` module, which is read when somebody asks (ADR-0060):

    declare(Holding("casework.case", "Percorso", "Presa in carico", reach=("person",), words=("need",)))
    excuse("casework.caseseen", "says when an operator looked, nothing of the person")

Dates, numbers, choices and links tell themselves. Every field of free characters is classed by hand: a fact,
words in which somebody else may be named (they are read again before the copy is given), or withheld with
its reason. A table that points to a person and is neither declared nor excused fails `tests/architecture`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet

Reach = str | Callable[[UUID], Q]

# Why something is not handed over, where the same reason comes back.
TECHNICAL = "serve al programma, non dice nulla della persona"
COLLEAGUES = "dice chi lavora, non chi è la persona"
OTHERS = "dice di altre persone"
SECRETS = "è una chiave: dirla aprirebbe una porta"

_TECHNICAL = frozenset({"id", "network_id", "created_by", "version"})


@dataclass(frozen=True, slots=True)
class Holding:
    """One table in which a person is spoken of.

    `reach` leads from a row to the person: lookups that end on the person's id, or functions that give a
    condition. `tell` says in data and words what a field means where the field alone does not. `given`
    names what the person themselves provided; `given_if` narrows it to some rows.
    """

    model: str
    chapter: str
    title: str
    reach: tuple[Reach, ...]
    facts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    given_if: Callable[[Any], bool] | None = None
    tell: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()  # loaded with the row, for `tell`
    order: tuple[str, ...] = ("created_at", "pk")
    subject: bool = False  # answers and papers may be kept about its rows, by kind and id

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)

    def about(self, person_id: UUID) -> Q:
        """The condition that finds the rows of one person."""
        found = Q(pk__in=[])
        for way in self.reach:
            found |= way(person_id) if callable(way) else Q(**{way: person_id})
        return found

    def rows(self, person_id: UUID) -> QuerySet[Any]:
        """The rows of one person, the oldest first, with what their copy needs. Asks no access rule."""
        links = [one.name for one in self.fields() if isinstance(one, models.ForeignKey) and _named(one)]
        rows = self.table._default_manager.filter(self.about(person_id))
        return rows.select_related(*links, *self.needs).order_by(*self.order)

    def fields(self) -> list[Any]:
        """What is handed over, in the order of the table, with when it was written down at the end."""
        every = [one for one in self.table._meta.local_concrete_fields if self.withholds(one) is None]
        return sorted(every, key=lambda one: one.name == "created_at")

    def withholds(self, one: Any) -> str | None:
        """Why a field is not handed over; None when it is."""
        if one.name in self.withheld:
            return self.withheld[one.name]
        if one.name in _TECHNICAL or one.name in self._way():
            return TECHNICAL
        if isinstance(one, models.ForeignKey):
            return _CLOSED_LINKS.get(one.related_model._meta.label_lower)
        return TECHNICAL if isinstance(one, models.UUIDField) else None

    def _way(self) -> set[str]:
        """The links to the person: what is theirs needs not say so in every row."""
        return {way for way in self.reach if isinstance(way, str) and "__" not in way}


_holdings: dict[str, Holding] = {}
_excused: dict[str, str] = {}
_CLOSED_LINKS: dict[str, str] = {}


def declare(holding: Holding) -> None:
    """Said by the context that owns the table; twice said, it stays one."""
    _holdings[holding.model] = holding


def excuse(model: str, reason: str) -> None:
    """A table that points to persons and of which no copy is given, with the reason."""
    _excused[model] = reason


def close_links(model: str, reason: str) -> None:
    """Links to rows of this table are never told in a copy: colleagues, other persons."""
    _CLOSED_LINKS[model] = reason


@cache
def _load() -> None:
    for config in reversed(list(apps.get_app_configs())):
        module = f"{config.name}.holdings"
        if config.name.startswith("snodo.domain.") and find_spec(module) is not None:
            import_module(module)


def holdings() -> list[Holding]:
    """All of them, from the lowest context up."""
    _load()
    return list(_holdings.values())


def excused() -> dict[str, str]:
    """The tables left out, each with its reason."""
    _load()
    return dict(_excused)


def subjects_of(person_id: UUID) -> Q:
    """Rows kept about something of this person by kind and id: answers, papers. Small lists of ids."""
    found = Q(pk__in=[])
    for holding in holdings():
        if holding.subject:
            ids = list(holding.rows(person_id).values_list("pk", flat=True))
            found |= Q(subject_kind=holding.model, subject_id__in=ids)
    return found


# What one row says


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing said: under which key, with which words before it, as data."""

    key: str
    label: str
    value: Any
    words: bool
    given: bool


def cells_of(holding: Holding, row: Any) -> list[Cell]:
    """What the person may have of a row; what is empty is left out."""
    provided = holding.given_if is None or holding.given_if(row)
    return [
        Cell(
            key=one.name,
            label=str(one.verbose_name),
            value=value,
            words=one.name in holding.words,
            given=provided and one.name in holding.given,
        )
        for one in holding.fields()
        if (value := _value(holding, row, one)) not in (None, "", [], {})
    ]


def _value(holding: Holding, row: Any, one: Any) -> Any:
    if one.name in holding.tell:
        return holding.tell[one.name](row)
    if isinstance(one, models.ForeignKey):
        return _link(row, one)
    value = getattr(row, one.attname)
    if isinstance(one, ArrayField):
        return [_choice(one.base_field, item) for item in value or []]
    return _choice(one, value) if one.choices else value


def _choice(one: Any, value: Any) -> Any:
    """A code with the word the screen shows for it."""
    if value in (None, "") or not one.choices:
        return value
    return {"code": value, "text": str(dict(one.flatchoices).get(value, value))}


def _named(one: Any) -> bool:
    """Whether a link is told by the name of what it leads to, and not by its id in the same copy."""
    return one.related_model._meta.label_lower not in _holdings


def _link(row: Any, one: Any) -> Any:
    if getattr(row, one.attname) is None:
        return None
    if not _named(one):
        return {"id": str(getattr(row, one.attname))}
    other = getattr(row, one.name)
    return str(getattr(other, "label", None) or other)


# What the houses' test asks


def pointing(starts: tuple[str, ...]) -> Iterator[type[models.Model]]:
    """Tenant tables that point to these, directly or through others; and those that name ids of subjects."""
    found = {apps.get_model(start) for start in starts}
    every = [model for model in apps.get_models() if hasattr(model, "take_binding")]
    grown = True
    while grown:
        new = {model for model in every if model not in found and _targets(model) & found}
        found |= new
        grown = bool(new)
    yield from found
    for model in every:
        if model not in found and (_has(model, "person_id") or _has(model, "subject_id")):
            yield model


def _targets(model: type[models.Model]) -> set[Any]:
    return {one.related_model for one in model._meta.local_fields if isinstance(one, models.ForeignKey)}


def _has(model: type[models.Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), models.UUIDField)
    except FieldDoesNotExist:
        return False


def unclassed(holding: Holding) -> list[str]:
    """Fields of free characters nobody has said what to do with, and names said that are no fields."""
    said = {*holding.facts, *holding.words, *holding.withheld, *holding.tell}
    names = {one.name for one in holding.table._meta.local_concrete_fields}
    free = {one.name for one in holding.fields() if _is_free(one)}
    return sorted((free - said) | ((said | set(holding.given)) - names))


def _is_free(one: Any) -> bool:
    if isinstance(one, ArrayField):
        one = one.base_field
    characters = isinstance(one, models.CharField | models.TextField | models.JSONField)
    return (characters or hasattr(one, "loads")) and not one.choices
