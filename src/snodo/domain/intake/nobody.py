"""Referrals nobody can move any more: asked of the job, the account, the body and its act, row by row."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.intake import access, hands
from snodo.domain.intake.models import ReceiptLink, Referral
from snodo.domain.intake.states import ReferralState
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.access import refusals
from snodo.domain.people.models import PersonIdentifier
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.access import acts_in_force
from snodo.domain.programmes.models import ProgrammePartner
from snodo.kernel import clock

S = ReferralState


def _acts(*roles: str) -> QuerySet[ProgrammePartner]:
    """Acts of a member's body in the programme of a referral: two rows out."""
    acts = acts_in_force().filter(
        programme=OuterRef(OuterRef("programme")), organisation=OuterRef("organisation")
    )
    return acts.filter(role__in=roles) if roles else acts


def _kept_out() -> Exists:
    """The person of a referral does not want the member's body."""
    bears = PersonIdentifier.objects.filter(
        person=OuterRef("person"), fingerprint=OuterRef(OuterRef(OuterRef("code_fingerprint")))
    ).exclude(fingerprint="")
    refused = refusals(SharingPurpose.PATH).filter(organisation=OuterRef("organisation"))
    return Exists(refused.filter(Q(person=OuterRef(OuterRef("person"))) | Exists(bears)))


def _holders() -> QuerySet[Membership]:
    """Whoever it was given to, if they can still work on it."""
    return Membership.objects.filter(
        hands.at_work(), Exists(_acts()), pk=OuterRef("assigned_membership"), role__in=access.WORKERS
    )


def _triagers() -> QuerySet[Membership]:
    """Who could give it to somebody."""
    return Membership.objects.filter(
        hands.at_work(), Exists(_acts(*access.RECEIVING)), ~_kept_out(), role=Role.COORDINATOR
    )


def _senders() -> QuerySet[Membership]:
    """Who could answer, send again or withdraw, in the body that sent it."""
    return Membership.objects.filter(
        hands.at_work(),
        Exists(_acts()),
        organisation=OuterRef("sender_organisation"),
        role__in=access.SENDERS,
    )


def _outsiders() -> QuerySet[ReceiptLink]:
    """Whoever sent it without an account, while their link and the act of their body hold."""
    acts = acts_in_force().filter(
        programme=OuterRef("referral__programme"), organisation=OuterRef("referral__sender_organisation")
    )
    good = ReceiptLink.objects.filter(revoked_at__isnull=True, expires_at__gt=clock.now())
    return good.filter(Exists(acts), referral=OuterRef("pk"))


def lost_hands() -> Q:
    """Given to somebody who has left, lost the role, or whose body has no act today."""
    given = Q(state__in=[S.ASSIGNED, S.INFORMATION_REQUESTED], assigned_membership__isnull=False)
    return given & Q(~Exists(_holders()))


def nobody_triages() -> Q:
    """No body that receives has anybody who co-ordinates it."""
    return Q(state__in=[S.SENT, S.WAITING]) & Q(~Exists(_triagers()))


def nobody_answers() -> Q:
    """It waits for the sender, and nobody is left there."""
    asked = Q(state__in=[S.INFORMATION_REQUESTED, S.RETURNED])
    return asked & Q(~Exists(_senders()), ~Exists(_outsiders()))


def with_nobody(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those of these that nobody who should can move."""
    found = referrals.filter(sent_at__isnull=False, frozen=False)
    return found.filter(lost_hands() | nobody_triages() | nobody_answers())
