"""The personal link to one's own ledger: who comes in by it, and what it opens."""

from snodo.domain.people.models import Person
from snodo.domain.privacy import access
from snodo.domain.privacy.models import LedgerLink
from snodo.domain.privacy.queries.ledger import Ledger, ledger_of
from snodo.domain.privacy.queries.requests import own_requests
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor


def find_ledger_link(token: str) -> LedgerLink | None:
    """The link a secret opens, asked before any network is bound; None when it opens nothing."""
    return passes.find(LedgerLink, token)


def ledger_holder_of(link: LedgerLink) -> Actor:
    """Who acts through a link. Needs the link's network bound."""
    return passes.actor_of(link, organisation_id=link.organisation_id, name="La persona, dal suo registro")


def ledger_link_of(actor: Actor, person: Person) -> LedgerLink | None:
    """The link of the last sheet, for who may read the ledger."""
    if not access.can_read_ledger(actor, person):
        return None
    link: LedgerLink | None = LedgerLink.objects.filter(
        person=person, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).first()
    return link


def own_ledger(actor: Actor) -> Ledger | None:
    """The ledger of whoever holds the link, without names; None once it opens nothing."""
    person = access.own_person(actor)
    if person is None:
        return None
    ledger = ledger_of(person, names=False)
    ledger.requests = own_requests(person)
    return ledger
