"""Letting go of the months of the log whose time is over. Done by the owner of the tables, never by the web.

Nothing is taken from a chain that does not hold. What goes is told in a signed statement, so that the chain
still verifies and a line taken without a statement is still seen.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from snodo.domain.audit import chain, queries, verifying
from snodo.domain.audit.models import DiscardedMonth, Entry, Seal
from snodo.domain.audit.months import TABLE
from snodo.domain.audit.states import Act
from snodo.kernel import clock
from snodo.kernel.errors import Conflict
from snodo.kernel.tenancy import bound_network, in_network

# Provv. Garante 4/6/2015 on health dossiers, taken as the yardstick: at least 24 months.
KEPT_MONTHS = 24
RULE = "Registro delle letture e delle operazioni: 24 mesi."
_NAME = re.compile(rf"{TABLE}_\w+", re.ASCII)


@dataclass(frozen=True, slots=True)
class OldMonth:
    """A partition all of whose lines are older than the time they must be kept."""

    table: str
    until: datetime.datetime


def old_months(*, kept_months: int = KEPT_MONTHS) -> list[OldMonth]:
    """The partitions that may go today, the oldest first."""
    today = clock.today()
    place = today.year * 12 + today.month - 1 - kept_months
    limit = clock.at(datetime.date(place // 12, place % 12 + 1, 1), 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child, until FROM (SELECT inhrelid::regclass::text AS child, substring("
            " pg_get_expr(relpartbound, pg_class.oid) FROM 'TO \\(''([^'']+)''\\)')::timestamptz AS until"
            " FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = %s::regclass) parts"
            " WHERE until <= %s ORDER BY until",
            [TABLE, limit],
        )
        return [OldMonth(*row) for row in cursor.fetchall()]


@transaction.atomic
def discard(month: OldMonth) -> int:
    """Sign the statements of every network, then drop the partition; gives how many lines went.

    Raises Conflict when a chain is broken or a line was never sealed: nothing is touched then.
    """
    if not _NAME.fullmatch(month.table):
        raise ValueError(month.table)
    told = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            if broken := verifying.verify_chain().broken:
                raise Conflict(
                    f"Sigillo {broken.seal_number}: {broken.sentence} Prima va capito che cosa è successo."
                )
            told += _tell(month)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {month.table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"SELECT count(*) /* network_id */ FROM {month.table}")  # noqa: S608
        if cursor.fetchone()[0] != told:
            raise Conflict("Ci sono righe di reti che non hanno un registro: il mese non si può scartare.")
        cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {month.table}")
        cursor.execute(f"DROP TABLE {month.table}")
    return told


def _tell(month: OldMonth) -> int:
    """Write and sign what the bound network loses."""
    whole: list[int] = []
    parts: dict[str, list[list[str]]] = {}
    everything, lines = hashlib.sha256(), 0
    for epoch, some in groupby(_lines(month), key=lambda row: row[0]):
        for seal, lost in _by_seal(epoch, some):
            lines += len(lost)
            for _, _, _, line in lost:
                everything.update(line)
            if len(lost) == seal.count:
                whole.append(seal.number)
            else:
                parts[str(seal.number)] = [[str(txid), str(pk), line.hex()] for _, txid, pk, line in lost]
    if lines:
        _sign(month, lines, everything.hexdigest(), _ranges(sorted(whole)), parts)
    return lines


_Row = tuple[int, int, UUID, bytes]


def _lines(month: OldMonth) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.epoch, e.txid, e.id, {chain.LINE_HASH} FROM {month.table} e"  # noqa: S608
            " WHERE e.network_id = %s ORDER BY e.epoch, e.txid, e.id",
            [bound_network()],
        )
        return [(epoch, txid, pk, bytes(line)) for epoch, txid, pk, line in cursor.fetchall()]


def _by_seal(epoch: int, rows: Any) -> Iterator[tuple[Seal, list[_Row]]]:
    """The lines under the seal that holds each. Raises Conflict for a line under none."""
    seals = iter(Seal.objects.filter(epoch=epoch).order_by("number"))
    seal, lost = next(seals, None), list[_Row]()
    for row in rows:
        while seal is not None and row[1] > seal.to_txid:
            if lost:
                yield seal, lost
            seal, lost = next(seals, None), []
        if seal is None:
            raise Conflict(
                "Alcune righe del mese non sono ancora sigillate: riprova dopo il prossimo sigillo."
            )
        lost.append(row)
    if seal is not None and lost:
        yield seal, lost


def _ranges(numbers: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _sign(
    month: OldMonth, lines: int, digest: str, whole: list[list[int]], parts: dict[str, list[list[str]]]
) -> None:
    last = DiscardedMonth.objects.order_by("-number").first()
    row = DiscardedMonth(
        network_id=bound_network(),
        number=last.number + 1 if last else 1,
        month=month.table.removeprefix(f"{TABLE}_").replace("_", "-"),
        until=month.until,
        lines=lines,
        digest=digest,
        whole=whole,
        parts=parts,
        rule=RULE,
        previous_hash=last.hash if last else "",
    )
    row.hash = verifying.statement_of(row).hash()
    row.signature = chain.sign(row.hash)
    row.save()
    Entry.objects.create(
        act=Act.VERB,
        verb="audit.discard",
        actor_label="Chi gestisce il sistema",
        subject_kind="audit.discardedmonth",
        subject_id=row.pk,
        ground=RULE,
        changes={"month": row.month, "lines": lines},
        origin="command",
    )
