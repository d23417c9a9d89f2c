"""Which of a user's roles is in use: kept in the session, confirmed at every request."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from snodo.domain.network import queries
from snodo.domain.network.models import Membership, User
from snodo.kernel.actor import Actor
from snodo.web.origin import origin_of

MEMBERSHIP, NETWORK = "membership_id", "network_id"
CHOICES = "snodo_memberships"
SECOND_FACTOR = "snodo_second_factor"
# In the state of who comes back from an identity gateway: it has seen a second factor.
ASSURED = "assured"


@dataclass(frozen=True, slots=True)
class Choice:
    """One role of the signed-in user, as the header shows it."""

    membership_id: UUID
    network_id: UUID
    network_name: str
    organisation_name: str
    title: str
    role: str

    @classmethod
    def of(cls, membership: Membership) -> "Choice":
        return cls(
            membership_id=membership.pk,
            network_id=membership.network_id,
            network_name=membership.network_name,  # type: ignore[attr-defined]
            organisation_name=membership.organisation.true_label,  # one's own body
            title=membership.true_title,
            role=membership.role,
        )

    @classmethod
    def unpack(cls, row: list[str]) -> "Choice":
        return cls(UUID(row[0]), UUID(row[1]), row[2], row[3], row[4], row[5])

    def pack(self) -> list[str]:
        return [
            str(self.membership_id),
            str(self.network_id),
            self.network_name,
            self.organisation_name,
            self.title,
            self.role,
        ]


def _user(request: HttpRequest) -> User:
    """The signed-in user: only asked after the middleware has seen that there is one."""
    return cast(User, request.user)


def choices(request: HttpRequest) -> list[Choice]:
    """The roles last read for this session, at no cost."""
    return [Choice.unpack(row) for row in request.session.get(CHOICES, [])]


def remembered(request: HttpRequest) -> tuple[UUID, UUID] | None:
    """Membership and network this session was using."""
    session = request.session
    if MEMBERSHIP not in session or NETWORK not in session:
        return None
    return UUID(session[MEMBERSHIP]), UUID(session[NETWORK])


def read_choices(request: HttpRequest) -> list[Choice]:
    """Read the user's roles again and keep them in the session."""
    found = [Choice.of(membership) for membership in queries.places_of_work(_user(request).pk)]
    request.session[CHOICES] = [choice.pack() for choice in found]
    return found


def choose(request: HttpRequest, membership_id: UUID | None = None) -> Choice | None:
    """Take up a role (the first when none is asked for); None when there is none to take."""
    found = read_choices(request)
    if membership_id is not None:
        found = [choice for choice in found if choice.membership_id == membership_id]
    if not found:
        return None
    request.session[MEMBERSHIP] = str(found[0].membership_id)
    request.session[NETWORK] = str(found[0].network_id)
    return found[0]


def forget(request: HttpRequest) -> None:
    """Nothing is chosen any more: the next page takes up the first role."""
    for key in (MEMBERSHIP, NETWORK, CHOICES):
        request.session.pop(key, None)


def who(request: HttpRequest) -> UUID | None:
    """The user this session says it is of: nothing is granted on its word alone."""
    try:
        return UUID(request.session.get(SESSION_KEY, ""))
    except ValueError:
        return None


def may_be_confirmed_later(request: HttpRequest) -> bool:
    """Whether `confirm` will say who this is: reading, in a session that was at work."""
    return request.method in ("GET", "HEAD") and bool(who(request) and remembered(request))


def confirm(request: HttpRequest, user_id: UUID, membership_id: UUID) -> Membership | None:
    """The membership row if it still holds; one statement. Needs the network bound.

    The user comes along with it, and is known for this request if the session is truly theirs.
    """
    membership = queries.membership_in_use(user_id=user_id, membership_id=membership_id)
    if membership is not None and _is_theirs(request.session, membership.user):
        request._cached_user = membership.user  # type: ignore[attr-defined]
    return membership


def _is_theirs(session: Any, user: User) -> bool:
    """The plain case of `django.contrib.auth.get_user`; any other is left to it, at one more statement."""
    return (
        user.is_active
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY) or "", user.get_session_auth_hash())
    )


def actor_of(request: HttpRequest, membership: Membership) -> Actor:
    """The value every rule receives in place of the request."""
    return Actor(
        user_id=_user(request).pk,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        network_id=membership.network_id,
        role=membership.role,
        user_name=_user(request).get_full_name(),
        organisation_name=membership.organisation.label,
        network_name=membership.network_name,  # type: ignore[attr-defined]
        origin=origin_of(request),
    )


def second_factor_missing(request: HttpRequest, actor: Actor) -> bool:
    """Whether this role asks for a second factor that this session has not shown."""
    if not settings.MFA_REQUIRED or request.session.get(SECOND_FACTOR):
        return False
    return actor.role in settings.MFA_ROLES
