"""Every page that shows something of a person leaves a line of who read it, also where it only asks."""

from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from snodo.domain.audit import actions as audit
from snodo.domain.people.models import Person


def shown(request: HttpRequest, subject: Model, person_id: UUID | None = None, section: str = "") -> None:
    """Write that `subject` was shown. Only where a page is opened: what is sent back writes its own line."""
    if request.method not in ("GET", "HEAD"):
        return
    if isinstance(subject, Person):
        person_id = subject.pk
    audit.record_read(actor=request.actor, subject=subject, person_id=person_id, section=section)
