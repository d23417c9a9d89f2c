"""A path left with nobody is taken at once, by who may hand it over: there is no one to ask."""

from django.db import transaction

from snodo.domain.casework import access
from snodo.domain.casework.actions.team import accept_handover, propose_handover
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import WITH_NOBODY
from snodo.domain.network.models import Membership
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict


@transaction.atomic
def take_over_case(*, case: Case, actor: Actor) -> Case:
    """From now on the actor answers for it, until they hand it over. Raises Conflict, InputRefused."""
    access.require(access.can_see_case(actor, case))
    if not access.cases_with_nobody(actor).filter(pk=case.pk).exists():
        raise Conflict("Di questo percorso risponde già qualcuno: proponi un passaggio dalla sua pagina.")
    me = Membership.objects.select_related("organisation", "user").get(pk=actor.membership_id)
    handover = propose_handover(case=case, to=me, note=WITH_NOBODY, actor=actor)
    return accept_handover(handover=handover, actor=actor)
