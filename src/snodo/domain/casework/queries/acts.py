"""Paths whose body is about to lose its act: somebody must take them before it does."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet

from snodo.domain.casework import access
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.queries import ENDING_DAYS, acts_on
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def _left_behind(cases: QuerySet[Case], programme: Programme) -> QuerySet[Case]:
    """Not closed, and the responsible body has no act that still holds in thirty days."""
    then = acts_on(clock.today() + datetime.timedelta(days=ENDING_DAYS))
    holds = Exists(then.filter(programme=programme.pk, organisation=OuterRef("organisation")))
    return cases.exclude(state=CaseState.CLOSED).filter(~holds, programme=programme)


def cases_left_behind(actor: Actor, programme: Programme) -> QuerySet[Case]:
    """Those the actor may see, body by body, to be handed over in time."""
    cases = _left_behind(access.cases_visible_to(actor), programme)
    return cases.select_related(
        "person", "household", "organisation", "responsible__user", "action"
    ).order_by("organisation__name", "opened_on")


def count_left_behind(programme: Programme) -> int:
    """How many in all: for who administers and sees no name."""
    return int(_left_behind(Case.objects.all(), programme).count())
