"""Walking a chain: every seal against what its range holds today."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.db import connection

from snodo.domain.audit import chain, queries
from snodo.domain.audit.models import DiscardedMonth, Entry, Seal
from snodo.kernel.tenancy import bound_network

# One statement hashes about so many lines: enough to be quick, few enough to be sorted in memory.
_LINES, _SEALS = 60_000, 2_000
LineHash = tuple[int, UUID, bytes]


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the log is not what was sealed."""

    seal_number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one network. `discarded` lines were let go under signature."""

    seals: int
    lines: int
    head: str
    broken: Break | None
    discarded: int = 0


@dataclass(slots=True)
class _Discarded:
    """What signed statements say has gone."""

    whole: set[int] = field(default_factory=set)
    parts: dict[int, list[LineHash]] = field(default_factory=dict)
    lines: int = 0
    problem: str = ""


def verify_chain(*, known_number: int = 0, known_hash: str = "") -> Verdict:
    """Walk the bound network's chain. `known_…` is a head that was kept outside the database."""
    seals = lines = 0
    previous_hash, ends = "", dict[int, int]()
    known_seen = not known_hash
    gone = _discarded()
    if gone.problem:
        return Verdict(0, 0, "", Break(0, gone.problem))
    for seal, count, digest in _seals_with_content():
        count_due = 0 if seal.number in gone.whole else seal.count - len(gone.parts.get(seal.number, ()))
        if seal.number in gone.parts:
            digest = _digest_with(seal, gone.parts[seal.number])
        elif seal.number in gone.whole:
            digest = seal.content_hash
        problem = _seal_problem(seal, seals + 1, previous_hash, ends.get(seal.epoch, 0))
        problem = problem or _content_problem(seal, count_due, count, digest)
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
    broken = Break(seals + 1, problem) if problem else None
    return Verdict(seals, lines, previous_hash, broken, gone.lines)


def _discarded() -> _Discarded:
    """The months let go, each statement checked; a statement that does not hold excuses nothing."""
    found, previous = _Discarded(), ""
    for number, row in enumerate(DiscardedMonth.objects.order_by("number"), start=1):
        holds = row.number == number and row.previous_hash == previous
        holds = holds and statement_of(row).hash() == row.hash and chain.sign(row.hash) == row.signature
        if not holds:
            found.problem = f"la dichiarazione di scarto numero {number} è stata cambiata o tolta."
            return found
        previous = row.hash
        found.lines += row.lines
        for first, last in row.whole:
            found.whole.update(range(first, last + 1))
        for seal, lost in row.parts.items():
            hashes = [(int(txid), UUID(pk), bytes.fromhex(line)) for txid, pk, line in lost]
            found.parts.setdefault(int(seal), []).extend(hashes)
    return found


def statement_of(row: DiscardedMonth) -> chain.Statement:
    """What is signed of a discarded month."""
    return chain.Statement(
        network_id=row.network_id,
        number=row.number,
        month=row.month,
        until=row.until,
        lines=row.lines,
        digest=row.digest,
        whole=row.whole,
        parts=row.parts,
        rule=row.rule,
        previous_hash=row.previous_hash,
    )


def _digest_with(seal: Seal, lost: list[LineHash]) -> str:
    """The hash of a seal's lines, those left and those whose hash alone was kept, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.txid, e.id, {chain.LINE_HASH} FROM audit_entry e WHERE {chain.IN_RANGE}",  # noqa: S608
            [seal.network_id, seal.epoch, seal.from_txid, seal.to_txid],
        )
        left = [(txid, pk, bytes(line)) for txid, pk, line in cursor.fetchall()]
    ordered = sorted([*left, *lost], key=lambda line: (line[0], line[1].bytes))
    return hashlib.sha256(b"".join(line for _, _, line in ordered)).hexdigest()


def _seals_with_content() -> Iterator[tuple[Seal, int, str]]:
    """Seals in order with what their range holds today, some at a time."""
    after = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', '64MB', true)")
    while seals := list(Seal.objects.filter(number__gt=after).order_by("number")[:_SEALS]):
        for _, alike in groupby(seals, key=lambda seal: seal.epoch):
            for some in _portions(list(alike)):
                yield from _contents(some)
        after = seals[-1].number


def _portions(seals: list[Seal]) -> Iterator[list[Seal]]:
    some: list[Seal] = []
    lines = 0
    for seal in seals:
        if some and lines + seal.count > _LINES:
            yield some
            some, lines = [], 0
        some.append(seal)
        lines += seal.count
    if some:
        yield some


def _contents(seals: list[Seal]) -> list[tuple[Seal, int, str]]:
    """What the ranges of these neighbours hold."""
    bounds = [seal.to_txid + 1 for seal in seals]
    first, last = seals[0].from_txid, seals[-1].to_txid
    with connection.cursor() as cursor:
        cursor.execute(chain.CONTENTS, [bounds, bound_network(), seals[0].epoch, first, last])
        found = {place: (int(count), digest) for place, count, digest in cursor.fetchall()}
    nothing = (0, hashlib.sha256(b"").hexdigest())
    return [(seal, *found.get(place, nothing)) for place, seal in enumerate(seals)]


def _seal_problem(seal: Seal, expected: int, previous_hash: str, from_txid: int) -> str:
    """Why a seal itself does not hold, or ""."""
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
    if seal.number != expected:
        return f"manca il sigillo numero {expected}: è stato cancellato."
    if seal.previous_hash != previous_hash or seal.from_txid != from_txid:
        return "il sigillo non si lega a quello prima: uno dei due è stato cambiato."
    if link.hash() != seal.hash:
        return "il sigillo stesso è stato cambiato."
    if chain.sign(seal.hash) != seal.signature:
        return "il sigillo non è stato messo da questo programma."
    return ""


def _content_problem(seal: Seal, due: int, count: int, digest: str) -> str:
    """Why the lines of a seal are not those that were sealed, or ""."""
    if count < due:
        return f"erano {due} righe, ora sono {count}: qualcuna è stata cancellata."
    if count > due:
        return f"erano {due} righe, ora sono {count}: qualcuna è stata aggiunta dopo."
    if digest != seal.content_hash:
        return f"una o più delle {count} righe sono state modificate o spostate."
    return ""


def _tail_problem(ends: dict[int, int], known_seen: bool, known_number: int, seals: int) -> str:
    """What lies after the last seal: a cut tail, or lines slipped into a count that is closed."""
    if not known_seen:
        return (
            f"il sigillo numero {known_number}, conservato fuori, non c'è più (l'ultimo è il {seals}): "
            "la fine del registro è stata tagliata."
        )
    last_epoch = list(ends)[-1] if ends else None
    for epoch in queries.open_epochs() if ends else []:
        closed = epoch != last_epoch and epoch != queries.horizon().epoch
        if closed and Entry.objects.filter(epoch=epoch, txid__gt=ends.get(epoch, 0)).exists():
            return "ci sono righe fuori da ogni sigillo, con un'origine che non è di questo archivio."
    return ""
