"""Referring without an account: the link given to a service, and the referral begun through it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, outsiders
from snodo.domain.intake.models import ReceiptLink, Referral, ReferringLink
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

PAGE = "/mio/segnala/{}/"
OVER = "Questo collegamento non vale più: chiedine uno nuovo a chi coordina il programma."


@dataclass(frozen=True, slots=True)
class Given:
    """A link just made: address and code are shown once, and told apart."""

    address: str
    code: str


@transaction.atomic
def give_referring_link(
    *, action: ProgrammeAction, organisation: Organisation, note: str = "", actor: Actor
) -> Given:
    """A service's link in place of the earlier one. Raises InputRefused for a body without an act."""
    access.require(access.can_give_links(actor, action))
    if not access.linkable_bodies(action).filter(pk=organisation.pk).exists():
        raise InputRefused({"organisation": "Questo ente non ha oggi un accordo in vigore nel programma."})
    earlier = ReferringLink.objects.filter(action=action, organisation=organisation)
    last = earlier.order_by("-created_at").first()
    passes.revoke(earlier)
    link = ReferringLink(
        action=action,
        organisation=organisation,
        given_by_id=actor.membership_id,
        note=note,
        code_number=last.code_number if last is not None else 1,
    )
    token = passes.give_token(link)
    link.full_clean()
    link.save(force_insert=True)
    audit.record(
        actor=actor, verb="referral.give_link", subject=link, changes={"organisation": organisation.pk}
    )
    return Given(f"{settings.SITE_ADDRESS}{PAGE.format(token)}", passes.code_of(link))


@transaction.atomic
def revoke_referring_link(*, link: ReferringLink, actor: Actor) -> None:
    """From now on nobody begins or sends a referral by it; receipts of those sent stay."""
    access.require(access.links_given_by(actor).filter(pk=link.pk).exists())
    passes.revoke(ReferringLink.objects.filter(pk=link.pk))
    audit.record(actor=actor, verb="referral.revoke_link", subject=link)


@transaction.atomic
def begin_by_link(
    *, link: ReferringLink, name: str, function: str, email: str = "", phone: str = "", actor: Actor
) -> tuple[ReceiptLink, str]:
    """A draft of its own for whoever opened the link, with who they are; and the secret of its page."""
    access.require(actor.by_link and actor.user_id == link.pk)
    access.require(access.can_send_to(actor, link.action), OVER)
    problems = {}
    if not name.strip():
        problems["name"] = "Scrivi il tuo nome e cognome: chi riceve deve sapere con chi parla."
    if not function.strip():
        problems["function"] = "Scrivi il tuo ruolo nel servizio."
    if not email and not phone.strip():
        problems["email"] = "Scrivi un'e-mail o un telefono di lavoro, per poterti rispondere."
    if problems:
        raise InputRefused(problems)
    referral = Referral(
        programme_id=link.action.programme_id,
        action=link.action,
        sender_organisation_id=link.organisation_id,
        sent_through=link,
        outside_name=name,
        outside_function=function,
        outside_email=email,
        outside_phone=phone,
    )
    referral.save(force_insert=True)
    audit.record(actor=actor, verb="referral.draft", subject=referral, changes={"link": link.pk})
    receipt, token = outsiders.new_receipt(referral)
    outsiders.send_link(referral, token, outsiders.BEGUN)
    return receipt, token


@transaction.atomic
def try_link_code(*, link: ReferringLink | ReceiptLink, code: str, actor: Actor) -> bool:
    """Whether the code is right; a wrong one is counted and logged."""
    access.require(actor.by_link and actor.user_id == link.pk)
    right = passes.check_code(link, code)
    if not right:
        audit.record_refusal(
            actor=actor, verb="referral.code_try", subject_ref=_about(link), ground="Codice sbagliato"
        )
    return right


@transaction.atomic
def open_link(*, link: ReferringLink | ReceiptLink, actor: Actor) -> None:
    """The page was shown: counted and logged."""
    access.require(actor.by_link and actor.user_id == link.pk)
    passes.count_opening(link)
    audit.record_read(actor=actor, subject_ref=_about(link), ground="Pagina personale")


@transaction.atomic
def note_late_opening(*, link: ReferringLink | ReceiptLink, actor: Actor) -> None:
    """Somebody came with a link that is over or was closed: nothing is shown, the log says it."""
    access.require(actor.by_link and actor.user_id == link.pk and not link.good)
    audit.record_refusal(
        actor=actor, verb="referral.link_over", subject_ref=_about(link), ground="Collegamento non più valido"
    )


def _about(link: ReferringLink | ReceiptLink) -> tuple[str, UUID]:
    if isinstance(link, ReceiptLink):
        return "intake.referral", link.referral_id
    return "intake.referringlink", link.pk
