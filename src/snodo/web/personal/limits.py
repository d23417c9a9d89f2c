"""Who tries link after link is made to wait. Whoever has just opened a page of theirs is not."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from snodo.web.personal import memory

MISSES, WINDOW = 60, 10 * 60
MOST_ASKED, ASKED_WINDOW = 5, 60 * 60


def too_many(request: HttpRequest) -> bool:
    """Whether so many links or codes were wrong from this place, lately, that no more are looked at."""
    return cache.get(_key(request), 0) >= MISSES and not memory.any_held(request)


def miss(request: HttpRequest) -> None:
    """One more that was wrong."""
    key = _key(request)
    if not cache.add(key, 1, WINDOW):
        try:
            cache.incr(key)
        except ValueError:  # it has just ended
            cache.add(key, 1, WINDOW)


def asked_too_much(request: HttpRequest, what: str) -> bool:
    """One place asks five times an hour at most; only a mark of the place is kept, for that hour."""
    key = f"asked-{what}-{_place(request)}"
    cache.add(key, 0, ASKED_WINDOW)
    try:
        return cache.incr(key) > MOST_ASKED
    except ValueError:  # it has just ended
        return False


def _key(request: HttpRequest) -> str:
    return f"personal-misses-{_place(request)}"


def _place(request: HttpRequest) -> str:
    try:
        place = get_adapter().get_client_ip(request)
    except PermissionDenied:
        place = ""
    return hashlib.sha256(place.encode()).hexdigest()[:32]
