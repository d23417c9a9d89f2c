"""Keeps people out of the logs."""

import logging
import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_CODICE_FISCALE = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b", re.I
)
_SECRET = re.compile(r"(/(?:mio/[a-z-]+|invito/[0-9a-f-]{36})/)[^/\s?\"']+")
_QUERY = re.compile(r"(/[^\s?]*)\?\S+")


class NoPersonalData(logging.Filter):
    """Takes addresses, tax codes, secret links and search words out of every line; drops local variables."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        text = _EMAIL.sub("[email]", text)
        text = _CODICE_FISCALE.sub("[codice fiscale]", text)
        text = _SECRET.sub(r"\1[segreto]", text)
        record.msg = _QUERY.sub(r"\1?[…]", text)
        record.args = ()
        return True
