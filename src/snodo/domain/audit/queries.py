"""What the review page, the ledger of a person and the sealing job read. Verifying: `verifying.py`."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from snodo.domain.audit import access, chain
from snodo.domain.audit.models import CURRENT_EPOCH, Chain, Entry, Seal
from snodo.kernel.actor import Actor
from snodo.kernel.clock import ROME
from snodo.kernel.tenancy import bound_network


def network_ids() -> list[UUID]:
    """Every network that has a log. Needs no bound network."""
    return list(Chain.objects.order_by("opened_at", "network_id").values_list("network_id", flat=True))


def search_entries(
    *,
    actor: Actor,
    act: str = "",
    words: str = "",
    subject_id: UUID | None = None,
    person_id: UUID | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> QuerySet[Entry]:
    """Lines the actor may read, newest first. Days are Italian days."""
    entries = access.entries_visible_to(actor)
    if act:
        entries = entries.filter(act=act)
    if words:
        entries = entries.filter(actor_label__icontains=words)
    if subject_id:
        entries = entries.filter(subject_id=subject_id)
    if person_id:
        entries = entries.filter(person_id__in=lives_of(person_id))
    if since:
        entries = entries.filter(created_at__gte=_midnight(since))
    if until:
        entries = entries.filter(created_at__lt=_midnight(until + datetime.timedelta(days=1)))
    return entries.order_by("-created_at", "-id")


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, ROME)


_LIVES: list[Callable[[UUID], list[UUID]]] = []


def know_lives_by(lives: Callable[[UUID], list[UUID]]) -> None:
    """Called once by the context that knows persons: under which other ids the log speaks of one."""
    _LIVES[:] = [lives]


def lives_of(person_id: UUID) -> list[UUID]:
    """Every id of the log that means this person: theirs, and of files that became part of it."""
    return next((lives(person_id) for lives in _LIVES), [person_id])


def ledger_of_person(person_id: UUID) -> QuerySet[Entry]:
    """Everything done with one person's data, newest first; the caller answers for who may see it."""
    lines: QuerySet[Entry] = Entry.objects.filter(person_id__in=lives_of(person_id))
    return lines.order_by("-created_at", "-id")


# --- Sealing and verifying -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the log can no longer change: transactions below `txid` have all ended."""

    epoch: int
    txid: int


def horizon() -> Horizon:
    """The present horizon of this database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {CURRENT_EPOCH}, pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        epoch, txid = cursor.fetchone()
    return Horizon(epoch, txid)


def last_seal() -> Seal | None:
    """The newest link of the bound network's chain."""
    seal: Seal | None = Seal.objects.order_by("-number").first()
    return seal


def last_sealed_txid(epoch: int) -> int:
    """Up to which transaction of an epoch the lines are sealed."""
    sealed = Seal.objects.filter(epoch=epoch).order_by("-number").values_list("to_txid", flat=True).first()
    return int(sealed or 0)


def open_epochs() -> list[int]:
    """Epochs with lines of the bound network, in the order in which they began."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT epoch FROM audit_entry WHERE network_id = %s"
            " GROUP BY epoch ORDER BY min(created_at), epoch",
            [bound_network()],
        )
        return [epoch for (epoch,) in cursor.fetchall()]


def range_end(epoch: int, after: int, below: int | None, limit: int) -> int | None:
    """The last transaction of the next range of about `limit` lines to seal; None when there is none.

    A transaction is never split between two seals.
    """
    entries = Entry.objects.filter(epoch=epoch, txid__gt=after)
    if below is not None:
        entries = entries.filter(txid__lt=below)
    window = entries.order_by("txid", "id").values_list("txid", flat=True)[:limit]
    return max(window, default=None)


def content_of(epoch: int, from_txid: int, to_txid: int) -> tuple[int, str]:
    """How many lines a range holds and their hash."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {chain.CONTENT} FROM audit_entry e WHERE {chain.IN_RANGE}",  # noqa: S608
            [bound_network(), epoch, from_txid, to_txid],
        )
        count, digest = cursor.fetchone()
    return int(count), str(digest)
