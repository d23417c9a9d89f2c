"""Today at the desk, and the queue."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.desk import access, actions, queries
from snodo.domain.desk.models import Visit
from snodo.domain.desk.queries.questions import waiting_questions
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.desk.common import a_desk, form_page, own_desk
from snodo.web.desk.forms import BookForm, QueueForm
from snodo.web.http import (
    ActingRequest,
    done,
    get_or_404,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
    warn,
)

LATEST = 8


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The desks one may see; where there is one only, its board."""
    desks = list(queries.desk_list(request.actor))
    may_open = access.programmes_for_a_desk(request.actor).exists()
    if len(desks) == 1 and not may_open:
        return redirect("desk:board", pk=desks[0].pk)
    context = {"desks": desks, "may_open": may_open}
    return render(request, "desk/index.html", context)


@require_safe
def board(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The queue, the appointments, who is on shift, what was done today."""
    actor, today = request.actor, clock.today()
    desk = a_desk(request, pk)
    latest = list(queries.access_list(actor, desk, queries.AccessFilters(since=today))[: LATEST + 1])
    audit.record_list(actor=actor, kind="desk.access", ids=[entry.pk for entry in latest[:LATEST]])
    works = access.can_work_at(actor, desk)
    context = {
        "desk": desk,
        "today": today,
        "board": queries.board(actor, desk),
        "latest": latest[:LATEST],
        "more": len(latest) > LATEST,
        "works": works,
        "questions": waiting_questions(actor, desk) if works else 0,
        "leads": access.can_lead(actor, desk),
        "queue_form": QueueForm(desk=desk) if works else None,
    }
    return render(request, "desk/board.html", context)


@post_only
def join(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody has come."""
    desk = own_desk(request, pk)
    form = QueueForm(request.POST, desk=desk)
    if not form.is_valid():
        warn(request, "Scrivi al massimo un nome, oppure lascia vuoto: basta il numero.")
        return redirect("desk:board", pk=pk)
    try:
        visit = actions.join_queue(desk=desk, actor=request.actor, **typed(form))
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, f"È in fila con il numero {visit.number}.")
    return redirect("desk:board", pk=pk)


def book(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An appointment at the desk."""
    desk = own_desk(request, pk)
    form = BookForm(posted(request), desk=desk)
    back = reverse("desk:board", args=[pk])
    if done(form, lambda: actions.book_visit(desk=desk, actor=request.actor, **typed(form))):
        toast(request, "Appuntamento fissato.")
        return redirect(back)
    return form_page(
        request,
        form,
        title="Fissa un appuntamento",
        submit="Fissa l'appuntamento",
        back=back,
        eyebrow=desk.title,
        intro="Non serve il nome vero: quello scelto sparisce appena la persona è stata ricevuta.",
    )


VERBS = {
    "arriva": actions.mark_arrived,
    "rimetti": actions.give_back_visit,
}
ENDS = {"via": "leave", "assente": "miss", "annulla": "cancel"}


@post_only
def turn(request: ActingRequest, pk: UUID, verb: str) -> HttpResponse:
    """A turn moves on: called, arrived, gone. Whoever calls goes straight to the access."""
    visit: Visit = get_or_404(access.visits_visible_to(request.actor).select_related("desk"), pk)
    if verb == "chiama":
        actions.take_visit(visit=visit, actor=request.actor)
        return redirect(f"{reverse('desk:record', args=[visit.desk_id])}?turno={visit.pk}")
    if verb in VERBS:
        VERBS[verb](visit=visit, actor=request.actor)
    elif verb in ENDS:
        actions.end_visit(visit=visit, verb=ENDS[verb], actor=request.actor)
    else:
        raise Http404
    return redirect("desk:board", pk=visit.desk_id)
