"""Who may publish instruments. Who may fill one in or read it is said by the context of its subject."""

from django.db.models import QuerySet

from snodo.domain.instruments.models import Instrument, Response
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NotAllowed

PUBLISHERS = ("administrator", "coordinator")


def require(allowed: bool, sentence: str = "Questa operazione non rientra nel tuo ruolo.") -> None:
    """Raises NotAllowed with the sentence unless the rule says yes."""
    if not allowed:
        raise NotAllowed(sentence)


def instruments_visible_to(actor: Actor) -> QuerySet[Instrument]:
    """Shared tools are known to the whole network."""
    return Instrument.objects.filter(network_id=actor.network_id)


def can_publish(actor: Actor) -> bool:
    """Administrators and co-ordinators publish the sheets that all bodies use."""
    return actor.has_role(*PUBLISHERS)


def can_correct(actor: Actor, response: Response) -> bool:
    """A response of the same network; the subject's context has already said who writes there."""
    return response.network_id == actor.network_id
