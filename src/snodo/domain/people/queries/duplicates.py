"""Who may be the same person, said without telling more than one may know."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.db.models import Q

from snodo.domain.network.states import SENSITIVE_KINDS, OrganisationKind
from snodo.domain.people import access
from snodo.domain.people.models import (
    HouseholdMember,
    Person,
    PersonCircle,
    PersonIdentifier,
    PersonNameKey,
)
from snodo.domain.people.queries.records import present
from snodo.domain.people.queries.search import fingerprints
from snodo.domain.people.states import CircleReason
from snodo.kernel import identifiers
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

ASK_THE_LEAD = "il coordinamento della rete"
# The fact that these follow somebody says too much to whoever asks.
NOT_NAMED = (OrganisationKind.HEALTH, *sorted(SENSITIVE_KINDS))
LIKELY = 60
SURE = 100


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
    """Persons of the network who may be the same, the likeliest first; protected persons never appear, nor
    who is hidden in a household from who asks.
    """
    return look_for_duplicates(
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        codes=codes,
        phone=phone,
        actor=actor,
    )[0]


def look_for_duplicates(
    *,
    first_name: str,
    last_name: str,
    birth_date: datetime.date | None,
    codes: Iterable[str],
    phone: str,
    actor: Actor,
) -> tuple[list[PossibleDuplicate], list[UUID]]:
    """The same, and apart who matched and is hidden: for those who keep their secrets, never for who asks."""
    prints = fingerprints(codes)
    number = stored_phone(phone)
    candidates = _candidates(first_name, last_name, birth_date, prints, number)
    same_code = _bearers(prints)
    mine = set(access.people_visible_to(actor).filter(pk__in=list(candidates)).values_list("pk", flat=True))
    others = [pk for pk in candidates if pk not in mine]
    hidden, asked = _hidden_among(others), _whom_to_ask(others)
    found, concealed = [], []
    for pk, person in candidates.items():
        score, reasons = _compare(person, first_name, last_name, birth_date, number, pk in same_code)
        if score < LIKELY:
            continue
        if pk in hidden:
            concealed.append(pk)
        else:
            known = person if pk in mine else None
            found.append(PossibleDuplicate(known, asked.get(pk, ASK_THE_LEAD), reasons, score))
    return sorted(found, key=lambda one: -one.score), concealed


def _hidden_among(people: list[UUID]) -> set[UUID]:
    """Who is hidden in a household: whoever looks may follow the one who does harm."""
    if not people:
        return set()
    hidden = HouseholdMember.objects.filter(present(), hidden=True, person_id__in=people)
    return set(hidden.values_list("person_id", flat=True))


def stored_phone(phone: str) -> str:
    """As numbers are kept, whatever way it was typed."""
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
    people = Person.objects.filter(near, access.in_use(), protected=False)[:500]
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
        .exclude(organisation__sensitive=True)
        .select_related("organisation")
        .order_by("started_on")
    )
    rank = {CircleReason.CASE: 0, CircleReason.REFERRAL: 1, CircleReason.DESK: 2}
    asked: dict[UUID, str] = {}
    for row in sorted(rows, key=lambda row: rank.get(CircleReason(row.reason), 9)):
        asked.setdefault(row.person_id, row.organisation.label)
    return asked
