"""How names are kept to be found: stored words, compared byte by byte, which row-level security allows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from snodo.kernel.text import search_form

KEY_LENGTH = 200
_LAST = chr(0x10FFFF)

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _Lookup = models.Lookup[Any]
else:
    _CharField = models.CharField
    _Lookup = models.Lookup


class SearchKeyField(_CharField):
    """A column of words in search form. `key__from=prefix` uses an index also behind row-level security."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", KEY_LENGTH)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == KEY_LENGTH:
            del kwargs["max_length"]
        return name, path, args, kwargs


@SearchKeyField.register_lookup
class PrefixRange(_Lookup):
    """`column ~>=~ 'ros' AND column ~<~ 'rot'`: what LIKE 'ros%' means, by operators that leak nothing."""

    lookup_name = "from"

    def get_prep_lookup(self) -> Any:
        return self.rhs if isinstance(self.rhs, Span) else Span.of(super().get_prep_lookup())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        if not self.rhs.until:
            return f"{column} ~>=~ %s", (*column_params, self.rhs.start)
        return (
            f"({column} ~>=~ %s AND {column} ~<~ %s)",
            (*column_params, self.rhs.start, *column_params, self.rhs.until),
        )


@dataclass(frozen=True, slots=True)
class Span:
    """The keys that start with a prefix: from where, until before where ("" for no end)."""

    start: str
    until: str

    @classmethod
    def of(cls, prefix: Any) -> "Span":
        return cls(str(prefix), after(str(prefix)))


def after(prefix: str) -> str:
    """The first text that no longer starts with `prefix` ("" when there is none)."""
    bare = prefix.rstrip(_LAST)
    if not bare:
        return ""
    code = ord(bare[-1]) + 1
    # Halves of characters cannot be stored: step over them.
    return bare[:-1] + chr(0xE000 if 0xD800 <= code <= 0xDFFF else code)


def list_key(last_name: str, first_name: str) -> str:
    """The form by which lists are sorted: surname first."""
    return search_form(f"{last_name} {first_name}")[:KEY_LENGTH]


def name_keys(*names: tuple[str, str]) -> set[str]:
    """Every form by which a person can be looked up: from each word of the name on, both orders."""
    keys: set[str] = set()
    for first_name, last_name in names:
        first, last = search_form(first_name), search_form(last_name)
        for whole in (f"{first} {last}", f"{last} {first}"):
            words = whole.split()
            keys.update(" ".join(words[start:])[:KEY_LENGTH] for start in range(len(words)))
    keys.discard("")
    return keys
