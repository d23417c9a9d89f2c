"""Who sees figures, and who may open the lists behind them."""

from snodo.domain.network.states import Role
from snodo.domain.programmes import access as programmes
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor


def can_open_evidence(actor: Actor, programme: Programme) -> bool:
    """Names stand behind numbers: only the co-ordination of the lead body opens the lists.

    Also after the programme has ended: a funder may ask for the proof years later.
    """
    return actor.has_role(Role.COORDINATOR) and programmes.leads(actor, programme)


def sees_every_number(actor: Actor, programme: Programme) -> bool:
    """Small numbers too: who opens the lists already knows who stands behind them. Nobody else does."""
    return can_open_evidence(actor, programme)
