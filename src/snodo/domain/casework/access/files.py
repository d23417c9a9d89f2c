"""The person's file: what `people` asks of who knows the paths."""

from functools import partial

from django.db.models import Exists, Q, QuerySet

from snodo.domain.casework.access.scope import WORKING_ROLES, my_acts, my_parties, my_team
from snodo.domain.casework.access.standings import HEALTH
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState, PartyFunction
from snodo.domain.people import duties
from snodo.domain.people import states as people
from snodo.domain.people.duties import Duty
from snodo.domain.people.models import HouseholdMember
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def file_duties(actor: Actor) -> list[Duty]:
    """Who is in the team of the responsible body has the whole file, who has the clinical side the health.

    Both read after the end of a path as `Standing.restricted` lets them; they write while it is open.
    """
    if not actor.has_role(*WORKING_ROLES):
        return []
    return [
        Duty(partial(_known, actor), frozenset({duties.KNOW}), frozenset()),
        Duty(partial(_kept, actor), frozenset({duties.READ}), people.ALL_SECTIONS),
        Duty(partial(_kept, actor, _OPEN), frozenset({duties.WRITE, duties.GRANT}), people.ALL_SECTIONS),
        Duty(partial(_cared_for, actor), frozenset({duties.READ}), HEALTH),
        Duty(partial(_cared_for, actor, _OPEN), frozenset({duties.WRITE}), HEALTH),
    ]


_OPEN = ~Q(state=CaseState.CLOSED)


def _known(actor: Actor) -> Q:
    return _people_of(_mine(actor))


def _kept(actor: Actor, *which: Q) -> Q:
    return _people_of(_mine(actor).filter(_function(actor, PartyFunction.RESPONSIBLE), *which))


def _cared_for(actor: Actor, *which: Q) -> Q:
    return _people_of(_mine(actor).filter(_function(actor, PartyFunction.CLINICAL), *which))


def _mine(actor: Actor) -> QuerySet[Case]:
    mine: QuerySet[Case] = Case.objects.filter(Exists(my_team(actor)), Exists(my_acts(actor)))
    return mine


def _function(actor: Actor, function: PartyFunction) -> Exists:
    return Exists(my_parties(actor).filter(function=function))


def _people_of(cases: QuerySet[Case]) -> Q:
    """Whom these cases are about: a condition on persons."""
    today = clock.today()
    members = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household__in=cases.filter(household__isnull=False).values("household"),
    )
    return Q(pk__in=cases.filter(person__isnull=False).values("person")) | Q(pk__in=members.values("person"))
