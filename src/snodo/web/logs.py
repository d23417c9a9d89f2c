"""Keeps people out of the logs."""

import logging
import re
import traceback

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_CODICE_FISCALE = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b", re.I
)
_SECRET = re.compile(r"(/(?:mio/[a-z-]+|invito/[0-9a-f-]{36})/)[^/\s?\"']+")
_QUERY = re.compile(r"(/[^\s?]*)\?\S+")
# What an error says between quotes or brackets may be what somebody typed; a name of ours has an underscore.
_QUOTED = re.compile(r"(?:'(?![a-z]+(?:_[a-z0-9]+)+')[^'\n]*'|\"(?![a-z]+(?:_[a-z0-9]+)+\")[^\"\n]*\")")
_VALUES = re.compile(r"[(\[{].*", re.S)
_SAID_BY_THE_DATABASE = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+|STATEMENT):?.*", re.M | re.S)


class NoPersonalData(logging.Filter):
    """Takes addresses, tax codes, secret links and search words out of every line.

    Of an error stay its kind, where it happened and the plain words of what it says: local variables, values
    and what the database tells of a row go.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _clean(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _told(record.exc_info[1])
            record.exc_info = None
        return True


def _clean(text: str) -> str:
    text = _EMAIL.sub("[email]", text)
    text = _CODICE_FISCALE.sub("[codice fiscale]", text)
    text = _SECRET.sub(r"\1[segreto]", text)
    return _QUERY.sub(r"\1?[…]", text)


def _told(error: BaseException) -> str:
    """The whole chain: frames as they are, messages without what they quote."""
    seen: set[int] = set()
    parts: list[str] = []
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = "".join(traceback.format_tb(one.__traceback__))
        kind = f"{type(one).__module__}.{type(one).__qualname__}".removeprefix("builtins.")
        parts.append(f"Traceback (most recent call last):\n{frames}{kind}: {_words_of(one)}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\nCaused by, or while handling:\n\n".join(parts)


def _words_of(error: BaseException) -> str:
    text = _SAID_BY_THE_DATABASE.sub("", str(error))
    return _QUOTED.sub("…", _VALUES.sub("…", _clean(text))).strip()
