"""The directory of services: found, written, confirmed, exchanged with other directories."""

from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.people.states import LANGUAGES
from snodo.domain.reporting.queries.small_numbers import FEW, GUARDED, guarded, is_small
from snodo.domain.services import access, actions, hsds, queries
from snodo.domain.services.models import Service
from snodo.domain.services.states import SendingState, ServiceState
from snodo.kernel.errors import InputRefused
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    done,
    get_or_404,
    go_back,
    paginate,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
    warn,
)
from snodo.web.services.forms import DirectoryFilter, ImportForm, ServiceForm, initial_of

TURNS = {"sospendi": "pause", "chiudi": "close", "riapri": "reopen"}
HEAVIEST_FILE = 4_000_000
PROBLEMS_SHOWN = 50


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Services of the territory, with how fresh the confirmation is."""
    form = DirectoryFilter(request.GET)
    rows = queries.directory(
        request.actor,
        text=form.value("testo") or "",
        kind=form.value("tipo") or "",
        language=form.value("lingua") or "",
        freshness=form.value("conferma") or "",
        closed=request.GET.get("stato") == "chiusi",
    )
    context = {
        "page": paginate(request, rows),
        "form": form,
        "filtered": bool(request.GET),
        "reset": reverse("services:index"),
        "may_keep": access.can_keep(request.actor),
        "may_import": access.can_import(request.actor),
        "may_send": request.actor.has_role(*access.WORKING),
        "here": request.get_full_path(),
    }
    return render(request, "services/index.html", context)


def _service(request: ActingRequest, pk: UUID) -> Service:
    rows = access.services_visible_to(request.actor)
    return get_or_404(rows.select_related("confirmed_by__user", "confirmed_by__organisation"), pk)


@require_safe
def service_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One service: what to know before sending anybody, and how sendings end."""
    actor = request.actor
    one = _service(request, pk)
    context = {
        "one": one,
        "facts": _facts(one),
        "documents": [line for line in one.documents.splitlines() if line.strip()],
        "history": queries.history_of(one)[:10],
        "ends": _ends(one),
        "mine": list(queries.sending_list(actor, service=pk)[:10]),
        "may_keep": access.can_keep(actor),
        "may_confirm": access.can_confirm(actor) and one.state != ServiceState.CLOSED,
    }
    return render(request, "services/service.html", context)


def _facts(one: Service) -> list[tuple[str, str]]:
    languages = ", ".join(LANGUAGES.get(code, code) for code in one.languages)
    told = [
        ("Che cosa fa", one.description),
        ("Per chi", one.eligibility),
        ("Età", _ages(one)),
        ("Giorni e orari", one.schedule),
        ("Come si accede", one.how),
        ("Attesa", _wait(one.wait_days)),
        ("Quanto costa", one.fees),
        ("Lingue parlate", languages),
        ("Zona servita", one.area),
        ("Indirizzo", one.address),
        ("Telefono", one.phone),
        ("Posta elettronica", one.email),
    ]
    return [(word, value) for word, value in told if value]


def _wait(days: int | None) -> str:
    if days is None:
        return ""
    return {0: "nessuna", 1: "circa un giorno"}.get(days, f"circa {days} giorni")


def _ages(one: Service) -> str:
    if one.minimum_age is not None and one.maximum_age is not None:
        return f"da {one.minimum_age} a {one.maximum_age} anni"
    if one.minimum_age is not None:
        return f"da {one.minimum_age} anni"
    return f"fino a {one.maximum_age} anni" if one.maximum_age is not None else ""


def _ends(one: Service) -> list[dict[str, object]]:
    """Over all bodies: whoever looks does not know whom the others sent, so small numbers stay hidden."""
    ends = queries.ends_of(one)
    states = [state for state in SendingState if state in ends]
    hidden = guarded([ends[state] for state in states])
    rows: list[dict[str, object]] = []
    for place, state in enumerate(states):
        many = ends[state]
        words = str(many) if place not in hidden else FEW if is_small(many) else GUARDED
        value = 0 if place in hidden else many
        rows.append({"label": state.label, "value": value, "note": words, "told": words})
    return rows


def new(request: ActingRequest) -> HttpResponse:
    """A service nobody has written down yet."""
    access.require(access.can_keep(request.actor))
    form = ServiceForm(posted(request))
    made: list[Service] = []
    if done(form, lambda: made.append(actions.list_service(actor=request.actor, **typed(form)))):
        toast(request, "Servizio aggiunto all'elenco.")
        return redirect("services:service", made[0].pk)
    back = reverse("services:index")
    return _form(request, form, "Aggiungi un servizio", "Aggiungi all'elenco", back)


def edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Correct what is written."""
    one = _service(request, pk)
    access.require(access.can_keep(request.actor))
    form = ServiceForm(posted(request), initial=initial_of(one))
    act = lambda: actions.update_service(service=one, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Servizio corretto. Se hai appena chiamato, confermalo.")
        return redirect("services:service", pk)
    return _form(request, form, "Correggi il servizio", "Salva", reverse("services:service", args=[pk]))


def _form(request: ActingRequest, form: BaseForm, title: str, submit: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "services/form.html", context, status=422 if form.is_bound else 200)


@post_only
def confirm(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody has called: it is as written."""
    one = _service(request, pk)
    actions.confirm_service(service=one, actor=request.actor)
    toast(request, f"«{one.name}» confermato oggi.")
    return go_back(request, reverse("services:service", args=[pk]))


@post_only
def turn(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Paused, closed, open again."""
    one = _service(request, pk)
    verb = TURNS.get(request.POST.get("stato", ""))
    if verb is None:
        raise Http404
    actions.turn_service(service=one, verb=verb, actor=request.actor)
    toast(request, "Stato aggiornato.")
    return redirect("services:service", pk)


@require_safe
def export(request: ActingRequest) -> HttpResponse:
    """The directory in HSDS, for other directories: nobody's data is in it."""
    rows = [hsds.to_hsds(one) for one in queries.directory(request.actor)]
    page = {"total_items": len(rows), "page_number": 1, "total_pages": 1, "contents": rows}
    answer = JsonResponse(page, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="servizi-hsds.json"'
    return answer


def bring_in(request: ActingRequest) -> HttpResponse:
    """Services from another directory."""
    access.require(access.can_import(request.actor), "Un elenco intero lo porta chi coordina o amministra.")
    form = ImportForm(posted(request), request.FILES or None)
    told = None
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > HEAVIEST_FILE:
                raise hsds.NotADirectory("Il file è troppo grande: al massimo 4 MB.")
            told = actions.import_services(rows=hsds.read_list(upload.read()), actor=request.actor)
        except hsds.NotADirectory as wrong:
            form.add_error("file", str(wrong))
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    if told is not None and not told.problems:
        toast(request, f"Servizi nuovi: {told.new}. Aggiornati: {told.changed}.")
        return redirect("services:index")
    if told is not None:
        warn(
            request,
            f"Servizi nuovi: {told.new}. Aggiornati: {told.changed}. Non presi: {len(told.problems)}.",
        )
    context = {"form": form, "problems": told.problems[:PROBLEMS_SHOWN] if told else []}
    bad = form.is_bound and told is None
    return render(request, "services/import.html", context, status=422 if bad else 200)
