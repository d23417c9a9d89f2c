"""Questions from whoever does not say who they are: answered, closed; and the page where they are asked."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.desk import access, actions
from snodo.domain.desk.models import Desk, DeskQuestion
from snodo.domain.desk.queries import questions as queries
from snodo.domain.desk.states import QuestionState
from snodo.web.desk.common import a_desk
from snodo.web.forms import SnodoForm, TextField
from snodo.web.http import (
    ActingRequest,
    done,
    get_or_404,
    leaf,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
)

PER_PAGE = 50


class AnswerForm(SnodoForm):
    """What is said on the page of the question, and why they asked: the access is counted by it."""

    dropdowns = ("reason",)

    text = TextField(
        label="Risposta",
        max_length=1000,
        rows=4,
        help_text="La legge chi ha fatto la domanda, e chiunque abbia l'indirizzo della sua pagina.",
    )
    reason = forms.ChoiceField(label="Motivo", help_text="Conta come un accesso, senza dire di chi.")

    def __init__(self, *args: object, desk: Desk, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "Scegli"), *desk.choices("reasons")]  # type: ignore[attr-defined]


@require_safe
def questions(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What waits for an answer, what was answered lately, and the page where one asks."""
    desk = a_desk(request, pk)
    page = queries.page_of(desk)
    address = (
        reverse("personal:ask", args=[queries.address_of(page)]) if page is not None and page.good else ""
    )
    rows = leaf(request, queries.questions_of(request.actor, desk), PER_PAGE)
    context = {
        "desk": desk,
        "page": rows,
        "count": queries.waiting_questions(request.actor, desk),
        "reads": desk.organisation_id == request.actor.organisation_id,
        "waiting": [row for row in rows if row.state == QuestionState.WAITING],
        "settled": [row for row in rows if row.state != QuestionState.WAITING],
        "address": f"{settings.SITE_ADDRESS}{address}" if address else "",
        "leads": access.can_lead(request.actor, desk),
    }
    return render(request, "desk/questions.html", context)


@post_only
def page(request: ActingRequest, pk: UUID, verb: str) -> HttpResponse:
    """Open the public page, or close it."""
    desk = a_desk(request, pk)
    if verb == "apri":
        actions.open_question_page(desk=desk, actor=request.actor)
        toast(request, "La pagina è aperta: copia l'indirizzo e fallo conoscere.")
    elif verb == "chiudi":
        actions.close_question_page(desk=desk, actor=request.actor)
        toast(request, "La pagina è chiusa: chi ha già chiesto legge ancora la risposta.")
    else:
        raise Http404
    return redirect("desk:questions", pk=pk)


def _found(request: ActingRequest, pk: UUID) -> DeskQuestion:
    rows = access.questions_visible_to(request.actor).select_related("desk__programme", "desk__organisation")
    return get_or_404(rows.select_related("settled_by__user"), pk)


def question(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One question, and its answer."""
    found = _found(request, pk)
    form = AnswerForm(posted(request), desk=found.desk)
    if done(form, lambda: actions.answer_question(question=found, actor=request.actor, **typed(form))):
        toast(request, "Risposta scritta: si legge sulla pagina della domanda.")
        return redirect("desk:questions", pk=found.desk_id)
    context = {"question": found, "form": form, "waits": found.state == QuestionState.WAITING}
    return render(request, "desk/question.html", context, status=422 if form.is_bound else 200)


@post_only
def close(request: ActingRequest, pk: UUID) -> HttpResponse:
    """No answer from here."""
    found = _found(request, pk)
    actions.close_question(question=found, actor=request.actor)
    toast(request, "Domanda chiusa: la sua pagina dice di venire allo sportello.")
    return redirect("desk:questions", pk=found.desk_id)
