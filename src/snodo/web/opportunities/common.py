"""What the views of this area share."""

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.kernel.errors import InputRefused
from snodo.web.http import apply_refusal


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
    return render(request, "opportunities/form.html", context, status=422 if form.is_bound else 200)
