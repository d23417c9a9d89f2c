"""Paths nobody answers for any more: whoever was responsible cannot act today."""

from django.db.models import Exists, OuterRef, QuerySet

from snodo.domain.casework.access.scope import WORKING_ROLES, acts_in_force, cases_visible_to
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.programmes.states import ProgrammeState
from snodo.kernel.actor import Actor


def without_hands(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Open paths of running programmes whose responsible has left, or whose body has no act today.

    Each row says which: `responsible_works`, `body_has_act`.
    """
    works = Membership.objects.filter(
        members_in_force(),
        pk=OuterRef("responsible"),
        organisation=OuterRef("organisation"),
        role__in=WORKING_ROLES,
        user__is_active=True,
    )
    act = acts_in_force().filter(programme=OuterRef("programme"), organisation=OuterRef("organisation"))
    told = cases.annotate(responsible_works=Exists(works), body_has_act=Exists(act))
    lost = told.exclude(responsible_works=True, body_has_act=True)
    return lost.filter(programme__state=ProgrammeState.RUNNING).exclude(state=CaseState.CLOSED)


def cases_with_nobody(actor: Actor) -> QuerySet[Case]:
    """Those the actor may see."""
    return without_hands(cases_visible_to(actor))
