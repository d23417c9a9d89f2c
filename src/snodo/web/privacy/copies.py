"""The copy of a person's data, step by step: collected, read again, composed, handed over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.messaging import access as messaging
from snodo.domain.messaging.states import JobState
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.models import DataCopy, PersonRequest
from snodo.domain.privacy.states import COPIED, CopyState
from snodo.kernel.errors import InputRefused
from snodo.web.handing import attachment, pdf
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, post_only, require_safe, toast
from snodo.web.privacy.forms import OmissionForm
from snodo.web.reading import shown

PER_PAGE = 20
JOB_STATES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.FINISHED: "done",
    JobState.FAILED: "failed",
}
PLACE = [
    ("Raccolta", {CopyState.COLLECTING}),
    ("Rilettura", {CopyState.REVIEW}),
    ("Composizione", {CopyState.COMPOSING}),
    ("Consegna", {CopyState.READY}),
]


def _request(request: ActingRequest, pk: UUID) -> PersonRequest:
    found = get_or_404(queries.request_list(request.actor), pk)
    if not access.can_watch(request.actor) or found.kind not in COPIED:
        raise Http404
    return found


def _copy(request: ActingRequest, pk: UUID) -> DataCopy:
    copy = queries.live_copy(_request(request, pk))
    if copy is None:
        raise Http404
    return copy


@require_safe
def page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Where the copy stands and what comes next."""
    found = _request(request, pk)
    shown(request, found, found.person_id)
    return _page(request, found)


def _page(request: ActingRequest, found: PersonRequest, code: str = "") -> HttpResponse:
    made = queries.copies_of(found)
    copy = queries.live_copy(found)
    working = copy is not None and copy.state in (CopyState.COLLECTING, CopyState.COMPOSING)
    job = (
        messaging.jobs_visible_to(request.actor).filter(pk=copy.job_id).first() if copy and working else None
    )
    context = {
        "found": found,
        "copy": copy,
        "steps": _steps(copy),
        "job": job,
        "job_state": JOB_STATES[JobState(job.state)] if job else "",
        "left_out": queries.omissions_in_words(copy) if copy else [],
        "link": queries.copy_link_of(copy) if copy else None,
        "code": code,
        "failed": copy is None and bool(made) and made[0].state == CopyState.FAILED,
        "mine": found.owner_id == request.actor.membership_id and found.state == "in_progress",
    }
    if not request.htmx:
        return render(request, "privacy/copy.html", context)
    response = render(request, "privacy/_copy.html", context)
    if job is None:
        response.headers["HX-Refresh"] = "true"  # the step is over: the whole page says what comes next
    return response


def _steps(copy: DataCopy | None) -> list[dict[str, str]]:
    """The four steps, with where one is."""
    state = copy.state if copy else ""
    now = next((place for place, (_, states) in enumerate(PLACE) if state in states), -1)
    if state == CopyState.DELIVERED:
        now = len(PLACE)
    return [
        {"label": label, "state": "done" if place < now else "now" if place == now else ""}
        for place, (label, _) in enumerate(PLACE)
    ]


def review(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What is read again before it is given: first what names somebody."""
    copy = _copy(request, pk)
    if copy.draft_id is None:
        return redirect("privacy:copy", pk=pk)
    refused: OmissionForm | None = None
    if request.method == "POST":
        answer = _decide(request, copy)
        if isinstance(answer, HttpResponse):
            return answer
        refused = answer
    passages = actions.review_copy(copy=copy, actor=request.actor)
    parts = {
        "": [one for one in passages if one.to_look_at],
        "tutte": passages,
        "fuori": [one for one in passages if one.omitted],
    }
    which = request.GET.get("mostra", "")
    context = {
        "copy": copy,
        "found": copy.request,
        "page": paginate(request, parts.get(which, parts[""]), PER_PAGE),
        "which": which,
        "tabs": _tabs(copy, parts, which),
        "reasons": OmissionForm().fields["reason"].choices,
        "open": copy.state == CopyState.REVIEW,
        "refused": refused,
        "back": request.get_full_path(),
    }
    return render(request, "privacy/copy_review.html", context, status=422 if refused else 200)


def _tabs(copy: DataCopy, parts: dict[str, list[Any]], which: str) -> list[dict[str, Any]]:
    here = reverse("privacy:copy_review", args=[copy.request_id])
    words = {"": "Nominano qualcuno", "tutte": "Tutte", "fuori": "Lasciate fuori"}
    return [
        {
            "label": label,
            "url": f"{here}?mostra={name}" if name else here,
            "here": name == which,
            "count": len(parts[name]),
        }
        for name, label in words.items()
    ]


def _decide(request: ActingRequest, copy: DataCopy) -> HttpResponse | OmissionForm:
    """Leave one thing out, or put it back."""
    if request.POST.get("fa") == "rimetti":
        actions.restore_passage(copy=copy, key=request.POST.get("key", ""), actor=request.actor)
        toast(request, "Rimesso nella copia.")
        return redirect(request.get_full_path())
    form = OmissionForm(request.POST)
    if form.is_valid():
        try:
            actions.omit_passage(copy=copy, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Lasciato fuori dalla copia.")
            return redirect(request.get_full_path())
    return form


@require_safe
def paper(request: ActingRequest, pk: UUID, document: UUID) -> HttpResponse:
    """One file, to look at before it is given."""
    copy = _copy(request, pk)
    found, content = actions.open_paper(copy=copy, document_id=document, actor=request.actor)
    return attachment(content, found.media_type, f"documento-{found.pk.hex[-6:]}.{found.extension}")


@require_safe
def archive(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The archive; every taking is written down."""
    content = actions.download_copy(copy=_copy(request, pk), actor=request.actor)
    return attachment(content, "application/zip", "copia-dei-dati.zip")


@post_only
def sheet(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The person's sheet with the link to take it."""
    return pdf(actions.give_copy_link(copy=_copy(request, pk), actor=request.actor), "la-tua-copia.pdf")


VERBS: dict[str, tuple[Callable[..., Any], str]] = {
    "componi": (actions.compose_copy, "Composizione avviata: puoi lasciare questa pagina."),
    "riapri": (actions.reopen_copy, "Riaperta: rileggi e componi di nuovo."),
    "annulla": (actions.withdraw_copy, "Copia annullata: i suoi file sono cancellati."),
    "pagina": (actions.offer_copy_page, "Ora stampa il foglio, e di' il codice a voce."),
    "consegna": (actions.deliver_copy, "Consegna registrata. Ora registra la risposta alla richiesta."),
}


@post_only
def step(request: ActingRequest, pk: UUID, verb: str) -> HttpResponse:
    """One verb on the copy."""
    found = _request(request, pk)
    if verb == "prepara":
        actions.prepare_copy(request=found, actor=request.actor)
        toast(request, "Raccolta avviata: puoi lasciare questa pagina.")
    elif verb == "codice":
        return _page(request, found, actions.tell_copy_code(copy=_copy(request, pk), actor=request.actor))
    elif verb in VERBS:
        run, done = VERBS[verb]
        run(copy=_copy(request, pk), actor=request.actor)
        toast(request, done)
    else:
        raise Http404
    return redirect("privacy:copy", pk=found.pk)
