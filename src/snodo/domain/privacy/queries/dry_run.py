"""Exactly which rows go and which stay bare, before anything is done: the same walk that does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from snodo.domain.casework.models import Outcome
from snodo.domain.documents.models import Document
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.people.states import Keeping
from snodo.domain.placements.models import Internship
from snodo.domain.privacy.models import RetentionFile
from snodo.domain.privacy.states import DataClass, SubjectKind
from snodo.kernel import forgetting, holdings
from snodo.kernel.forgetting import Ids

SERVICE = "Righe di servizio"
DOCUMENTS = "documents.document"


def roots_of(file: RetentionFile, *, all_of_it: bool) -> Ids:
    """From what the walk starts: the person, or the referral; a household once nobody else is in it.

    `all_of_it` is erasure: then the household waits for the last of its members to go.
    """
    roots: Ids = {file.subject_kind: [file.subject_id]}
    if file.subject_kind == SubjectKind.PERSON:
        others = HouseholdMember.objects.filter(household=OuterRef("household")).exclude(
            person_id=file.subject_id
        )
        if not all_of_it:
            others = others.exclude(person__in=Person.objects.filter(keeping=Keeping.STATISTICS).values("pk"))
        mine = HouseholdMember.objects.filter(~Q(Exists(others)), person_id=file.subject_id)
        formers = Person.objects.filter(merged_into=file.subject_id).values_list("pk", flat=True)
        roots[file.subject_kind] += sorted(formers)
        roots["people.household"] = sorted(set(mine.values_list("household_id", flat=True)))
    return roots


def proofs_among(going: Ids) -> set[UUID]:
    """Papers that prove something to a funder or by law: they stay until the last term has passed."""
    papers = going.get(DOCUMENTS, [])
    outcomes = Outcome.objects.filter(evidence__in=papers).values_list("evidence_id", flat=True)
    internships = Internship.objects.filter(pk__in=going.get("placements.internship", []))
    about = Document.objects.filter(pk__in=papers, subject_kind__startswith="placements.")
    of_work = internships.values_list("training_project_id", "attestation_id")
    return {
        *outcomes,
        *about.values_list("pk", flat=True),
        *(paper for pair in of_work for paper in pair if paper is not None),
    }


@dataclass(frozen=True, slots=True)
class Part:
    """What happens to one kind of row."""

    title: str
    kind: str
    gone: int = 0
    bare: int = 0

    @property
    def kind_label(self) -> str:
        return str(DataClass(self.kind).label)


@dataclass(frozen=True, slots=True)
class DryRun:
    """Everything that would happen."""

    parts: list[Part]
    files: int = 0
    bytes: int = 0

    @property
    def gone(self) -> int:
        return sum(part.gone for part in self.parts)

    @property
    def bare(self) -> int:
        return sum(part.bare for part in self.parts)

    def as_counts(self) -> dict[str, Any]:
        """For the row of the file and the certificate."""
        return {
            "parts": [[part.title, part.kind, part.gone, part.bare] for part in self.parts],
            "files": self.files,
        }


def dry_run(file: RetentionFile, *, all_of_it: bool) -> DryRun:
    """What pseudonymising (or erasing, `all_of_it`) would do now. Changes nothing."""
    return counted(forgetting.reached(roots_of(file, all_of_it=all_of_it)), all_of_it=all_of_it)


def run_for(person_id: UUID) -> DryRun:
    """The same for a person of whom no file is on its way out yet."""
    return dry_run(RetentionFile(subject_kind=SubjectKind.PERSON, subject_id=person_id), all_of_it=False)


def counted(going: Ids, *, all_of_it: bool) -> DryRun:
    """The same from a walk already made."""
    kept = set() if all_of_it else proofs_among(going)
    titles = {one.model: one.title for one in holdings.holdings()}
    parts: dict[tuple[str, str], list[int]] = {}
    for one in forgetting.treatments():
        rows = len(going.get(one.model, ()))
        if not rows:
            continue
        bare = rows if one.bare and not all_of_it else 0
        if one.model == DOCUMENTS:
            bare = len(kept)
        total = parts.setdefault((titles.get(one.model, SERVICE), one.kind), [0, 0])
        total[0], total[1] = total[0] + rows - bare, total[1] + bare
    papers = Document.objects.filter(pk__in=[pk for pk in going.get(DOCUMENTS, []) if pk not in kept])
    size = papers.aggregate(size=Sum("size"))["size"] or 0
    return DryRun(_sorted(parts), papers.count(), size)


def _sorted(parts: Mapping[tuple[str, str], list[int]]) -> list[Part]:
    order = list(DataClass.values)
    rows = [Part(title, kind, gone, bare) for (title, kind), (gone, bare) in parts.items()]
    return sorted(rows, key=lambda part: (order.index(part.kind), part.title == SERVICE, part.title))
