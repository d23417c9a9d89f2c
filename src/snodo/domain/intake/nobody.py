"""Referrals nobody can move any more: asked of the job, the account, the body and its act.

Who works where is a short list, read once: of ten thousand referrals each is looked for in it, and only where
a person keeps somebody out are bodies asked one by one.
"""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.intake import access, hands
from snodo.domain.intake.models import ReceiptLink, Referral
from snodo.domain.intake.states import ReferralState
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.access import refusals
from snodo.domain.people.models import PersonIdentifier
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.access import RECEIVING, acts_in_force
from snodo.kernel import clock

S = ReferralState


def _act(body: str) -> Exists:
    """A body of a referral has an act in its programme today."""
    return Exists(acts_in_force().filter(programme=OuterRef("programme"), organisation=OuterRef(body)))


def _at_work(*roles: str) -> QuerySet[Membership]:
    """Members who can sign in today, in one of these roles."""
    return Membership.objects.filter(hands.at_work(), role__in=roles)


def _bodies(*roles: str) -> QuerySet[Any]:
    """Bodies in which somebody is at work in one of these roles."""
    return _at_work(*roles).order_by().values("organisation")


def _held() -> Q:
    """Whoever it was given to can still work on it. One is given it in one's own body."""
    holders = Q(assigned_membership__in=_at_work(*access.WORKERS).values("pk"))
    return holders & Q(_act("assigned_organisation"))


def _triaged() -> Q:
    """Somebody could give it to somebody: a body that receives has who co-ordinates it, and may."""
    receiving = acts_in_force().filter(role__in=RECEIVING, organisation__in=_bodies(Role.COORDINATOR))
    staffed = Q(programme__in=receiving.order_by().values("programme"))
    # Bodies are asked one by one only for a person who keeps somebody out.
    willing = receiving.filter(~_keeps_out(), programme=OuterRef("programme"))
    return staffed & (~_chooses() | Q(Exists(willing)))


def _chooses() -> Q:
    """The person of a referral, known by name or by code, keeps some body out."""
    choosers = refusals(SharingPurpose.PATH).values("person")
    codes = PersonIdentifier.objects.filter(person__in=choosers).exclude(fingerprint="")
    return Q(person__isnull=False, person__in=choosers) | Q(code_fingerprint__in=codes.values("fingerprint"))


def _keeps_out() -> Exists:
    """The person of a referral does not want the body of an act."""
    bears = PersonIdentifier.objects.filter(
        person=OuterRef("person"), fingerprint=OuterRef(OuterRef(OuterRef("code_fingerprint")))
    ).exclude(fingerprint="")
    refused = refusals(SharingPurpose.PATH).filter(organisation=OuterRef("organisation"))
    return Exists(refused.filter(Q(person=OuterRef(OuterRef("person"))) | Exists(bears)))


def _answered() -> Q:
    """Somebody could answer, send again or withdraw in the body that sent it."""
    return Q(sender_organisation__in=_bodies(*access.SENDERS)) & Q(_act("sender_organisation"))


def _answered_outside(now: datetime.datetime) -> Q:
    """Whoever sent it without an account can, while their link and the act of their body hold."""
    acts = acts_in_force().filter(
        programme=OuterRef("referral__programme"), organisation=OuterRef("referral__sender_organisation")
    )
    good = ReceiptLink.objects.filter(Exists(acts), revoked_at__isnull=True, expires_at__gt=now)
    return Q(pk__in=good.order_by().values("referral"))


def lost_hands() -> Q:
    """Given to somebody who has left, lost the role, or whose body has no act today."""
    given = Q(state__in=[S.ASSIGNED, S.INFORMATION_REQUESTED], assigned_membership__isnull=False)
    return given & ~_held()


def nobody_triages() -> Q:
    """No body that receives has anybody who co-ordinates it."""
    return Q(state__in=[S.SENT, S.WAITING]) & ~_triaged()


def nobody_answers(now: datetime.datetime) -> Q:
    """It waits for the sender, and nobody is left there."""
    asked = Q(state__in=[S.INFORMATION_REQUESTED, S.RETURNED])
    return asked & ~(_answered() | _answered_outside(now))


def with_nobody(referrals: QuerySet[Referral], now: datetime.datetime | None = None) -> QuerySet[Referral]:
    """Those of these that nobody who should can move."""
    found = referrals.filter(sent_at__isnull=False, frozen=False)
    return found.filter(lost_hands() | nobody_triages() | nobody_answers(now or clock.now()))
