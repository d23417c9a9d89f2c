"""What cannot be undone: a file left to statistics, a file erased, and the certificate of it."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.db.models import ForeignKey

from snodo.domain.casework.models import Case
from snodo.domain.documents import actions as documents
from snodo.domain.documents import storage
from snodo.domain.documents.models import Document
from snodo.domain.messaging import actions as messaging
from snodo.domain.network import actions as network
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import erasures, papers, queries, states
from snodo.domain.privacy.actions.retention import (
    locked_file,
    log_file,
    refuse_if_open,
    refuse_if_stopped,
)
from snodo.domain.privacy.erasures import line_of
from snodo.domain.privacy.models import LegalHold, RetentionFile
from snodo.domain.privacy.queries import DryRun
from snodo.domain.privacy.states import SubjectKind
from snodo.kernel import clock, forgetting, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict
from snodo.kernel.forgetting import Ids, Treatment

WRITTEN = "Qualcuno sta scrivendo proprio adesso su questo fascicolo: aspetta un momento e ripeti."
TOO_EARLY = (
    "Le prove per i finanziatori vanno tenute ancora: prima di quel giorno si può solo pseudonimizzare."
)
PAPERS = "documents.document"


@transaction.atomic
def strip_file(*, file: RetentionFile, actor: Actor) -> RetentionFile:
    """Who it was goes for good, the numbers stay. Raises TransitionRefused, Conflict, NotAllowed."""
    found = locked_file(file, actor)
    states.RETENTION.target(found.state, "strip")
    _wait_for_writers()
    refuse_if_stopped(found)
    refuse_if_open(found)
    return strip_now(found, actor)


def strip_now(found: RetentionFile, actor: Actor) -> RetentionFile:
    """The step itself; who calls has locked the file and asked whether it may be done."""
    state = states.RETENTION.target(found.state, "strip")
    going = _going(found, all_of_it=False)
    done = queries.counted(going, all_of_it=False)
    proofs = queries.proofs_among(going)
    papers_gone = [pk for pk in going.get(PAPERS, []) if pk not in proofs]
    gone = {one.model: going.get(one.model, []) for one in _treatments(bare=False)} | {PAPERS: papers_gone}
    _let_go(gone)
    for one in _treatments(bare=True):
        if going.get(one.model) and one.model != SubjectKind.PERSON:
            _empty(found, one, going[one.model])
    for one in _treatments(bare=False):
        _remove(found, one, gone[one.model])
    if found.subject_kind == SubjectKind.PERSON:
        people.leave_to_statistics(person=Person.objects.get(pk=found.subject_id), actor=actor)
    _forget_ways(going, actor)
    _settle()
    found.state, found.stripped_on, found.counts = state, clock.today(), {"strip": done.as_counts()}
    found.save(update_fields=["state", "stripped_on", "counts"])
    log_file("strip", found, actor, gone=done.gone, bare=done.bare, files=done.files)
    _keep_outside(found, "strip")
    return found


@transaction.atomic
def erase_file(*, file: RetentionFile, actor: Actor) -> RetentionFile:
    """Rows and contents go, a certificate stays. Raises TransitionRefused, Conflict, NotAllowed."""
    found = locked_file(file, actor)
    states.RETENTION.target(found.state, "erase")
    _wait_for_writers()
    refuse_if_stopped(found)
    refuse_if_open(found)
    if found.erase_on >= clock.today():
        raise Conflict(TOO_EARLY)
    return erase_now(found, actor)


def erase_now(found: RetentionFile, actor: Actor) -> RetentionFile:
    """The step itself; who calls has locked the file and asked whether it may be done."""
    state = states.RETENTION.target(found.state, "erase")
    going = _going(found, all_of_it=True)
    done = queries.counted(going, all_of_it=True)
    digest = _digest(found, going, done)
    _let_go(going)
    for one in forgetting.treatments():
        _remove(found, one, going.get(one.model, []))
    _forget_ways(going, actor)
    tenancy.erase(LegalHold.objects.filter(subject_id=found.subject_id))
    _settle()
    found.state, found.erased_on, found.digest = state, clock.today(), digest
    found.counts = {**found.counts, "erase": done.as_counts()}
    found.certificate = _certificate(found, actor)
    found.save(update_fields=["state", "erased_on", "digest", "counts", "certificate"])
    log_file("erase", found, actor, gone=done.gone, files=done.files)
    _keep_outside(found, "erase")
    return found


def _keep_outside(file: RetentionFile, step: str) -> None:
    """Written once it is really done; what a stopped machine did not write, the night does."""
    line = line_of(file, step, clock.today())
    transaction.on_commit(lambda: erasures.append(line), robust=True)


def _wait_for_writers() -> None:
    """Before anything of the person is locked: a writer needs it to end. Raises Conflict."""
    if not forgetting.earlier_are_over():
        raise Conflict(WRITTEN)


def _treatments(*, bare: bool) -> list[Treatment]:
    return [one for one in forgetting.treatments() if one.bare == bare]


def _going(file: RetentionFile, *, all_of_it: bool) -> Ids:
    """What goes with the file. Whoever was writing ends first; whoever comes after finds it closed."""
    if file.subject_kind == SubjectKind.PERSON:
        list(Person.objects.select_for_update(of=("self",)).filter(pk=file.subject_id).values_list("pk"))
        list(Case.objects.select_for_update(of=("self",)).filter(person=file.subject_id).values_list("pk"))
    return forgetting.reached(queries.roots_of(file, all_of_it=all_of_it))


def _let_go(gone: Ids) -> None:
    """Rows that stay no longer point to those that go."""
    for one in forgetting.treatments():
        for link in one.table._meta.local_fields:
            if not isinstance(link, ForeignKey) or not link.null or one.append_only:
                continue
            ids = gone.get(link.related_model._meta.label_lower)
            if ids:
                rows = one.table._default_manager.filter(**{f"{link.name}__in": ids})
                rows.exclude(pk__in=gone.get(one.model, [])).update(**{link.name: None})


def _empty(file: RetentionFile, one: Treatment, ids: list[UUID]) -> None:
    if one.append_only:
        forgetting.forget_append_only(file.pk, one, ids, gone=False)
    elif changes := one.emptied():
        one.table._default_manager.filter(pk__in=ids).update(**changes)


def _remove(file: RetentionFile, one: Treatment, ids: list[UUID]) -> None:
    if not ids:
        return
    if one.append_only:
        forgetting.forget_append_only(file.pk, one, ids, gone=True)
        return
    rows: models.QuerySet[Any] = one.table._default_manager.filter(pk__in=ids)
    if one.model == PAPERS:
        _forget_contents(Document.objects.filter(pk__in=ids))
    tenancy.erase(rows)


def _forget_contents(rows: models.QuerySet[Document]) -> None:
    """The encrypted contents go once the rows are really gone."""
    for key in list(rows.values_list("storage_key", flat=True)):
        transaction.on_commit(lambda key=key: storage.delete(key))  # type: ignore[misc]


def _forget_ways(going: Ids, actor: Actor) -> None:
    """Notifications and keys of forms that lead to what has gone."""
    ids = {pk for rows in going.values() for pk in rows}
    messaging.forget_paths(ids=ids, actor=actor)
    network.forget_submissions(ids=ids, actor=actor)


def _settle() -> None:
    """Ask the database now, and not at the end, whether somebody still points to what goes."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise Conflict(WRITTEN) from None


def _digest(file: RetentionFile, going: Ids, done: DryRun) -> str:
    """What was erased, as a fingerprint: who has the ids can check it, nobody can go back from it."""
    said = {
        "network": str(file.network_id),
        "file": str(file.pk),
        "counts": done.as_counts(),
        "rows": {label: [str(pk) for pk in ids] for label, ids in sorted(going.items())},
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _certificate(file: RetentionFile, actor: Actor) -> Document:
    return documents.generate_paper(
        data=papers.erasure_data(file),
        title="Certificato di cancellazione",
        kind="erasure_certificate",
        subject=file,
        actor=actor,
    )
