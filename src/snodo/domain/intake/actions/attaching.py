"""Files that go with a referral: added and taken away while it is a draft, with or without an account."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from snodo.domain.documents import access as documents_access
from snodo.domain.documents import actions as documents
from snodo.domain.documents.actions import UploadedFile
from snodo.domain.documents.models import Document
from snodo.domain.intake import access
from snodo.domain.intake.actions.story import lock, target
from snodo.domain.intake.models import Referral
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

MOST = 5
KIND = "referral_attachment"
FULL = f"Si possono allegare al massimo {MOST} file: togline uno, oppure uniscili."


@transaction.atomic
def attach_file(*, referral: Referral, file: UploadedFile, title: str = "", actor: Actor) -> Document:
    """Keep a file with the draft, encrypted. Raises InputRefused under "file" or "title", Conflict."""
    access.require(access.can_edit_draft(actor, referral))
    referral = lock(referral)
    target(referral, "send")  # still a draft
    number = _attached(referral.pk).count()
    if number >= MOST:
        raise InputRefused({"file": FULL})
    # Not the name of the file: it often bears the person's.
    title = title.strip() or f"Allegato {number + 1}"
    return documents.store_upload(file=file, title=title, kind=KIND, subject=referral, actor=actor)


@transaction.atomic
def detach_file(*, referral: Referral, document_id: UUID, actor: Actor) -> None:
    """Take a file away from the draft, for good. What is not there any more is fine."""
    access.require(access.can_edit_draft(actor, referral))
    referral = lock(referral)
    target(referral, "send")
    for document in _attached(referral.pk).filter(pk=document_id):
        documents.erase_document(document=document, ground="Tolto dalla bozza", actor=actor)


def drop_attachments(referral: Referral, *, ground: str, actor: Actor) -> None:
    """All of them. A service: the referral is held, and whoever calls has checked."""
    for document in _attached(referral.pk):
        documents.erase_document(document=document, ground=ground, actor=actor)


def _attached(referral_id: UUID) -> QuerySet[Document]:
    return documents_access.documents_of("intake.referral", referral_id)
