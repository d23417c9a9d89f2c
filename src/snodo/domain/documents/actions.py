"""The verbs of documents: keep an uploaded file, produce a paper, open one, erase one."""

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Left

from snodo.domain.audit import actions as audit
from snodo.domain.documents import access, papers, storage
from snodo.domain.documents.models import Document
from snodo.domain.documents.states import Origin
from snodo.kernel import crypto, files
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.ids import uuid7
from snodo.kernel.text import clean_text

TITLE_LENGTH = 200


class UploadedFile(Protocol):
    """What a form hands over: Django's uploads, or any file with a name."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


@transaction.atomic
def store_upload(
    *,
    file: UploadedFile,
    title: str,
    kind: str,
    subject: models.Model,
    section: str = "",
    person_id: UUID | None = None,
    actor: Actor,
) -> Document:
    """Check an uploaded file by its content and keep it, encrypted.

    Whoever calls has already checked that the actor may add to the subject. Raises InputRefused under
    "file" or "title" with a sentence that says how to mend it.
    """
    title = _clean_title(title)
    if file.size is not None and file.size > files.MAX_BYTES:
        raise InputRefused({"file": files.too_big(file.size)})
    content = file.read()
    found = files.recognise(file.name or "", content)
    document = _keep(
        Document(
            title=title,
            kind=kind,
            origin=Origin.UPLOADED,
            media_type=found.media_type,
            extension=found.extension,
            section=section,
            person_id=person_id,
        ),
        content=content,
        subject=subject,
        actor=actor,
    )
    _log("document.upload", document, actor)
    return document


@transaction.atomic
def generate_paper(
    *,
    template: str = papers.PLAIN,
    data: Mapping[str, Any],
    title: str,
    kind: str,
    subject: models.Model,
    section: str = "",
    person_id: UUID | None = None,
    with_qr: bool = True,
    qr_link: str = "",
    actor: Actor,
) -> Document:
    """Produce a tagged PDF from a template and plain data, and keep it.

    `title` is printed in full on the paper; keep names out of it, put them in the data. The letterhead is
    the actor's organisation and network unless `data["letterhead"]` says otherwise. The QR code leads to the
    document itself, or to `qr_link`.
    """
    document_id = uuid7()
    letterhead = {"network": actor.network_name, "organisation": actor.organisation_name, "lines": []}
    content = papers.render(
        template=template,
        title=title,
        data={"letterhead": letterhead, **data},
        qr_link=(qr_link or f"{settings.SITE_ADDRESS}/documenti/{document_id}/") if with_qr else "",
    )
    document = _keep(
        Document(
            id=document_id,
            title=title[:200],
            kind=kind,
            origin=Origin.GENERATED,
            media_type=files.PDF.media_type,
            extension=files.PDF.extension,
            section=section,
            person_id=person_id,
        ),
        content=content,
        subject=subject,
        actor=actor,
    )
    _log("document.generate", document, actor)
    return document


@transaction.atomic
def keep_made(
    *, content: bytes, form: files.FileKind, title: str, kind: str, subject: models.Model, actor: Actor
) -> Document:
    """Keep a file the product itself has made. A service: whoever calls has checked the right."""
    made = Document(
        title=title,
        kind=kind,
        origin=Origin.GENERATED,
        media_type=form.media_type,
        extension=form.extension,
    )
    document = _keep(made, content=content, subject=subject, actor=actor)
    _log("document.generate", document, actor)
    return document


def read_kept(*, document: Document, actor: Actor) -> bytes:
    """The content, for a context that has checked the right and writes the reading down itself. A service.

    Raises Conflict when it is lost.
    """
    if document.network_id != actor.network_id:
        raise Conflict("Questo documento non è di questa rete.")
    return _content_of(document)


def _clean_title(title: str) -> str:
    if not title.strip():
        raise InputRefused({"title": "Scrivi un titolo che faccia capire che documento è."})
    try:
        return clean_text(title, 200, multiline=False)
    except ValidationError as problem:
        raise InputRefused({"title": problem.messages[0]}) from None


def _keep(document: Document, *, content: bytes, subject: models.Model, actor: Actor) -> Document:
    document.network_id = actor.network_id
    document.organisation_id = actor.organisation_id
    document.size = len(content)
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.subject_kind = subject._meta.label_lower
    document.subject_id = subject.pk
    # The content first: a row never points to nothing. A rolled back row leaves an unreadable orphan.
    storage.write(document.storage_key, crypto.encrypt_bytes(content, document.encryption_context))
    document.save(force_insert=True)
    return document


@transaction.atomic
def open_document(*, document: Document, actor: Actor) -> bytes:
    """The content, for a download. The reading is logged. Raises NotAllowed, Conflict when it is lost."""
    access.require(access.can_read(actor, document))
    content = _content_of(document)
    audit.record_read(
        actor=actor,
        verb="document.read",
        subject=document,
        section=document.section,
        person_id=document.person_id,
    )
    return content


def _content_of(document: Document) -> bytes:
    try:
        content = crypto.decrypt_bytes(storage.read(document.storage_key), document.encryption_context)
    except (FileNotFoundError, crypto.DecryptionError):
        raise Conflict(
            "Il contenuto di questo documento non si trova più o è rovinato. "
            "Avvisa chi amministra la rete: si può recuperare da una copia di sicurezza."
        ) from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Conflict("Il contenuto di questo documento è stato cambiato: avvisa chi amministra la rete.")
    return content


@transaction.atomic
def erase_document(*, document: Document, ground: str, actor: Actor) -> None:
    """Remove a document for good, with its reason. Whoever calls has checked the right to do it."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    key = document.storage_key
    _log("document.erase", document, actor, ground=ground)
    # One statement that names the network; what still refers to the row is held by its foreign key.
    gone = Document.objects.filter(pk=document.pk)
    gone._raw_delete(gone.db)
    transaction.on_commit(lambda: storage.delete(key))


@transaction.atomic
def close_documents(*, person_id: UUID, section: str, actor: Actor) -> int:
    """Put a person's papers in a closed section, those of other closed sections left alone. A service."""
    papers_of = Document.objects.filter(person_id=person_id).exclude(section__in=access.closed_sections())
    return int(papers_of.update(section=section))


@transaction.atomic
def retitle_documents(*, person_id: UUID, words: Mapping[str, str], actor: Actor) -> None:
    """In the titles of a person's papers, which name the files, put other words for some. A service.

    `words`: regular expression → text. What is inside a paper stays as it was.
    """
    title: Any = F("title")
    for pattern, instead in words.items():
        values = (Value(pattern), Value(instead.replace("\\", r"\\")), Value("gi"))
        title = Func(title, *values, function="regexp_replace", output_field=TextField())
    Document.objects.filter(person_id=person_id).update(title=Left(title, TITLE_LENGTH))


@transaction.atomic
def reopen_documents(*, person_id: UUID, section: str, actor: Actor) -> int:
    """The papers of a closed section are again what their subject lets one read. A service."""
    return int(Document.objects.filter(person_id=person_id, section=section).update(section=""))


def _log(verb: str, document: Document, actor: Actor, ground: str = "") -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=document,
        section=document.section,
        person_id=document.person_id,
        ground=ground,
        changes={
            "kind": document.kind,
            "subject_kind": document.subject_kind,
            "subject_id": document.subject_id,
            "size": document.size,
            "sha256": document.sha256,
        },
    )
