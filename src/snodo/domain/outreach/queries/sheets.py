"""The public sheet, by whom it is kept and by whoever has its address."""

from django.db.models import QuerySet

from snodo.domain.outreach import access
from snodo.domain.outreach.models import CallRequest, PublicSheet
from snodo.domain.programmes.models import Programme
from snodo.kernel import passes
from snodo.kernel.actor import Actor


def sheet_of(programme: Programme) -> PublicSheet | None:
    """The sheet of a programme, published or not: it holds nobody's data."""
    sheets = PublicSheet.objects.filter(programme=programme)
    return sheets.select_related("published_by__user", "organisation", "programme").first()


def address_of(sheet: PublicSheet) -> str:
    """The end of its address, always the same."""
    return passes.steady_token(sheet)


def calls_of(actor: Actor, sheet: PublicSheet) -> QuerySet[CallRequest]:
    """Who asks to be called, the longest waiting first; then those who were."""
    calls = access.calls_visible_to(actor).filter(sheet=sheet)
    return calls.select_related("settled_by__user").order_by("-state", "asked_on", "pk")


def proposed(programme: Programme) -> dict[str, str]:
    """What the programme already says of itself, to begin the sheet with."""
    actions = list(programme.actions.order_by("position"))
    groups = [one["title"] for one in programme.definition.get("target_groups", [])]
    return {
        "title": programme.title,
        "offers": "\n".join([programme.summary, *(f"{one.title}: {one.summary}" for one in actions)]).strip(),
        "for_whom": "\n".join(groups),
    }


# By the address


def find_sheet(token: str) -> PublicSheet | None:
    """The sheet behind an address, asked before any network is bound; None while it is not published."""
    return passes.find(PublicSheet, token)


def sheet_holder(sheet: PublicSheet) -> Actor:
    """Whoever reads it: nobody in particular."""
    return passes.actor_of(sheet, name="Dalla scheda pubblica")


def public_sheet(actor: Actor) -> PublicSheet | None:
    """What the public page shows."""
    return access.sheets_through(actor).select_related("organisation", "programme").first()
