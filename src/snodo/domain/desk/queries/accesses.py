"""Accesses as lists and pages read them."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from snodo.domain.desk import access
from snodo.domain.desk.models import Access, Desk
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class AccessFilters:
    """What the register may be narrowed by; empty means all."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    reason: str = ""
    result: str = ""
    quarter: UUID | None = None
    mine: bool = False
    to_do: bool = False


def access_list(actor: Actor, desk: Desk, filters: AccessFilters | None = None) -> QuerySet[Access]:
    """The register of a desk, the newest first; what was withdrawn is left out."""
    filters = filters or AccessFilters()
    rows = _whole(access.accesses_read_by(actor)).filter(desk=desk, withdrawn_on__isnull=True)
    wanted = Q()
    if filters.since:
        wanted &= Q(happened_on__gte=filters.since)
    if filters.until:
        wanted &= Q(happened_on__lte=filters.until)
    if filters.reason:
        wanted &= Q(reason=filters.reason)
    if filters.result:
        wanted &= Q(result=filters.result)
    if filters.quarter:
        wanted &= Q(quarter_id=filters.quarter)
    if filters.mine:
        wanted &= Q(operator_id=actor.membership_id)
    if filters.to_do:
        wanted &= Q(next_on__isnull=False, next_done_on__isnull=True)
    return rows.filter(wanted).order_by("-happened_on", "-created_at", "-pk")


def _whole(rows: QuerySet[Access]) -> QuerySet[Access]:
    """With all that a line says."""
    return rows.select_related(
        "desk", "contact", "person", "quarter", "operator__user", "place", "referral", "case"
    ).defer("referral__criteria", "referral__sheet_draft", "referral__codice_fiscale", "referral__sealed")


def one_access(actor: Actor) -> QuerySet[Access]:
    """For the page of one access."""
    rows = access.accesses_read_by(actor).select_related(
        "desk__programme",
        "desk__organisation",
        "contact",
        "person",
        "quarter",
        "operator__user",
        "place",
        "referral__action",
        "case__action",
    )
    return rows.defer("desk__programme__definition")


def story_of(actor: Actor, entry: Access) -> list[Access]:
    """The other times of the same contact or person at the same desk, the newest first."""
    if entry.contact_id is None and entry.person_id is None:
        return []
    same = Q(contact=entry.contact_id) if entry.contact_id else Q(pk__in=[])
    if entry.person_id and getattr(entry, "known", False):
        same |= Q(person=entry.person_id)
    rows = access_list(actor, entry.desk).filter(same).exclude(pk=entry.pk)
    return list(rows[:20])


def accesses_of_person(actor: Actor, person_id: UUID) -> QuerySet[Access]:
    """When a person came to the desks one may see, the newest first."""
    rows = _whole(access.accesses_read_by(actor)).filter(person=person_id, withdrawn_on__isnull=True)
    return rows.order_by("-happened_on", "-pk")
