"""The verbs of a copy of the data: prepared, read again, composed, handed over, emptied in the end."""

import datetime
import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from snodo.domain.audit import actions as audit
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.messaging import actions as messaging
from snodo.domain.privacy import access, effects, queries, states
from snodo.domain.privacy.models import CopyLink, CopyOmission, DataCopy, PersonRequest
from snodo.domain.privacy.queries import copies as reading
from snodo.domain.privacy.states import CopyState, DeliveredBy, OmitReason, RequestState
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

WHO_MAY = "La copia dei dati la prepara chi si occupa di protezione dei dati."
KEPT = datetime.timedelta(days=30)  # after it was handed over, or since it was begun
GONE = "Questa copia non c'è più: prepara di nuovo."


@transaction.atomic
def prepare_copy(*, request: PersonRequest, actor: Actor) -> DataCopy:
    """Begin to collect what is held on who asks. Raises Conflict, NotAllowed."""
    access.require(access.can_copy(actor, request), WHO_MAY)
    found: PersonRequest = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.state != RequestState.IN_PROGRESS or found.owner_id != actor.membership_id:
        raise Conflict("Prima verifica chi fa la richiesta e prendila in carico.")
    if queries.live_copy(found) is not None:
        raise Conflict("C'è già una copia per questa richiesta.")
    job = messaging.start_job(kind="privacy.copy", title="Raccolta dei dati di una persona", actor=actor)
    copy: DataCopy = DataCopy.objects.create(request=found, job_id=job.pk)
    _log("prepare", copy, actor)
    effects.collect_copy.later(actor=actor, copy_id=copy.pk)
    return copy


def held(copy: DataCopy, actor: Actor) -> DataCopy:
    """The copy, locked, for who may work on it."""
    found: DataCopy = (
        DataCopy.objects.select_for_update(of=("self",))
        .select_related("request__person", "draft", "archive")
        .get(pk=copy.pk)
    )
    access.require(access.can_copy(actor, found.request), WHO_MAY)
    return found


def _log(verb: str, copy: DataCopy, actor: Actor, **changes: Any) -> None:
    audit.record(
        actor=actor,
        verb=f"copy.{verb}",
        subject=copy,
        person_id=copy.request.person_id,
        section="copy",
        changes={"state": copy.state, **changes},
    )


@transaction.atomic
def review_copy(*, copy: DataCopy, actor: Actor) -> list[reading.Passage]:
    """What is to be read again before it is given; the reading is written down. Raises Conflict."""
    found = held(copy, actor)
    draft = _draft(found, actor)
    audit.record_read(
        actor=actor,
        verb="copy.review",
        subject=found,
        person_id=found.request.person_id,
        section="copy",
        ground="richiesta della persona sui suoi dati",
    )
    return reading.passages(draft, reading.omissions_of(found))


@transaction.atomic
def open_paper(*, copy: DataCopy, document_id: UUID, actor: Actor) -> tuple[Document, bytes]:
    """One file of the draft, to be looked at before it is given. Written down. Raises Conflict."""
    found = held(copy, actor)
    listed = {one.document_id for one in reading.passages(_draft(found, actor), {})}
    document = Document.objects.filter(pk=document_id).first() if str(document_id) in listed else None
    if document is None:
        raise Conflict("Questo documento non è nella copia, o non c'è più: ricarica la pagina.")
    content = documents.read_kept(document=document, actor=actor)
    audit.record_read(
        actor=actor,
        verb="document.read",
        subject=document,
        person_id=found.request.person_id,
        section="copy",
        ground="richiesta della persona sui suoi dati",
    )
    return document, content


def _draft(copy: DataCopy, actor: Actor) -> dict[str, Any]:
    if copy.draft is None:
        raise Conflict(GONE)
    draft: dict[str, Any] = json.loads(documents.read_kept(document=copy.draft, actor=actor))
    return draft


@transaction.atomic
def omit_passage(*, copy: DataCopy, key: str, reason: str, note: str = "", actor: Actor) -> CopyOmission:
    """Leave one thing out, with the reason the person will read. Raises InputRefused, Conflict."""
    found = held(copy, actor)
    if found.state != CopyState.REVIEW:
        raise Conflict("La copia non è più da rileggere: riaprila per cambiarla.")
    if reason not in OmitReason.values:
        raise InputRefused({"reason": "Scegli perché la lasci fuori: la persona lo leggerà."})
    if key not in {one.key for one in reading.passages(_draft(found, actor), {})}:
        raise InputRefused({"key": "Questa voce non c'è nella copia: ricarica la pagina."})
    omission, made = CopyOmission.objects.get_or_create(
        copy=found,
        key=key,
        network_id=actor.network_id,
        defaults={"reason": reason, "note": note.strip(), "membership_id": actor.membership_id},
    )
    if made:
        _log("omit", found, actor, place=key, reason=reason)
    return omission


@transaction.atomic
def restore_passage(*, copy: DataCopy, key: str, actor: Actor) -> None:
    """Put back what was left out. Raises Conflict."""
    found = held(copy, actor)
    if found.state != CopyState.REVIEW:
        raise Conflict("La copia non è più da rileggere: riaprila per cambiarla.")
    for omission in CopyOmission.objects.filter(copy=found, key=key):
        omission.delete()
        _log("restore", found, actor, place=key)


@transaction.atomic
def compose_copy(*, copy: DataCopy, actor: Actor) -> DataCopy:
    """Read again: make what will be handed over. Raises TransitionRefused."""
    found = held(copy, actor)
    found.state = states.COPY.target(found.state, "compose")
    job = messaging.start_job(kind="privacy.copy", title="Copia dei dati di una persona", actor=actor)
    found.job_id = job.pk
    found.save(update_fields=["state", "job_id"])
    _log("accept", found, actor)
    effects.compose_copy.later(actor=actor, copy_id=found.pk)
    return found


@transaction.atomic
def reopen_copy(*, copy: DataCopy, actor: Actor) -> DataCopy:
    """Back to reading again; what was composed goes. Raises TransitionRefused."""
    found = held(copy, actor)
    found.state = states.COPY.target(found.state, "reopen")
    _forget(found, "archive", ground="riaperta per rileggerla", actor=actor)
    found.save(update_fields=["state"])
    _log("reopen", found, actor)
    return found


@transaction.atomic
def withdraw_copy(*, copy: DataCopy, actor: Actor) -> DataCopy:
    """Let it go: another can be prepared. Raises TransitionRefused."""
    found = held(copy, actor)
    found.state = states.COPY.target(found.state, "withdraw")
    for name in ("draft", "archive"):
        _forget(found, name, ground="copia annullata", actor=actor)
    found.save(update_fields=["state"])
    passes.revoke(CopyLink.objects.filter(copy=found))
    _log("withdraw", found, actor)
    return found


def _forget(copy: DataCopy, name: str, *, ground: str, actor: Actor) -> None:
    """Erase one of its files for good."""
    document = getattr(copy, name)
    if document is None:
        return
    setattr(copy, name, None)
    if name == "archive":
        copy.composed_at = None if copy.delivered_at is None else copy.composed_at
    copy.save(update_fields=[name, "composed_at", "state", "emptied_on"])
    documents.erase_document(document=document, ground=ground, actor=actor)


@transaction.atomic
def download_copy(*, copy: DataCopy, actor: Actor) -> bytes:
    """The archive, for who hands it over. Every taking is written down. Raises Conflict."""
    found = held(copy, actor)
    if found.archive is None:
        raise Conflict(GONE)
    content = documents.read_kept(document=found.archive, actor=actor)
    _log("download", found, actor)
    return content


@transaction.atomic
def deliver_copy(*, copy: DataCopy, actor: Actor) -> DataCopy:
    """It was put into the person's hands. Raises TransitionRefused."""
    found = held(copy, actor)
    delivered(found, DeliveredBy.HAND, actor)
    return found


def delivered(copy: DataCopy, how: DeliveredBy, actor: Actor) -> None:
    """From now on it only waits for its time to be over; the draft is no longer needed."""
    copy.state = states.COPY.target(copy.state, "deliver")
    copy.delivered_at, copy.delivered_by = clock.now(), how
    copy.save(update_fields=["state", "delivered_at", "delivered_by"])
    _forget(copy, "draft", ground="copia consegnata", actor=actor)
    _log("deliver", copy, actor, how=how)


@transaction.atomic
def empty_copies(*, actor: Actor) -> int:
    """Every day: the files of copies whose time is over; gives how many."""
    before = clock.now() - KEPT
    over = [
        copy for copy in _full(Q(created_at__lt=before)) if (copy.delivered_at or copy.created_at) < before
    ]
    for copy in over:
        _empty(copy, "tempo della copia finito", actor)
    return len(over)


@transaction.atomic
def forget_copies(*, person_id: UUID, ground: str, actor: Actor) -> int:
    """All copies of one person: what is erased elsewhere does not live on in them. A service."""
    found = list(_full(Q(request__person_id=person_id)))
    for copy in found:
        _empty(copy, ground, actor)
    return len(found)


def _full(which: Q) -> QuerySet[DataCopy]:
    """Copies that may still have files, locked."""
    rows: QuerySet[DataCopy] = DataCopy.objects.filter(which, emptied_on__isnull=True)
    return rows.select_for_update(of=("self",)).select_related("request", "draft", "archive")


def _empty(copy: DataCopy, ground: str, actor: Actor) -> None:
    """Its files go and its page closes; that it was made, and handed over, stays written."""
    if copy.state in (CopyState.COLLECTING, CopyState.COMPOSING):
        copy.state = states.COPY.target(copy.state, "fail")
    elif copy.state in (CopyState.REVIEW, CopyState.READY):
        copy.state = states.COPY.target(copy.state, "withdraw")
    copy.emptied_on = clock.today()
    for name in ("draft", "archive"):
        _forget(copy, name, ground=ground, actor=actor)
    copy.save(update_fields=["state", "emptied_on"])
    passes.revoke(CopyLink.objects.filter(copy=copy))
    _log("empty", copy, actor)
