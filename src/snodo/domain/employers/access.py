"""Who may read and write what the network knows of host companies. No person's data is here."""

from django.db.models import QuerySet

from snodo.domain.employers.models import FrameworkAgreement, HostContact, HostProfile, ScoutingContact
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.kernel.actor import Actor

__all__ = [
    "agreements_visible_to",
    "can_end_agreement",
    "can_write_hosts",
    "contacts_visible_to",
    "hosts_visible_to",
    "require",
    "scouting_visible_to",
]

_READERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.OPERATOR)


def can_write_hosts(actor: Actor) -> bool:
    """Whoever works on placements writes: scouting is shared by the whole network."""
    return actor.has_role(*_READERS)


def hosts_visible_to(actor: Actor) -> QuerySet[HostProfile]:
    """Companies are known to those who look for places of work."""
    hosts = HostProfile.objects.filter(network_id=actor.network_id)
    return hosts if actor.has_role(*_READERS) else hosts.none()


def contacts_visible_to(actor: Actor) -> QuerySet[HostContact]:
    """Whom to call, for the same people."""
    contacts = HostContact.objects.filter(network_id=actor.network_id)
    return contacts if actor.has_role(*_READERS) else contacts.none()


def scouting_visible_to(actor: Actor) -> QuerySet[ScoutingContact]:
    """The scouting log, for the same people."""
    log = ScoutingContact.objects.filter(network_id=actor.network_id)
    return log if actor.has_role(*_READERS) else log.none()


def agreements_visible_to(actor: Actor) -> QuerySet[FrameworkAgreement]:
    """Agreements, for the same people."""
    agreements = FrameworkAgreement.objects.filter(network_id=actor.network_id)
    return agreements if actor.has_role(*_READERS) else agreements.none()


def can_end_agreement(actor: Actor, agreement: FrameworkAgreement) -> bool:
    """The promoter's people, who wrote it down, and the administrators."""
    if not agreements_visible_to(actor).filter(pk=agreement.pk).exists():
        return False
    return (
        actor.has_role(Role.ADMINISTRATOR)
        or agreement.promoter_id == actor.organisation_id
        or agreement.created_by == actor.user_id
    )
