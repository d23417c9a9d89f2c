"""Promises near their end or past it: who has them, "prendo io", another day agreed on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.intake import actions
from snodo.domain.intake import escalation_access as access
from snodo.domain.intake import queries_of_deadlines as queries
from snodo.domain.intake.models import Escalation
from snodo.kernel.errors import Conflict
from snodo.web.http import done, get_or_404, paginate, post_only, posted, require_safe, toast, warn
from snodo.web.intake.forms import AgreeForm
from snodo.web.reading import shown


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for me, and for the body I co-ordinate."""
    page = paginate(request, queries.open_deadlines(request.actor))
    lines = queries.told(page, request.actor)
    ids = [line.row.referral_id for line in lines if line.row.named]  # type: ignore[attr-defined]
    if ids:
        audit.record_list(actor=request.actor, kind="intake.referral", ids=ids)
    return render(request, "intake/deadlines.html", {"page": page, "lines": lines})


def _found(request: HttpRequest, pk: UUID) -> Escalation:
    rows = access.escalations_visible_to(request.actor).select_related(
        "referral__action", "referral__sender_organisation", "owner__user", "organisation"
    )
    return get_or_404(rows, pk)


@post_only
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "Prendo io"."""
    try:
        actions.take_escalation(escalation=_found(request, pk), actor=request.actor)
    except Conflict as conflict:
        warn(request, conflict.sentence)
    else:
        toast(request, "La scadenza è tua: si chiude da sé quando rispondi, o concorda un altro giorno.")
    return redirect("intake:deadlines")


def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another day, with the reason the sender reads."""
    row = _found(request, pk)
    access.require(access.can_act_on(request.actor, row), access.WHO_MAY)
    if not row.is_open:
        warn(request, "Questa scadenza è già stata risolta.")
        return redirect("intake:deadlines")
    shown(request, row.referral, row.referral.person_id)
    form = AgreeForm(posted(request))
    if form.is_bound and done(
        form, lambda: actions.agree_on_day(escalation=row, actor=request.actor, **form.cleaned_data)
    ):
        toast(request, "Nuovo giorno segnato: chi ha segnalato lo legge, con il motivo.")
        return redirect("intake:deadlines")
    line = queries.told([row], request.actor)[0]
    context = {"line": line, "row": row, "form": form}
    return render(request, "intake/deadline_agree.html", context, status=422 if form.is_bound else 200)
