"""What data protection has on two persons who turn out to be one, and when they must wait."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from snodo.domain.privacy.models import LedgerLink, LegalHold, PersonRequest, RetentionFile
from snodo.domain.privacy.states import FileState, SubjectKind
from snodo.kernel import clock
from snodo.kernel.joining import follow, refuse_if, remain

WAIT = "La protezione dei dati ha qualcosa in corso su una delle due schede: chiedi a loro quando unirle."


def _one_link(kept: UUID, gone: UUID) -> Iterator[tuple[UUID, Mapping[str, Any] | None]]:
    """The last sheet alone opens the page: of two links that of who is kept."""
    links = LedgerLink.objects.filter(revoked_at__isnull=True)
    if links.filter(person=kept).exists():
        for pk in links.filter(person=gone).values_list("pk", flat=True):
            yield pk, {"revoked_at": clock.now()}


follow("privacy.personrequest", "person")
follow("privacy.ledgerlink", "person", settle=_one_link)
_NEVER = "con un fermo o un fascicolo in corso le schede non si uniscono: ne restano solo di conclusi"
remain("privacy.legalhold", "subject_id", _NEVER)
remain("privacy.retentionfile", "subject_id", _NEVER)


@refuse_if
def _something_under_way(kept: UUID, gone: UUID) -> str:
    """One sentence for all: what is under way is not for everybody to know."""
    both = [kept, gone]
    today = clock.today()
    holds = LegalHold.objects.filter(
        Q(until_day__isnull=True) | Q(until_day__gte=today),
        subject_kind=SubjectKind.PERSON,
        subject_id__in=both,
        lifted_on__isnull=True,
    )
    files = RetentionFile.objects.filter(subject_kind=SubjectKind.PERSON, subject_id__in=both)
    files = files.exclude(state=FileState.ERASED)
    requests = PersonRequest.objects.filter(person__in=both, closed_on__isnull=True)
    return WAIT if holds.exists() or files.exists() or requests.exists() else ""
