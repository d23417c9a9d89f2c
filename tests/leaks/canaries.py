"""The table: what is written where nobody else writes it, and who may meet it.

To watch a new field, write its canary into it in `stage.py` and add one line here.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Canary:
    """Words found nowhere else. `seen_by`: who may meet them on pages; `on_papers`: also who keeps the closed
    papers. `near`: a leak only where a page speaks of this too, unless it is one of `LISTS`.
    """

    what: str
    needle: str
    seen_by: frozenset[str] = frozenset()
    near: str = ""
    on_papers: frozenset[str] = frozenset()


# Pages that put people or bodies side by side without saying that they belong together.
LISTS = re.compile(r"^/persone/(\?|nuclei/[^/]+/componenti/|[^/]+/scelte/)")
PAPERS = re.compile(r"^/documenti/")


def only(*who: str) -> frozenset[str]:
    return frozenset(who)


PSEUDONYM = "Girasole"
FIRST, LAST, LIVED = "Zefirina", "Canarinski", "Zefi"
BORN, BORN_SAID = "1987-04-23", "23/04/1987"
PHONE, PHONE_SAID = "+393487001122", "348 700 1122"
EMAIL = "zefi@canarini.example"
CONTACT_NOTE = "mai in via dei Canarini"
HOST, SITE, TIMETABLE = "Officina Verde", "Capannone Canario 7", "turno delle 6 e 07"
HOST_TUTOR = "Tutore Canarone"
PLACE, COMPANION = "Saletta Canarina 9", "Accompagna Canarella"
EMPLOYER = "Ditta Canterina"
SAFE_WORD = "girandola canora"
HUSBAND = "Aldebrando Canarinski"

# In the open the name is never seen, not even by the team: it is opened on purpose, on a page of its own.
CANARIES = (
    Canary("first name", FIRST, on_papers=only("sara")),
    Canary("lived name", LIVED, on_papers=only("sara")),
    # The husband's surname is his own: it is a leak only beside her.
    Canary("surname beside her", LAST, only("sara"), near=PSEUDONYM),
    Canary("birth date", BORN),
    Canary("birth date as said", BORN_SAID),
    Canary("telephone", PHONE, only("sara")),
    Canary("telephone as said", PHONE_SAID, only("sara")),
    Canary("e-mail", EMAIL),
    Canary("how to contact", CONTACT_NOTE, only("sara")),
    Canary("agreed word", SAFE_WORD, only("sara")),
    Canary("where she works", SITE, only("sara")),
    Canary("when she works", TIMETABLE, only("sara")),
    Canary("her tutor there", HOST_TUTOR, only("sara")),
    # The company is known to all; that she is there is not.
    Canary("host beside her", HOST, only("sara"), near=PSEUDONYM),
    Canary("where she is met", PLACE, only("sara")),
    Canary("who goes with her", COMPANION, only("sara")),
    Canary("who hired her", EMPLOYER, only("sara")),
    # Who follows the husband does not even know of her.
    Canary("her beside the husband", PSEUDONYM, only("sara"), near=HUSBAND),
)


def leaks(text: str, who: str, address: str = "") -> list[str]:
    """What stands in a text that this one of the cast may not meet there."""
    return [canary.what for canary in CANARIES if _leaked(canary, text, who, address)]


def _leaked(canary: Canary, text: str, who: str, address: str) -> bool:
    if canary.needle not in text or who in canary.seen_by:
        return False
    if canary.near:
        return canary.near in text and not LISTS.match(address)
    return not (PAPERS.match(address) and who in canary.on_papers)
