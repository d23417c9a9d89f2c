"""What becomes of each table when a person is forgotten: which rows go, which stay bare for the numbers.

A context says it in its `forgetting` module, beside `holdings` (ADR-0062):

    treat("casework.caseevent", "path", "case")
    treat("casework.outcome", "evidence", "case", "person", bare=True, keeps=("kind",))
    leave("audit.entry", "…why nothing is done there")

A table that points to a person and is neither treated nor left fails `tests/architecture`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Func, Q, QuerySet, TextField, Value

Ids = dict[str, list[UUID]]  # label of a model → the rows of it that are going


@dataclass(frozen=True, slots=True)
class Treatment:
    """One table. `links` lead from a row to what is going: a person, a path, a household, a referral.

    `bare`: for statistics the row stays and loses its words; else it goes already then. `keeps` are
    free fields that are codes, counted by somebody; `instead` what stands where words may not be empty.
    `by_subject`: rows kept about something by kind and id.
    """

    model: str
    kind: str
    links: tuple[str, ...] = ()
    bare: bool = False
    keeps: tuple[str, ...] = ()
    instead: Mapping[str, Any] = field(default_factory=dict)
    by_subject: bool = False

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)

    @property
    def append_only(self) -> bool:
        """Whether the running program may not touch its rows: the owner's function does."""
        return bool(getattr(self.table, "append_only", False))

    def targets(self) -> dict[str, str]:
        """Where each link ends: link → label of a model."""
        return {link: _end(self.table, link) for link in self.links}

    def condition(self, going: Ids) -> Q:
        """Which rows are reached from what is going."""
        found = Q(pk__in=[])
        for link, label in self.targets().items():
            if going.get(label):
                found |= Q(**{f"{link}__in": going[label]})
        if self.by_subject:
            for label, ids in going.items():
                if ids:
                    found |= Q(subject_kind=label, subject_id__in=ids)
        return found

    def emptied(self) -> dict[str, Any]:
        """What a bare row holds in place of its words."""
        changes: dict[str, Any] = {
            one.name: _nothing(one)
            for one in self.table._meta.local_concrete_fields
            if is_free(one) and one.name not in self.keeps
        }
        return changes | dict(self.instead)


_treatments: dict[str, Treatment] = {}
_left: dict[str, str] = {}


def treat(model: str, kind: str, *links: str, **how: Any) -> None:
    """Said by the context that owns the table."""
    _treatments[model] = Treatment(model, kind, links, **how)


def leave(model: str, reason: str) -> None:
    """A table that points to persons and of which nothing is taken away, with the reason."""
    _left[model] = reason


@cache
def _load() -> None:
    for config in reversed(list(apps.get_app_configs())):
        module = f"{config.name}.forgetting"
        if config.name.startswith("snodo.domain.") and find_spec(module) is not None:
            import_module(module)


def treatments() -> list[Treatment]:
    """All of them; first those whose links end on a root, then what hangs on their rows."""
    _load()
    return sorted(_treatments.values(), key=lambda one: (one.by_subject, not one.links))


def left() -> dict[str, str]:
    """The tables not touched, each with its reason."""
    _load()
    return dict(_left)


def reached(roots: Ids) -> Ids:
    """The rows of every treated table that go with these: ids alone, one small statement a table."""
    going: Ids = {label: list(ids) for label, ids in roots.items()}
    waiting = treatments()
    while waiting:
        ready = [one for one in waiting if not _waits(one, waiting)] or waiting
        for one in ready:
            rows = one.table._default_manager.filter(one.condition(going)).values_list("pk", flat=True)
            going[one.model] = sorted({*going.get(one.model, []), *rows})
        waiting = [one for one in waiting if one not in ready]
    return {label: ids for label, ids in going.items() if ids}


def _waits(one: Treatment, waiting: list[Treatment]) -> bool:
    """What is kept about rows by kind and id comes after all of those; what hangs on it, after it."""
    if one.by_subject:
        return any(not other.by_subject and not _hangs(other) for other in waiting)
    return _hangs(one) and any(other.by_subject for other in waiting)


def _hangs(one: Treatment) -> bool:
    return any(label in _treatments and _treatments[label].by_subject for label in one.targets().values())


def leading_to(model: type[models.Model], field: str, ids: Iterable[UUID]) -> QuerySet[Any]:
    """Rows whose address names one of these rows: notifications, keys of forms."""
    parts = Func(F(field), Value("/"), function="string_to_array", output_field=ArrayField(TextField()))
    rows = model._default_manager.alias(parts=parts).filter(parts__overlap=[str(pk) for pk in ids])
    return model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))


# Append-only tables: the running program may not touch their rows, so a function of the owner does, for one
# approved file at a time and for no other table.

APPEND_ONLY = (
    "casework_plansignature",
    "intake_referralevent",
    "intake_referralmessage",
    "intake_ruleexception",
    "placements_endchange",
    "placements_meetingmove",
    "placements_ruleoverride",
)
FORGET = """
CREATE OR REPLACE FUNCTION snodo_forget(file uuid, target text, rows uuid[], emptied text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    network uuid := nullif(current_setting('snodo.network', true), '')::uuid;
    done bigint;
BEGIN
    IF target <> ALL (ARRAY[{tables}]) THEN
        RAISE EXCEPTION 'snodo_forget: % is not for this', target;
    END IF;
    PERFORM 1 FROM public.privacy_retentionfile
        WHERE network_id = network AND id = file AND state IN ('frozen', 'statistics');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'snodo_forget: no approved file %', file;
    END IF;
    IF cardinality(emptied) = 0 THEN
        EXECUTE format('DELETE FROM public.%I WHERE network_id = $1 AND id = ANY ($2)', target)
            USING network, rows;
    ELSE
        EXECUTE format('UPDATE public.%I SET %s WHERE network_id = $1 AND id = ANY ($2)', target,
            (SELECT string_agg(format('%I = %L', name, ''), ', ') FROM unnest(emptied) AS name))
            USING network, rows;
    END IF;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
REVOKE ALL ON FUNCTION snodo_forget(uuid, text, uuid[], text[]) FROM PUBLIC;
""".replace("{tables}", ", ".join(f"'{name}'" for name in APPEND_ONLY))


def forget_append_only(file: UUID, one: Treatment, rows: list[UUID], *, gone: bool) -> None:
    """Remove or empty rows of an append-only table, by the owner's function."""
    emptied = [] if gone else sorted(one.emptied())
    if not gone and not emptied:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT snodo_forget(%s, %s, %s::uuid[], %s::text[])",
            [file, one.table._meta.db_table, rows, emptied],
        )


# Whoever began before a file was closed may still write on it: their transactions are waited for. Those that
# began later find it closed. Only this role's are seen, and only this role writes.
EARLIER = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
    AND xact_start < transaction_timestamp()
"""
LOOKS, BETWEEN = 60, 0.05  # three seconds in all


def earlier_are_over() -> bool:
    """Wait until every transaction that began before this one has ended; False when one goes on."""
    with connection.cursor() as cursor:
        for _ in range(LOOKS):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(EARLIER)
            row = cursor.fetchone()
            if row is not None and row[0] == 0:
                return True
            cursor.execute("SELECT pg_sleep(%s)", [BETWEEN])
    return False


def is_free(one: Any) -> bool:
    """Whether people write in this field with their own words, or it holds data of any shape."""
    if isinstance(one, ArrayField):
        one = one.base_field
    characters = isinstance(one, models.CharField | models.TextField | models.JSONField)
    return (characters or hasattr(one, "loads")) and not one.choices


def _nothing(one: Any) -> Any:
    if isinstance(one, ArrayField):
        return []
    if isinstance(one, models.JSONField) or type(one).__name__ == "EncryptedJSONField":
        return {}
    return None if one.null else ""


def _end(model: type[models.Model], link: str) -> str:
    """The label of the model a lookup ends on; a plain `person_id` ends on a person."""
    if link in ("person_id", "pk"):
        return "people.person" if link == "person_id" else model._meta.label_lower
    at: Any = model
    for name in link.split("__"):
        at = at._meta.get_field(name).related_model
    return str(at._meta.label_lower)
