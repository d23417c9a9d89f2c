"""What the review page, the ledger of a person and the verifier read."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from snodo.domain.audit import access, chain
from snodo.domain.audit.models import CURRENT_EPOCH, Chain, Entry, Seal
from snodo.kernel.actor import Actor
from snodo.kernel.clock import ROME
from snodo.kernel.tenancy import bound_network

_BATCH = 2_000


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
        entries = entries.filter(person_id=person_id)
    if since:
        entries = entries.filter(created_at__gte=_midnight(since))
    if until:
        entries = entries.filter(created_at__lt=_midnight(until + datetime.timedelta(days=1)))
    return entries.order_by("-created_at", "-id")


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, ROME)


def ledger_of_person(person_id: UUID) -> QuerySet[Entry]:
    """Everything done with one person's data, newest first; the caller answers for who may see it."""
    lines: QuerySet[Entry] = Entry.objects.filter(person_id=person_id)
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


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the log is not what was sealed."""

    seal_number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one network."""

    seals: int
    lines: int
    head: str
    broken: Break | None


def verify_chain(*, known_number: int = 0, known_hash: str = "") -> Verdict:
    """Walk the bound network's chain. `known_…` is a head that was kept outside the database."""
    seals = lines = 0
    previous_hash, ends = "", dict[int, int]()
    known_seen = not known_hash
    for seal, count, digest in _seals_with_content():
        problem = _seal_problem(seal, seals + 1, previous_hash, ends.get(seal.epoch, 0), count, digest)
        if problem:
            return Verdict(seals, lines, previous_hash, Break(seals + 1, problem))
        if seal.number == known_number:
            if seal.hash != known_hash:
                sentence = "il sigillo è diverso da quello conservato fuori: la catena è stata riscritta."
                return Verdict(seals, lines, previous_hash, Break(seal.number, sentence))
            known_seen = True
        seals, lines, previous_hash = seals + 1, lines + count, seal.hash
        ends[seal.epoch] = seal.to_txid
    problem = _tail_problem(ends, known_seen, known_number, seals)
    return Verdict(seals, lines, previous_hash, Break(seals + 1, problem) if problem else None)


def _seals_with_content() -> Iterator[tuple[Seal, int, str]]:
    """Seals in order with what their range holds today, some at a time."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.id, s.network_id, s.number, s.epoch, s.from_txid, s.to_txid, s.count,"  # noqa: S608
                " s.content_hash, s.previous_hash, s.hash, s.signature, c.lines, c.digest FROM audit_seal s"
                f" CROSS JOIN LATERAL (SELECT {chain.CONTENT} FROM audit_entry e"
                "   WHERE e.network_id = s.network_id AND e.epoch = s.epoch"
                "   AND e.txid > s.from_txid AND e.txid <= s.to_txid) AS c(lines, digest)"
                " WHERE s.network_id = %s AND s.number > %s ORDER BY s.number LIMIT %s",
                [bound_network(), after, _BATCH],
            )
            rows = cursor.fetchall()
        for row in rows:
            names = ("id", "network_id", "number", "epoch", "from_txid", "to_txid", "count", "content_hash")
            rest = ("previous_hash", "hash", "signature")
            yield Seal(**dict(zip((*names, *rest), row, strict=False))), row[11], row[12]
        if len(rows) < _BATCH:
            return
        after = rows[-1][2]


def _seal_problem(
    seal: Seal, expected: int, previous_hash: str, from_txid: int, count: int, digest: str
) -> str:
    """Why a seal does not hold, or ""."""
    link = chain.Link(
        network_id=seal.network_id,
        number=seal.number,
        epoch=seal.epoch,
        from_txid=seal.from_txid,
        to_txid=seal.to_txid,
        count=seal.count,
        content_hash=seal.content_hash,
        previous_hash=seal.previous_hash,
    )
    problem = ""
    if seal.number != expected:
        problem = f"manca il sigillo numero {expected}: è stato cancellato."
    elif seal.previous_hash != previous_hash or seal.from_txid != from_txid:
        problem = "il sigillo non si lega a quello prima: uno dei due è stato cambiato."
    elif link.hash() != seal.hash:
        problem = "il sigillo stesso è stato cambiato."
    elif chain.sign(seal.hash) != seal.signature:
        problem = "il sigillo non è stato messo da questo programma."
    elif count < seal.count:
        problem = f"erano {seal.count} righe, ora sono {count}: qualcuna è stata cancellata."
    elif count > seal.count:
        problem = f"erano {seal.count} righe, ora sono {count}: qualcuna è stata aggiunta dopo."
    elif digest != seal.content_hash:
        problem = f"una o più delle {count} righe sono state modificate o spostate."
    return problem


def _tail_problem(ends: dict[int, int], known_seen: bool, known_number: int, seals: int) -> str:
    """What lies after the last seal: a cut tail, or lines slipped into a count that is closed."""
    if not known_seen:
        return (
            f"il sigillo numero {known_number}, conservato fuori, non c'è più (l'ultimo è il {seals}): "
            "la fine del registro è stata tagliata."
        )
    last_epoch = list(ends)[-1] if ends else None
    for epoch in open_epochs() if ends else []:
        closed = epoch != last_epoch and epoch != horizon().epoch
        if closed and Entry.objects.filter(epoch=epoch, txid__gt=ends.get(epoch, 0)).exists():
            return "ci sono righe fuori da ogni sigillo, con un'origine che non è di questo archivio."
    return ""
