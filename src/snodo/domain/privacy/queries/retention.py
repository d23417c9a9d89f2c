"""Whose time is over, what would happen to them, and the list of files on their way out."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from snodo.domain.activities.models import Appointment, GroupMember
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import OPEN
from snodo.domain.people.access import in_use
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.placements.models import Internship
from snodo.domain.privacy import access
from snodo.domain.privacy.models import LegalHold, RetentionFile
from snodo.domain.privacy.queries.terms_of_keeping import rules_on, term_for
from snodo.domain.privacy.states import PROOFS, WITHOUT_PATH, DataClass, FileState, SubjectKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor

FAR = datetime.date(9999, 12, 31)  # a proof whose term has not begun to run
OF_A_PATH = tuple(kind for kind in DataClass.values if kind not in (*PROOFS, *WITHOUT_PATH))


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when the file of a subject is kept whole, and until when its proofs."""

    subject_kind: str
    subject_id: UUID
    due_on: datetime.date
    erase_on: datetime.date


@dataclass(slots=True)
class _Paths:
    """What is needed to know of the paths of one person."""

    open: bool = False
    ends: list[tuple[datetime.date, datetime.date | None]] = field(default_factory=list)


def holds_in_force() -> QuerySet[LegalHold]:
    """What stops the clock today."""
    today = clock.today()
    holds: QuerySet[LegalHold] = LegalHold.objects.filter(
        Q(until_day__isnull=True) | Q(until_day__gte=today), from_day__lte=today, lifted_on__isnull=True
    )
    return holds


Only = Collection[UUID] | None  # these persons, or everybody


def deadlines(person_ids: Iterable[UUID] | None = None) -> Iterator[Deadline]:
    """For whoever has no path open: when their time is over. A handful of statements, whoever they are."""
    only = None if person_ids is None else list(person_ids)
    rules, members = rules_on(clock.today()), _members(only)
    people, busy = _of(Person.objects.filter(in_use()), "pk", only), _with_open_referral(only, members)
    paths, contacts = _paths_by_person(rules, only, members), _last_contacts(only)
    in_groups = _proofs_of_groups(rules, only)
    for pk, known in people.values_list("pk", "created_at").iterator():
        found = paths.get(pk)
        if pk in busy or (found is not None and found.open):
            continue
        if found is not None:
            due, erase = max(end for end, _ in found.ends), max(proof or FAR for _, proof in found.ends)
        else:
            last = max(clock.local_date(known), contacts.get(pk, datetime.date.min))
            due = erase = term_for(rules, None, DataClass.DESK).ends(last) or FAR
        erase = max(erase, in_groups.get(pk, due))
        yield Deadline(SubjectKind.PERSON, pk, due, max(due, erase))


def open_matters(person_id: UUID) -> bool:
    """Whether a path or a referral is open, theirs or of their household: then nothing is let go."""
    only, members = [person_id], _members([person_id])
    paths = _paths_by_person(rules_on(clock.today()), only, members)
    return any(one.open for one in paths.values()) or person_id in _with_open_referral(only, members)


def proofs_until(person_id: UUID) -> datetime.date | None:
    """Until when what was promised to funders, or the law of work, asks for proofs; None: nothing does."""
    only, rules = [person_id], rules_on(clock.today())
    paths = _paths_by_person(rules, only, _members(only))
    days = [proof or FAR for one in paths.values() for _, proof in one.ends]
    days += _proofs_of_groups(rules, only).values()
    return max(days, default=None)


def _of(rows: QuerySet[Any], link: str, only: Only) -> QuerySet[Any]:
    return rows if only is None else rows.filter(**{f"{link}__in": only})


def _members(only: Only) -> dict[UUID, set[UUID]]:
    """Household → whoever is or was in it, of those asked about."""
    members: dict[UUID, set[UUID]] = defaultdict(set)
    rows = _of(HouseholdMember.objects.all(), "person", only)
    for household, person in rows.values_list("household_id", "person_id"):
        members[household].add(person)
    return members


def _theirs(only: Only, members: dict[UUID, set[UUID]]) -> Q:
    """Rows of these persons, or of a household of theirs."""
    return Q() if only is None else Q(person__in=only) | Q(household__in=list(members))


def _with_open_referral(only: Only, members: dict[UUID, set[UUID]]) -> set[UUID]:
    busy: set[UUID] = set()
    rows = Referral.objects.filter(_theirs(only, members), state__in=OPEN)
    for person, household in rows.values_list("person_id", "household_id"):
        busy |= {person} if person is not None else members.get(household, set())
    return busy


def _paths_by_person(rules: Any, only: Only, members: dict[UUID, set[UUID]]) -> dict[UUID, _Paths]:
    found: dict[UUID, _Paths] = defaultdict(_Paths)
    rows = Case.objects.filter(_theirs(only, members)).values_list(
        "pk", "person_id", "household_id", "programme_id", "programme__ends_on", "state", "closed_on"
    )
    paths = list(rows)
    worked = _last_work(None if only is None else [path[0] for path in paths])
    for pk, person, household, programme, programme_end, state, closed in paths:
        for who in (person,) if person is not None else members.get(household, set()):
            if state != CaseState.CLOSED or closed is None:
                found[who].open = True
                continue
            found[who].ends.append(_ends(rules, programme, closed, programme_end, worked.get(pk)))
    return found


def _last_work(cases: Only) -> dict[UUID, datetime.date]:
    rows = _of(Internship.objects.all(), "case", cases)
    return dict(rows.values_list("case_id").annotate(last=Max("ends_on")).order_by())


def _ends(
    rules: Any,
    programme: UUID,
    closed: datetime.date,
    programme_end: datetime.date,
    worked: datetime.date | None,
) -> tuple[datetime.date, datetime.date | None]:
    """Of one path: until when the file, until when the proofs; None while a term has not begun."""
    events = {"case_end": closed, "programme_end": programme_end, "last_contact": closed, "refusal": closed}

    def end(kind: str, event: datetime.date | None = None) -> datetime.date | None:
        term = term_for(rules, programme, kind)
        return term.ends(event or events.get(term.start))

    files = [end(kind) or FAR for kind in OF_A_PATH]
    proofs = [end(DataClass.EVIDENCE)]
    if worked is not None:
        proofs.append(end(DataClass.INTERNSHIPS, max(worked, closed)))
    return max(files), None if None in proofs else max(one for one in proofs if one is not None)


def _proofs_of_groups(rules: Any, only: Only) -> dict[UUID, datetime.date]:
    """Whoever came to a group is a presence promised to a funder, with a path or without."""
    found: dict[UUID, datetime.date] = {}
    rows = (
        _of(GroupMember.objects.all(), "person", only)
        .values_list("person_id", "group__programme_id", "group__programme__ends_on")
        .distinct()
    )
    for person, programme, programme_end in rows.iterator():
        proof = term_for(rules, programme, DataClass.EVIDENCE).ends(programme_end) or FAR
        found[person] = max(found.get(person, proof), proof)
    return found


def _last_contacts(only: Only) -> dict[UUID, datetime.date]:
    met = _of(Appointment.objects.filter(person__isnull=False), "person", only)
    rows = met.values_list("person_id").annotate(last=Max("starts_at"))
    found = {person: clock.local_date(last) for person, last in rows.order_by()}
    ended = _of(Referral.objects.filter(person__isnull=False, ended_at__isnull=False), "person", only)
    for person, last in ended.values_list("person_id").annotate(last=Max("ended_at")).order_by():
        found[person] = max(found.get(person, datetime.date.min), clock.local_date(last))
    until = Coalesce("left_on", "group__ends_on", Value(clock.today()))
    groups = _of(GroupMember.objects.all(), "person", only).values_list("person_id").annotate(last=Max(until))
    for person, last in groups.order_by():
        found[person] = max(found.get(person, datetime.date.min), last)
    return found


def referral_deadlines() -> Iterator[Deadline]:
    """Referrals that nobody accepted, and drafts never sent, of which no person is known."""
    rules = rules_on(clock.today())
    rows = Referral.objects.filter(person__isnull=True, household__isnull=True, frozen=False).exclude(
        state__in=OPEN
    )
    for pk, programme, ended, made in rows.values_list("pk", "programme_id", "ended_at", "created_at"):
        day = term_for(rules, programme, DataClass.REFERRALS).ends(clock.local_date(ended or made))
        if day is not None:
            yield Deadline(SubjectKind.REFERRAL, pk, day, day)


# The pages


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file on its way out, as the list shows it."""

    file: RetentionFile
    name: str
    held: bool


def file_list(actor: Actor, *, state: str = "", kind: str = "") -> QuerySet[RetentionFile]:
    """Those that data protection has to decide on, the oldest first."""
    held = holds_in_force().filter(subject_id=OuterRef("subject_id"))
    files = access.files_visible_to(actor).annotate(held=Exists(held)).select_related("decided_by__user")
    if state == "ready":
        files = files.filter(state=FileState.STATISTICS, erase_on__lt=clock.today())
    elif state == "held":
        files = files.filter(held=True)
    elif state:
        files = files.filter(state=state)
    if kind:
        files = files.filter(subject_kind=kind)
    return files.order_by("due_on", "pk")


def named(files: Iterable[RetentionFile]) -> list[FileRow]:
    """With the names, of a page of them: two statements."""
    rows = list(files)
    ids = {kind: [row.subject_id for row in rows if row.subject_kind == kind] for kind in SubjectKind.values}
    names = {one.pk: one.own_name for one in Person.objects.filter(pk__in=ids[SubjectKind.PERSON])}
    names |= {one.pk: one.name for one in Referral.objects.filter(pk__in=ids[SubjectKind.REFERRAL])}
    return [
        FileRow(row, names.get(row.subject_id, "Persona cancellata"), bool(getattr(row, "held", False)))
        for row in rows
    ]


def holds_of(subject_id: UUID) -> list[LegalHold]:
    """Every hold ever placed on a file, the newest first. Asks no access rule."""
    rows = LegalHold.objects.filter(subject_id=subject_id).select_related("placed_by__user")
    return list(rows.order_by("-created_at"))


def file_of(person_id: UUID) -> RetentionFile | None:
    """The one file of a person on its way out. Asks no access rule."""
    files = RetentionFile.objects.filter(subject_kind=SubjectKind.PERSON, subject_id=person_id)
    found: RetentionFile | None = files.first()
    return found
