"""What reports count. Not scoped on an actor: reporting decides who reads which number."""

import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from snodo.domain.employers.models import HostProfile
from snodo.domain.placements.models import Internship, InternshipDay
from snodo.domain.placements.states import STARTED, DayKind


def started_internships(
    *, programme_id: UUID, kind: str = "", action_id: UUID | None = None, until: datetime.date | None = None
) -> QuerySet[Internship]:
    """Modules that began, whatever came of them; the training project is the evidence.

    `kind` "other" takes in work grants. Each row has `host_kind`.
    """
    rows = Internship.objects.filter(case__programme=programme_id, state__in=STARTED)
    if kind:
        rows = rows.filter(kind__in=["other", "work_grant"] if kind == "other" else [kind])
    if action_id is not None:
        rows = rows.filter(case__action=action_id)
    if until is not None:
        rows = rows.filter(starts_on__lte=until)
    profile = HostProfile.objects.filter(organisation=OuterRef("host")).values("kind")[:1]
    return (
        rows.annotate(host_kind=Subquery(profile))
        .select_related("person", "host", "training_project")
        .order_by("starts_on", "pk")
    )


def host_kinds(*, programme_id: UUID, kind: str = "", action_id: UUID | None = None) -> list[str]:
    """The different kinds of company where somebody began an internship."""
    rows = started_internships(programme_id=programme_id, kind=kind, action_id=action_id)
    return sorted({row.host_kind for row in rows if row.host_kind})  # type: ignore[attr-defined]


def attestations(*, programme_id: UUID, action_id: UUID | None = None) -> QuerySet[Internship]:
    """Internships whose attestation was issued, each with its document."""
    rows = Internship.objects.filter(case__programme=programme_id, attested_on__isnull=False)
    if action_id is not None:
        rows = rows.filter(case__action=action_id)
    return rows.select_related("person", "attestation").order_by("attested_on", "pk")


def hours_present(*, internship_ids: list[UUID]) -> dict[UUID, float]:
    """Hours of presence of each internship."""
    rows = (
        InternshipDay.objects.filter(internship__in=internship_ids, kind=DayKind.PRESENT)
        .values("internship_id")
        .annotate(total=Sum("hours"))
    )
    return {row["internship_id"]: float(row["total"]) for row in rows}
