"""From the catalogue to the table: what is there already, and what could begin."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.network import access as network
from snodo.domain.opportunities import access as opportunities_access
from snodo.domain.opportunities import actions
from snodo.domain.opportunities import queries as opportunities
from snodo.domain.tables import queries, states
from snodo.domain.tables.models import Position, Table
from snodo.kernel.errors import InputRefused, TransitionRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, toast, typed, warn
from snodo.web.tables.forms import NewAtTableForm, PickFilters
from snodo.web.tables.sitting import address_of, item_id, running_table


def _sitting(request: ActingRequest, pk: UUID) -> queries.Sitting:
    table = running_table(request, pk)
    if table.state != states.TableState.IN_PROGRESS:
        raise TransitionRefused("Si mette qualcosa sul tavolo solo mentre è in corso.")
    return queries.sitting(table, item_id(request), actor=request.actor)


def _positions(sitting: queries.Sitting) -> list[Position]:
    """With their guests at hand."""
    for found in sitting.positions:
        found.position.guest = found.guest
    return [found.position for found in sitting.positions]


def choose(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Look something up in the catalogue and put it on the table in one tap."""
    sitting = _sitting(request, pk)
    positions = _positions(sitting)
    if request.method == "POST":
        return _put(request, sitting, positions)
    filters = PickFilters(request.GET, positions=positions)
    rows = opportunities.catalogue(
        request.actor, text=filters.value("testo") or "", kind=filters.value("tipo") or ""
    )
    context = {
        "table": sitting.table,
        "sitting": sitting,
        "filters": filters,
        "position": filters.value("posizione") if positions else "",
        "page": paginate(request, rows, per=20),
        "back": address_of(sitting.table, sitting.item.pk if sitting.item else None),
        "here": _here(sitting),
        "offer": _here(sitting, "tables:offer"),
        "may_offer": opportunities_access.can_offer(request.actor),
    }
    return render(request, "tables/catalogue.html", context)


def _here(sitting: queries.Sitting, name: str = "tables:catalogue") -> str:
    address = reverse(name, args=[sitting.table.pk])
    return f"{address}?caso={sitting.item.pk}" if sitting.item else address


def _where(sitting: queries.Sitting, positions: list[Position], chosen: str) -> dict[str, Any]:
    """The table, its case and the position answered, as the actions want them."""
    return {
        "table": sitting.table,
        "table_case": sitting.item,
        "position": next((row for row in positions if str(row.pk) == chosen), None),
    }


def _put(request: ActingRequest, sitting: queries.Sitting, positions: list[Position]) -> HttpResponse:
    table: Table = sitting.table
    found = get_or_404(
        opportunities_access.opportunities_visible_to(request.actor).select_related("provider"),
        request.POST.get("scelta", ""),
    )
    where = _where(sitting, positions, request.POST.get("posizione", ""))
    try:
        actions.put_on_table(opportunity=found, actor=request.actor, **where)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
        return redirect(_here(sitting))
    toast(request, f"«{found.title}» è sul tavolo.")
    return redirect(address_of(table, sitting.item.pk if sitting.item else None) + "#opportunita")


def offer(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Not in the catalogue: something that could begin, written once for both."""
    sitting = _sitting(request, pk)
    opportunities_access.require(opportunities_access.can_offer(request.actor))
    positions = _positions(sitting)
    bodies = network.organisations_visible_to(request.actor).filter(active=True).order_by("name")
    form = NewAtTableForm(
        request.POST if request.method == "POST" else None,
        bodies=bodies,
        positions=positions,
        initial={"provider": request.actor.organisation_id},
    )
    if request.method == "POST" and form.is_valid():
        given = typed(form, "title", "kind", "provider", "description")
        where = _where(sitting, positions, form.cleaned_data.get("position", ""))
        try:
            actions.offer_at_table(**given, **where, actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "È sul tavolo, e nel catalogo come attivabile.")
            return redirect(address_of(sitting.table, sitting.item.pk if sitting.item else None))
    context = {"form": form, "cancel": _here(sitting), "table": sitting.table}
    return render(request, "tables/offer.html", context, status=422 if form.is_bound else 200)
