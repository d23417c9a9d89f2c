"""When a body is closed: where its office is, the feasts of the place, its own closures."""

import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.network import access, actions, calendars
from snodo.domain.network.actions.closures import WHO_MAY
from snodo.domain.network.models import ClosedDay, Organisation, Territory
from snodo.domain.network.states import TerritoryKind
from snodo.kernel import clock
from snodo.kernel.calendars import italian_holidays
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, require_safe, toast, warn
from snodo.web.network.forms import ClosureForm, SeatForm

NEXT_HOLIDAYS = 4


def _body(request: ActingRequest, pk: UUID, *, to_write: bool = False) -> Organisation:
    """A body the reader knows by its true name: where it is would unmask the others."""
    organisation = get_or_404(access.organisations_visible_to(request.actor).select_related("seat"), pk)
    if to_write:
        access.require(access.can_keep_calendar(request.actor, organisation), WHO_MAY)
    elif not access.knows_body(request.actor, organisation):
        access.require(allowed=False, sentence="Questo ente si presenta con un nome generico.")
    return organisation


def _towns(request: ActingRequest) -> QuerySet[Territory]:
    towns = access.territories_visible_to(request.actor).filter(kind=TerritoryKind.MUNICIPALITY)
    return towns.order_by("name")


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The seat, the closures with their next day, and what all Italy does."""
    body = _body(request, pk)
    today = clock.today()
    rows = [(row, _next(row, today)) for row in calendars.closed_days_of(body).order_by("created_at")]
    place = calendars.place_of(body)
    keeps = access.can_keep_calendar(request.actor, body)
    holidays = sorted(
        day for year in (today.year, today.year + 1) for day in italian_holidays(year) if day >= today
    )
    context = {
        "organisation": body,
        "place": Territory.objects.filter(pk=place).first() if place else None,
        "rows": sorted(rows, key=lambda row: (row[1] is None, row[1] or today)),
        "holidays": holidays[:NEXT_HOLIDAYS],
        "keeps": keeps,
        "seat_form": SeatForm(towns=_towns(request), initial={"territory": body.seat_id}) if keeps else None,
    }
    return render(request, "network/closures.html", context)


def _next(row: ClosedDay, today: datetime.date) -> datetime.date | None:
    """The next day on which it closes, within two years."""
    days = (day for year in range(today.year, today.year + 3) for day in sorted(row.closure.days(year)))
    return next((day for day in days if day >= today), None)


@post_only
def seat(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Where its office is."""
    body = _body(request, pk, to_write=True)
    form = SeatForm(request.POST, towns=_towns(request))
    if done(
        form,
        lambda: actions.set_seat(
            organisation=body, territory=form.cleaned_data["territory"], actor=request.actor
        ),
    ):
        toast(request, "Sede segnata.")
    else:
        warn(request, "Scegli un comune dall'elenco.")
    return redirect("network:closures", pk=pk)


def add(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A feast or a closure."""
    body = _body(request, pk, to_write=True)
    form = ClosureForm(posted(request), initial={"rule": "dates"})
    if form.is_bound and done(
        form, lambda: actions.add_closed_day(organisation=body, actor=request.actor, **form.cleaned_data)
    ):
        toast(request, "Chiusura segnata: i tempi promessi da oggi in poi la saltano.")
        return redirect("network:closures", pk=pk)
    context = {"organisation": body, "form": form, "back": reverse("network:closures", args=[pk])}
    return render(request, "network/closure_form.html", context, status=422 if form.is_bound else 200)


@post_only
def end(request: ActingRequest, pk: UUID, row_pk: UUID) -> HttpResponse:
    """From tomorrow it counts no more."""
    body = _body(request, pk, to_write=True)
    row = get_or_404(calendars.closed_days_of(body), row_pk)
    try:
        actions.end_closed_day(closed_day=row, organisation=body, actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Da domani questa chiusura non conta più.")
    return redirect("network:closures", pk=pk)
