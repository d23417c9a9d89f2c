"""What joining two files and gathering what comes late have in common."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people.models import MergedRow, Person, PersonMerge
from snodo.kernel import joining
from snodo.kernel.actor import Actor
from snodo.kernel.joining import Change


@transaction.atomic
def gather_late_rows(*, merge: PersonMerge, actor: Actor) -> int:
    """Rows that were being written while two were joined, and still lead to who is gone, go over too.

    A service of the clock. Nothing can be written there later: who is gone is seen by nobody.
    """
    kept, gone = locked(merge.kept, merge.gone)
    merge = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_on is not None:
        return 0
    changes = [change for change in joining.carry_over(kept.pk, gone.pk, carefully=True) if change]
    if changes:
        remember(merge, changes)
        log_joining("person.merge", merge, actor, rows=len(changes), late=True)
    return len(changes)


def locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Both, always in the same order: two joinings at once never wait for one another."""
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]


def remember(merge: PersonMerge, changes: Iterable[Change]) -> None:
    first = merge.rows
    rows = [
        MergedRow(
            merge=merge,
            place=first + place,
            model=change.model,
            row=change.row,
            values={name: list(pair) for name, pair in change.values.items()},
        )
        for place, change in enumerate(changes)
    ]
    MergedRow.objects.bulk_create(rows)
    merge.rows = first + len(rows)
    merge.save(update_fields=["rows"])


def log_joining(verb: str, merge: PersonMerge, actor: Actor, **said: Any) -> None:
    """A line in the ledger of each."""
    for person, other in ((merge.kept_id, merge.gone_id), (merge.gone_id, merge.kept_id)):
        audit.record(
            actor=actor,
            verb=verb,
            subject_ref=("people.person", person),
            person_id=person,
            changes={"other": other, **said},
        )
