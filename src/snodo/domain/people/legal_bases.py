"""On which base a part of a file may be given to a body: facts of law, each with its source and its date.

A base covers only some sections: none opens everything. Who gives a part chooses one; nobody writes one.
"""

import datetime
from dataclasses import dataclass

from snodo.domain.people.states import ALL_SECTIONS, Section
from snodo.kernel import clock

GDPR = "Reg. (UE) 2016/679"
CODE = "D.Lgs. 196/2003"
GDPR_APPLIES = datetime.date(2018, 5, 25)
CODE_AMENDED = datetime.date(2018, 9, 19)  # D.Lgs. 101/2018 enters into force


@dataclass(frozen=True, slots=True)
class LegalBase:
    """A base, what it covers, where it is written and since when it holds."""

    code: str
    title: str
    source: str
    since: datetime.date
    covers: frozenset[str]
    needs_choice: bool = False
    until: datetime.date | None = None

    def holds_on(self, day: datetime.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


BASES = (
    LegalBase(
        "public_task",
        "Compito di interesse pubblico",
        f"{GDPR}, art. 6, par. 1, lett. e); {CODE}, art. 2-ter",
        CODE_AMENDED,
        frozenset({Section.ADDRESS, Section.HISTORY, Section.ECONOMIC}),
    ),
    LegalBase(
        "public_interest",
        "Motivi di interesse pubblico rilevante, previsti da una norma o da un atto generale",
        f"{GDPR}, art. 9, par. 2, lett. g); {CODE}, art. 2-sexies",
        CODE_AMENDED,
        ALL_SECTIONS - {Section.JUDICIAL},
    ),
    LegalBase(
        "care",
        "Cura e assistenza sanitaria o sociale",
        f"{GDPR}, art. 9, par. 2, lett. h), e par. 3",
        GDPR_APPLIES,
        frozenset({Section.HEALTH, Section.HISTORY}),
    ),
    LegalBase(
        "social_protection",
        "Diritto del lavoro e della protezione sociale",
        f"{GDPR}, art. 9, par. 2, lett. b)",
        GDPR_APPLIES,
        frozenset({Section.HEALTH, Section.HISTORY, Section.ECONOMIC}),
    ),
    LegalBase(
        "criminal_data",
        "Trattamento di dati giudiziari autorizzato da una norma",
        f"{GDPR}, art. 10; {CODE}, art. 2-octies",
        CODE_AMENDED,
        frozenset({Section.JUDICIAL, Section.HISTORY}),
    ),
    LegalBase(
        "vital_interest",
        "Interesse vitale della persona o di altri",
        f"{GDPR}, art. 6, par. 1, lett. d), e art. 9, par. 2, lett. c)",
        GDPR_APPLIES,
        frozenset({Section.ADDRESS, Section.VIOLENCE, Section.HEALTH}),
    ),
    LegalBase(
        "explicit_consent",
        "Scelta esplicita della persona",
        f"{GDPR}, art. 6, par. 1, lett. a), e art. 9, par. 2, lett. a)",
        GDPR_APPLIES,
        ALL_SECTIONS - {Section.JUDICIAL},
        needs_choice=True,
    ),
)
_BY_CODE = {base.code: base for base in BASES}


def legal_base(code: str) -> LegalBase | None:
    """The base with this code."""
    return _BY_CODE.get(code)


def title_of(code: str) -> str:
    """The words of a base, or its code where it is not known."""
    base = _BY_CODE.get(code)
    return base.title if base is not None else code


def in_force() -> list[LegalBase]:
    """The bases that hold today."""
    return [base for base in BASES if base.holds_on(clock.today())]
