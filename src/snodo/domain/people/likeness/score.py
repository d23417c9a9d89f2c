"""The sum of what each nearness counts, as a chance, a tier and reasons in plain words."""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from snodo.domain.people.likeness import levels
from snodo.domain.people.likeness.levels import Levels
from snodo.domain.people.likeness.weights import START, WEIGHTS


class Tier(StrEnum):
    """How sure it is. Nothing is ever joined by itself, whatever the tier."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    NONE = "none"


TIER_WORDS = {
    Tier.CERTAIN: "quasi certamente è la stessa persona",
    Tier.PROBABLE: "probabilmente è la stessa persona",
    Tier.POSSIBLE: "forse è la stessa persona",
}

DOUBTFUL = "?"
UNSEEN = 0.0  # what no pair of the crowd showed says nothing
# Chances from which a tier begins, chosen on a crowd of its own: neither learned from nor measured on.
CERTAIN, PROBABLE, POSSIBLE = 0.965, 0.4, 0.15

REASONS = {
    ("last", levels.EXACT): "stesso cognome",
    ("last", levels.SOUND): "cognome che si pronuncia allo stesso modo",
    ("last", levels.NEAR): "cognome quasi uguale",
    ("last", levels.ENDING): "cognome quasi uguale",
    ("last", levels.PART): "un cognome in comune",
    ("last", levels.FAINT): "cognome che somiglia",
    ("first", levels.FAINT): "nome che somiglia",
    ("first", levels.EXACT): "stesso nome",
    ("first", levels.SOUND): "nome che si pronuncia allo stesso modo",
    ("first", levels.NEAR): "nome quasi uguale",
    ("first", levels.ENDING): "nome che cambia solo nella fine",
    ("first", levels.PART): "un nome in comune",
    ("date", levels.EXACT): "stessa data di nascita",
    ("date", levels.SWAPPED): "giorno e mese di nascita scambiati",
    ("date", levels.DIGIT): "data di nascita con una cifra diversa",
    ("date", levels.CLOSE): "data di nascita vicina",
    ("code", levels.SAME): "stesso codice",
    ("phone", levels.SAME): "stesso telefono",
    ("sex", levels.SAME): "stesso sesso",
    ("place", levels.SAME): "stesso luogo di nascita",
}
DOUBTS = {
    ("first", levels.DIFFER): "nome diverso",
    ("last", levels.DIFFER): "cognome diverso",
    ("date", levels.DIFFER): "data di nascita diversa",
    ("code", levels.DIFFER): "codice fiscale diverso",
    ("sex", levels.DIFFER): "sesso diverso",
    ("place", levels.DIFFER): "luogo di nascita diverso",
    ("phone", levels.DIFFER): "telefono diverso",
    ("household", levels.SAME): "nello stesso nucleo come due persone",
}
BOTH_NAMES = "stesso nome e cognome"
CROSSED = "nome e cognome scambiati"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely it is one person, with what speaks for it and what against."""

    chance: float
    tier: Tier
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def explained(self) -> str:
        """How sure it is, and why: "probabilmente è la stessa persona (stesso nome e cognome)"."""
        against = f"; contro: {', '.join(self.doubts)}" if self.doubts else ""
        return f"{TIER_WORDS[self.tier]} ({', '.join(self.reasons)}{against})"


def features(found: Levels) -> list[tuple[str, str]]:
    """What is weighed. Where the date does not tell, everything else counts by a weight of its own."""
    mark = DOUBTFUL if found.date in (levels.MISSING, levels.DIGIT, levels.CLOSE) else ""
    return [(name, level + mark) for name, level in zip(Levels._fields, found, strict=True)]


def chance(found: Levels) -> float:
    """From 0 to 1."""
    total = START + sum(WEIGHTS[name].get(level, UNSEEN) for name, level in features(found))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def tier_of(found: Levels, likely: float) -> Tier:
    """Twins, couples and brothers share everything but the first name: without it, only a code is enough."""
    if found.first == levels.DIFFER and found.code != levels.SAME:
        return Tier.NONE
    if likely >= CERTAIN:
        return Tier.CERTAIN
    if likely >= PROBABLE:
        return Tier.PROBABLE
    return Tier.POSSIBLE if likely >= POSSIBLE else Tier.NONE


@lru_cache(maxsize=10_000)
def likeness(found: Levels) -> Likeness:
    """The judgement on one pair: there are few ways of being alike, and each is weighed once."""
    likely = chance(found)
    return Likeness(likely, tier_of(found, likely), _said(found, REASONS), _said(found, DOUBTS))


def _said(found: Levels, words: dict[tuple[str, str], str]) -> tuple[str, ...]:
    said = [
        words[name, level]
        for name, level in zip(Levels._fields, found, strict=True)
        if (name, level) in words
    ]
    if words is REASONS:
        if found.order == levels.CROSSED:
            said = [CROSSED, *said]
        elif found.first == found.last == levels.EXACT:
            said = [BOTH_NAMES, *said[2:]]
    return tuple(dict.fromkeys(said))
