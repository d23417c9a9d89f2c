"""The person's file: what `people` asks of who knows the paths."""

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
    mine = Case.objects.filter(Exists(my_team(actor)), Exists(my_acts(actor)))
    open_ = ~Q(state=CaseState.CLOSED)
    keeps = mine.filter(Exists(my_parties(actor).filter(function=PartyFunction.RESPONSIBLE)))
    cares = mine.filter(Exists(my_parties(actor).filter(function=PartyFunction.CLINICAL)))
    return [
        Duty(_people_of(mine), frozenset({duties.KNOW}), frozenset()),
        Duty(_people_of(keeps), frozenset({duties.READ}), people.ALL_SECTIONS),
        Duty(_people_of(keeps.filter(open_)), frozenset({duties.WRITE, duties.GRANT}), people.ALL_SECTIONS),
        Duty(_people_of(cares), frozenset({duties.READ}), HEALTH),
        Duty(_people_of(cares.filter(open_)), frozenset({duties.WRITE}), HEALTH),
    ]


def _people_of(cases: QuerySet[Case]) -> Q:
    """Whom these cases are about: a condition on persons."""
    today = clock.today()
    members = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household__in=cases.filter(household__isnull=False).values("household"),
    )
    return Q(pk__in=cases.filter(person__isnull=False).values("person")) | Q(pk__in=members.values("person"))
