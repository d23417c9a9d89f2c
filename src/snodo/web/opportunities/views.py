"""The catalogue: what is on offer, who confirmed it and when."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.opportunities import access, actions, queries
from snodo.domain.opportunities.models import Opportunity
from snodo.domain.opportunities.states import OpportunityState
from snodo.kernel.errors import InputRefused
from snodo.web.http import (
    ActingRequest,
    get_or_404,
    go_back,
    paginate,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
    warn,
)
from snodo.web.opportunities.common import done, form_page
from snodo.web.opportunities.forms import CatalogueFilters, OfferForm, OpportunityForm, PlacesForm, initial_of

TURNS = {
    "attiva": actions.activate_opportunity,
    "attivabile": actions.put_aside_opportunity,
    "chiudi": actions.close_opportunity,
}


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """What is on offer, with how fresh the confirmation is."""
    form = CatalogueFilters(request.GET)
    rows = queries.catalogue(
        request.actor,
        text=form.value("testo") or "",
        kind=form.value("tipo") or "",
        state=form.value("stato") or "",
        freshness=form.value("conferma") or "",
        with_places=bool(form.value("posti")),
    )
    context = {
        "page": paginate(request, rows),
        "form": form,
        "filtered": bool(request.GET),
        "reset": reverse("opportunities:index"),
        "may_offer": access.can_offer(request.actor),
        "may_confirm": request.actor.has_role("operator", "coordinator"),
        "here": request.get_full_path(),
    }
    return render(request, "opportunities/index.html", context)


def _opportunity(request: ActingRequest, pk: UUID) -> Opportunity:
    rows = access.opportunities_visible_to(request.actor)
    return get_or_404(
        rows.select_related("provider", "territory", "confirmed_by__user", "confirmed_by__organisation"), pk
    )


@require_safe
def opportunity_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One opportunity and who confirmed it."""
    opportunity = _opportunity(request, pk)
    context = {
        "one": opportunity,
        "facts": [
            ("Che cosa è", opportunity.description),
            ("Per chi", opportunity.conditions),
            ("Dove", opportunity.place),
            ("Giorni e orari", opportunity.schedule),
            ("A chi rivolgersi", opportunity.contact),
        ],
        "history": queries.history_of(opportunity)[:20],
        "may_keep": access.can_keep(request.actor, opportunity),
        "may_confirm": access.can_confirm(request.actor, opportunity)
        and opportunity.state != OpportunityState.CLOSED,
        "places_form": PlacesForm(initial={"places_free": opportunity.places_free}),
    }
    return render(request, "opportunities/opportunity.html", context)


def offer(request: ActingRequest) -> HttpResponse:
    """Put something in the catalogue."""
    access.require(access.can_offer(request.actor))
    form = OfferForm(posted(request), actor=request.actor)
    made: list[Opportunity] = []
    if done(form, lambda: made.append(actions.offer_opportunity(actor=request.actor, **typed(form)))):
        toast(request, "Opportunità aggiunta al catalogo.")
        return redirect("opportunities:opportunity", made[0].pk)
    back = reverse("opportunities:index")
    return form_page(
        request,
        form,
        title="Offri un'opportunità",
        submit="Aggiungi al catalogo",
        back=back,
        intro="La vedono tutti gli enti della rete: non scrivere nomi delle persone che seguite.",
    )


def edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Correct what is written."""
    opportunity = _opportunity(request, pk)
    access.require(access.can_keep(request.actor, opportunity))
    form = OpportunityForm(posted(request), actor=request.actor, initial=initial_of(opportunity))
    del form.fields["provider"]
    if done(
        form, lambda: actions.update_opportunity(opportunity=opportunity, actor=request.actor, **typed(form))
    ):
        toast(request, "Opportunità aggiornata.")
        return redirect("opportunities:opportunity", pk)
    back = reverse("opportunities:opportunity", args=[pk])
    return form_page(request, form, title="Correggi", submit="Salva", back=back, eyebrow=opportunity.title)


@post_only
def confirm(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It still holds: one tap."""
    opportunity = _opportunity(request, pk)
    actions.confirm_opportunity(opportunity=opportunity, actor=request.actor)
    toast(request, f"«{opportunity.title}» confermata oggi.")
    return go_back(request, reverse("opportunities:opportunity", args=[pk]))


@post_only
def places(request: ActingRequest, pk: UUID) -> HttpResponse:
    """How many places are left."""
    opportunity = _opportunity(request, pk)
    form = PlacesForm(request.POST)
    if not form.is_valid():
        warn(request, "Scrivi quanti posti sono liberi, con un numero.")
        return redirect("opportunities:opportunity", pk)
    try:
        actions.update_places(
            opportunity=opportunity, places_free=form.cleaned_data["places_free"], actor=request.actor
        )
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Posti aggiornati: vale anche come conferma.")
    return redirect("opportunities:opportunity", pk)


@post_only
def turn(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Active, activatable, closed."""
    opportunity = _opportunity(request, pk)
    act = TURNS.get(request.POST.get("stato", ""))
    if act is None:
        raise Http404
    act(opportunity=opportunity, actor=request.actor)
    toast(request, "Stato aggiornato.")
    return redirect("opportunities:opportunity", pk)
