"""Preparing an internship, with the rules explained while one writes."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework
from snodo.domain.casework import queries as casework_queries
from snodo.domain.casework.models import Case
from snodo.domain.placements import access, actions, queries
from snodo.domain.placements.models import Internship
from snodo.domain.placements.rules import RuleFinding
from snodo.domain.placements.states import PREPARING
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, get_or_404, posted, toast, typed
from snodo.web.placements.common import CASE_PAGE, done, internship_or_404
from snodo.web.placements.forms import InternshipForm, case_id_of
from snodo.web.reading import shown

MAIN = ("person", "kind", "promoter", "host", "starts_on", "ends_on", "job", "weekly_hours")


def new(request: ActingRequest) -> HttpResponse:
    """A new internship for a case; without one, choose it first."""
    wanted = request.POST.get("percorso") or request.GET.get("percorso") or ""
    if not wanted:
        return _choose_case(request)
    case = _case_or_404(request, case_id_of(wanted))
    people = casework_queries.persons_in(case)
    form = InternshipForm(
        posted(request), actor=request.actor, case=case, people=people, initial=_first_guess(case)
    )
    made: list[Internship] = []
    if "controlla" not in request.POST and done(form, lambda: made.append(_draft(request, case, form))):
        toast(request, "Tirocinio preparato. Controlla le regole e avvialo quando è il momento.")
        return redirect("placements:internship", made[0].pk)
    return _page(request, form, case, title="Nuovo tirocinio", back=CASE_PAGE.format(case.pk))


def _case_or_404(request: ActingRequest, pk: UUID | None) -> Case:
    if pk is None:
        raise Http404
    cases = casework.cases_visible_to(request.actor)
    case = get_or_404(cases.select_related("person", "household", "programme", "action"), pk)
    access.require(access.can_draft(request.actor, case), access.NOT_YOURS)
    return case


def _choose_case(request: ActingRequest) -> HttpResponse:
    access.require(request.actor.has_role(*casework.WORKING_ROLES), access.NOT_YOURS)
    cases = (
        casework.cases_with_standing(request.actor)
        .exclude(state="closed")
        .select_related("person", "household", "programme", "action")
        .order_by("person__search_name", "household__name", "pk")
    )
    mine = [case for case in cases[:400] if casework.Standing.of(request.actor, case).can_write]
    audit.record_list(actor=request.actor, kind="casework.case", ids=[case.pk for case in mine[:200]])
    return render(request, "placements/choose_case.html", {"cases": mine[:200]})


def _first_guess(case: Case) -> dict[str, Any]:
    kinds = [
        kind
        for action in case.programme.definition.get("actions") or []
        if action.get("code") == case.action.code
        for kind in action.get("internship_kinds") or []
    ]
    return {
        "kind": kinds[0] if kinds else None,
        "starts_on": clock.today(),
        "meetings_every_days": queries.usual_meetings(case),
    }


def _draft(request: ActingRequest, case: Case, form: InternshipForm) -> Internship:
    return actions.draft_internship(case=case, actor=request.actor, **typed(form))


def edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Correct a draft."""
    internship = internship_or_404(request, pk)
    access.require(access.can_keep(request.actor, internship), access.NOT_YOURS)
    shown(request, internship, internship.person_id)
    if internship.state not in PREPARING:
        return redirect("placements:internship", pk)
    case = internship.case
    initial = {name: getattr(internship, name) for name in InternshipForm.base_fields}
    form = InternshipForm(
        posted(request),
        actor=request.actor,
        case=case,
        people=casework_queries.persons_in(case).filter(pk=internship.person_id),
        initial=initial,
    )
    if "controlla" not in request.POST and done(form, lambda: _update(request, internship, form)):
        toast(request, "Tirocinio aggiornato.")
        return redirect("placements:internship", pk)
    back = reverse("placements:internship", args=[pk])
    return _page(request, form, case, title="Correggi il tirocinio", back=back, internship=internship)


def _update(request: ActingRequest, internship: Internship, form: InternshipForm) -> None:
    changes = typed(form)
    changes.pop("person")
    changes["meetings_every_days"] = changes["meetings_every_days"] or internship.meetings_every_days
    version = case_version(request.POST.get("version"))
    actions.update_internship(internship=internship, version=version, actor=request.actor, **changes)


def case_version(value: str | None) -> int | None:
    """The version the form was written on."""
    return int(value) if value and value.isdecimal() else None


def _page(
    request: ActingRequest,
    form: InternshipForm,
    case: Case,
    *,
    title: str,
    back: str,
    internship: Internship | None = None,
) -> HttpResponse:
    checking = "controlla" in request.POST
    audit.record_read(actor=request.actor, subject=case, section="work", person_id=case.person_id)
    context = {
        "form": form,
        "case": case,
        "title": title,
        "back": back,
        "internship": internship,
        "findings": _findings(request, form, case, internship),
        "checking": checking,
    }
    status = 422 if form.is_bound and not checking else 200
    return render(request, "placements/edit.html", context, status=status)


def _findings(
    request: ActingRequest, form: InternshipForm, case: Case, internship: Internship | None
) -> list[RuleFinding] | None:
    """What the rules say of what is typed so far; None while too little is."""
    if not form.is_bound:
        return queries.check_internship(internship) if internship is not None else None
    form.is_valid()  # not full_clean: what the rules refused stays written next to its field
    data = getattr(form, "cleaned_data", {})
    if any(data.get(name) in (None, "") for name in MAIN):
        return None
    try:
        return queries.check_internship(queries.sketch(case=case, actor=request.actor, **data))
    except (InputRefused, ValueError):
        return None
