"""Who reads and keeps the directory, who sends, and who reads of whom was sent."""

from django.db.models import Q, QuerySet

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case
from snodo.domain.desk import access as desk
from snodo.domain.desk.models import Access
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.services.models import Sending, Service
from snodo.kernel.actor import Actor

__all__ = [
    "can_confirm",
    "can_import",
    "can_keep",
    "can_record",
    "can_send_from_access",
    "can_send_from_case",
    "require",
    "sendings_visible_to",
    "services_visible_to",
]

WORKING = (Role.COORDINATOR, Role.OPERATOR)
KEEPERS = (*WORKING, Role.ADMINISTRATOR, Role.REFERRER)


def services_visible_to(actor: Actor) -> QuerySet[Service]:
    """The directory holds nobody's data: all the network reads it."""
    return Service.objects.filter(network_id=actor.network_id)


def can_keep(actor: Actor) -> bool:
    """Whoever works with people mends what is wrong: the directory belongs to all."""
    return actor.has_role(*KEEPERS)


def can_confirm(actor: Actor) -> bool:
    """Whoever has just called."""
    return actor.has_role(*KEEPERS)


def can_import(actor: Actor) -> bool:
    """A whole directory at once: co-ordination and administration."""
    return actor.has_role(Role.COORDINATOR, Role.ADMINISTRATOR)


def can_send_from_access(actor: Actor, entry: Access) -> bool:
    """Who works at that desk and reads what was said."""
    return desk.can_work_at(actor, entry.desk) and desk.can_read_note(actor, entry)


def can_send_from_case(actor: Actor, case: Case) -> bool:
    """Who writes the path."""
    return casework.can_write_case(actor, case)


def sendings_visible_to(actor: Actor) -> QuerySet[Sending]:
    """From the accesses one reads, and from the paths one may open. Not more than these."""
    if not actor.has_role(*WORKING):
        return Sending.objects.none()
    entries = desk.accesses_told_to(actor).filter(desk__organisation=actor.organisation_id)
    cases = casework.cases_visible_to(actor).values("pk")
    return Sending.objects.filter(Q(access__in=entries.values("pk")) | Q(case__in=cases))


def can_record(actor: Actor, sending: Sending) -> bool:
    """The body that sent them says what came of it."""
    if sending.organisation_id != actor.organisation_id:
        return False
    return sendings_visible_to(actor).filter(pk=sending.pk).exists()
