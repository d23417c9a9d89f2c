"""Every address, walked as every role with ids that are not theirs: never a crash, never a leak."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.world import CAST, World

SignIn = Callable[[str], Any]
SAMPLES: dict[str, str] = {"uuid": str(uuid.UUID(int=7)), "slug": "nulla", "str": "nulla", "int": "7"}
REFUSED = {302, 303, 400, 403, 404, 405, 409, 422}
WRITERS = {"sara", "marta", "stranger"}  # the others say no at the same gates
# Leave the session or need the library's own state: they have tests of their own.
LEFT_OUT = ("account_", "mfa_", "usersessions_", "admin", "javascript")


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    """Links that open nothing are counted by place: each walk begins anew."""
    cache.clear()


def _patterns(
    resolver: URLResolver, prefix: str = "", names: str = ""
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route, f"{names}{entry.namespace}:" if entry.namespace else names)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{names}{entry.name}", route, dict(entry.pattern.converters)


def addresses() -> list[tuple[str, str, bool]]:
    """(name, address with foreign ids, whether it names an object)."""
    found = []
    for name, route, converters in _patterns(get_resolver()):
        if name.startswith(LEFT_OUT) or "^" in route:
            continue
        for argument, converter in converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            route = route.replace(f"<{kind}:{argument}>", SAMPLES[kind]).replace(
                f"<{argument}>", SAMPLES["str"]
            )
        found.append((name, f"/{route}", bool(converters)))
    return found


def test_there_are_many_addresses() -> None:
    assert len(addresses()) > 100


@pytest.mark.parametrize("who", [*sorted(CAST), "ada", "stranger"])
def test_foreign_ids_are_not_found_and_nothing_crashes(who: str, world: World, sign_in: SignIn) -> None:
    client = sign_in(who)
    bad = []
    for name, address, names_object in addresses():
        for method in (client.get, client.post) if who in WRITERS else (client.get,):
            status = method(address).status_code
            allowed = REFUSED if names_object or method == client.post else REFUSED | {200}
            if method == client.post and not names_object:
                allowed = allowed | {200}  # an empty form comes back with its sentences
            if status not in allowed:
                bad.append((name, method.__name__, status))
    assert not bad


def test_without_signing_in_only_the_door_opens(client: Any, world: World) -> None:
    public = {"home:components", "home:healthz", "accept_invitation"}
    bad = []
    for name, address, _ in addresses():
        status = client.get(address).status_code
        if name not in public and status not in {302, 404, 405}:
            bad.append((name, status))
    assert not bad
