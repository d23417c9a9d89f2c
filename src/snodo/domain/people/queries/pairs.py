"""Pairs that look alike, as they are found in the night and as they are shown."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from snodo.domain.people.likeness import COLUMNS, MOST, Facts, Likeness, compare, likeness, sought_blocks
from snodo.domain.people.models import HouseholdMember, MatchKeys, Person, PersonIdentifier, PossiblePair
from snodo.domain.people.queries.duplicates import (
    facts_of_people,
    households_of,
    namesakes,
    pair_number,
)
from snodo.domain.people.queries.records import present

Pair = tuple[UUID, UUID]
Homes = Mapping[UUID, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Two persons who look alike, how much, and a print of what was known of both."""

    one: Person
    other: Person
    likeness: Likeness
    seen: str


def judge(pairs: Iterable[Pair], homes: Homes | None = None) -> dict[Pair, Judged]:
    """How alike the two of each pair are now. Three statements, however many pairs, and two where whoever
    calls read with whom they live (`homes`); of who may not be matched (protected, closed, joined) nothing is
    said.
    """
    pairs = list(pairs)
    ids = {pk for pair in pairs for pk in pair}
    homes = households_of(ids) if homes is None else homes
    known = {
        person.pk: (person, facts.at_home(homes.get(person.pk, ())))
        for person, facts in facts_of_people(ids, merged=False)
    }
    alike = namesakes(facts for _, facts in known.values())
    found = {}
    for one, other in pairs:
        if one in known and other in known:
            (person, mine), (second, theirs) = known[one], known[other]
            called = max(alike.get(pair_number(facts), 0) for facts in (mine, theirs))
            found[one, other] = Judged(
                person, second, likeness(compare(mine, theirs, called)), _seen(mine, theirs)
            )
    return found


def _seen(one: Facts, other: Facts) -> str:
    """Changes when what is compared changes."""
    said = "\n".join(one.said() + other.said())
    return hashlib.blake2b(said.encode(), digest_size=32).hexdigest()


def with_homes(pairs: QuerySet[PossiblePair]) -> QuerySet[PossiblePair]:
    """Each pair says in which households its two live: spares `judge` a statement, see `homes_of`."""
    of_one, of_other = (
        HouseholdMember.objects.filter(present(), person=OuterRef(side)).order_by().values("household_id")
        for side in ("one", "other")
    )
    return pairs.annotate(one_homes=ArraySubquery(of_one), other_homes=ArraySubquery(of_other))


def homes_of(pairs: Iterable[Any]) -> Homes:
    """As `judge` takes them, of pairs read `with_homes`."""
    homes: dict[UUID, list[str]] = {}
    for pair in pairs:
        for pk, ids in ((pair.one_id, pair.one_homes), (pair.other_id, pair.other_homes)):
            homes[pk] = [str(one) for one in ids]
    return homes


def alike_to(ids: Iterable[UUID]) -> set[Pair]:
    """Pairs in which one of these persons shares a number or a code with anybody. Not yet judged."""
    people = list(facts_of_people(ids, merged=False))
    asked: dict[str, dict[int, list[UUID]]] = {name: defaultdict(list) for name in COLUMNS}
    codes: dict[str, list[UUID]] = defaultdict(list)
    for person, facts in people:
        for name, numbers in sought_blocks(facts.firsts, facts.last, facts.born, facts.phone).items():
            for number in numbers:
                asked[name][number].append(person.pk)
        for code in facts.codes:
            codes[code].append(person.pk)
    pairs: set[Pair] = set()
    for name, seekers in asked.items():
        rows = MatchKeys.objects.filter(**{f"{name}__in": list(seekers)}).values_list(name, "person_id")
        _meet(pairs, seekers, rows)
    bearers = PersonIdentifier.objects.filter(fingerprint__in=list(codes))
    _meet(pairs, codes, bearers.values_list("fingerprint", "person_id"))
    return pairs


def _meet(pairs: set[Pair], seekers: dict, rows: Iterable[tuple]) -> None:  # type: ignore[type-arg]
    met: dict[int | str, list[UUID]] = defaultdict(list)
    for number, person in rows:
        if len(met[number]) < MOST:
            met[number].append(person)
    for number, people in met.items():
        for one in seekers[number]:
            pairs.update((min(one, other), max(one, other)) for other in people if other != one)


def now_known_as(person_id: UUID) -> Person | None:
    """The file a joined one became part of. Asks no access rule."""
    row = Person.objects.filter(pk=person_id, merged_into__isnull=False).select_related("merged_into").first()
    return row.merged_into if row is not None else None


def lives_of(person_id: UUID) -> list[UUID]:
    """Every id under which the log may speak of a person: theirs, and of the files that became part of it."""
    formers = Person.objects.filter(merged_into=person_id).order_by("pk").values_list("pk", flat=True)
    return [person_id, *formers]
