"""What accepting a request leads to, before it is done: what would go and what stays, what can be stopped."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from snodo.domain.casework.access import parties_in_force
from snodo.domain.casework.models import Case, CaseParty
from snodo.domain.casework.states import PartyFunction
from snodo.domain.network.models import Organisation
from snodo.domain.people import legal_bases
from snodo.domain.people.access import circle_in_force, grants_not_over
from snodo.domain.people.legal_bases import LegalBase
from snodo.domain.people.models import Person, PersonCircle, SectionGrant, SharingChoice
from snodo.domain.people.states import Section, SharingPurpose
from snodo.domain.privacy.models import RetentionFile
from snodo.domain.privacy.queries.break_glass import cases_of
from snodo.domain.privacy.queries.dry_run import DryRun
from snodo.domain.privacy.queries.terms_of_keeping import rules_on, term_for
from snodo.domain.privacy.states import PROOFS, DataClass, RequestKind
from snodo.kernel import clock

# What a bare row is kept for, where no proof is asked: GDPR art. 17, par. 3, and art. 5, par. 1, lett. b.
COUNTS = (
    "Dicono quante persone hanno fatto che cosa: non si può più risalire a te (Reg. UE 2016/679, art. 17, "
    "par. 3, lett. b e d, e art. 89)."
)


# Erasure


def erasure_promise(file: RetentionFile, run: DryRun, *, held: bool) -> dict[str, Any]:
    """What goes and what stays, by class, until when, and on which rule: the words of the letter."""
    gone: dict[str, int] = {}
    bare: set[str] = set()
    for part in run.parts:
        if part.gone:
            gone[part.kind] = gone.get(part.kind, 0) + part.gone
        if part.bare:
            bare.add(part.kind)
    proofs = [kind for kind in (*PROOFS, DataClass.DOCUMENTS) if kind in bare]
    sources = _sources(file.subject_id, [*proofs, DataClass.EVIDENCE])
    until = None if file.erase_on < clock.today() else file.erase_on.isoformat()
    return {
        "gone": [[str(DataClass(kind).label), rows] for kind, rows in gone.items()],
        "files": run.files,
        "stays": [[str(DataClass(kind).label), sources.get(kind, "")] for kind in proofs] if until else [],
        "counts": sources[DataClass.EVIDENCE] if bare and until else "",
        "until": until,
        "held": held,
    }


def _sources(person_id: UUID, kinds: list[str]) -> dict[str, str]:
    """Where it is written that proofs are kept: of the programmes of the person's paths."""
    rules = rules_on(clock.today())
    paths = Case.objects.filter(person=person_id)
    programmes: set[UUID | None] = set(paths.values_list("programme_id", flat=True)) or {None}
    found = {}
    for kind in kinds:
        rule = DataClass.EVIDENCE if kind == DataClass.DOCUMENTS else kind
        found[kind] = "; ".join(sorted({term_for(rules, programme, rule).source for programme in programmes}))
    return found


# Correction


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who was told things of a person: who still reads them here, and who does no longer."""

    present: list[Organisation]
    past: list[Organisation]


def recipients_of(person: Person) -> Recipients:
    """Bodies that had the person's data by circle, path or grant (GDPR art. 19). Asks no access rule."""
    circle, parties = PersonCircle.objects.filter(person=person), _parties(person)
    grants = SectionGrant.objects.filter(person=person)
    ever = _bodies(circle) | _bodies(parties) | _bodies(grants)
    now = (
        _bodies(circle.filter(circle_in_force()))
        | _bodies(parties.filter(parties_in_force()))
        | _bodies(grants_not_over().filter(person=person))
    )
    rows = Organisation.objects.filter(pk__in=ever).order_by("name")
    return Recipients([one for one in rows if one.pk in now], [one for one in rows if one.pk not in now])


def _bodies(rows: Any) -> set[UUID]:
    return set(rows.values_list("organisation_id", flat=True))


def _parties(person: Person) -> Any:
    return CaseParty.objects.filter(case__in=cases_of(person.pk))


# Objection, withdrawal


@dataclass(slots=True)
class Stoppable:
    """A body and a purpose that an objection, or a consent taken back, brings to an end."""

    organisation: Organisation
    purpose: str
    what: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.organisation.pk}:{self.purpose}"

    @property
    def label(self) -> str:
        return f"{self.organisation.label}: {SharingPurpose(self.purpose).label}"


def stoppable(person: Person, kind: str) -> list[Stoppable]:
    """What stands on a choice of the person; to an objection also what stands on other bases.

    The body that answers for the path is not among them: it goes on, or its path is closed.
    """
    found: dict[tuple[UUID, str], Stoppable] = {}

    def add(row: Any, what: str) -> None:
        one = found.setdefault((row.organisation_id, row.purpose), Stoppable(row.organisation, row.purpose))
        one.what.append(what)

    agreed = SharingChoice.objects.filter(person=person, superseded=False, choice="agreed")
    for choice in agreed.filter(_not_over("valid_until"), purpose__in=SharingPurpose.values).select_related(
        "organisation"
    ):
        add(choice, "scelta della persona")
    every = kind == RequestKind.OBJECTION
    for grant in grants_not_over().filter(person=person).select_related("organisation"):
        base = legal_bases.legal_base(grant.legal_base)
        if every or (base is not None and base.needs_choice):
            parts = ", ".join(str(Section(one).label).lower() for one in grant.sections)
            add(grant, f"parti riservate: {parts}")
    for party in _parties(person).filter(parties_in_force()).select_related("organisation"):
        base = legal_bases.legal_base(party.legal_base)
        if party.function != PartyFunction.RESPONSIBLE and (every or (base and base.needs_choice)):
            add(party, f"percorso: {PartyFunction(party.function).label.lower()}")
    return sorted(found.values(), key=lambda one: one.label)


def _not_over(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": clock.today()})


def bases_without_choice(day: datetime.date) -> list[LegalBase]:
    """On which law data may be used also against the person's wish."""
    return [base for base in legal_bases.BASES if base.holds_on(day) and not base.needs_choice]
