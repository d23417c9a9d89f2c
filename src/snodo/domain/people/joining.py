"""What follows when two persons turn out to be one, and what bars the way (ADR-0080)."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max

from snodo.domain.people import access
from snodo.domain.people.models import (
    SECTION_TABLES,
    GuardianSearch,
    HouseholdMember,
    Person,
    PersonCircle,
    PersonIdentifier,
    SafeContact,
    SectionText,
    SharingChoice,
)
from snodo.domain.people.queries.records import present
from snodo.domain.people.states import NO, IdentifierKind
from snodo.kernel import clock
from snodo.kernel.joining import Settle, follow, refuse_if, remain

Steps = Iterator[tuple[UUID, Mapping[str, Any] | None]]

PROTECTED = "Una delle due persone è protetta: le schede protette non si uniscono."
RESTRICTED = "Una delle due persone ha chiesto che i suoi dati siano solo conservati: per ora non si toccano."
TWO_CONTACTS = "Per tutte e due è scritto quando e come chiamarle: prima decidi con la persona che cosa vale."
CONTRARY = (
    "In una delle due schede la persona ha detto no a un ente che segue l'altra: prima chiariscilo con lei."
)


def _identifiers(kept: UUID, gone: UUID) -> Steps:
    """One code of a kind is the present one: that of who is kept. A definitive one ends the others."""
    mine = {row.kind: row for row in PersonIdentifier.objects.filter(person=kept, ended_on__isnull=True)}
    theirs = {row.kind: row for row in PersonIdentifier.objects.filter(person=gone, ended_on__isnull=True)}
    ends = [row for kind, row in theirs.items() if kind in mine]
    together = {**theirs, **mine}
    real = set(together) - {IdentifierKind.NONE}
    if real and IdentifierKind.NONE in together:
        ends.append(together[IdentifierKind.NONE])
    if {IdentifierKind.CODICE_FISCALE, IdentifierKind.PROVISIONAL} <= real:
        ends.append(together[IdentifierKind.PROVISIONAL])
    for row in {one.pk: one for one in ends}.values():
        yield row.pk, {"ended_on": max(clock.today(), row.started_on)}


def _circle(kept: UUID, gone: UUID) -> Steps:
    """A body that sees both for one reason goes on seeing one."""
    rows = PersonCircle.objects.filter(ended_on__isnull=True)
    shape = ("organisation_id", "reason", "ground_id")
    mine = set(rows.filter(person=kept).values_list(*shape))
    for row in rows.filter(person=gone).order_by("pk"):
        if (row.organisation_id, row.reason, row.ground_id) in mine:
            yield row.pk, None


def _households(kept: UUID, gone: UUID) -> Steps:
    """Twice in one household is once."""
    rows = HouseholdMember.objects.filter(ended_on__isnull=True)
    mine = set(rows.filter(person=kept).values_list("household_id", flat=True))
    for pk, household in rows.filter(person=gone).order_by("pk").values_list("pk", "household_id"):
        if household in mine:
            yield pk, None


def _searches(kept: UUID, gone: UUID) -> Steps:
    """One colleague looks for somebody who may decide: whoever looks for who is kept."""
    rows = GuardianSearch.objects.filter(ended_on__isnull=True)
    if rows.filter(person=kept).exists():
        for row in rows.filter(person=gone).order_by("pk"):
            yield row.pk, {"ended_on": max(clock.today(), row.started_on)}


def _choices(kept: UUID, gone: UUID) -> Steps:
    """Of two choices on one thing the no holds; of two alike, the later one."""
    rows = SharingChoice.objects.filter(superseded=False)
    mine = {(row.organisation_id, row.purpose): row for row in rows.filter(person=kept)}
    for row in rows.filter(person=gone).order_by("pk"):
        other = mine.get((row.organisation_id, row.purpose))
        if other is not None:
            weaker = min(row, other, key=lambda one: (one.choice in NO, one.decided_on, one.pk == other.pk))
            yield weaker.pk, {"superseded": True}


def _versions(table: type[SectionText]) -> Settle:
    """The versions of both, one after the other: what was written last is the current one."""

    def settle(kept: UUID, gone: UUID) -> Steps:
        mine, theirs = table.objects.filter(person=kept), table.objects.filter(person=gone)
        last = mine.aggregate(last=Max("number"))["last"]
        if last is None:
            return
        current, other = mine.filter(current=True).first(), theirs.filter(current=True).first()
        if current is not None and other is not None:
            older = min(current, other, key=lambda row: row.created_at)
            yield older.pk, {"current": False}
        for row in theirs.order_by("-number"):
            yield row.pk, {"number": row.number + last}

    return settle


def _newest_is_current(table: type[SectionText]) -> Any:
    def mend(person: UUID) -> None:
        rows = table.objects.filter(person=person)
        newest = rows.order_by("-number").first()
        if newest is not None and not rows.filter(current=True).exists():
            rows.filter(pk=newest.pk).update(current=True)

    return mend


follow("people.person", "merged_into")
follow("people.personidentifier", "person", settle=_identifiers)
follow("people.personcircle", "person", settle=_circle)
follow("people.householdmember", "person", settle=_households)
follow("people.sharingchoice", "person", settle=_choices)
for _table in SECTION_TABLES.values():
    follow(_table._meta.label_lower, "person", settle=_versions(_table), mend=_newest_is_current(_table))
follow("people.guardiansearch", "person", settle=_searches)
for _name in ("guardian", "informationgiven", "emergencyaccess", "sectiongrant", "safecontact"):
    follow(f"people.{_name}", "person")
_DERIVED = "è fatto dal nome: resta a chi lo porta e conduce alla scheda che rimane"
remain("people.personnamekey", "person", _DERIVED)
remain("people.matchkeys", "person", _DERIVED)
remain("people.protectedidentity", "person", "una persona protetta non si unisce: non ce n'è")
_TOLD = "dice che cosa è stato trovato, chiesto o unito allora: riscriverlo sarebbe falso"
for _name, _links in (
    ("possiblepair", ("one", "other")),
    ("pairquestion", ("mine", "theirs")),
    ("personmerge", ("kept", "gone")),
):
    for _link in _links:
        remain(f"people.{_name}", _link, _TOLD)


@refuse_if
def _standing(kept: UUID, gone: UUID) -> str:
    both = Person.objects.filter(pk__in=[kept, gone])
    if both.filter(protected=True).exists():
        return PROTECTED
    if both.filter(restricted_since__isnull=False).exists():
        return RESTRICTED
    return TWO_CONTACTS if SafeContact.objects.filter(person__in=[kept, gone]).count() == 2 else ""


@refuse_if
def _no_to_a_body_of_the_other(kept: UUID, gone: UUID) -> str:
    """Joined, the refusal would stand against a body at work: that is settled with the person, not here."""
    noes = SharingChoice.objects.filter(superseded=False, choice__in=NO)
    seeing = PersonCircle.objects.filter(access.circle_in_force())
    for one, other in ((kept, gone), (gone, kept)):
        bodies = noes.filter(person=one).values("organisation_id")
        if seeing.filter(person=other, organisation_id__in=bodies).exists():
            return CONTRARY
    return ""


@refuse_if
def _hidden_from_each_other(kept: UUID, gone: UUID) -> str:
    """Who is hidden in a household stays so only as long as nobody joins them with somebody else."""
    hidden = HouseholdMember.objects.filter(present(), hidden=True, person_id__in=[kept, gone])
    return PROTECTED if hidden.exists() else ""
