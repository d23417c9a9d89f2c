"""What pages read of the diary."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from snodo.domain.community import access, states
from snodo.domain.community.models import ActivityParticipant, ActivityPartner, NetworkActivity
from snodo.domain.community.states import ActivityState, NetworkActivityKind
from snodo.domain.network.models import Organisation
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.models import Person
from snodo.domain.people.queries import matching
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

MOST_WORDS = 5
MOST_MARKED = 200
MOST_OFFERED = 50


def diary(
    actor: Actor,
    *,
    text: str = "",
    kind: str = "",
    year: int | None = None,
    state: str = "",
    mine: bool = False,
) -> QuerySet[NetworkActivity]:
    """Activities, those to come first in the order they come, then those gone by, the latest first."""
    today = clock.today()
    coming = When(starts_on__gte=today, then=Value(0))
    rows = (
        access.activities_visible_to(actor)
        .select_related("organisation", "municipality", "programme")
        .annotate(gone=Case(coming, default=Value(1), output_field=IntegerField()), bodies=Count("partners"))
        .order_by("gone", Case(When(gone=0, then=F("starts_on"))), "-starts_on", "pk")
    )
    for word in search_form(text).split()[:MOST_WORDS]:
        rows = rows.filter(search_words__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if year:
        rows = rows.filter(starts_on__range=(datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
    if state == "to_tell":
        rows = rows.filter(_to_tell(today))
    elif state:
        rows = rows.filter(state=state)
    if mine:
        rows = rows.filter(organisation_id=actor.organisation_id)
    return rows


def _to_tell(today: datetime.date) -> Q:
    over = Q(ends_on__isnull=True, starts_on__lt=today) | Q(ends_on__lt=today)
    return Q(state=ActivityState.PLANNED) & over


def one_activity(actor: Actor) -> QuerySet[NetworkActivity]:
    """With what its page shows."""
    return access.activities_visible_to(actor).select_related(
        "organisation", "municipality", "programme", "owner__user"
    )


def partners_of(activity: NetworkActivity) -> QuerySet[ActivityPartner]:
    """The bodies beside the promoter."""
    return (
        ActivityPartner.objects.filter(activity=activity)
        .select_related("organisation")
        .order_by("created_at")
    )


def marked_at(actor: Actor, activity: NetworkActivity) -> list[ActivityParticipant]:
    """The persons of one's own body who were there."""
    rows = access.participants_visible_to(actor).filter(activity=activity).select_related("person")
    return list(rows.order_by("person__search_name", "pk")[:MOST_MARKED])


def markable(actor: Actor, activity: NetworkActivity, text: str = "") -> QuerySet[Person]:
    """Whom one may still mark, by name: one's own people, protected ones never."""
    marked = access.participants_visible_to(actor).filter(activity=activity).values("person_id")
    people = people_visible_to(actor).filter(protected=False).exclude(pk__in=marked)
    return matching(people, text).order_by("search_name", "pk")


def bodies_to_add(activity: NetworkActivity) -> QuerySet[Organisation]:
    """Bodies of the network not yet in it."""
    there = ActivityPartner.objects.filter(activity=activity, organisation__isnull=False)
    bodies = Organisation.objects.exclude(pk=activity.organisation_id)
    return bodies.exclude(pk__in=there.values("organisation_id")).order_by("name")


def years(actor: Actor) -> list[int]:
    """Those with something in them, the latest first."""
    days = access.activities_visible_to(actor).dates("starts_on", "year", order="DESC")
    return [day.year for day in days]


# A year


@dataclass(frozen=True, slots=True)
class YearBook:
    """What the network did together in a year: activities told, by month and kind, and who did them."""

    year: int
    activities: list[NetworkActivity]
    months: list[int]
    kinds: list[tuple[str, int]]
    people: int
    new_people: int
    public_bodies: int
    private_bodies: int
    links: int
    first_links: int

    @property
    def held(self) -> int:
        """How many were told."""
        return sum(self.months)


def year_book(actor: Actor, year: int) -> YearBook:
    """Three statements, whatever the year holds."""
    held = diary(actor, year=year, state=ActivityState.HELD).order_by("starts_on", "pk")
    rows = list(held)
    sums = held.order_by().aggregate(people=Sum("people"), new_people=Sum("new_people")) if rows else {}
    bodies, public, links, first = _bodies(rows)
    months = Counter(row.starts_on.month for row in rows)
    kinds = Counter(row.kind for row in rows)
    return YearBook(
        year=year,
        activities=rows,
        months=[months[month] for month in range(1, 13)],
        kinds=[(kind.label, kinds[kind]) for kind in NetworkActivityKind if kinds[kind]],
        people=sums.get("people") or 0,
        new_people=sums.get("new_people") or 0,
        public_bodies=len(public),
        private_bodies=len(bodies - public),
        links=len(links),
        first_links=first,
    )


Body = UUID | str


def _bodies(rows: Iterable[NetworkActivity]) -> tuple[set[Body], set[Body], set[frozenset[Body]], int]:
    """Bodies that did something, the public ones of them, pairs that did it together, first times."""
    of: dict[UUID, set[Body]] = {row.pk: {row.organisation_id} for row in rows}
    public: set[Body] = {row.organisation_id for row in rows if row.organisation.kind in states.PUBLIC_KINDS}
    first = 0
    for partner in ActivityPartner.objects.filter(activity__in=list(of)):
        body: Body = partner.organisation_id or partner.name_key
        of[partner.activity_id].add(body)
        first += partner.first_time
        if partner.is_public:
            public.add(body)
    links = {frozenset(pair) for there in of.values() for pair in combinations(sorted(there, key=str), 2)}
    return {body for there in of.values() for body in there}, public, links, first
