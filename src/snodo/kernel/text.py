"""Human text: what may be stored, and the form in which it is searched.

`PlainCharField` and `PlainTextField` are the only text columns of the domain. They refuse characters no
one types (NUL makes PostgreSQL fail), keep one form of accented letters (NFC) and one kind of line end.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models

LONG_TEXT = 20_000
SINGLE_LINE_BREAK = "Questo campo va scritto su una riga sola."
CONTROL_CHARACTER = (
    "Il testo contiene un carattere invisibile che non si può salvare. "
    "Riscrivi il testo a mano, oppure incollalo senza formattazione."
)

# Control characters but for tab and line end, and halves of characters.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
# Letters that no Unicode decomposition takes apart.
_LATIN_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}
)

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
else:
    _CharField = models.CharField
    _TextField = models.TextField


def normalise(value: str) -> str:
    """One form for the same text: NFC, LF line ends, no space at the ends."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def refused_character(value: str) -> str | None:
    """The first character that may not be stored, or None."""
    found = _REFUSED.search(value)
    return found.group() if found else None


def tidy(value: str) -> str:
    """Normalised and without the characters that may not be stored; spaces at the ends stay."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _REFUSED.sub("", text)


def _too_long(length: int, max_length: int) -> str:
    return (
        f"Il testo è troppo lungo: {_count(length)} caratteri, il massimo è {_count(max_length)}. "
        "Accorcialo e riprova."
    )


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def clean_text(value: str, max_length: int = LONG_TEXT, *, multiline: bool = True) -> str:
    """The text as it is stored. Raises ValidationError with a sentence that says how to mend it."""
    # A huge text is refused before it is read letter by letter.
    if len(value) > 4 * max_length + 1000:
        raise ValidationError(_too_long(len(value), max_length), code="too_long")
    cleaned = normalise(value)
    if refused_character(cleaned) is not None:
        raise ValidationError(CONTROL_CHARACTER, code="control_character")
    if not multiline and "\n" in cleaned:
        raise ValidationError(SINGLE_LINE_BREAK, code="line_break")
    if len(cleaned) > max_length:
        raise ValidationError(_too_long(len(cleaned), max_length), code="too_long")
    return cleaned


def search_form(value: str) -> str:
    """Lower-case words without accents, one space between: "D'Alò  Nicolò" → "d alo nicolo"."""
    folded = unicodedata.normalize("NFKD", value.translate(_APOSTROPHES)).casefold().translate(_LATIN_LETTERS)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare.replace("_", " ")).strip()


class _Plain:
    """What both columns share: stored text is cleaned or refused, searched text is only tidied."""

    if TYPE_CHECKING:
        attname: str

    def get_prep_value(self, value: Any) -> Any:
        """For lookups: a search never fails on an odd character, it just finds nothing by it."""
        value = models.Field.get_prep_value(self, value)  # type: ignore[arg-type]
        return tidy(value) if isinstance(value, str) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Holds for `save`, `bulk_create` and `update`, also where nobody called `full_clean`."""
        if isinstance(value, str):
            value = self.to_python(value)
        return super().get_db_prep_save(value, connection)  # type: ignore[misc]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Writes the cleaned text back, so that the object shows what was stored."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)
        return value

    def to_python(self, value: Any) -> Any:
        """The text as it is stored; refuses what may not be."""
        raise NotImplementedError


class PlainCharField(_Plain, _CharField):
    """One line of human text."""

    def to_python(self, value: Any) -> Any:
        """The text as it is stored; refuses what may not be."""
        if value is None:
            return value
        return clean_text(str(value), cast(int, self.max_length), multiline=False)


class PlainTextField(_Plain, _TextField):
    """Human text of several lines; `max_length` is a true limit (20,000 by default)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG_TEXT)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leaves the default length out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == LONG_TEXT:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """The text as it is stored; refuses what may not be."""
        if value is None:
            return value
        return clean_text(str(value), self.max_length or LONG_TEXT)
