"""What pages read of persons and households."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from snodo.domain.network.models import Organisation
from snodo.domain.network.states import OrganisationKind
from snodo.domain.people import access
from snodo.domain.people.models import (
    Household,
    HouseholdMember,
    InformationGiven,
    Person,
    PersonCircle,
    PersonIdentifier,
    PersonNameKey,
    SharingChoice,
)
from snodo.domain.people.states import LANGUAGES, Choice, CircleReason, IdentifierKind, Relation
from snodo.kernel import clock, crypto, identifiers
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

ASK_THE_LEAD = "il coordinamento della rete"
# The fact that these follow somebody says too much to whoever asks.
NOT_NAMED = (OrganisationKind.HEALTH, OrganisationKind.ANTI_VIOLENCE, OrganisationKind.JUSTICE)
LIKELY = 60
SURE = 100


# Search


def search_people(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """Persons of mine whose name has all the words typed (as beginnings), or who bear this code."""
    return list(matching(access.people_visible_to(actor), text).order_by("search_name", "id")[:limit])


def matching(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of `people` found by these words; all of them when nothing is typed."""
    words = search_form(text).split()
    if not words:
        return people
    found: Any = Q()
    for word in words[:6]:
        found &= Exists(PersonNameKey.objects.filter(person=OuterRef("pk"), key__from=word))
    fingerprint = code_fingerprint(IdentifierKind.CODICE_FISCALE, text)
    if fingerprint:
        found |= Exists(
            PersonIdentifier.objects.filter(
                person=OuterRef("pk"), fingerprint=fingerprint, person__protected=False
            )
        )
    return people.filter(found)


# Codes


def code_fingerprint(kind: str, value: str) -> str:
    """What is stored to find a code again: equal for all variants of one codice fiscale; "" if malformed."""
    if kind == IdentifierKind.NONE or not value.strip():
        return ""
    checked = identifiers.person_code(kind, value)
    return crypto.blind_index(checked.canonical, kind) if checked.ok else ""


def code_warnings(person: Person, kind: str, value: str) -> list[str]:
    """What is worth a second look about a code, beside what is known of the person. Never bars the way."""
    if kind == IdentifierKind.NONE:
        return []
    checked = identifiers.person_code(
        kind,
        value,
        birth_date=person.birth_date,
        sex=person.sex,
        birth_place=person.birth_place,
        first_name=person.first_name,
        last_name=person.last_name,
    )
    warnings = checked.warnings
    fingerprint = code_fingerprint(kind, value)
    others = PersonIdentifier.objects.filter(fingerprint=fingerprint, person__protected=False)
    if fingerprint and others.exclude(person=person).exists():
        warnings.append("Questo codice risulta già di un'altra persona della rete: controlla che sia giusto.")
    return warnings


def fingerprints(codes: Iterable[str]) -> list[str]:
    """The fingerprints of codes of unknown kind."""
    found = [
        code_fingerprint(kind, code)
        for code in codes
        for kind in IdentifierKind.values
        if kind != IdentifierKind.NONE
    ]
    return [fingerprint for fingerprint in found if fingerprint]


# Duplicates


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Somebody who may be the same. `person` is None when the actor may not see them: only whom to ask."""

    person: Person | None
    ask: str
    reasons: tuple[str, ...]
    score: int

    @property
    def sentence(self) -> str:
        """What a page says."""
        if self.person is None:
            return f"Già conosciuta nella rete: chiedi a {self.ask}."
        return f"{self.person.name}: {', '.join(self.reasons)}."

    @property
    def is_likely(self) -> bool:
        """Whether it is worth stopping for."""
        return self.score >= LIKELY


def possible_duplicates(
    *,
    first_name: str,
    last_name: str,
    birth_date: datetime.date | None = None,
    codes: Iterable[str] = (),
    phone: str = "",
    actor: Actor,
) -> list[PossibleDuplicate]:
    """Persons of the network who may be the same, the likeliest first; protected persons never appear."""
    prints = fingerprints(codes)
    number = _stored_phone(phone)
    candidates = _candidates(first_name, last_name, birth_date, prints, number)
    if not candidates:
        return []
    same_code = _bearers(prints)
    mine = set(access.people_visible_to(actor).filter(pk__in=list(candidates)).values_list("pk", flat=True))
    asked = _whom_to_ask([pk for pk in candidates if pk not in mine])
    found = []
    for pk, person in candidates.items():
        score, reasons = _compare(person, first_name, last_name, birth_date, number, pk in same_code)
        if score >= LIKELY:
            known = person if pk in mine else None
            found.append(PossibleDuplicate(known, asked.get(pk, ASK_THE_LEAD), reasons, score))
    return sorted(found, key=lambda one: -one.score)


def _stored_phone(phone: str) -> str:
    if not phone.strip():
        return ""
    checked = identifiers.phone(phone)
    return checked.value if checked.ok else phone.strip()


def _bearers(prints: list[str]) -> set[UUID]:
    if not prints:
        return set()
    return set(PersonIdentifier.objects.filter(fingerprint__in=prints).values_list("person_id", flat=True))


def _candidates(
    first_name: str, last_name: str, birth_date: datetime.date | None, prints: list[str], number: str
) -> dict[UUID, Person]:
    """Who shares a code, a birth date (also with day and month swapped), a telephone or the whole name."""
    near = Q(pk__in=[])
    if prints:
        bearers = PersonIdentifier.objects.filter(fingerprint__in=prints)
        near |= Q(pk__in=bearers.values("person_id"))
    if birth_date:
        near |= Q(birth_date__in=[birth_date, *_swapped(birth_date)])
    if number:
        near |= Q(phone=number)
    whole = search_form(f"{first_name} {last_name}")
    if first_name.strip() and last_name.strip():
        near |= Q(pk__in=PersonNameKey.objects.filter(key=whole).values("person_id"))
    people = Person.objects.filter(near, protected=False)[:500]
    return {person.pk: person for person in people}


def _swapped(day: datetime.date) -> list[datetime.date]:
    """The same date with day and month exchanged, where that exists."""
    try:
        return [day.replace(month=day.day, day=day.month)]
    except ValueError:
        return []


def _compare(
    person: Person,
    first_name: str,
    last_name: str,
    birth_date: datetime.date | None,
    number: str,
    same_code: bool,
) -> tuple[int, tuple[str, ...]]:
    """How likely it is the same person, and why. A shared telephone alone is a couple, not a duplicate."""
    reasons: list[str] = []
    score = 0
    if same_code:
        score, reasons = SURE, ["stesso codice"]
    names = max(
        _alike(f"{first_name} {last_name}", f"{person.first_name} {person.last_name}"),
        _alike(f"{first_name} {last_name}", f"{person.lived_name} {person.last_name}"),
    )
    first = max(_alike(first_name, person.first_name), _alike(first_name, person.lived_name))
    if names >= 0.999:
        score, reasons = score + 60, [*reasons, "stesso nome e cognome"]
    elif names >= 0.8:
        score, reasons = score + 45, [*reasons, "nome molto simile"]
    if birth_date and person.birth_date == birth_date:
        score, reasons = score + 35, [*reasons, "stessa data di nascita"]
    elif birth_date and person.birth_date in _swapped(birth_date):
        score, reasons = score + 25, [*reasons, "giorno e mese di nascita scambiati"]
    elif birth_date and person.birth_date and names >= 0.8:
        score -= 25
    if number and person.phone == number and first >= 0.8:
        score, reasons = score + 30, [*reasons, "stesso telefono"]
    return score, tuple(reasons)


def _alike(one: str, other: str) -> float:
    """From 0 to 1, whatever the order of the words."""
    left, right = (" ".join(sorted(search_form(name).split())) for name in (one, other))
    if not left or not right:
        return 0.0
    return 1.0 if left == right else SequenceMatcher(None, left, right).ratio()


def _whom_to_ask(people: list[UUID]) -> dict[UUID, str]:
    """A body to turn to for each: who has the person in charge first; never one whose name would tell."""
    if not people:
        return {}
    rows = (
        PersonCircle.objects.filter(access.circle_in_force(), person_id__in=people)
        .exclude(organisation__kind__in=NOT_NAMED)
        .select_related("organisation")
        .order_by("started_on")
    )
    rank = {CircleReason.CASE: 0, CircleReason.REFERRAL: 1, CircleReason.DESK: 2}
    asked: dict[UUID, str] = {}
    for row in sorted(rows, key=lambda row: rank.get(CircleReason(row.reason), 9)):
        asked.setdefault(row.person_id, row.organisation.label)
    return asked


# One person


def identifiers_of(person: Person) -> list[PersonIdentifier]:
    """All codes a person has had, the present ones first. Opening `value` is a read to be written down."""
    return list(person.identifiers.order_by("ended_on", "-started_on").defer("value"))


def information_given_to(person: Person) -> list[InformationGiven]:
    """What was explained, the latest first."""
    return list(
        InformationGiven.objects.filter(person=person)
        .select_related("given_by__user", "given_by__organisation")
        .order_by("-given_on", "-created_at")
    )


def sharing_choices_of(person: Person, *, history: bool = False) -> list[SharingChoice]:
    """What the person chose, body by body."""
    choices = SharingChoice.objects.filter(person=person).select_related("organisation")
    if not history:
        choices = choices.filter(superseded=False)
    return list(choices.order_by("superseded", "organisation__name", "-decided_on", "-created_at"))


def sharing_allowed(person: Person, organisation: Organisation, purpose: str) -> bool | None:
    """Whether the person agreed to this; None when they were never asked."""
    choice = (
        SharingChoice.objects.filter(
            person=person, organisation=organisation, purpose=purpose, superseded=False
        )
        .order_by("-decided_on")
        .first()
    )
    if choice is None:
        return None
    expired = choice.valid_until is not None and choice.valid_until < clock.today()
    return choice.choice == "agreed" and not expired


def circle_of(person: Person) -> list[PersonCircle]:
    """The bodies that may see the person today, and why."""
    return list(
        PersonCircle.objects.filter(access.circle_in_force(), person=person)
        .select_related("organisation")
        .order_by("organisation__name", "reason")
    )


def households_of(person: Person) -> list[HouseholdMember]:
    """The households the person belongs to today."""
    return list(
        HouseholdMember.objects.filter(present(), person=person)
        .select_related("household")
        .order_by("started_on")
    )


# Households


def present() -> Q:
    """Members of a household who have not left."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today())


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a household; `person` is None when the actor may not see them."""

    row: HouseholdMember
    person: Person | None


def members_seen_by(actor: Actor, household: Household) -> list[Member]:
    """Everyone in the household today: those one may see by name, the others only as members."""
    rows = list(
        HouseholdMember.objects.filter(present(), household=household)
        .select_related("person")
        .order_by("-relation", "started_on", "created_at")
    )
    seen = set(
        access.people_visible_to(actor)
        .filter(pk__in=[row.person_id for row in rows])
        .values_list("pk", flat=True)
    )
    order = {"reference": 0, "partner": 1, "parent": 2, "child": 3, "sibling": 4, "other": 5}
    rows.sort(key=lambda row: order.get(row.relation, 9))
    return [Member(row, row.person if row.person_id in seen else None) for row in rows]


def household_size(household: Household) -> int:
    """How many live in the household today."""
    return int(HouseholdMember.objects.filter(present(), household=household).count())


# The page of a person


@dataclass(frozen=True, slots=True)
class Line:
    """One row of what hangs on a person, ready to be shown."""

    words: str
    more: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    by: str = ""
    pk: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with all that this context knows of them: one statement."""

    person: Person
    identifiers: list[Line]
    households: list[Line]
    information: list[Line]
    choices: list[Line]
    circle: list[Line]


def person_page(actor: Actor, pk: UUID) -> PersonPage | None:
    """The page of a person the actor may see; None otherwise."""
    person: Any = (
        access.people_visible_to(actor)
        .filter(pk=pk)
        .select_related("municipality", "quarter")
        .annotate(**_hanging())
        .first()
    )
    if person is None:
        return None
    return PersonPage(
        person=person,
        identifiers=[_line(row, IdentifierKind) for row in person.rows_identifiers],
        households=[_line(row, Relation) for row in person.rows_households],
        information=[_line(row) for row in person.rows_information],
        choices=[_line(row, Choice) for row in person.rows_choices],
        circle=[_line(row, CircleReason) for row in person.rows_circle],
    )


def _hanging() -> dict[str, ArraySubquery]:
    mine = {"person": OuterRef("pk")}
    words = CharField()
    body = NullIf("organisation__short_name", Value(""), output_field=words)
    label = Coalesce(body, "organisation__name", output_field=words)
    giver = Concat("given_by__user__first_name", Value(" "), "given_by__user__last_name", output_field=words)
    return {
        "rows_identifiers": ArraySubquery(
            PersonIdentifier.objects.filter(**mine)
            .order_by("ended_on", "-started_on")
            .values(row=JSONObject(code="kind", start="started_on", end="ended_on"))
        ),
        "rows_households": ArraySubquery(
            HouseholdMember.objects.filter(present(), **mine)
            .order_by("started_on")
            .values(
                row=JSONObject(code="relation", more="household__name", start="started_on", pk="household_id")
            )
        ),
        "rows_information": ArraySubquery(
            InformationGiven.objects.filter(**mine)
            .order_by("-given_on", "-created_at")
            .values(
                row=JSONObject(
                    code="notice_code",
                    version="notice_version",
                    language="language",
                    mediator="with_mediator",
                    start="given_on",
                    by=giver,
                )
            )
        ),
        "rows_choices": ArraySubquery(
            SharingChoice.objects.filter(superseded=False, **mine)
            .order_by("organisation__name", "purpose")
            .values(
                row=JSONObject(
                    code="choice",
                    more="purpose",
                    by=label,
                    start="decided_on",
                    end="valid_until",
                    pk="organisation_id",
                )
            )
        ),
        "rows_circle": ArraySubquery(
            PersonCircle.objects.filter(access.circle_in_force(), **mine)
            .order_by("organisation__name", "started_on")
            .values(row=JSONObject(code="reason", by=label, start="started_on"))
        ),
    }


def _line(row: dict[str, Any], words: Any = None) -> Line:
    day = datetime.date.fromisoformat
    more = row.get("more", "")
    if "version" in row:
        more = f"versione {row['version']}, in {LANGUAGES.get(row['language'], row['language']).lower()}"
        more += ", con mediazione linguistica" if row["mediator"] else ""
    return Line(
        words=words(row["code"]).label if words is not None else row["code"],
        more=more,
        start=day(row["start"]) if row.get("start") else None,
        end=day(row["end"]) if row.get("end") else None,
        by=row.get("by", ""),
        pk=str(row.get("pk", "")),
    )


__all__ = [
    "Line",
    "Member",
    "PersonPage",
    "PossibleDuplicate",
    "circle_of",
    "code_fingerprint",
    "code_warnings",
    "fingerprints",
    "household_size",
    "households_of",
    "identifiers_of",
    "information_given_to",
    "matching",
    "members_seen_by",
    "person_page",
    "possible_duplicates",
    "present",
    "search_people",
    "sharing_allowed",
    "sharing_choices_of",
]
