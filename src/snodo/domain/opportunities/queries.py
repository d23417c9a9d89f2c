"""What pages and reports read of opportunities and cards."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from snodo.domain.casework.models import Case
from snodo.domain.opportunities import access
from snodo.domain.opportunities.models import (
    Card,
    CardLine,
    CardLink,
    Confirmation,
    Opportunity,
    TabledOpportunity,
)
from snodo.domain.opportunities.states import Answer, CardState, OpportunityState
from snodo.domain.people.models import HouseholdMember
from snodo.domain.tables.models import TableOpportunity
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor

_DAY = Value(datetime.timedelta(days=1), output_field=DurationField())


def stale() -> Q:
    """Those that nobody confirmed within their days. Needs `fresh_until` (see `catalogue`)."""
    return ~Q(state=OpportunityState.CLOSED) & Q(fresh_until__lt=clock.now())


def catalogue(
    actor: Actor,
    *,
    text: str = "",
    kind: str = "",
    state: str = "",
    provider: UUID | None = None,
    territory: UUID | None = None,
    freshness: str = "",
    with_places: bool = False,
) -> QuerySet[Opportunity]:
    """Opportunities: active before activatable, the most recently confirmed first.

    `state` empty leaves out the closed ones; `freshness` is "fresh" or "stale".
    """
    rows = (
        access.opportunities_visible_to(actor)
        .select_related("provider", "territory", "confirmed_by__user", "confirmed_by__organisation")
        .annotate(
            fresh_until=ExpressionWrapper(
                F("confirmed_at") + F("stale_after_days") * _DAY, output_field=DateTimeField()
            )
        )
        .order_by("state", "-confirmed_at", "pk")
    )
    rows = rows.filter(state=state) if state else rows.exclude(state=OpportunityState.CLOSED)
    if text:
        rows = rows.filter(
            Q(title__icontains=text) | Q(description__icontains=text) | Q(provider__name__icontains=text)
        )
    if kind:
        rows = rows.filter(kind=kind)
    if provider is not None:
        rows = rows.filter(provider=provider)
    if territory is not None:
        rows = rows.filter(territory=territory)
    if with_places:
        rows = rows.filter(Q(places_free__isnull=True) | Q(places_free__gt=0))
    if freshness:
        rows = rows.filter(stale()) if freshness == "stale" else rows.exclude(stale())
    return rows


def history_of(opportunity: Opportunity) -> QuerySet[Confirmation]:
    """Who confirmed it, the latest first."""
    return (
        Confirmation.objects.filter(opportunity=opportunity)
        .select_related("membership__user", "membership__organisation")
        .order_by("-at", "-pk")
    )


def card_of(actor: Actor, case: Case) -> Card | None:
    """The card in use of a case, if the actor may see it."""
    return access.cards_visible_to(actor).filter(case=case).exclude(state=CardState.ENDED).first()


def lines_of(card: Card) -> QuerySet[CardLine]:
    """The lines of a card in order."""
    return (
        CardLine.objects.filter(card=card).select_related("opportunity__provider").order_by("position", "pk")
    )


def card_list(actor: Actor) -> QuerySet[Card]:
    """Cards with how many lines wait for an answer."""
    return (
        access.cards_visible_to(actor)
        .exclude(state=CardState.ENDED)
        .select_related("case__person", "case__household", "case__programme")
        .annotate(
            lines_total=Count("lines"),
            waiting=Count("lines", filter=Q(lines__answer=Answer.WAITING)),
        )
        .order_by(F("handed_on").desc(nulls_first=True), "pk")
    )


# At a table


@dataclass(frozen=True, slots=True)
class Tabled:
    """Where something said at a table stands: in the catalogue, on the card of its case."""

    opportunity_id: UUID | None = None
    on_card: bool = False


def tabled_of(table_id: UUID) -> dict[UUID, Tabled]:
    """By what was put on a table: its row of the catalogue and whether a card in use bears it.

    One statement. The caller has asked who may see the table.
    """
    lines = CardLine.objects.filter(
        opportunity=OuterRef("opportunity"), card__case=OuterRef("table_opportunity__table_case__case")
    ).exclude(card__state=CardState.ENDED)
    rows = TabledOpportunity.objects.filter(table_opportunity__table=table_id).annotate(on_card=Exists(lines))
    return {row.table_opportunity_id: Tabled(row.opportunity_id, row.on_card) for row in rows}


def tabled_opportunity(put: TableOpportunity) -> Opportunity | None:
    """The row of the catalogue of what was put on a table, if it has one."""
    row = TabledOpportunity.objects.filter(table_opportunity=put).select_related("opportunity").first()
    return row.opportunity if row is not None else None


# The person's own page


def find_card_link(token: str) -> CardLink | None:
    """The link a secret opens, asked before any network is bound; None when it opens nothing."""
    return passes.find(CardLink, token)


def holder_of(link: CardLink) -> Actor:
    """Who acts through a link. Needs the link's network bound."""
    link.card = Card.objects.select_related("case").get(pk=link.card_id)
    return passes.actor_of(link, name="La persona, dalla sua tessera")


def link_of(actor: Actor, card: Card) -> CardLink | None:
    """The link of the last sheet printed, for who may write the card."""
    return access.links_visible_to(actor).filter(card=card, expires_at__gt=clock.now()).first()


def guarded(card: Card) -> bool:
    """Whether the card is of somebody protected, or of a family with somebody protected.

    Their page and their paper never say who or where. Needs case and person loaded.
    """
    if card.case.person is not None:
        return bool(card.case.person.protected)
    members = HouseholdMember.objects.filter(household=card.case.household_id, ended_on__isnull=True)
    return members.filter(person__protected=True).exists()


def own_card(actor: Actor) -> Card | None:
    """The card of a personal link, if it is still in use."""
    cards = access.cards_visible_to(actor).select_related("case__person", "case__responsible__organisation")
    return cards.first()


# Reports. Not scoped on an actor: reporting decides who reads which number.


def cards_issued(*, programme_id: UUID, until: datetime.date | None = None) -> QuerySet[Card]:
    """Cards handed over at least once; the printed card is the evidence."""
    rows = Card.objects.filter(case__programme=programme_id, issued_on__isnull=False)
    if until is not None:
        rows = rows.filter(issued_on__lte=until)
    return rows.select_related("case__person", "case__household", "document").order_by("issued_on", "pk")


def shared_by_body() -> list[tuple[str, int]]:
    """How many opportunities each body has shared, closed ones too."""
    rows = (
        Opportunity.objects.values("provider__name").annotate(n=Count("pk")).order_by("-n", "provider__name")
    )
    return [(row["provider__name"], row["n"]) for row in rows]


def first_card_days(*, case_ids: list[UUID]) -> dict[UUID, datetime.date]:
    """The day each case first received a card: for the time to the first opportunity."""
    rows = Card.objects.filter(case__in=case_ids, issued_on__isnull=False).order_by("-issued_on")
    return {row.case_id: row.issued_on for row in rows if row.issued_on is not None}
