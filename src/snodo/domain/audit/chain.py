"""The chain in one place: how lines become a hash, and how a seal binds to the one before.

Lines are hashed inside PostgreSQL, by the same expression when sealing and when verifying: a million of them
take seconds and never leave the database.
"""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass
from uuid import UUID

from snodo.kernel import crypto

_COLUMNS = (
    *("txid", "id", "created_at", "created_by", "act", "verb", "membership_id", "organisation_id"),
    *("actor_label", "subject_kind", "subject_id", "person_id", "section", "ground", "changes", "origin"),
)
# Network and epoch are the same for a whole range, and part of its link.
SEPARATOR = "\x1f"


def _part(column: str) -> str:
    return f"(extract(epoch FROM e.{column}) * 1000000)::bigint" if column == "created_at" else f"e.{column}"


# A separator no column can hold (`record` sees to it) between parts that keep their place when empty:
# two different lines never give the same text.
_LINE = "concat(" + ", E'\\x1f', ".join(_part(column) for column in _COLUMNS) + ")"

LINE_HASH = f"sha256(convert_to({_LINE}, 'UTF8'))"

CONTENT = f"""count(*), encode(sha256(coalesce(
 string_agg({LINE_HASH}, ''::bytea ORDER BY e.txid, e.id), ''::bytea)), 'hex')"""

# Many seals at once: each line falls in the range whose end it does not pass. Hashed before they are sorted,
# so that what is sorted is small.
CONTENTS = f"""SELECT place, count(*), encode(sha256(string_agg(line, ''::bytea ORDER BY txid, id)), 'hex')
 FROM (SELECT width_bucket(e.txid, %s::bigint[]) AS place, e.txid, e.id, {LINE_HASH} AS line
  FROM audit_entry e WHERE e.network_id = %s AND e.epoch = %s AND e.txid > %s AND e.txid <= %s OFFSET 0) lines
 GROUP BY place"""  # noqa: S608 - columns of ours

IN_RANGE = "e.network_id = %s AND e.epoch = %s AND e.txid > %s AND e.txid <= %s"


@dataclass(frozen=True, slots=True)
class Link:
    """What a seal's hash is made of."""

    network_id: UUID
    number: int
    epoch: int
    from_txid: int
    to_txid: int
    count: int
    content_hash: str
    previous_hash: str

    def hash(self) -> str:
        """SHA-256 over this link and the hash of the one before."""
        parts = (
            self.network_id,
            self.number,
            self.epoch,
            self.from_txid,
            self.to_txid,
            self.count,
            self.content_hash,
            self.previous_hash,
        )
        return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Statement:
    """What the hash of a discarded month is made of."""

    network_id: UUID
    number: int
    month: str
    until: datetime.datetime
    lines: int
    digest: str
    whole: list[list[int]]
    parts: dict[str, list[list[str]]]
    rule: str
    previous_hash: str

    def hash(self) -> str:
        """SHA-256 over the statement and the hash of the one before."""
        parts = asdict(self) | {"network_id": str(self.network_id), "until": int(self.until.timestamp())}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def sign(text: str) -> str:
    """Proof that the application, which holds the key ring, wrote this; the database alone cannot."""
    return crypto.blind_index(text, "audit.seal")
