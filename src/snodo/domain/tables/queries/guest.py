"""The page of a guest without an account: what they may see, and nothing of anybody else."""

from dataclasses import dataclass

from snodo.domain.tables import access
from snodo.domain.tables.models import GuestLink, TableCase, TableCommitment, TableGuest
from snodo.kernel import passes
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class GuestPage:
    """One guest, the points they are invited for, what they promised."""

    guest: TableGuest
    points: list[TableCase]
    commitments: list[TableCommitment]


def find_guest_link(token: str) -> GuestLink | None:
    """The link a secret opens, asked before any network is bound; None when it opens nothing."""
    return passes.find(GuestLink, token)


def guest_holder(link: GuestLink) -> Actor:
    """Who acts through a guest's link. Needs the link's network bound."""
    guest = TableGuest.objects.get(pk=link.guest_id)
    return passes.actor_of(link, name=f"{guest.name}, dal suo collegamento"[:160])


def guest_page(actor: Actor) -> GuestPage | None:
    """What the page of a link shows; None once the link is no longer good. Three statements."""
    guest = (
        access.guests_through(actor).select_related("table__organisation", "table__convened_by__user").first()
    )
    if guest is None:
        return None
    points = TableCase.objects.filter(pk__in=guest.points.values("table_case"), case__frozen=False)
    return GuestPage(guest, list(points), list(access.commitments_visible_to(actor)))
