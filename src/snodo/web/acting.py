"""Which of a user's roles is in use: kept in the session, confirmed at every request."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from snodo.domain.network import queries
from snodo.kernel.actor import Actor

CHOSEN = "snodo_membership"
CHOICES = "snodo_memberships"
SECOND_FACTOR = "snodo_second_factor"


@dataclass(frozen=True, slots=True)
class Choice:
    """One role of the signed-in user, as the header shows it."""

    membership_id: UUID
    network_id: UUID
    network_name: str
    organisation_name: str
    role_label: str

    @classmethod
    def of(cls, row: list[str]) -> "Choice":
        return cls(UUID(row[0]), UUID(row[1]), row[2], row[3], row[4])

    def row(self) -> list[str]:
        return [
            str(self.membership_id),
            str(self.network_id),
            self.network_name,
            self.organisation_name,
            self.role_label,
        ]


def choices(request: HttpRequest) -> list[Choice]:
    """The roles last read for this session, at no cost."""
    return [Choice.of(row) for row in request.session.get(CHOICES, [])]


def remembered(request: HttpRequest) -> Choice | None:
    """The role this session was using."""
    row = request.session.get(CHOSEN)
    return Choice.of(row) if row else None


def read_choices(request: HttpRequest) -> list[Choice]:
    """Read the user's active roles again and keep them in the session."""
    found = [
        Choice(
            membership_id=membership.pk,
            network_id=membership.network_id,
            network_name=membership.network_name,
            organisation_name=membership.organisation.label,
            role_label=membership.title,
        )
        for membership in queries.memberships_of_user(request.user.pk)
    ]
    request.session[CHOICES] = [choice.row() for choice in found]
    return found


def choose(request: HttpRequest, membership_id: UUID | None = None) -> Choice | None:
    """Take up a role (the first when none is asked for); None when there is none to take."""
    found = read_choices(request)
    if membership_id is not None:
        found = [choice for choice in found if choice.membership_id == membership_id]
    if not found:
        return None
    request.session[CHOSEN] = found[0].row()
    return found[0]


def forget(request: HttpRequest) -> None:
    request.session.pop(CHOSEN, None)
    request.session.pop(CHOICES, None)


def confirm(request: HttpRequest, chosen: Choice) -> Any:
    """The membership row if it is still active; one statement. Needs the network bound."""
    return queries.active_membership(user_id=request.user.pk, membership_id=chosen.membership_id)


def actor_of(request: HttpRequest, membership: Any) -> Actor:
    """The value every rule receives in place of the request."""
    return Actor(
        user_id=request.user.pk,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        network_id=membership.network_id,
        role=membership.role,
        user_name=request.user.get_full_name(),
        organisation_name=membership.organisation.label,
        network_name=membership.network_name,
    )


def second_factor_missing(request: HttpRequest) -> bool:
    """Whether this role asks for a second factor that this session has not shown."""
    if not settings.MFA_REQUIRED or request.session.get(SECOND_FACTOR):
        return False
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.role in settings.MFA_ROLES
