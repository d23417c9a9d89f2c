"""Restricted sections as a page shows them while they are closed: never what is written in them."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from snodo.domain.people import access, legal_bases
from snodo.domain.people.models import SECTION_TABLES, SectionGrant
from snodo.domain.people.states import Section, SharingPurpose
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class GrantLine:
    """Vede anche: …, per …, fino al …"""

    grant: SectionGrant
    body: str
    purpose: str
    base: str
    until: datetime.date

    @property
    def labels(self) -> str:
        """The sections, in words."""
        return ", ".join(str(Section(code).label) for code in self.grant.sections)


@dataclass
class SectionLine:
    """One section, closed: whether this actor may open it; if so, who wrote last and who else opens it."""

    code: str
    label: str
    open: bool
    number: int = 0
    written_at: datetime.datetime | None = None
    written_by: str = ""
    grants: list[GrantLine] = field(default_factory=list)


@dataclass
class FileSections:
    """The sections of a person as one actor may know of them; the grants only for who gives them."""

    lines: list[SectionLine]
    may_grant: bool = False
    grants: list[GrantLine] = field(default_factory=list)
    past: list[SectionGrant] = field(default_factory=list)


def file_sections(actor: Actor, person_id: UUID) -> FileSections:
    """All sections. Of those the actor may not open nothing is told, not even whether anything is written.

    Three statements, one for who opens nothing.
    """
    standing = access.file_standing(actor, person_id)
    lines = {code: SectionLine(code, str(label), code in standing.opens) for code, label in Section.choices}
    if not standing.opens:
        return FileSections(list(lines.values()))
    for row in _last_written(person_id, standing.opens):
        line = lines[row["section"]]
        line.number, line.written_at = row["number"], row["created_at"]
        line.written_by = f"{row['author__user__first_name']} {row['author__user__last_name']}"
    standing_grants, past = _grants(person_id)
    for grant in standing_grants:
        for code in standing.opens.intersection(grant.grant.sections):
            lines[code].grants.append(grant)
    if not standing.grants:
        return FileSections(list(lines.values()))
    return FileSections(list(lines.values()), True, standing_grants, past)


def _last_written(person_id: UUID, sections: frozenset[str]) -> Any:
    """Who wrote last and when, section by section, without the text. One statement over all tables."""
    parts: list[QuerySet[Any, Any]] = [
        SECTION_TABLES[section]
        .objects.filter(person_id=person_id, current=True)
        .annotate(section=Value(section, output_field=CharField()))
        .values("section", "number", "created_at", "author__user__first_name", "author__user__last_name")
        for section in sorted(sections)
    ]
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _grants(person_id: UUID) -> tuple[list[GrantLine], list[SectionGrant]]:
    """The grants that open something today or from a day to come, the first to end before; and those over."""
    lasting = Exists(access.grants_not_over().filter(pk=OuterRef("pk")))
    rows = (
        SectionGrant.objects.filter(person_id=person_id)
        .annotate(lasting=lasting)
        .select_related("organisation")
        .order_by("valid_until", "created_at")
    )
    return (
        [_line(row) for row in rows if row.lasting],
        [row for row in reversed(rows) if not row.lasting],
    )


def _line(grant: SectionGrant) -> GrantLine:
    return GrantLine(
        grant=grant,
        body=grant.organisation.label,
        purpose=str(SharingPurpose(grant.purpose).label),
        base=legal_bases.title_of(grant.legal_base),
        until=grant.valid_until,
    )
