"""Somebody a page is about, and the line that every such page leaves of who read it."""

from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from snodo.domain.audit import actions as audit
from snodo.domain.people import access
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor
from snodo.web.http import id_or_404, there_or_404


def person_or_404(actor: Actor, pk: object) -> Person:
    """Somebody the actor may see, in one statement worked out once; anybody else is 404."""
    return there_or_404(access.person_visible_to(actor, id_or_404(pk)))


def shown(request: HttpRequest, subject: Model, person_id: UUID | None = None, section: str = "") -> None:
    """Write that `subject` was shown. Only where a page is opened: what is sent back writes its own line."""
    if request.method not in ("GET", "HEAD"):
        return
    if isinstance(subject, Person):
        person_id = subject.pk
    audit.record_read(actor=request.actor, subject=subject, person_id=person_id, section=section)
