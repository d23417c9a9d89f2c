"""Who decides for a minor, as the referral says it: made ready for whoever accepts to confirm or put right.

What the referral holds is one line in free words; the record of the person asks name, way to reach them, act
and day (`people.Guardian`, ADR-0090). Nothing is recorded unless somebody confirms it.
"""

import datetime
import re
from dataclasses import dataclass

from snodo.domain.intake import sealing, states
from snodo.domain.intake.models import Referral
from snodo.domain.people.guardianship import is_minor
from snodo.domain.people.states import GuardianKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor

# Where the way to reach them begins: after a colon or a bracket, or at a telephone or an e-mail.
_REACH = re.compile(
    r"\s*[:;(\n]\s*|[,.\s]+(?=(?:tel|cell)\b|\+?\d[\d /.-]{5,}|[^\s@]+@[^\s@]+)", re.IGNORECASE
)
# A foster service or family sees to everyday life: a parent or a tutor decides, and who accepts says which.
_KINDS = {states.Guardian.PARENTS: GuardianKind.PARENT, states.Guardian.GUARDIAN: GuardianKind.MINOR_TUTOR}


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides; with `searching` nobody is known, and whoever accepts takes care that somebody be."""

    kind: str = ""
    name: str = ""
    reach: str = ""
    act: str = ""
    started_on: datetime.date | None = None
    searching: bool = False
    note: str = ""


def said_in(actor: Actor, referral: Referral) -> Deciding | None:
    """What the referral of a minor says, for who was given it: they will work with the person."""
    born = sealing.born(referral)
    if not referral.guardian_kind or not is_minor(born, clock.today()):
        return None
    if referral.assigned_membership_id != actor.membership_id:
        return None
    words = referral.guardian_words.strip()
    if referral.guardian_kind == states.Guardian.UNKNOWN:
        return Deciding(searching=True, note=words)
    kind = str(_KINDS.get(states.Guardian(referral.guardian_kind), ""))
    name, *rest = _REACH.split(words, maxsplit=1)
    since = born if kind == GuardianKind.PARENT else None
    return Deciding(kind, name.strip(" ,")[:160], "".join(rest).strip(" )")[:200], started_on=since)
