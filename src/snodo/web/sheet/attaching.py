"""Files that go with a referral, added and taken away on the page of its sheet."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral
from snodo.kernel import files
from snodo.kernel.errors import InputRefused
from snodo.web.forms import LineField, SnodoForm
from snodo.web.http import apply_refusal

ATTACH, TAKE_AWAY = "attach", "togli"
PREFIX = "allegato"
LIMIT = files.MAX_BYTES // 1_048_576


class AttachForm(SnodoForm):
    """One file, and what it is."""

    file = forms.FileField(
        label="File", help_text=f"{files.ACCEPTED}, fino a {LIMIT} MB ciascuno. Al massimo 5.", required=False
    )
    title = LineField(
        label="Che documento è",
        help_text="Senza nomi: per esempio, relazione sociale di ottobre.",
        max_length=200,
        required=False,
    )


def asked(request: HttpRequest) -> bool:
    """Whether a file is to be added or taken away."""
    return request.POST.get("do") == ATTACH or TAKE_AWAY in request.POST


def handle(request: HttpRequest, referral: Referral) -> AttachForm | None:
    """Do it; the form with what was refused, or nothing when it was done."""
    if TAKE_AWAY in request.POST:
        with suppress(ValueError):  # what is no id is no file either
            wanted = UUID(request.POST[TAKE_AWAY])
            actions.detach_file(referral=referral, document_id=wanted, actor=request.actor)
        return None
    form = AttachForm(request.POST, request.FILES, prefix=PREFIX)
    if not form.is_valid():
        return form
    file: Any = form.cleaned_data["file"]
    if file is None:
        form.add_error("file", "Scegli un file dal tuo dispositivo.")
        return form
    try:
        actions.attach_file(
            referral=referral, file=file, title=form.cleaned_data["title"], actor=request.actor
        )
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return form
    return None
