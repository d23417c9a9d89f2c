"""The two long steps of a copy: collecting what is held, composing what is given."""

import json
import logging
import time
from collections.abc import Callable
from uuid import UUID

from snodo.domain.audit import actions as audit
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.models import JobProgress
from snodo.domain.people.models import Person
from snodo.domain.privacy import papers, states
from snodo.domain.privacy.models import CopyOmission, DataCopy
from snodo.domain.privacy.queries import copies as queries
from snodo.domain.privacy.queries.naming import others_named
from snodo.domain.privacy.states import CopyState, RequestKind
from snodo.kernel import background, clock, files
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict
from snodo.kernel.tenancy import acting

logger = logging.getLogger(__name__)
FAILED = "Qualcosa non ha funzionato: annulla questa copia e prepara di nuovo."
LOST = "Questo documento non si trova più o non si può leggere: lo si può chiedere a chi lo ha caricato.\n"


def copy_path(copy: DataCopy) -> str:
    """Where data protection works on it."""
    return f"/riservatezza/richieste/{copy.request_id}/copia/"


@background.task(name="privacy.collect_copy", atomic=False)
def collect_copy(*, copy_id: UUID, actor: Actor) -> None:
    """Read all that is held, table by table, and keep it as a draft to be read again."""
    _guarded(_collect, CopyState.COLLECTING, copy_id, actor)


@background.task(name="privacy.compose_copy", atomic=False)
def compose_copy(*, copy_id: UUID, actor: Actor) -> None:
    """Make the paper, the data and the archive of what is not left out."""
    _guarded(_compose, CopyState.COMPOSING, copy_id, actor)


def _guarded(step: Callable[[UUID, Actor], None], during: CopyState, copy_id: UUID, actor: Actor) -> None:
    """What fails says so, and can be begun again; a step that was run twice changes nothing."""
    try:
        step(copy_id, actor)
    except Exception:
        logger.exception("The copy %s failed while it was %s", copy_id, during)
        with acting(actor):
            copy = _held(copy_id)
            if copy.state == during:
                copy.state = states.COPY.target(copy.state, "fail")
                copy.save(update_fields=["state"])
                messaging.fail_job(job=_job(copy), message=FAILED, actor=actor)


def _held(copy_id: UUID) -> DataCopy:
    found: DataCopy = (
        DataCopy.objects.select_for_update(of=("self",))
        .select_related("request__person", "draft", "archive")
        .get(pk=copy_id)
    )
    return found


def _job(copy: DataCopy) -> JobProgress:
    found: JobProgress = JobProgress.objects.get(pk=copy.job_id)
    return found


# Collecting


def _collect(copy_id: UUID, actor: Actor) -> None:
    began = time.monotonic()
    with acting(actor):
        copy = _held(copy_id)
        if copy.state != CopyState.COLLECTING:
            return
        person, kind, job = copy.request.person, copy.request.kind, _job(copy)
        steps, others = queries.steps(kind), others_named(person)
    tables = []
    for holding in steps:
        with acting(actor):
            tables.append(queries.collect(holding, person.pk, kind, others))
            messaging.advance_job(job=job, total=len(steps), message=holding.chapter, actor=actor)
    with acting(actor):
        _keep_draft(copy_id, person, kind, tables, actor, began)


def _keep_draft(
    copy_id: UUID, person: Person, kind: str, tables: list[dict[str, object]], actor: Actor, began: float
) -> None:
    copy = _held(copy_id)
    draft = queries.draft_of(person, kind, tables, network=actor.network_name)
    copy.draft = documents.keep_made(
        content=queries.dumps(draft),
        form=files.JSON,
        title="Bozza della copia dei dati",
        kind="data_copy_draft",
        subject=copy,
        actor=actor,
    )
    copy.state = states.COPY.target(copy.state, "collected")
    copy.rows = sum(len(table["rows"]) for table in draft["tables"])
    copy.seconds = round(time.monotonic() - began)
    copy.save(update_fields=["draft", "state", "rows", "seconds"])
    _log("collect", copy, actor, rows=copy.rows)
    messaging.finish_job(job=_job(copy), message="Raccolta finita.", result_path=copy_path(copy), actor=actor)


# Composing


def _compose(copy_id: UUID, actor: Actor) -> None:
    began = time.monotonic()
    with acting(actor):
        copy = _held(copy_id)
        if copy.state != CopyState.COMPOSING or copy.draft is None:
            return
        draft = json.loads(documents.read_kept(document=copy.draft, actor=actor))
        omitted = dict(CopyOmission.objects.filter(copy=copy).values_list("key", "reason"))
        given, job, name = papers.Given(draft, omitted), _job(copy), copy.request.person.name
        ids = given.name_files()
    contents = {}
    for document_id in ids:
        with acting(actor):
            contents[document_id] = _content(given, document_id, actor)
            messaging.advance_job(job=job, total=len(ids) + 1, message="Documenti", actor=actor)
    letterhead = {"network": actor.network_name, "organisation": actor.organisation_name, "lines": []}
    paper = papers.copy_paper(given, name=name, letterhead=letterhead)
    archive = papers.archive_of(given, paper=paper, read=contents.__getitem__)
    with acting(actor):
        _keep_archive(copy_id, archive, len(ids), actor, began)


def _content(given: papers.Given, document_id: str, actor: Actor) -> bytes:
    """A file, or a word in its place: one that is lost does not keep the others from the person."""
    document: Document | None = Document.objects.filter(pk=document_id).first()
    try:
        if document is not None:
            return documents.read_kept(document=document, actor=actor)
    except Conflict:
        pass
    given.files[document_id] = given.files[document_id].rpartition(".")[0] + "-non-leggibile.txt"
    return LOST.encode()


def _keep_archive(copy_id: UUID, archive: bytes, count: int, actor: Actor, began: float) -> None:
    copy = _held(copy_id)
    copy.archive = documents.keep_made(
        content=archive,
        form=files.ZIP,
        title="Copia dei dati di una persona"
        if copy.request.kind == RequestKind.ACCESS
        else "Dati da portare",
        kind="data_copy",
        subject=copy,
        actor=actor,
    )
    copy.state = states.COPY.target(copy.state, "composed")
    copy.files, copy.composed_at = count, clock.now()
    copy.seconds += round(time.monotonic() - began)
    copy.save(update_fields=["archive", "state", "files", "composed_at", "seconds"])
    _log("compose", copy, actor, files=count, size=len(archive))
    messaging.finish_job(
        job=_job(copy), message="La copia è pronta.", result_path=copy_path(copy), actor=actor
    )


def _log(verb: str, copy: DataCopy, actor: Actor, **changes: object) -> None:
    audit.record(
        actor=actor,
        verb=f"copy.{verb}",
        subject=copy,
        person_id=copy.request.person_id,
        section="copy",
        changes=changes,
    )
