"""Promises made at tables: kept, open, late."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.tables import access, actions, queries
from snodo.kernel.errors import InputRefused
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    get_or_404,
    go_back,
    paginate,
    require_safe,
    toast,
    typed,
)
from snodo.web.tables.forms import PromiseFilters, SettleForm


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The list, and how each body keeps its word."""
    actor = request.actor
    programme = _programme(request)
    meters = queries.promise_meters(actor, programme=programme)
    form = PromiseFilters(request.GET, bodies=[(str(meter.organisation_id), meter.label) for meter in meters])
    organisation = form.value("ente")
    page = paginate(
        request,
        queries.promise_list(
            actor,
            state=form.value("stato") or "",
            organisation=UUID(organisation) if organisation else None,
            programme=programme,
            mine=bool(form.value("miei")),
        ),
    )
    context = {
        "page": page,
        "form": form,
        "meters": meters,
        "filtered": bool(form.value("stato") or organisation or programme or form.value("miei")),
        "me": actor,
    }
    return render(request, "tables/promises.html", context)


def _programme(request: ActingRequest) -> UUID | None:
    """The programme in the address, if it is one."""
    try:
        return UUID(request.GET.get("programma", ""))
    except ValueError:
        return None


def settle(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Say how a promise ended."""
    promises = access.commitments_visible_to(request.actor).select_related(
        "table__organisation", "table_case__case", "organisation", "membership__user"
    )
    commitment = get_or_404(promises, pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_commitment(commitment=commitment, actor=request.actor, **typed(form))
            toast(request, "Grazie: impegno aggiornato.")
            return go_back(request, "/tavoli/impegni/")
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    context = {
        "commitment": commitment,
        "form": form,
        "may_settle": access.can_settle(request.actor, commitment),
        "next": request.GET.get("next", ""),
    }
    return render(request, "tables/settle.html", context)
