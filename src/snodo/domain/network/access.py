"""Who may administer the network and see its bodies and members."""

from django.db.models import Q, QuerySet

from snodo.domain.network.models import Invitation, Membership, Organisation, Territory
from snodo.domain.network.states import Role
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NotAllowed


def require(allowed: bool, sentence: str = "Questa operazione non rientra nel tuo ruolo.") -> None:
    """Raises NotAllowed with the sentence unless the rule says yes."""
    if not allowed:
        raise NotAllowed(sentence)


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Everyone in a network may know which bodies it is made of."""
    return Organisation.objects.filter(network_id=actor.network_id)


def known_bodies(actor: Actor) -> Q:
    """Bodies whose true name, kind and contacts the actor may know; of the others a mask is all there is.

    One's own, and all of them for who administers the network or watches over data protection. The team of
    a path knows the bodies around it, on the pages of that path only.
    """
    if actor.has_role(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
        return Q(network_id=actor.network_id)
    return Q(sensitive=False) | Q(pk=actor.organisation_id)


def knows_body(actor: Actor, organisation: Organisation) -> bool:
    """The same of one body."""
    if not organisation.sensitive or organisation.pk == actor.organisation_id:
        return True
    return actor.has_role(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)


def territories_visible_to(actor: Actor) -> QuerySet[Territory]:
    """Places are known to the whole network."""
    return Territory.objects.filter(network_id=actor.network_id)


def members_in_force() -> Q:
    """Memberships that hold today."""
    today = clock.today()
    return Q(started_on__lte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gt=today))


def memberships_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Colleagues across the network, by name and body: one must know whom to call."""
    return Membership.objects.filter(members_in_force(), network_id=actor.network_id)


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Administrators see the invitations of the network, co-ordinators those of their body."""
    invitations = Invitation.objects.filter(network_id=actor.network_id)
    if actor.has_role(Role.ADMINISTRATOR):
        return invitations
    if actor.has_role(Role.COORDINATOR):
        return invitations.filter(organisation_id=actor.organisation_id)
    return invitations.none()


def can_administer(actor: Actor) -> bool:
    """Bodies, territories and members of the whole network."""
    return actor.has_role(Role.ADMINISTRATOR)


def can_invite_to(actor: Actor, organisation: Organisation) -> bool:
    """Administrators invite anywhere, co-ordinators into their own body."""
    if can_administer(actor):
        return True
    return actor.has_role(Role.COORDINATOR) and organisation.pk == actor.organisation_id


def can_end_membership(actor: Actor, membership: Membership) -> bool:
    """Like inviting, and never one's own: nobody locks themselves out."""
    return membership.pk != actor.membership_id and can_invite_to(actor, membership.organisation)


def can_keep_calendar(actor: Actor, organisation: Organisation) -> bool:
    """Days of closure and the seat: administrators for all, co-ordinators for their own body."""
    return can_invite_to(actor, organisation)
