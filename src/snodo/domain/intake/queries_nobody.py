"""The page of people with nobody: what a reader finds there, and how many there are where no name is seen."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from snodo.domain.casework.access import cases_with_nobody, without_hands
from snodo.domain.casework.models import Case
from snodo.domain.intake import access, nobody
from snodo.domain.intake.models import Referral
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept

LOST = "Chi l'aveva non può più seguirla: ha lasciato l'incarico, o l'accordo del suo ente è finito."
NO_TRIAGE = "Nessuno degli enti che ricevono ha chi la possa affidare."
NO_ANSWER = "Aspetta chi l'ha inviata, ma là non c'è più nessuno che possa rispondere."
LEFT = "Chi ne rispondeva ha lasciato l'incarico."
NO_ACT = "L'accordo dell'ente che ne risponde è finito."


@dataclass(frozen=True, slots=True)
class Alone:
    """A referral nobody moves, why, and what the reader may do."""

    referral: Referral
    why: str
    verbs: frozenset[str]


def _flag(condition: Q) -> "ExpressionWrapper[Any]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def referrals_with_nobody(actor: Actor, limit: int = 100) -> list[Alone]:
    """Those the actor may see. One statement."""
    return [
        Alone(row, _why(row), access.verbs_of(actor, row)) for row in _alone(actor, limit, now=clock.now())
    ]


@Kept
def _alone(actor: Actor, limit: int, *, now: datetime.datetime) -> QuerySet[Referral]:
    visible = access.with_my_roles(actor, access.referrals_visible_to(actor))
    rows: QuerySet[Any] = nobody.with_nobody(visible, now).annotate(
        lost=_flag(nobody.lost_hands()), untriaged=_flag(nobody.nobody_triages())
    )
    rows = rows.select_related("programme", "action", "sender_organisation", "person")
    rows = rows.defer("programme__definition", "criteria", "sheet_draft", "codice_fiscale", "sealed")
    return rows.order_by("sent_at", "pk")[:limit]


def _why(row: Any) -> str:
    return LOST if row.lost else NO_TRIAGE if row.untriaged else NO_ANSWER


def paths_with_nobody(actor: Actor, limit: int = 100) -> list[tuple[Case, str]]:
    """The paths the actor may see, each with why nobody answers for it. One statement."""
    return [(case, why_alone(case)) for case in _paths(actor, limit)]


@Kept
def _paths(actor: Actor, limit: int) -> QuerySet[Case]:
    related = ("person", "household", "programme", "action", "organisation", "responsible__user")
    found = cases_with_nobody(actor).select_related(*related).defer("programme__definition")
    return found.order_by("opened_on", "pk")[:limit]


def why_alone(case: Case) -> str:
    """Why nobody answers for a path. Needs a row of `cases_with_nobody`."""
    return NO_ACT if not case.body_has_act else LEFT  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one programme have nobody."""

    programme: str
    referrals: int
    cases: int


def count_with_nobody() -> list[Count]:
    """In the whole network, for who administers and sees no name. Two statements."""
    referrals = Counter(nobody.with_nobody(Referral.objects.all()).values_list("programme__title", flat=True))
    cases = Counter(
        without_hands(Case.objects.filter(frozen=False)).values_list("programme__title", flat=True)
    )
    titles = sorted({*referrals, *cases})
    return [Count(title, referrals[title], cases[title]) for title in titles]
