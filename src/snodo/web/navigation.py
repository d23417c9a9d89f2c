"""The areas on the left, in one order, each for the roles that work in it.

An area not built yet resolves to no address and is not shown. A count is a function that takes the
actor and gives a queryset: all counts of a page travel in one statement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value
from django.urls import NoReverseMatch, get_resolver, reverse

from snodo.domain.network.models import Membership
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept

ADMIN, COORD, OPER = "administrator", "coordinator", "operator"
REFERRER, TRAINER, STEERING, PRIVACY = "referrer", "trainer", "steering", "privacy_officer"
EVERYONE = frozenset({ADMIN, COORD, OPER, REFERRER, TRAINER, STEERING, PRIVACY})
WORKING = frozenset({COORD, OPER})

CountOf = Callable[[Actor], QuerySet[Any] | None]


@dataclass(frozen=True, slots=True)
class Area:
    """One line of the table. The address is that of the first name that exists."""

    key: str
    label: str
    icon: str
    names: tuple[str, ...]
    roles: frozenset[str] = EVERYONE
    # Other addresses that belong to this area: the path of a person is read under Persone.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu as this person sees it."""

    label: str
    icon: str
    url: str
    here: bool
    count: int = 0


AREAS: tuple[Area, ...] = (
    Area("today", "Oggi", "clock", ("home:today",)),
    Area("intake", "Segnalazioni", "inbox", ("intake:index", "intake:*"), WORKING | {REFERRER, ADMIN}),
    Area(
        "people", "Persone", "user", ("people:index", "people:*"), WORKING | {ADMIN, PRIVACY}, ("/percorsi/",)
    ),
    Area("desk", "Sportello", "map-marker-circle", ("desk:index",), WORKING),
    Area("services", "Servizi", "hearing", ("services:index",), WORKING | {REFERRER, ADMIN}),
    Area("tables", "Tavoli", "comment", ("tables:index", "tables:*"), WORKING | {REFERRER, STEERING}),
    Area("agenda", "Agenda", "calendar", ("activities:index", "activities:*"), WORKING),
    Area("groups", "Gruppi e corsi", "presentation", ("groups:index", "activities:groups"), WORKING),
    Area("employers", "Aziende", "pa", ("employers:index", "employers:*"), WORKING),
    Area("placements", "Tirocini", "tool", ("placements:index", "placements:*"), WORKING),
    Area("opportunities", "Opportunità", "star-outline", ("opportunities:index", "opportunities:*"), WORKING),
    Area("programmes", "Programmi", "flag", ("programmes:index", "programmes:*"), EVERYONE - {TRAINER}),
    Area("training", "Formazione", "bookmark", ("training:index", "training:*"), WORKING | {TRAINER, ADMIN}),
    Area("network", "Rete", "share", ("network:index", "network:*"), EVERYONE, ("/diario/", "/ricerca/")),
    Area(
        "privacy",
        "Riservatezza",
        "locked",
        ("privacy:index", "privacy:*", "audit:index", "audit:*"),
        WORKING | {ADMIN, PRIVACY},
    ),
)

# key of an area -> what is counted next to it, by the name of each part. Areas add theirs with `count_for`.
COUNTS: dict[str, dict[str, CountOf]] = {}


def count_for(key: str, of: CountOf | None = None, **parts: CountOf) -> None:
    """Say what the number next to an area counts. Called once, from the area's `urls.py`.

    Several parts are added up, and each is told apart as `key_part`. A number may hang on who acts, their
    role and the day, and on nothing else: see `Kept`.
    """
    if key not in {area.key for area in AREAS}:
        raise ValueError(f"No area has the key {key!r}.")
    COUNTS[key] = ({"": of} if of is not None else {}) | parts


@lru_cache(maxsize=64)
def address(names: tuple[str, ...]) -> str:
    """The first of these names that has an address; `area:*` means the area's root."""
    for name in names:
        namespace, _, short = name.partition(":")
        if short == "*":
            found = _root(namespace)
            if found:
                return found
            continue
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _root(namespace: str) -> str:
    prefix = get_resolver().namespace_dict.get(namespace)
    if prefix is None:
        return ""
    root, resolver = prefix
    for pattern in resolver.url_patterns:
        if str(pattern.pattern) == "" and getattr(pattern, "name", None):
            return f"/{root}"
    return ""


def items_for(role: str, path: str, numbers: dict[str, int]) -> list[Item]:
    """The menu of this role on this page, with the numbers given by `numbers_for`."""
    areas = _areas_of(role)
    here = _here([(root, area.key) for area, url in areas for root in (url, *area.also)], path)
    return [
        Item(area.label, area.icon, url, area.key == here, numbers.get(area.key, 0)) for area, url in areas
    ]


def _areas_of(role: str) -> list[tuple[Area, str]]:
    """The areas this role works in, with their addresses."""
    areas = [(area, address(area.names)) for area in AREAS if role in area.roles]
    return [(area, url) for area, url in areas if url]


def _here(roots: list[tuple[str, str]], path: str) -> str:
    """The area with the longest address the present one lies under; the home only matches itself."""
    under = [(root, key) for root, key in roots if root == path or (root != "/" and path.startswith(root))]
    return max(under, key=lambda found: len(found[0]), default=("", ""))[1]


def numbers_for(actor: Actor) -> dict[str, int]:
    """All the numbers next to the areas of who acts, and their parts, in one statement."""
    counted = [
        (f"{area.key}_{part}" if part else area.key, of)
        for area, _ in _areas_of(actor.role)
        for part, of in COUNTS.get(area.key, {}).items()
    ]
    numbers = dict(_numbers(actor, *counted)) if counted else {}
    for key, parts in COUNTS.items():
        if "" not in parts:
            numbers[key] = sum(numbers.get(f"{key}_{part}", 0) for part in parts)
    return numbers


@Kept
def _numbers(actor: Actor, *counted: tuple[str, CountOf]) -> QuerySet[Any]:
    parts = []
    for key, of in counted:
        queryset = of(actor)
        if queryset is not None:
            parts.append(_counted(key, queryset))
    if not parts:
        return Membership.objects.none()
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return whole.values_list("nav_key", "nav_count")


def _counted(key: str, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """`SELECT key, count(*)` as a queryset, without a sub-select per row."""
    bare = queryset.order_by().annotate(nav_key=Value(key))
    return bare.values("nav_key").annotate(nav_count=Count("pk", output_field=IntegerField()))


def search_url(role: str) -> str:
    """Where the search box on top sends, for the roles that look people up."""
    return address(("people:search",)) if role in WORKING | {ADMIN, PRIVACY, REFERRER} else ""


def inbox_url() -> str:
    """Where notices are read."""
    return address(("messaging:index", "messaging:*"))
