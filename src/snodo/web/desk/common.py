"""What the views of this area share."""

from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.domain.desk import access, queries
from snodo.domain.desk.models import Access, Desk
from snodo.web.http import ActingRequest, get_or_404


def a_desk(request: ActingRequest, pk: UUID) -> Desk:
    """A desk one may see."""
    rows = access.desks_visible_to(request.actor).select_related("programme", "organisation")
    return get_or_404(rows.defer("programme__definition", "programme__summary"), pk)


def own_desk(request: ActingRequest, pk: UUID) -> Desk:
    """A desk at which one works; one only looked at is refused with a sentence."""
    desk = a_desk(request, pk)
    access.require(access.can_work_at(request.actor, desk), "A questo sportello lavora un altro ente.")
    return desk


def an_access(request: ActingRequest, pk: UUID) -> Access:
    """An access one may see."""
    return get_or_404(queries.one_access(request.actor), pk)


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    back: str,
    eyebrow: str = "",
    intro: str = "",
) -> HttpResponse:
    """A page with one form."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "eyebrow": eyebrow,
        "intro": intro,
    }
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)
