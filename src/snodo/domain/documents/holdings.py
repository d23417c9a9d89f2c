"""Papers on a person: those that bear their name, and those kept about something of theirs."""

from uuid import UUID

from django.db.models import Q

from snodo.domain.documents.states import Origin
from snodo.kernel.holdings import TECHNICAL, Holding, declare, subjects_of


def _papers(person_id: UUID) -> Q:
    """A paper that bears another person's name is theirs, also where it is kept about something of both."""
    return Q(person_id=person_id) | Q(person_id__isnull=True) & subjects_of(person_id)


declare(
    Holding(
        "documents.document",
        "Documenti",
        "Documenti",
        reach=(_papers,),
        facts=("title", "kind", "media_type", "extension", "sha256"),
        withheld={"storage_key": TECHNICAL, "subject_kind": TECHNICAL, "section": TECHNICAL},
        given=("title", "kind", "media_type", "extension", "sha256", "size"),
        given_if=lambda row: row.origin == Origin.UPLOADED,
    )
)
