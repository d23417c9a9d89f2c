"""What becomes of each table when two persons turn out to be one, and how that is undone.

A context says it in its `joining` module, beside `forgetting` (ADR-0080):

    follow("casework.case", "person")
    follow("people.sharingchoice", "person", settle=the_stricter_one)
    follow_subject("documents.document")
    remain("audit.entry", "…why its rows stay where they are")
    refuse_if(two_paths_in_one_action)

A column that leads to a person and of which nothing is said fails `tests/architecture`. Every changed row
is told with what it held before, so that going back needs no rule of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

PERSON = "people.person"
# kept, gone → rows to change first so that no constraint is broken: (pk, what to write); None: it remains.
Settle = Callable[[UUID, UUID], Iterable[tuple[UUID, Mapping[str, Any] | None]]]
# kept, gone → a sentence when the two may not be joined now.
Check = Callable[[UUID, UUID], str]
# the person → what to put in order once rows have gone back.
Mend = Callable[[UUID], None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One column that leads to a person."""

    model: str
    column: str  # attname: "person_id", "subject_id"
    settle: Settle | None = None
    mend: Mend | None = None
    by_subject: bool = False

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)

    def rows(self, person: UUID) -> models.QuerySet[Any]:
        """The rows that lead to this person."""
        rows = self.table._default_manager.filter(**{self.column: person})
        return rows.filter(subject_kind=PERSON) if self.by_subject else rows


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to one row: column → (before, after)."""

    model: str
    row: UUID
    values: Mapping[str, tuple[Any, Any]]


_rules: dict[tuple[str, str], Rule] = {}
_remaining: dict[tuple[str, str], str] = {}
_checks: list[Check] = []


def follow(model: str, link: str, *, settle: Settle | None = None, mend: Mend | None = None) -> None:
    """Rows of this table go over to the person who is kept."""
    column = link if link.endswith("_id") else f"{link}_id"
    _rules[model, column] = Rule(model, column, settle, mend)


def follow_subject(model: str) -> None:
    """Rows kept about something by kind and id: those about the person go over."""
    _rules[model, "subject_id"] = Rule(model, "subject_id", by_subject=True)


def remain(model: str, link: str, reason: str) -> None:
    """Rows of this table stay with whom they were written for, with the reason."""
    _remaining[model, link if link.endswith("_id") else f"{link}_id"] = reason


def refuse_if(check: Check) -> Check:
    """A reason for which two may not be joined now."""
    if check not in _checks:
        _checks.append(check)
    return check


@cache
def _load() -> None:
    for config in reversed(list(apps.get_app_configs())):
        module = f"{config.name}.joining"
        if config.name.startswith("snodo.domain.") and find_spec(module) is not None:
            import_module(module)


def rules() -> list[Rule]:
    """All columns that follow, in an order that is always the same."""
    _load()
    return [_rules[key] for key in sorted(_rules)]


def said() -> set[tuple[str, str]]:
    """Every (model, column) of which something is said."""
    _load()
    return set(_rules) | set(_remaining)


def remaining() -> dict[tuple[str, str], str]:
    """The columns that stay, each with its reason."""
    _load()
    return dict(_remaining)


def refusals(kept: UUID, gone: UUID) -> list[str]:
    """Why the two may not be joined now, each sentence once."""
    _load()
    return list(dict.fromkeys(sentence for check in _checks if (sentence := check(kept, gone))))


def columns_to_persons() -> set[tuple[str, str]]:
    """Every column of the product that leads to a person, found in the models themselves."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        names = {field.name for field in model._meta.local_concrete_fields}
        for field in model._meta.local_concrete_fields:
            target = field.related_model
            linked = isinstance(target, type) and target._meta.label_lower == PERSON
            loose = isinstance(field, models.UUIDField) and field.name == "person_id"
            about = field.name == "subject_id" and "subject_kind" in names
            if linked or loose or about:
                found.add((model._meta.label_lower, field.attname))
    return found


# Going over, and back


def carry_over(kept: UUID, gone: UUID, *, carefully: bool = False) -> Iterator[Change]:
    """Let every row of `gone` follow to `kept`, settling what cannot stand twice. In a transaction.

    `carefully`: a row that cannot follow stays where it is, and no other is kept from it.
    """
    for rule in rules():
        staying = set()
        for pk, values in rule.settle(kept, gone) if rule.settle is not None else ():
            if values is None:
                staying.add(pk)
            else:
                yield write(rule.table, pk, values)
        rows = rule.rows(gone).select_for_update(of=("self",)).order_by("pk")
        for pk in list(rows.values_list("pk", flat=True)):
            if pk in staying:
                continue
            try:
                with transaction.atomic():
                    change = write(rule.table, pk, {rule.column: kept})
            except IntegrityError:
                if not carefully:
                    raise
            else:
                yield change


def write(table: type[models.Model], pk: UUID, values: Mapping[str, Any]) -> Change:
    """Write on one row, told with what it held."""
    rows = table._default_manager.filter(pk=pk)
    row = rows.select_for_update(of=("self",)).values(*values).get()
    rows.update(**values)
    return Change(table._meta.label_lower, pk, {name: (row[name], new) for name, new in values.items()})


def take_back(change: Change) -> bool:
    """Put back what one row held, as far as nobody has written it since. False when nothing was."""
    table = apps.get_model(change.model)
    rows = table._default_manager.filter(pk=change.row)
    now = rows.select_for_update(of=("self",)).values(*change.values).first()
    if now is None:
        return False
    fields = {name: table._meta.get_field(name) for name in change.values}
    before = {
        name: fields[name].to_python(old)
        for name, (old, new) in change.values.items()
        if now[name] == fields[name].to_python(new)
    }
    links = {rule.column for rule in rules() if rule.model == change.model} & set(change.values)
    if not before or links - set(before):  # a link that moved: the row was given to somebody else meanwhile
        return False
    try:
        with transaction.atomic():
            rows.update(**before)
    except IntegrityError:
        return False  # what came after the joining stands in its place
    return True


def mend(person: UUID) -> None:
    """After going back: each table puts in order what is left."""
    for rule in rules():
        if rule.mend is not None:
            rule.mend(person)
