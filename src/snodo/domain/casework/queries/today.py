"""What *Oggi* shows: what is due, and what is new on my people."""

import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from snodo.domain.casework import access, states
from snodo.domain.casework.models import Case, CaseEvent, CaseSeen, Handover, NextStep
from snodo.domain.casework.queries.lists import is_mine
from snodo.kernel import clock
from snodo.kernel.actor import Actor

NEWS_DAYS = 30


def my_due_steps(actor: Actor, *, until: datetime.date | None = None) -> QuerySet[NextStep]:
    """What I promised, and what my body did without naming anyone; soonest first. One statement.

    Paths at a standstill are left out; an offer of responsibility is shown also before it is accepted.
    """
    visible = access.cases_visible_to(actor).filter(state=states.CaseState.OPEN)
    steps = NextStep.objects.filter(
        Q(membership_id=actor.membership_id)
        | Q(membership__isnull=True, organisation_id=actor.organisation_id),
        Q(case__in=visible) | Q(kind=states.StepKind.HANDOVER, membership_id=actor.membership_id),
        state=states.StepState.DUE,
    )
    if until is not None:
        steps = steps.filter(due_on__lte=until)
    return (
        steps.select_related(
            "case__person", "case__household", "case__programme", "case__action", "organisation"
        )
        .defer("case__programme__definition", "case__programme__summary", "case__need_in_own_words")
        .order_by("due_on", "created_at")
    )


def news_on_my_cases(actor: Actor) -> QuerySet[CaseEvent]:
    """Lines that others wrote on the cases of my team after I last looked; newest first. One statement."""
    seen = CaseSeen.objects.filter(case=OuterRef("case"), membership_id=actor.membership_id)
    mine = access.cases_visible_to(actor).filter(is_mine(actor))
    lines = CaseEvent.objects.filter(case__in=mine).exclude(author_membership_id=actor.membership_id)
    return (
        lines.annotate(seen_at=Subquery(seen.values("seen_at")[:1]))
        .filter(
            Q(seen_at__isnull=True, created_at__gt=clock.now() - datetime.timedelta(days=NEWS_DAYS))
            | Q(created_at__gt=F("seen_at"))
        )
        .select_related("case__person", "case__household")
        .defer("case__need_in_own_words")
        .order_by("-at", "-created_at")
    )


def offers_to_me(actor: Actor) -> QuerySet[Handover]:
    """Responsibilities offered to me, or to the body I co-ordinate."""
    return (
        access.handovers_to_answer(actor)
        .select_related(
            "case__person", "case__household", "case__action", "from_membership__user", "to_membership__user"
        )
        .order_by("proposed_on")
    )


def sent_cases(actor: Actor) -> QuerySet[Case]:
    """For the body that sent people: their paths, lightly: those under way first."""
    return (
        access.progress_visible_to(actor)
        .select_related(
            "person", "household", "programme", "action", "phase", "organisation", "responsible__user"
        )
        .defer("programme__definition", "need_in_own_words")
        .order_by(F("closed_on").desc(nulls_first=True), "-opened_on")
    )
