"""Who acts, for which organisation, in which network: the only way rules learn of a person."""

from dataclasses import dataclass
from uuid import UUID

# Role and origin of who acts through a personal link.
LINK = "link"


@dataclass(frozen=True, slots=True)
class Actor:
    """Made once by middleware, token or job, then passed down. Never a request."""

    user_id: UUID
    membership_id: UUID
    organisation_id: UUID
    network_id: UUID
    role: str
    user_name: str = ""
    organisation_name: str = ""
    network_name: str = ""
    origin: str = "web"

    def has_role(self, *roles: str) -> bool:
        """Whether the actor's one role is among those given."""
        return self.role in roles

    @property
    def by_link(self) -> bool:
        """Nobody who signs in: whoever holds a personal link. All its ids name the link."""
        return self.role == LINK

    @property
    def is_nobody(self) -> bool:
        """The clock: no user, no membership, no body stands behind its ids."""
        return self.membership_id == NOBODY


NOBODY = UUID(int=0)


def the_clock(network_id: UUID) -> Actor:
    """Who acts when nobody does: work that the clock starts. It has no role, so no rule lets it in."""
    return Actor(NOBODY, NOBODY, NOBODY, network_id, role="", user_name="Snodo", origin="clock")
