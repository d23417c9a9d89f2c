"""Who may be the same person, said without telling more than one may know."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from snodo.domain.network.models import Organisation
from snodo.domain.network.states import SENSITIVE_KINDS, OrganisationKind
from snodo.domain.people import access
from snodo.domain.people.likeness import (
    MOST,
    TIER_WORDS,
    Facts,
    Likeness,
    Tier,
    blocks_of,
    compare,
    likeness,
    sought_blocks,
)
from snodo.domain.people.models import (
    HouseholdMember,
    MatchKeys,
    Person,
    PersonCircle,
    PersonIdentifier,
)
from snodo.domain.people.queries.records import present
from snodo.domain.people.queries.search import fingerprints
from snodo.domain.people.states import CircleReason, IdentifierKind, Keeping, Sex
from snodo.kernel import identifiers
from snodo.kernel.actor import NOBODY, Actor
from snodo.kernel.statements import Kept, Many

ASK_THE_LEAD = "il coordinamento della rete"
# The fact that these follow somebody says too much to whoever asks.
NOT_NAMED = (OrganisationKind.HEALTH, *sorted(SENSITIVE_KINDS))
# Names of more words than this are looked for as far as so many rows go.
MANY_WORDS = 4
# Of so few names each is counted by itself, and no further than it matters.
FEW_PAIRS, MOST_COUNTED = 8, 10
STRONG = frozenset({Tier.CERTAIN, Tier.PROBABLE})
_ORDER = list(TIER_WORDS)
REGISTERED = {"F": Sex.FEMALE.value, "M": Sex.MALE.value}


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Somebody who may be the same. `person` is None when the actor may not see them: only whom to ask."""

    person: Person | None
    ask: str
    likeness: Likeness

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for it."""
        return self.likeness.reasons

    @property
    def explained(self) -> str:
        """How sure it is and why, for and against. Only of who may be seen."""
        return self.likeness.explained

    @property
    def sentence(self) -> str:
        """What a page says."""
        if self.person is None:
            return f"Già conosciuta nella rete: chiedi a {self.ask}."
        return f"{self.person.name}: {self.explained}."

    @property
    def is_likely(self) -> bool:
        """Whether it is worth stopping for."""
        return self.likeness.tier in STRONG


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of whom one looks for, as it was typed."""

    first_name: str
    last_name: str
    birth_date: datetime.date | None = None
    codes: tuple[str, ...] = ()
    phone: str = ""
    sex: str = ""
    birth_place: str = ""
    municipality: str = ""

    def as_facts(self) -> Facts:
        """As it is compared."""
        taxes = [code for code in self.codes if identifiers.guess_kind(code) == IdentifierKind.CODICE_FISCALE]
        return Facts(
            first_name=self.first_name,
            last_name=self.last_name,
            born=self.birth_date or next(filter(None, map(identifiers.birth_date_of, taxes)), None),
            phone=stored_phone(self.phone),
            codes=frozenset(fingerprints(self.codes)),
            tax_codes=frozenset(fingerprints(taxes)),
            sex=self._sex(taxes),
            birth_place=self.birth_place,
            municipality=self.municipality,
        )

    def _sex(self, taxes: list[str]) -> str:
        """As the registry has it: written, or told by the code. What is neither is held against nobody."""
        if self.sex:
            return self.sex if self.sex != Sex.OTHER else ""
        return next((REGISTERED[found] for code in taxes if (found := identifiers.sex_of(code))), "")


def possible_duplicates(
    *,
    first_name: str,
    last_name: str,
    birth_date: datetime.date | None = None,
    codes: Iterable[str] = (),
    phone: str = "",
    sex: str = "",
    birth_place: str = "",
    actor: Actor,
) -> list[PossibleDuplicate]:
    """Persons of the network who may be the same, the likeliest first; protected persons never appear, nor
    who is hidden in a household from who asks.
    """
    described = Described(first_name, last_name, birth_date, tuple(codes), phone, sex, birth_place)
    return look_for_duplicates(described, actor)[0]


def look_for_duplicates(described: Described, actor: Actor) -> tuple[list[PossibleDuplicate], list[UUID]]:
    """The same, and apart who matched and is hidden: for those who keep their secrets, never for who asks.

    Always the same statements, whoever is found: the time of a look tells nothing.
    """
    wanted = described.as_facts()
    judged = _judged(wanted)
    ids = [NOBODY, *judged]
    mine = set(_seen_among(actor, people=Many(ids)))
    others = [pk for pk in ids if pk not in mine]
    hidden, bodies = _hidden_among(others), bodies_to_ask(others)
    found, concealed = [], []
    for pk, (person, likely) in judged.items():
        if pk in mine:
            found.append(PossibleDuplicate(person, "", likely))
        elif likely.tier not in STRONG:
            continue  # a mere resemblance is not worth telling of who may not be seen
        elif pk in hidden:
            concealed.append(pk)
        else:
            body = bodies.get(pk)
            found.append(PossibleDuplicate(None, body.label if body is not None else ASK_THE_LEAD, likely))
    return sorted(found, key=lambda one: (_ORDER.index(one.likeness.tier), -one.likeness.chance)), concealed


def _judged(wanted: Facts) -> dict[UUID, tuple[Person, Likeness]]:
    """Whoever of the network may be described so, with the judgement; not yet what may be told."""
    people = list(facts_of_people(_met(wanted)))
    alike = namesakes([wanted, *(facts for _, facts in people)])
    judged: dict[UUID, tuple[Person, Likeness]] = {}
    for person, facts in people:
        called = max(alike.get(pair_number(one), 0) for one in (wanted, facts))
        likely = likeness(compare(wanted, facts, called))
        better = person.pk not in judged or judged[person.pk][1].chance < likely.chance
        if likely.tier != Tier.NONE and better:
            judged[person.pk] = person, likely
    return judged


def _met(wanted: Facts) -> list[UUID]:
    """Who shares a number or a code: candidates, most of whom are somebody else."""
    sought = sought_blocks(wanted.firsts, wanted.last, wanted.born, wanted.phone)
    numbers = {name: Many(found) for name, found in sought.items()}
    return _sharing(None, codes=Many(wanted.codes), **numbers)


@Kept
def _sharing(actor: None, *, codes: Many, **numbers: Many) -> QuerySet[Any, Any]:
    bearers = PersonIdentifier.objects.filter(fingerprint__among=codes)
    parts: list[QuerySet[Any, Any]] = [bearers.order_by().values_list("person_id", flat=True)[:MOST]]
    for name, sought in numbers.items():
        rows = MatchKeys.objects.filter(**{f"{name}__among": sought}).order_by()
        parts.append(rows.values_list("person_id", flat=True)[: MOST * MANY_WORDS])
    return parts[0].union(*parts[1:])


@Kept
def _seen_among(actor: Actor, *, people: Many) -> QuerySet[Any, UUID]:
    return access.people_visible_to(actor).filter(pk__among=people).values_list("pk", flat=True)


def facts_of_people(ids: Iterable[UUID], *, merged: bool = True) -> Iterator[tuple[Person, Facts]]:
    """Persons in use, never a protected one, as they are compared. One statement.

    What was known of a file that became part of another leads to the other.
    """
    for person in _as_compared(None, merged, people=Many(ids)):
        shown = person.merged_into if merged and person.merged_into_id else person
        yield shown, facts_of(person, person.all_codes, person.taxes, person.told)


@Kept
def _as_compared(actor: None, merged: bool, *, people: Many) -> QuerySet[Any]:
    codes = PersonIdentifier.objects.filter(person=OuterRef("pk")).exclude(fingerprint="")
    taxes = codes.filter(kind=IdentifierKind.CODICE_FISCALE)
    standing = access.in_use()
    if merged:
        standing |= Q(access.in_use("merged_into"), keeping=Keeping.MERGED, merged_into__protected=False)
    rows = Person.objects.filter(standing, pk__among=people, protected=False).annotate(
        told=Subquery(MatchKeys.objects.filter(person=OuterRef("pk")).values("born")[:1]),
        all_codes=ArraySubquery(codes.values("fingerprint")),
        taxes=ArraySubquery(taxes.values("fingerprint")),
    )
    return rows.select_related("merged_into") if merged else rows


def facts_of(person: Person, codes: Iterable[str], taxes: Iterable[str], told: datetime.date | None) -> Facts:
    """What is known of a person, as it is compared."""
    return Facts(
        first_name=person.first_name,
        last_name=person.last_name,
        lived_name=person.lived_name,
        born=person.birth_date or told,
        phone=person.phone,
        codes=frozenset(codes),
        tax_codes=frozenset(taxes),
        sex=person.sex if person.sex != Sex.OTHER else "",
        birth_place=person.birth_place,
        municipality=str(person.municipality_id or ""),
    )


def pair_number(facts: Facts) -> int | None:
    return blocks_of(facts.first_name or facts.lived_name, facts.last_name, None, "").pair


def namesakes(known: Iterable[Facts]) -> dict[int | None, int]:
    """How many of the network are called so, as it is heard; of few names no further than it matters."""
    pairs = sorted({pair for facts in known if (pair := pair_number(facts)) is not None})
    if 0 < len(pairs) <= FEW_PAIRS:
        return dict(
            Counter(_first_called(None, **{f"pair{place}": pair for place, pair in enumerate(pairs)}))
        )
    return dict(_called(None, pairs=Many(pairs)))


@Kept
def _first_called(actor: None, **pairs: int) -> QuerySet[Any, int | None]:
    """Up to so many of each: more than `MOST_COUNTED` is many, in a town as in a country."""
    rows = [
        MatchKeys.objects.filter(pair=pair).order_by().values_list("pair", flat=True)[: MOST_COUNTED + 1]
        for pair in pairs.values()
    ]
    return rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]


@Kept
def _called(actor: None, *, pairs: Many) -> QuerySet[Any, tuple[int, int]]:
    return (
        MatchKeys.objects.filter(pair__among=pairs)
        .values_list("pair")
        .annotate(Count("person_id"))
        .order_by()
    )


def _hidden_among(people: list[UUID]) -> set[UUID]:
    """Who is hidden in a household: whoever looks may follow the one who does harm."""
    return set(_hidden_members(None, people=Many(people)))


@Kept
def _hidden_members(actor: None, *, people: Many) -> QuerySet[Any, UUID]:
    hidden = HouseholdMember.objects.filter(present(), hidden=True, person_id__among=people)
    return hidden.values_list("person_id", flat=True)


def stored_phone(phone: str) -> str:
    """As numbers are kept, whatever way it was typed."""
    if not phone.strip():
        return ""
    checked = identifiers.phone(phone)
    return checked.value if checked.ok else phone.strip()


def households_of(people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Where each lives with others today."""
    homes: dict[UUID, list[str]] = {}
    rows = HouseholdMember.objects.filter(present(), person_id__in=people)
    for person, household in rows.values_list("person_id", "household_id"):
        homes.setdefault(person, []).append(str(household))
    return homes


def bodies_to_ask(people: Collection[UUID]) -> dict[UUID, Organisation]:
    """A body to turn to for each: who has the person in charge first; never one whose name would tell."""
    rows = _followed_by(None, people=Many(people))
    rank = {CircleReason.CASE: 0, CircleReason.REFERRAL: 1, CircleReason.DESK: 2}
    asked: dict[UUID, Organisation] = {}
    for row in sorted(rows, key=lambda row: rank.get(CircleReason(row.reason), 9)):
        asked.setdefault(row.person_id, row.organisation)
    return asked


@Kept
def _followed_by(actor: None, *, people: Many) -> QuerySet[PersonCircle]:
    return (
        PersonCircle.objects.filter(access.circle_in_force(), person_id__among=people)
        .exclude(organisation__kind__in=NOT_NAMED)
        .exclude(organisation__sensitive=True)
        .select_related("organisation")
        .order_by("started_on")
    )
