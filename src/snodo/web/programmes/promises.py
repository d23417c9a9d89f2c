"""Promised times: which hold, which held, a new one from a day on."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.network.models import Organisation
from snodo.domain.programmes import access, actions, queries
from snodo.domain.programmes.models import Programme, PromisedTime
from snodo.domain.programmes.queries.lead_step import UNSAID, lead_steps_of
from snodo.domain.programmes.states import ProgrammeState, PromisedStep
from snodo.kernel import clock
from snodo.web.http import ActingRequest, done, posted, require_safe, toast
from snodo.web.programmes.forms import LeadStepForm, PromiseForm
from snodo.web.programmes.views import programme_or_404


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Action by action what is promised today, what will be, what was: nothing is ever written over."""
    programme = programme_or_404(request, pk)
    rows = list(queries.promised_times_of(programme))
    now, today = queries.in_force_now(rows), clock.today()
    steps = list(lead_steps_of(programme))
    actions_of: dict[str, list[tuple[PromisedTime, str]]] = {}
    for row in rows:
        standing = "now" if row.pk in now else "later" if row.valid_from > today else "before"
        actions_of.setdefault(row.action.title, []).append((row, standing))
    context = {
        "programme": programme,
        "groups": [(title, _sorted(lines)) for title, lines in actions_of.items()],
        "lead_steps": steps,
        "lead_step": next((one for one in steps if one.valid_from <= today), None),
        "unsaid": UNSAID,
        "may_write": programme.state == ProgrammeState.RUNNING
        and access.can_manage(request.actor, programme),
    }
    return render(request, "programmes/promises.html", context)


def _sorted(lines: list[tuple[PromisedTime, str]]) -> list[tuple[PromisedTime, str]]:
    order, steps = ("now", "later", "before"), PromisedStep.values
    return sorted(lines, key=lambda line: (order.index(line[1]), steps.index(line[0].step)))


def write(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new promise from a day on."""
    programme = programme_or_404(request, pk)
    access.require(access.can_manage(request.actor, programme))
    access.require_open(programme)
    form = PromiseForm(
        posted(request),
        actions=programme.actions.all(),
        bodies=_bodies(programme),
        initial={"valid_from": clock.today(), "unit": "working_days"},
    )
    if form.is_bound and done(form, lambda: actions.promise_time(actor=request.actor, **form.cleaned_data)):
        toast(request, "Il tempo promesso è scritto: vale per le segnalazioni che arrivano da quel giorno.")
        return redirect("programmes:promises", pk=pk)
    context = {"programme": programme, "form": form, "back": reverse("programmes:promises", args=[pk])}
    return render(request, "programmes/promise_form.html", context, status=422 if form.is_bound else 200)


def lead_step(request: ActingRequest, pk: UUID) -> HttpResponse:
    """After how many days the lead is told, from a day on."""
    programme = programme_or_404(request, pk)
    access.require(access.can_manage(request.actor, programme))
    access.require_open(programme)
    form = LeadStepForm(posted(request), initial={"valid_from": clock.today()})
    act = lambda: actions.set_lead_step(programme=programme, actor=request.actor, **form.cleaned_data)  # noqa: E731
    if form.is_bound and done(form, act):
        toast(request, "Scritto: vale per i tempi che finiscono da quel giorno in poi.")
        return redirect("programmes:promises", pk=pk)
    context = {"programme": programme, "form": form, "back": reverse("programmes:promises", args=[pk])}
    return render(request, "programmes/lead_step.html", context, status=422 if form.is_bound else 200)


def _bodies(programme: Programme) -> QuerySet[Organisation]:
    partners = queries.partners_of(programme)
    ids = {partner.organisation_id for partner in partners}
    bodies: QuerySet[Organisation] = Organisation.objects.filter(pk__in=ids)
    return bodies.order_by("name")
