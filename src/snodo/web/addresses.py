"""The address of a thing by its ids. Worked out once per name: a page of fifty rows asks a hundred times."""

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

_PLACES = tuple(UUID(int=number) for number in range(1, 5))


def address(name: str, *ids: UUID | str) -> str:
    """As `reverse(name, args=ids)`, for an address whose arguments are all ids (or codes of ours)."""
    return _written(name, len(ids)) % ids


@lru_cache(maxsize=512)
def _written(name: str, count: int) -> str:
    """The address with a `%s` for each id, in their order."""
    found = reverse(name, args=_PLACES[:count]).replace("%", "%%")
    for place in _PLACES[:count]:
        found = found.replace(str(place), "%s")
    return found
