"""The register of requests, and one of them whole."""

import datetime

from django.db.models import Case, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Right

from snodo.domain.people.models import Person
from snodo.domain.privacy import access
from snodo.domain.privacy.models import PersonRequest, RequestContribution
from snodo.domain.privacy.models.requests import NUMBER_LENGTH
from snodo.domain.privacy.states import REQUEST_OPEN
from snodo.kernel import clock
from snodo.kernel.actor import Actor

OPEN, LATE, SOON = "open", "late", "soon"
SOON_DAYS = 7
WHICH = ((OPEN, "Aperte"), (LATE, "In ritardo"), (SOON, "Da rispondere entro una settimana"))


def request_list(actor: Actor, *, which: str = "", kind: str = "") -> QuerySet[PersonRequest]:
    """Those the actor may see: open ones first, the nearest day on top. `which` is a state or a clock."""
    rows = access.requests_visible_to(actor).select_related("person", "owner__user")
    today = clock.today()
    if which in (OPEN, LATE, SOON):
        rows = rows.filter(state__in=REQUEST_OPEN)
    elif which:
        rows = rows.filter(state=which)
    if which == LATE:
        rows = rows.filter(due_on__lt=today)
    if which == SOON:
        rows = rows.filter(due_on__range=(today, today + datetime.timedelta(days=SOON_DAYS)))
    if kind:
        rows = rows.filter(kind=kind)
    over = Case(When(state__in=REQUEST_OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(over=over).order_by("over", "due_on", "pk")


def contributions_of(request: PersonRequest) -> list[RequestContribution]:
    """What was asked of the team and what they said, in order. Who may see the request may see them."""
    rows = request.contributions.select_related("asked_by__user", "given_by__user").order_by("created_at")
    return list(rows)


def request_numbered(actor: Actor, number: str) -> PersonRequest | None:
    """The one of this number among those the actor may see."""
    bare = number.strip().lower().removeprefix("r").lstrip("- ")
    if len(bare) != NUMBER_LENGTH:
        return None
    end = Right(Cast("pk", TextField()), NUMBER_LENGTH)
    rows = access.requests_visible_to(actor).annotate(end=end).filter(end=bare).select_related("person")[:2]
    found = list(rows)
    return found[0] if len(found) == 1 else None


def own_requests(person: Person) -> list[PersonRequest]:
    """All that the person asked, for themselves alone; the newest first. Asks no access rule."""
    return list(PersonRequest.objects.filter(person=person).order_by("-received_on", "-pk"))
