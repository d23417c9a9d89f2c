"""What pages read of networks, bodies and members."""

import datetime
import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from snodo.domain.network import access
from snodo.domain.network.models import Invitation, Membership, Network, Organisation, Submission, User
from snodo.domain.network.states import Role
from snodo.kernel import clock, crypto, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept


def hash_token(token: str) -> str:
    """What is stored of a secret link: never the secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def memberships_of(user: User) -> QuerySet[Membership]:
    """All places where a user works, across networks. The database wall shows a user's own only."""
    return (
        Membership.across.filter(access.members_in_force(), user=user)
        .annotate(organisation_label=F("organisation__name"))
        .order_by("network_id", "organisation_label")
    )


def actor_of(membership: Membership, *, network_name: str = "", origin: str = "web") -> Actor:
    """The actor a membership makes. Needs user and organisation loaded."""
    return Actor(
        user_id=membership.user_id,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        network_id=membership.network_id,
        role=membership.role,
        user_name=membership.user.get_full_name(),
        organisation_name=membership.organisation.label,
        network_name=network_name,
        origin=origin,
    )


def organisation_list(actor: Actor, *, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Bodies with the number of people who work in each."""
    organisations = access.organisations_visible_to(actor).order_by("name")
    known = access.known_bodies(actor)
    if text:
        true = Q(own_name__icontains=text) | Q(own_short_name__icontains=text)
        organisations = organisations.filter(
            Q(name__icontains=text) | Q(short_name__icontains=text) | (known & true)
        )
    if kind:  # the kind of a masked body is part of what is masked
        organisations = organisations.filter(known, kind=kind)
    return organisations


def member_counts(actor: Actor) -> dict[UUID, int]:
    """How many people work in each body today."""
    rows = (
        access.memberships_visible_to(actor)
        .values("organisation_id")
        .annotate(people=Count("user", distinct=True))
    )
    return {row["organisation_id"]: row["people"] for row in rows}


def members_of(actor: Actor, organisation: Organisation) -> QuerySet[Membership]:
    """Colleagues in one body, by surname."""
    return (
        access.memberships_visible_to(actor)
        .filter(organisation=organisation)
        .select_related("user")
        .order_by("user__last_name", "user__first_name")
    )


def operators_of(actor: Actor, organisation_id: UUID) -> QuerySet[Membership]:
    """Those of one body who may take charge of a person."""
    return (
        access.memberships_visible_to(actor)
        .filter(organisation_id=organisation_id, role__in=[Role.OPERATOR, Role.COORDINATOR])
        .select_related("user")
        .order_by("user__last_name", "user__first_name")
    )


def open_invitation(token: str) -> Invitation | None:
    """The invitation a link opens, if it is still good. Runs inside the invitation's network."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(
            token_hash=hash_token(token),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=clock.now(),
        )
        .first()
    )


INVITATION_LIFE = datetime.timedelta(days=7)


def _in_use(user_id: UUID) -> QuerySet[Membership]:
    name = Network.objects.filter(pk=OuterRef("network_id")).values("name")[:1]
    rows: Any = Membership.across
    found: QuerySet[Membership] = (
        rows.filter(access.members_in_force(), user_id=user_id, organisation__active=True)
        .select_related("organisation", "user")
        .annotate(network_name=Subquery(name))
    )
    return found


def places_of_work(user_id: UUID) -> list[Membership]:
    """Every role a user holds today, before a network is chosen, each with its `network_name`."""
    with transaction.atomic():
        tenancy.set_database_context(None, user_id)
        rows: Any = _in_use(user_id)
        return list(rows.order_by("network_name", "organisation__name", "role"))


def membership_in_use(*, user_id: UUID, membership_id: UUID) -> Membership | None:
    """The role a session works in, if it still holds; one statement. Needs its network bound."""
    found = _confirmed(None, user=user_id, membership=membership_id)
    return found[0] if found else None


@Kept
def _confirmed(actor: None, *, user: UUID, membership: UUID) -> QuerySet[Membership]:
    return _in_use(user).filter(pk=membership)


def location_of(key: UUID, actor: Actor) -> str:
    """Where a form that the actor sent before has led; empty when it was somebody else's."""
    found = Submission.objects.filter(key=key, membership_id=actor.membership_id)
    return found.values_list("location", flat=True).first() or ""


def network_name(network_id: UUID) -> str:
    """The name of the bound network."""
    return Network.objects.filter(pk=network_id).values_list("name", flat=True).first() or ""


def tax_code_index(code: str) -> str:
    """What is kept of a user's codice fiscale: nothing that leads back to it, nor to a person's file."""
    return crypto.blind_index(code, "user.tax_code") if code else ""


def user_with_tax_code(code: str) -> User | None:
    """The user invited with this codice fiscale (in its one form)."""
    return User.objects.filter(tax_code_index=tax_code_index(code)).first() if code else None


def user_with_email(email: str) -> User | None:
    """The user with this address."""
    return User.objects.filter(email=email.strip().lower()).first() if email else None


def may_be(user: User, code: str) -> bool:
    """Whether the person with this codice fiscale can be this user: not when another one is known."""
    return not code or user.tax_code_index in ("", tax_code_index(code))


def has_account(email: str) -> bool:
    """Whether somebody already signs in with this address."""
    return User.objects.filter(email=email.strip().lower()).exists()
