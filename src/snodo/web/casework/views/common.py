"""What all pages of a path share: the case or 404, its read in the log, one way to show a form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch

from snodo.domain.audit import actions as audit
from snodo.domain.casework import queries
from snodo.domain.casework.models import Case
from snodo.domain.casework.queries import CasePage
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.web.addresses import address
from snodo.web.casework import wording
from snodo.web.http import ActingRequest, apply_refusal, toast


def case_url(case: Case) -> str:
    """The page of a path."""
    return address("casework:detail", case.pk)


def first_url(*names: tuple[str, dict[str, Any]]) -> str:
    """The first of these addresses that exists: areas come and go with what the network uses.

    The arguments are ids and codes, in the order of the address.
    """
    for name, arguments in names:
        try:
            return address(name, *arguments.values())
        except NoReverseMatch:
            continue
    return ""


def head_or_404(request: ActingRequest, pk: UUID, section: str = "") -> CasePage:
    """The head of a visible case. With a section: only for who sees it, and the read is logged."""
    page = queries.case_head(request.actor, pk)
    if page is None or (section and not page.standing.sees(section)):
        raise Http404
    if request.method in ("GET", "HEAD"):
        audit.record_read(
            actor=request.actor, subject=page.case, section=section, person_id=page.case.person_id
        )
    return page


def allow(yes: bool, sentence: str) -> None:
    """A form is not even shown to who may not send it."""
    if not yes:
        raise NotAllowed(sentence)


def head(page: CasePage) -> dict[str, Any]:
    """What `casework/head.html` needs."""
    return {
        "page": page,
        "case": page.case,
        "standing": page.standing,
        "case_url": case_url(page.case),
        "sub": wording.subtitle(page.case),
        "in_charge": wording.in_charge(page.case),
    }


def form_page(
    request: ActingRequest,
    page: CasePage,
    form: BaseForm,
    act: Callable[[dict[str, Any]], str],
    *,
    title: str,
    submit: str = "Salva",
    lead: str = "",
    back: str = "",
    done: str = "",
    danger: bool = False,
    template: str = "casework/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or act on it: `act` takes the cleaned values and gives the line of confirmation."""
    back = back or case_url(page.case)
    if request.method == "POST" and form.is_valid():
        try:
            toast(request, act(form.cleaned_data))
            return redirect(done or back)
        except InputRefused as error:
            apply_refusal(form, error)
    context |= {
        **head(page),
        "form": form,
        "title": title,
        "submit": submit,
        "lead": lead,
        "back": back,
        "danger": danger,
    }
    return render(request, template, context, status=422 if form.errors else 200)
