"""The only writers of the log. One insert each, in the transaction of what they tell."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from snodo.domain.audit import chain, queries
from snodo.domain.audit.models import Chain, Entry, Seal
from snodo.domain.audit.states import Act
from snodo.kernel import statements
from snodo.kernel.actor import Actor
from snodo.kernel.tenancy import bound_network
from snodo.kernel.text import tidy

SubjectRef = tuple[str, UUID]
LONGEST_VALUE = 200
LINES_PER_SEAL = 50_000


def record(
    *,
    actor: Actor,
    verb: str,
    subject: models.Model | None = None,
    subject_ref: SubjectRef | None = None,
    changes: Mapping[str, Any] | None = None,
    ground: str = "",
    section: str = "",
    person_id: UUID | None = None,
) -> Entry:
    """Log what was done. `subject_ref` is (model label in lower case, id) where there is no instance.

    `changes` names fields and short values (states, dates, counts, ids), never what people wrote.
    `person_id` makes the line part of that person's ledger.
    """
    return _write(
        actor=actor,
        act=Act.VERB,
        verb=verb,
        subject=subject,
        subject_ref=subject_ref,
        changes=changes,
        ground=ground,
        section=section,
        person_id=person_id,
    )


def record_read(
    *,
    actor: Actor,
    subject: models.Model | None = None,
    subject_ref: SubjectRef | None = None,
    section: str = "",
    ground: str = "",
    person_id: UUID | None = None,
    verb: str = "read",
) -> Entry:
    """Log that a file, or a section of it, was shown to the actor."""
    return _write(
        actor=actor,
        act=Act.READ,
        verb=verb,
        subject=subject,
        subject_ref=subject_ref,
        section=section,
        ground=ground,
        person_id=person_id,
    )


def record_list(
    *, actor: Actor, kind: str, ids: Iterable[UUID], section: str = "", ground: str = ""
) -> Entry:
    """Log, in one line, that a list with these rows was shown or exported."""
    shown = [str(pk) for pk in ids]
    return _write(
        actor=actor,
        act=Act.READ,
        verb="list",
        subject_kind=kind,
        section=section,
        ground=ground,
        raw_changes={"count": len(shown), "ids": shown},
    )


def record_refusal(
    *,
    actor: Actor,
    verb: str,
    subject: models.Model | None = None,
    subject_ref: SubjectRef | None = None,
    ground: str = "",
    person_id: UUID | None = None,
) -> Entry:
    """Log that the actor was refused. Call it after the refused transaction has been undone."""
    return _write(
        actor=actor,
        act=Act.REFUSAL,
        verb=verb,
        subject=subject,
        subject_ref=subject_ref,
        ground=ground,
        person_id=person_id,
    )


def record_sign_in(*, verb: str, changes: Mapping[str, Any] | None = None, actor: Actor) -> Entry:
    """Log what happened at the door, where no role is in use yet."""
    return _write(
        actor=actor, act=Act.SIGN_IN, verb=verb, subject_ref=("network.user", actor.user_id), changes=changes
    )


def _write(
    *,
    actor: Actor,
    act: str,
    verb: str,
    subject: models.Model | None = None,
    subject_ref: SubjectRef | None = None,
    subject_kind: str = "",
    changes: Mapping[str, Any] | None = None,
    raw_changes: Mapping[str, Any] | None = None,
    ground: str = "",
    section: str = "",
    person_id: UUID | None = None,
) -> Entry:
    subject_id: UUID | None = None
    if subject is not None:
        subject_kind, subject_id = subject._meta.label_lower, subject.pk
    elif subject_ref is not None:
        subject_kind, subject_id = subject_ref
    entry = Entry(
        act=act,
        verb=_plain(verb),
        created_by=actor.user_id,
        membership_id=actor.membership_id,
        organisation_id=actor.organisation_id,
        actor_label=_plain(_label(actor))[:300],
        subject_kind=_plain(subject_kind),
        subject_id=subject_id,
        person_id=person_id,
        section=_plain(section),
        ground=_plain(ground)[:500] or (_usual_ground(actor) if act == Act.READ else ""),
        changes=raw_changes or {name: _short(value) for name, value in (changes or {}).items()},
        origin=_plain(actor.origin)[:60],
    )
    statements.insert(entry)
    return entry


# On what ground each role reads, where whoever writes the line knows no better one.
_GROUNDS = {
    "operator": "segue la persona o il percorso",
    "coordinator": "coordina per il suo ente",
    "referrer": "ha segnalato la persona",
    "trainer": "forma gli operatori",
    "steering": "legge l'andamento del programma",
    "privacy_officer": "vigila sulla protezione dei dati",
    "administrator": "amministra la rete",
}


def _usual_ground(actor: Actor) -> str:
    return _GROUNDS.get(actor.role, "")


def _plain(text: str) -> str:
    """Without the characters that may not be stored, the chain's separator among them; on one line."""
    return " ".join(tidy(text).split())


def _label(actor: Actor) -> str:
    """Who it was in words that stay true when names and jobs change."""
    return (
        f"{actor.user_name} ({actor.organisation_name})"[:300] if actor.organisation_name else actor.user_name
    )


def _short(value: Any) -> Any:
    """A value fit for the log: texts longer than a label are replaced by their length."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, Mapping):
        return {str(name): _short(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_short(inner) for inner in value]
    text = str(value) if not isinstance(value, Decimal) else format(value, "f")
    return text if len(text) <= LONGEST_VALUE else f"[testo di {len(text)} caratteri]"


def open_chain(network_id: UUID) -> None:
    """Make a network's log known to the sealing job; called when the network is created."""
    Chain.objects.bulk_create([Chain(network_id=network_id)], ignore_conflicts=True)


def seal_entries(*, limit: int = LINES_PER_SEAL) -> int:
    """Seal the lines of the bound network that can no longer change; gives how many lines were sealed.

    Writers are never held up: only transactions that have all ended are taken, in their own order.
    """
    reach = queries.horizon()
    last = queries.last_seal()
    # After a restore the old count is closed first: none of its transactions is still running.
    epochs = [reach.epoch] if last and last.epoch == reach.epoch else queries.open_epochs()
    sealed = 0
    for epoch in epochs:
        below = reach.txid if epoch == reach.epoch else None
        while count := _seal_next(epoch, below, limit):
            sealed += count
    return sealed


def _seal_next(epoch: int, below: int | None, limit: int) -> int:
    after = queries.last_sealed_txid(epoch)
    end = queries.range_end(epoch, after, below, limit)
    if end is None:
        return 0
    last = queries.last_seal()
    count, digest = queries.content_of(epoch, after, end)
    link = chain.Link(
        network_id=bound_network(),
        number=last.number + 1 if last else 1,
        epoch=epoch,
        from_txid=after,
        to_txid=end,
        count=count,
        content_hash=digest,
        previous_hash=last.hash if last else "",
    )
    digest_of_link = link.hash()
    try:
        with transaction.atomic():
            Seal.objects.create(
                number=link.number,
                epoch=link.epoch,
                from_txid=link.from_txid,
                to_txid=link.to_txid,
                count=link.count,
                content_hash=link.content_hash,
                previous_hash=link.previous_hash,
                hash=digest_of_link,
                signature=chain.sign(digest_of_link),
            )
    except IntegrityError:
        return 0  # another worker was sealing: it has done this range
    return count
