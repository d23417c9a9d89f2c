"""Hours of a case: by payer, line by line, and those asked beyond the funding."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.activities import access, actions, queries
from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case
from snodo.kernel.errors import InputRefused
from snodo.web.activities.forms import DecideHoursForm, ExtraHoursForm
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, toast, typed
from snodo.web.reading import shown


def detail(request: ActingRequest, case_pk: UUID) -> HttpResponse:
    """POST asks for extra hours. The sending service sees the requests only."""
    actor = request.actor
    inside = casework_access.cases_visible_to(actor)
    around = Case.objects.filter(pk__in=inside.values("pk")) | Case.objects.filter(
        pk__in=casework_access.progress_visible_to(actor).values("pk")
    )
    case = get_or_404(around.select_related("person", "household", "programme", "responsible__user"), case_pk)
    whole = inside.filter(pk=case.pk).exists()
    if request.method == "GET":
        audit.record_read(actor=actor, subject=case, section="hours", person_id=case.person_id)
    form = ExtraHoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_extra_hours(case=case, actor=actor, **typed(form))
            toast(request, "Richiesta inviata a chi è responsabile del percorso.")
            return redirect("activities:hours", case.pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    requests = list(queries.extra_hours_requests(case))
    for one in requests:
        one.case = case
        one.may_decide = one.state == "asked" and access.can_decide_hours(actor, one)  # type: ignore[attr-defined]
    context = {
        "case": case,
        "whole": whole,
        "lines": queries.hours_used(case) if whole else [],
        "page": paginate(request, queries.hours_entries(case)) if whole else None,
        "requests": requests,
        "form": form if access.can_ask_hours(actor, case) else None,
    }
    return render(request, "activities/hours.html", context)


def decide(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Approve or refuse a request."""
    requests = access.hours_requests_visible_to(request.actor).select_related(
        "case__person", "case__household", "organisation", "asked_by__user"
    )
    found = get_or_404(requests, pk)
    shown(request, found.case, found.case.person_id, section="hours")
    form = DecideHoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_extra_hours(
                request=found,
                approve=form.cleaned_data["answer"] == "si",
                note=form.cleaned_data["note"],
                actor=request.actor,
            )
            toast(request, "Risposta registrata.")
            return redirect("activities:hours", found.case_id)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    context = {"found": found, "form": form, "may_decide": access.can_decide_hours(request.actor, found)}
    return render(request, "activities/decide_hours.html", context)
