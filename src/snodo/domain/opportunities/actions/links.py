"""The verbs of a card's personal link: given with the sheet, opened with a code, taken back."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.opportunities import access
from snodo.domain.opportunities.models import Card, CardLink
from snodo.kernel import passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

NOT_YOURS = "Può farlo chi scrive la tessera."


def new_token(card: Card) -> str:
    """The secret for a sheet about to be printed; earlier sheets of the card no longer open anything.

    A service of `issue_card`, which checks and logs. The code stays the one the person has learnt.
    """
    earlier = CardLink.objects.filter(card=card)
    known = earlier.order_by("-created_at", "-pk").values_list("code_number", flat=True).first()
    passes.revoke(earlier)
    link = CardLink(card=card, code_number=known or 1)
    token = passes.give_token(link)
    link.save(force_insert=True)
    return token


def close_links(card: Card) -> int:
    """No sheet of this card opens anything any more. A service of the verbs of the card."""
    return passes.revoke(CardLink.objects.filter(card=card))


def _held(link: CardLink, actor: Actor) -> CardLink:
    access.require(access.can_write_card(actor, link.card), NOT_YOURS)
    held: CardLink = (
        CardLink.objects.select_for_update(of=("self",)).select_related("card__case").get(pk=link.pk)
    )
    if not held.good:
        raise Conflict("Il collegamento non vale più: prepara un foglio nuovo.")
    return held


def _log(verb: str, link: CardLink, actor: Actor) -> None:
    audit.record(actor=actor, verb=f"card.{verb}", subject=link.card, person_id=link.card.case.person_id)


@transaction.atomic
def tell_card_code(*, link: CardLink, actor: Actor) -> str:
    """The code of the page, to be told to the person by voice. Raises Conflict for a link no longer good."""
    link = _held(link, actor)
    _log("code_tell", link, actor)
    return passes.code_of(link)


@transaction.atomic
def change_card_code(*, link: CardLink, actor: Actor) -> str:
    """Another code, when somebody else may have heard the old one. Raises Conflict."""
    link = _held(link, actor)
    _log("code_change", link, actor)
    return passes.change_code(link)


@transaction.atomic
def revoke_card_link(*, link: CardLink, actor: Actor) -> None:
    """The sheet was lost or taken: its drawing opens nothing any more. Raises Conflict."""
    link = _held(link, actor)
    passes.revoke(CardLink.objects.filter(pk=link.pk))
    _log("link_revoke", link, actor)


@transaction.atomic
def try_card_code(*, link: CardLink, code: str, actor: Actor) -> bool:
    """Whether whoever holds the link knows the code; each wrong one is counted and logged."""
    right = passes.check_code(link, code)
    if not right:
        card = link.card
        audit.record_refusal(
            actor=actor,
            verb="card.code_try",
            subject=card,
            person_id=card.case.person_id,
            ground="Codice sbagliato",
        )
    return right


@transaction.atomic
def open_card_link(*, link: CardLink, actor: Actor) -> None:
    """The page was shown through the link: counted and logged. Raises NotAllowed for a link not one's own."""
    access.require(actor.by_link and actor.user_id == link.pk, NOT_YOURS)
    passes.count_opening(link)
    audit.record_read(
        actor=actor,
        subject=link.card,
        person_id=link.card.case.person_id,
        section="card",
        ground="Pagina personale",
    )
