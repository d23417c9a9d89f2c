"""Two files found to be of one person: joined with a trace, and for thirty days made two again (ADR-0080)."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from snodo.domain.people import access, effects, identity, pairing
from snodo.domain.people.actions.checks import save_checked
from snodo.domain.people.actions.naming import rewrite_keys, sort_key
from snodo.domain.people.joined import locked, log_joining, remember
from snodo.domain.people.models import (
    MatchKeys,
    MergedRow,
    Person,
    PersonMerge,
    PersonNameKey,
    PossiblePair,
)
from snodo.domain.people.models.persons import IDENTIFYING
from snodo.domain.people.states import KEEPING, PAIR, Keeping
from snodo.kernel import clock, joining
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict
from snodo.kernel.joining import Change
from snodo.kernel.tenancy import erase

UNDO_DAYS = 30
# Of these, who joins two files says which holds.
CHOSEN = (*IDENTIFYING, "sex", "language")
_LINKS = ("municipality", "quarter")
NOT_BOTH = (
    "Unisce due schede il coordinamento di un ente che lavora con tutte e due le persone, "
    "o a cui l'altro ente ha risposto che è la stessa."
)
MEANWHILE = "Nel frattempo una delle due schede è cambiata. Ricarica la pagina e guarda com'è ora."
TOO_LATE = "Sono passati più di trenta giorni: le due schede non si possono più dividere."
LATER_FIRST = "Dopo questa c'è stata un'altra unione sulla stessa scheda: annulla prima quella."
UNDONE = "Questa unione è già stata annullata."


@transaction.atomic
def merge_persons(
    *, kept: Person, gone: Person, versions: tuple[int, int], from_gone: Collection[str] = (), actor: Actor
) -> PersonMerge:
    """`gone` is the same person as `kept`: every row about them goes over, and each is remembered.

    `versions` are those that were read of the two, `from_gone` the fields of which the value of `gone`
    holds. Raises NotAllowed, TransitionRefused, Conflict (with every reason that bars the way).
    """
    access.require(pairing.can_merge(actor, kept, gone), NOT_BOTH)
    kept, gone = locked(kept, gone)
    keeping = KEEPING.target(gone.keeping, "merge")
    if kept.keeping != Keeping.IN_USE or (kept.version, gone.version) != tuple(versions):
        raise Conflict(MEANWHILE)
    if barred := joining.refusals(kept.pk, gone.pk):
        raise Conflict(" ".join(barred))
    merge = PersonMerge(
        kept=kept,
        gone=gone,
        done_by_id=actor.membership_id,
        undo_until=clock.today() + datetime.timedelta(days=UNDO_DAYS),
    )
    save_checked(merge)
    changes = [_value(kept, gone, name) for name in CHOSEN if name in from_gone]
    changes += joining.carry_over(kept.pk, gone.pk)
    changes.append(joining.write(Person, gone.pk, {"keeping": keeping, "merged_into_id": kept.pk}))
    remember(merge, changes)
    _renewed(kept, gone)
    _say(kept, gone, "join", actor)
    log_joining("person.merge", merge, actor, rows=merge.rows)
    effects.gather_late_rows.later(merge_id=merge.pk, actor=actor)
    return merge


@transaction.atomic
def undo_merge(*, merge: PersonMerge, actor: Actor) -> PersonMerge:
    """Two files again, as they were. What was written since stays with who was kept, also corrections.

    Raises NotAllowed, Conflict.
    """
    access.require(pairing.can_undo(actor, merge))
    kept, gone = locked(merge.kept, merge.gone)
    merge = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_on is not None:
        raise Conflict(UNDONE)
    if merge.undo_until < clock.today():
        raise Conflict(TOO_LATE)
    standing = PersonMerge.objects.filter(undone_on__isnull=True, created_at__gt=merge.created_at)
    if kept.keeping != Keeping.IN_USE or standing.filter(Q(kept=kept) | Q(kept=gone)).exists():
        raise Conflict(LATER_FIRST)
    KEEPING.target(gone.keeping, "unmerge")
    rows = list(MergedRow.objects.filter(merge=merge).order_by("-place"))
    back = sum(joining.take_back(_change(row)) for row in rows)
    for person in (kept, gone):
        joining.mend(person.pk)
    erase(MergedRow.objects.filter(merge=merge))
    merge.undone_on, merge.undone_by_id = clock.today(), actor.membership_id
    merge.save(update_fields=["undone_on", "undone_by"])
    _renewed(kept, gone)
    _say(kept, gone, "reopen", actor)
    log_joining("person.unmerge", merge, actor, rows=len(rows), back=back)
    return merge


@transaction.atomic
def sweep_merges(*, before: datetime.date, limit: int, actor: Actor) -> int:
    """What was remembered of joinings that can no longer be undone goes. A service of the clock."""
    over = PersonMerge.objects.filter(undo_until__lt=before, undone_on__isnull=True).values("pk")
    rows = MergedRow.objects.filter(merge__in=over).values_list("pk", flat=True)[:limit]
    swept = len(ids := list(rows))
    erase(MergedRow.objects.filter(pk__in=ids))
    return swept


def close_formers(person: Person) -> list[str]:
    """A person becomes protected: the files that became part of theirs say nothing any more, and stay joined.

    Returns the names by which texts may speak of them. A service of `protect_person`.
    """
    formers = list(Person.objects.select_for_update(of=("self",)).filter(merged_into=person))
    names = [name for former in formers for name in identity.known_as(identity.taken_from(former))]
    for former in formers:
        former.protected, former.pseudonym = True, person.pseudonym
        identity.empty(former)
        former.search_name = sort_key(former)
        save_checked(former)
        erase(PersonNameKey.objects.filter(person=former))
        erase(MatchKeys.objects.filter(person=former))
    merges = PersonMerge.objects.filter(gone__in=formers, undone_on__isnull=True)
    erase(MergedRow.objects.filter(merge__in=merges.values("pk")))
    merges.update(undo_until=clock.today() - datetime.timedelta(days=1))
    return names


def _value(kept: Person, gone: Person, name: str) -> Change:
    column = f"{name}_id" if name in _LINKS else name
    return joining.write(Person, kept.pk, {column: getattr(gone, column)})


def _change(row: MergedRow) -> Change:
    values: dict[str, Any] = row.values
    return Change(row.model, row.row, {name: (old, new) for name, (old, new) in values.items()})


def _renewed(kept: Person, gone: Person) -> None:
    """Forms that were open on either are old now; the kept one is found by both names."""
    for person in (kept, gone):
        person.refresh_from_db()
        person.version += 1
        person.search_name = sort_key(person)
        person.save(update_fields=["version", "search_name"])
    for person in (gone, kept):
        rewrite_keys(person)


def _say(kept: Person, gone: Person, verb: str, actor: Actor) -> None:
    one, other = sorted((kept.pk, gone.pk))
    for pair in PossiblePair.objects.filter(one=one, other=other):
        if verb in PAIR.allowed(pair.state):
            pair.state, pair.decided_on = PAIR.target(pair.state, verb), clock.today()
            pair.decided_by_id = actor.membership_id
            pair.save(update_fields=["state", "decided_on", "decided_by"])
