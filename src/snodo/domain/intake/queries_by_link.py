"""What the pages of a service's link and of a receipt read."""

from uuid import UUID

from snodo.domain.documents.models import Document
from snodo.domain.intake import access, queries
from snodo.domain.intake.models import ReceiptLink, Referral, ReferringLink
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel import passes
from snodo.kernel.actor import Actor


def find_referring_link(token: str) -> ReferringLink | None:
    """The service's link a secret opens, before any network is bound."""
    return passes.find(ReferringLink, token)


def find_receipt_link(token: str) -> ReceiptLink | None:
    """The receipt a secret opens, before any network is bound."""
    return passes.find(ReceiptLink, token)


def late_link(token: str) -> ReferringLink | ReceiptLink | None:
    """The link a secret opened once, and no longer does."""
    return passes.find_over(ReceiptLink, token) or passes.find_over(ReferringLink, token)


def late_holder(link: ReferringLink | ReceiptLink) -> Actor:
    """Whoever came with it. Needs the link's network bound."""
    return receipt_holder(link) if isinstance(link, ReceiptLink) else referring_holder(link)


def own_attachment(actor: Actor, referral: Referral, pk: UUID) -> Document | None:
    """A file of the referral of a receipt; None for any other."""
    return next((one for one in queries.attachments(actor, referral) if one.pk == pk), None)


def referring_holder(link: ReferringLink) -> Actor:
    """Whoever opened the link of a service. Needs the link's network bound."""
    return passes.actor_of(
        link, name=f"{link.organisation.label}, dal collegamento"[:160], organisation_id=link.organisation_id
    )


def receipt_holder(link: ReceiptLink) -> Actor:
    """Whoever began the referral. Needs the link's network bound."""
    referral = Referral.objects.only("outside_name", "sender_organisation_id").get(pk=link.referral_id)
    return passes.actor_of(
        link,
        name=f"{referral.outside_name}, dal suo collegamento"[:160],
        organisation_id=referral.sender_organisation_id,
    )


def action_of(actor: Actor) -> ProgrammeAction | None:
    """Where a service's link leads, while it and the act hold."""
    return access.actions_open_to(actor).select_related("programme").first()


def whom_to_ask(link: ReceiptLink) -> list[Organisation]:
    """Who leads the programme, for when the sender's act is over. Empty for a file that was closed."""
    referral = Referral.objects.filter(pk=link.referral_id, frozen=False)
    leads = ProgrammePartner.objects.filter(
        programme_id__in=referral.values("programme_id"), role=PartnerRole.LEAD
    )
    bodies = Organisation.objects.filter(pk__in=leads.values("organisation_id"))
    return list(bodies.order_by("name"))


def own_referral(actor: Actor) -> Referral | None:
    """The one referral of a receipt; None once the body's act is over."""
    referrals = access.referrals_visible_to(actor)
    return referrals.select_related(
        "action__programme", "programme", "municipality", "sender_organisation", "assigned_organisation"
    ).first()
