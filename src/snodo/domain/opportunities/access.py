"""Who may see the catalogue and the cards, and who keeps them."""

from django.db.models import Q, QuerySet

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.opportunities.models import Card, CardLine, CardLink, Opportunity
from snodo.domain.opportunities.states import CardState
from snodo.kernel import clock
from snodo.kernel.actor import Actor

__all__ = [
    "can_answer_card",
    "can_confirm",
    "can_keep",
    "can_offer",
    "can_write_card",
    "can_write_cards_of",
    "cards_visible_to",
    "lines_visible_to",
    "links_visible_to",
    "opportunities_visible_to",
    "require",
]

_WORKING = (Role.COORDINATOR, Role.OPERATOR)
_READERS = (*_WORKING, Role.ADMINISTRATOR, Role.REFERRER, Role.STEERING)
_OFFERERS = (*_WORKING, Role.ADMINISTRATOR, Role.REFERRER)


def opportunities_visible_to(actor: Actor) -> QuerySet[Opportunity]:
    """The catalogue is shared by all the bodies of the network: no person's data is in it."""
    rows = Opportunity.objects.filter(network_id=actor.network_id)
    return rows if actor.has_role(*_READERS) else rows.none()


def can_offer(actor: Actor) -> bool:
    """Every body may put something in the catalogue."""
    return actor.has_role(*_OFFERERS)


def can_keep(actor: Actor, opportunity: Opportunity) -> bool:
    """The people of the body that offers it, who wrote it down, and the administrators."""
    if not can_offer(actor) or not opportunities_visible_to(actor).filter(pk=opportunity.pk).exists():
        return False
    return (
        opportunity.provider_id == actor.organisation_id
        or opportunity.created_by == actor.user_id
        or actor.has_role(Role.ADMINISTRATOR)
    )


def can_confirm(actor: Actor, opportunity: Opportunity) -> bool:
    """Whoever keeps it, and any operator who has just asked the provider: the name stays written."""
    if actor.has_role(*_WORKING):
        return opportunities_visible_to(actor).filter(pk=opportunity.pk).exists()
    return can_keep(actor, opportunity)


def cards_visible_to(actor: Actor) -> QuerySet[Card]:
    """Cards of the cases one may see; the body that sent the person reads the card handed over.

    Whoever holds the personal link of a card sees that card and no other.
    """
    if actor.by_link:
        return Card.objects.filter(pk__in=_own_links(actor).values("card"))
    if not actor.has_role(*_WORKING, Role.REFERRER):
        return Card.objects.none()
    followed = casework.progress_visible_to(actor).values("pk")
    return Card.objects.filter(
        Q(case__in=casework.cases_visible_to(actor).values("pk"))
        | Q(case__in=followed, issued_on__isnull=False)
    )


def _own_links(actor: Actor) -> QuerySet[CardLink]:
    """The link somebody acts through, while it is good and the card is in use."""
    return CardLink.objects.filter(
        pk=actor.user_id,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
        card__state__in=[CardState.ISSUED, CardState.UPDATED],
    )


def links_visible_to(actor: Actor) -> QuerySet[CardLink]:
    """The links of the cards one may write: their code can be told, they can be taken back."""
    if not actor.has_role(*_WORKING):
        return CardLink.objects.none()
    cases = casework.cases_visible_to(actor).values("pk")
    return CardLink.objects.filter(revoked_at__isnull=True, card__case__in=cases)


def lines_visible_to(actor: Actor) -> QuerySet[CardLine]:
    """Lines of the cards one may see."""
    return CardLine.objects.filter(card__in=cards_visible_to(actor).values("pk"))


def can_write_cards_of(actor: Actor, case: Case) -> bool:
    """Who writes the case writes its card."""
    return casework.can_write_case(actor, case)


def can_write_card(actor: Actor, card: Card) -> bool:
    """Who writes the case writes its card."""
    return can_write_cards_of(actor, card.case)


def can_answer_card(actor: Actor, card: Card) -> bool:
    """The person, on their own page; or who writes the card, told by the person."""
    if actor.by_link:
        return cards_visible_to(actor).filter(pk=card.pk).exists()
    return can_write_card(actor, card)
