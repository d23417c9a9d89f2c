"""What every check gives back, and how it tidies what was typed."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

CODICE_FISCALE = "codice_fiscale"
PROVISIONAL = "provisional"
STP = "stp"
ENI = "eni"
NONE = "none"
PARTITA_IVA = "partita_iva"
PHONE = "phone"
IBAN = "iban"

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence for the person who typed."""

    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read: `value` as shown, `canonical` as compared (one form for all equivalent codes)."""

    kind: str
    value: str
    canonical: str
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it can be stored as this kind of code."""
        return not self.errors

    @property
    def errors(self) -> list[str]:
        """Why it cannot be such a code."""
        return [problem.sentence for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[str]:
        """What is worth a second look."""
        return [problem.sentence for problem in self.problems if problem.severity == "warning"]


def error(kind: str, value: str, sentence: str) -> Checked:
    """It cannot be such a code."""
    return Checked(kind, value, value, (Problem("error", sentence),))


def warn(*sentences: str) -> tuple[Problem, ...]:
    """It can, and these sentences (empty ones left out) are worth a look."""
    return tuple(Problem("warning", sentence) for sentence in sentences if sentence)


def compact(raw: str) -> str:
    """Capital letters and digits without spaces, dots and dashes; look-alike widths made plain."""
    folded = unicodedata.normalize("NFKC", raw).upper()
    return re.sub(r"[\s.\-_/·\u200b\u00ad\ufeff]", "", folded)


def luhn(digits: str) -> bool:
    """Whether the last digit agrees with the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if position % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
