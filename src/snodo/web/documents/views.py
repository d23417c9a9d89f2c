"""One document: what it is, and its content as an attachment. Every opening is logged."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from snodo.domain.audit import actions as audit
from snodo.domain.documents import access, actions
from snodo.domain.documents.models import Document
from snodo.kernel.actor import Actor
from snodo.web.http import ActingRequest, came_from, require_safe


def _readable_or_404(actor: Actor, pk: UUID) -> Document:
    document = access.readable_document(actor, pk)
    if document is None:
        raise Http404
    return document


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What the document is; here leads the code printed on papers."""
    document = _readable_or_404(request.actor, pk)
    audit.record_read(
        actor=request.actor,
        verb="document.see",
        subject=document,
        section=document.section,
        person_id=document.person_id,
    )
    return render(request, "documents/detail.html", {"document": document, "back": came_from(request)})


@require_safe
def download(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The content, never shown inside the page, under a name that tells nothing of the person."""
    document = _readable_or_404(request.actor, pk)
    content = actions.open_document(document=document, actor=request.actor)
    name = f"documento-{document.created_at:%Y%m%d}-{document.pk.hex[-6:]}.{document.extension}"
    return HttpResponse(
        content,
        content_type=document.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store, private",
        },
    )
