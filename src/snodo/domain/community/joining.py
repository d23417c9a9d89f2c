"""What of the diary follows when two persons turn out to be one."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from snodo.domain.community.models import ActivityParticipant
from snodo.kernel.joining import follow


def _marked_under_both(kept: UUID, gone: UUID) -> Iterator[tuple[UUID, Mapping[str, Any] | None]]:
    """Once there is enough: where both files say the same, the second row stays where it is."""
    mine = set(ActivityParticipant.objects.filter(person=kept).values_list("activity", "organisation"))
    for row in ActivityParticipant.objects.filter(person=gone):
        if (row.activity_id, row.organisation_id) in mine:
            yield row.pk, None


follow("community.activityparticipant", "person", settle=_marked_under_both)
