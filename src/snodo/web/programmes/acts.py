"""Acts between bodies: how they stand, a new one, a renewal, a correction, an early end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.casework import queries as casework
from snodo.domain.network.access import organisations_visible_to
from snodo.domain.programmes import access, actions, queries
from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.programmes.states import ActState, ProgrammeState
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, require_safe, toast
from snodo.web.programmes.forms import ActFilters, AmendForm, EndForm, JoinForm, RenewForm
from snodo.web.programmes.views import programme_or_404

STATE_KIND = {
    ActState.IN_FORCE: "good",
    ActState.ENDING: "warn",
    ActState.NOT_YET: "info",
    ActState.ENDED: "bad",
    ActState.REVOKED: "bad",
}
SHOWN_CASES = 50


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Every body with its role, its act, how the act stands, and the paths that would lose their body."""
    programme = programme_or_404(request, pk)
    filters = ActFilters(request.GET)
    lines = queries.act_lines(
        programme, state=filters.value("stato") or "", privacy_role=filters.value("dati") or ""
    )
    running = programme.state == ProgrammeState.RUNNING
    manages = access.can_manage(request.actor, programme)
    to_hand_over = list(casework.cases_left_behind(request.actor, programme)[: SHOWN_CASES + 1])
    context = {
        "programme": programme,
        "lines": [(line, STATE_KIND[ActState(line.standing.state)]) for line in lines],
        "filters": filters,
        "filtered": bool(filters.value("stato") or filters.value("dati")),
        "reset": reverse("programmes:partners", args=[pk]),
        "may_change": manages and running,
        "knows": manages,  # who signs the acts knows the bodies by their true name
        "readable": set(access.acts_read_by(request.actor, programme).values_list("pk", flat=True)),
        "to_hand_over": to_hand_over[:SHOWN_CASES] if running else [],
        "more_to_hand_over": len(to_hand_over) > SHOWN_CASES,
        "unseen": casework.count_left_behind(programme) if running and manages and not to_hand_over else 0,
    }
    return render(request, "programmes/acts.html", context)


def join(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A body joins the programme under an act."""
    programme = _managed(request, pk)
    form = JoinForm(
        request.POST or None,
        request.FILES or None,
        bodies=organisations_visible_to(request.actor).filter(active=True).order_by("name"),
        initial={"act_from": clock.today(), "act_until": programme.ends_on, "circle": "partnership"},
    )
    return _form(
        request,
        form,
        programme,
        lambda data: actions.add_partner(programme=programme, actor=request.actor, **data),
        title="Un ente entra nel programma",
        submit="Aggiungi l'ente",
        done="L'ente è nel programma.",
    )


def renew(request: ActingRequest, pk: UUID, act_pk: UUID) -> HttpResponse:
    """A new act follows the old one."""
    programme = _managed(request, pk)
    act = _act(programme, act_pk)
    form = RenewForm(request.POST or None, request.FILES or None, initial=_after(act, programme))
    return _form(
        request,
        form,
        programme,
        lambda data: actions.renew_act(partner=act, actor=request.actor, **data),
        title="Rinnova l'atto",
        submit="Rinnova",
        done="L'atto è rinnovato: quello di prima resta nella storia.",
        about=act,
    )


def amend(request: ActingRequest, pk: UUID, act_pk: UUID) -> HttpResponse:
    """What is written of an act is put right."""
    programme = _managed(request, pk)
    act = _act(programme, act_pk)
    written = {name: getattr(act, name) for name in AmendForm.base_fields if name != "file"}
    form = AmendForm(request.POST or None, request.FILES or None, initial=written)
    return _form(
        request,
        form,
        programme,
        lambda data: actions.amend_act(partner=act, actor=request.actor, **data),
        title="Correggi l'atto",
        submit="Salva le correzioni",
        done="L'atto è corretto.",
        about=act,
    )


def end(request: ActingRequest, pk: UUID, act_pk: UUID) -> HttpResponse:
    """The act ends before its time, and says why."""
    programme = _managed(request, pk)
    act = _act(programme, act_pk)
    form = EndForm(request.POST or None, initial={"last_day": clock.today()})
    return _form(
        request,
        form,
        programme,
        lambda data: actions.end_act(partner=act, actor=request.actor, **data),
        title="Chiudi l'atto prima della scadenza",
        submit="Chiudi l'atto",
        done="L'atto è chiuso: dal giorno dopo l'ultimo l'ente non vede più i dati del programma.",
        about=act,
        danger=True,
    )


def _managed(request: ActingRequest, pk: UUID) -> Programme:
    programme = programme_or_404(request, pk)
    access.require(access.can_manage(request.actor, programme))
    access.require_open(programme)
    return programme


def _act(programme: Programme, pk: UUID) -> ProgrammePartner:
    return get_or_404(programme.partners.select_related("organisation", "programme"), pk)


def _after(act: ProgrammePartner, programme: Programme) -> dict[str, Any]:
    """The day after the old one, or today if that is past; to the end of the programme."""
    begins = max(act.act_until + queries.DAY, clock.today())
    return {
        "privacy_role": act.privacy_role,
        "act": act.act,
        "duties": act.duties,
        "act_from": begins,
        "act_until": max(programme.ends_on, begins),
    }


def _form(
    request: ActingRequest,
    form: Any,
    programme: Programme,
    write: Callable[[dict[str, Any]], object],
    *,
    title: str,
    submit: str,
    done: str,
    about: ProgrammePartner | None = None,
    danger: bool = False,
) -> HttpResponse:
    back = reverse("programmes:partners", args=[programme.pk])
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
        else:
            toast(request, done)
            return redirect(back)
    context = {
        "programme": programme,
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "about": about,
        "standing": queries.standing_of(about) if about is not None else None,
        "danger": danger,
    }
    return render(request, "programmes/act_form.html", context, status=422 if form.is_bound else 200)
