"""What matters for work, both viewpoints side by side; and one's own working notes."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.casework import access, states
from snodo.domain.casework.models import Case, CaseParty, OwnNote, WorkGuidance
from snodo.domain.casework.queries.details import persons_in
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One person: the current version of each viewpoint, and what each says under the same heads."""

    person: Person
    versions: dict[str, WorkGuidance] = field(default_factory=dict)

    @property
    def clinical(self) -> WorkGuidance | None:
        return self.versions.get(states.Viewpoint.CLINICAL)

    @property
    def work(self) -> WorkGuidance | None:
        return self.versions.get(states.Viewpoint.WORK)

    @property
    def rows(self) -> list[tuple[Any, str, str]]:
        """Head, what who cares says, what who follows the work says."""
        clinical = self.clinical.content if self.clinical is not None else {}
        work = self.work.content if self.work is not None else {}
        return [
            (head.label, clinical.get(head.value, ""), work.get(head.value, ""))
            for head in states.GuidanceHead
            if clinical.get(head.value) or work.get(head.value)
        ]

    @property
    def certificate(self) -> str:
        """Whether there is a certificate, as the latest of the two knows; nothing of what it says."""
        known = [one for one in self.versions.values() if one.certificate != states.Certificate.UNKNOWN]
        latest = max(known, key=lambda one: one.written_on, default=None)
        return str(latest.get_certificate_display()) if latest is not None else ""


def guidance_of(case: Case) -> list[SideBySide]:
    """Person by person. Two statements. To be asked by who sees the section."""
    rows = WorkGuidance.objects.filter(case=case, current=True).select_related(
        "author__user", "author__organisation"
    )
    by_person: dict[UUID, dict[str, WorkGuidance]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, {})[row.viewpoint] = row
    return [SideBySide(person, by_person.get(person.pk, {})) for person in persons_in(case)]


def guidance_about(person: Person, cases: QuerySet[Case]) -> SideBySide:
    """The latest of each viewpoint on these paths of a person, whichever it is. Asks no access rule."""
    rows = WorkGuidance.objects.filter(case__in=cases, person=person, current=True)
    return SideBySide(person, {row.viewpoint: row for row in rows.order_by("written_on", "pk")})


def current_guidance(case: Case, viewpoint: str, person: Person) -> WorkGuidance | None:
    """The version in force of one side."""
    found: WorkGuidance | None = WorkGuidance.objects.filter(
        case=case, viewpoint=viewpoint, person=person, current=True
    ).first()
    return found


def clinical_bodies(case: Case) -> set[UUID]:
    """The bodies that answer for the clinical side of a case today: their readings are that viewpoint."""
    parties = CaseParty.objects.filter(
        access.parties_in_force(), case=case, function=states.PartyFunction.CLINICAL
    )
    return set(parties.values_list("organisation_id", flat=True))


def own_notes(actor: Actor, case: Case) -> list[OwnNote]:
    """What the actor noted for themselves on a case, the latest first."""
    return list(access.own_notes_of(actor).filter(case=case).order_by("-created_at"))


def own_notes_about(person: Person) -> list[tuple[str, int]]:
    """For an answer to a request of access: which bodies hold working notes, and how many. Never the text."""
    tally: dict[str, int] = {}
    notes = OwnNote.objects.filter(case__person=person).select_related("membership__organisation")
    for note in notes.defer("text"):
        name = note.membership.organisation.name
        tally[name] = tally.get(name, 0) + 1
    return sorted(tally.items())
