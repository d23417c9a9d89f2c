"""The chain in one place: how lines become a hash, and how a seal binds to the one before.

Lines are hashed inside PostgreSQL, by the same expression when sealing and when verifying: a million of them
take seconds and never leave the database.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from snodo.kernel import crypto

# A record's text quotes its parts, so that two different lines never give the same text.
_LINE = """ROW(e.txid, e.id, e.network_id, (extract(epoch FROM e.created_at) * 1000000)::bigint, e.created_by,
 e.act, e.verb, e.membership_id, e.organisation_id, e.actor_label, e.subject_kind, e.subject_id, e.person_id,
 e.section, e.ground, e.changes, e.origin, e.epoch)::text"""

CONTENT = f"""count(*), encode(sha256(coalesce(
 string_agg(sha256(convert_to({_LINE}, 'UTF8')), ''::bytea ORDER BY e.txid, e.id), ''::bytea)), 'hex')"""

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


def sign(text: str) -> str:
    """Proof that the application, which holds the key ring, wrote this; the database alone cannot."""
    return crypto.blind_index(text, "audit.seal")
