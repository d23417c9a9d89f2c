"""What the views of internships share."""

from collections.abc import Callable
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.domain.placements import access
from snodo.domain.placements.models import Internship
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404
from snodo.web.reading import shown

CASE_PAGE = "/percorsi/{}/"


def internship_or_404(request: ActingRequest, pk: UUID) -> Internship:
    """The internship with what its pages show; one that may not be known to exist is 404."""
    rows = access.internships_visible_to(request.actor).select_related(
        "person",
        "host",
        "promoter",
        "rule",
        "responsible__user",
        "taking_organisation",
        "agreement",
        "case__programme",
        "case__action",
    )
    return get_or_404(rows, pk)


def keeper_or_refuse(request: ActingRequest, pk: UUID) -> Internship:
    """The same, for who may write it."""
    internship = internship_or_404(request, pk)
    access.require(access.can_keep(request.actor, internship), access.NOT_YOURS)
    shown(request, internship, internship.person_id)
    return internship


def done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was valid and the rules took what it says."""
    if not form.is_valid():
        return False
    try:
        act()
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return False
    return True


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    back: str,
    eyebrow: str = "",
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A page with one form."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "eyebrow": eyebrow,
        "intro": intro,
        "danger": "yes" if danger else "",
    }
    return render(request, "placements/form.html", context, status=422 if form.is_bound else 200)
