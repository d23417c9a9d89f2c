"""Who decides for somebody, or beside them: facts of law, each with its source and the day it holds from.

`instead`: signs in their place. `beside`: they sign together. `by_act`: what the decree says, no more.
"""

import datetime
from dataclasses import dataclass

from snodo.domain.people.naming import whole_years
from snodo.domain.people.states import GuardianKind, GuardianPower, GuardianWay

OF_AGE = 18  # Civil Code, art. 2 (L. 39/1975, in force from 10 March 1975)
CIVIL_CODE = datetime.date(1942, 4, 21)
EVERYTHING = tuple(GuardianPower.values)


@dataclass(frozen=True, slots=True)
class Guardianship:
    """One kind: for whom, in what way, in what, and where it is written."""

    kind: str
    for_minors: bool
    way: str
    powers: tuple[str, ...]
    source: str
    since: datetime.date


KINDS = {
    one.kind: one
    for one in (
        Guardianship(
            GuardianKind.PARENT,
            True,
            GuardianWay.INSTEAD,
            EVERYTHING,
            "Codice civile, art. 316 e 320 (D.Lgs. 154/2013)",
            datetime.date(2014, 2, 7),
        ),
        Guardianship(
            GuardianKind.MINOR_TUTOR,
            True,
            GuardianWay.INSTEAD,
            EVERYTHING,
            "Codice civile, art. 343 e seguenti, 357; per chi è arrivato solo L. 47/2017, art. 11",
            CIVIL_CODE,
        ),
        Guardianship(
            GuardianKind.TUTOR,
            False,
            GuardianWay.INSTEAD,
            EVERYTHING,
            "Codice civile, art. 414, 424 e 357 (interdizione)",
            CIVIL_CODE,
        ),
        Guardianship(
            GuardianKind.CURATOR,
            False,
            GuardianWay.BESIDE,
            (GuardianPower.ASSETS,),
            "Codice civile, art. 392 (minore emancipato), 415 e 424 (inabilitazione)",
            CIVIL_CODE,
        ),
        Guardianship(
            GuardianKind.SUPPORT,
            False,
            GuardianWay.BY_ACT,
            (),
            "Codice civile, art. 404 e seguenti, 405 e 409 (L. 6/2004)",
            datetime.date(2004, 3, 19),
        ),
    )
}


def is_minor(born: datetime.date | None, day: datetime.date) -> bool:
    """Whether somebody is under age on a day; of an unknown birth date nothing is supposed."""
    return born is not None and whole_years(born, day) < OF_AGE
