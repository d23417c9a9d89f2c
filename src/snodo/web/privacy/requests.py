"""What persons ask about their data: the register, one request, and the steps to its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.people import queries as people
from snodo.domain.people.access import people_for_guardians
from snodo.domain.people.models import Guardian, Person
from snodo.domain.privacy import access, actions, queries, terms
from snodo.domain.privacy.models import PersonRequest
from snodo.domain.privacy.papers import effects_of, has_letter, sections_of
from snodo.domain.privacy.states import COPIED, LEADS_TO, RequestKind
from snodo.kernel.errors import InputRefused
from snodo.web.forms import SnodoForm
from snodo.web.handing import pdf
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, post_only, require_safe, toast
from snodo.web.privacy import accepting_forms as accepting
from snodo.web.privacy import forms
from snodo.web.reading import shown


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The register: for data protection all, for a team its own."""
    form = forms.RequestFilters(request.GET)
    found = queries.request_list(
        request.actor, which=form.value("stato") or "", kind=form.value("tipo") or ""
    )
    page = paginate(request, found)
    audit.record_list(actor=request.actor, kind="privacy.personrequest", ids=[row.pk for row in page])
    context = {
        "page": page,
        "form": form,
        "reset": reverse("privacy:requests"),
        "watching": access.can_watch(request.actor),
    }
    return render(request, "privacy/requests.html", context)


def new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Whoever is with the person writes down what they ask."""
    person = get_or_404(access.ledgers_visible_to(request.actor), pk)
    shown(request, person, section="requests")
    deciding = [one for one in people.guardians_of(request.actor, person) if people.in_force(one)]
    form = forms.RequestForm(request.POST or None, guardians=deciding)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive_request(person=person, actor=request.actor, **form.told())
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Richiesta registrata: chi si occupa di protezione dei dati ne è avvisato.")
            if access.requests_visible_to(request.actor).filter(pk=made.pk).exists():
                return redirect("privacy:request", pk=made.pk)
            return redirect("privacy:ledger", pk=person.pk)
    context = {"form": form, "person": person, "lacking": _nobody_decides(request, person, deciding)}
    return render(request, "privacy/request_new.html", context, status=422 if form.errors else 200)


def _nobody_decides(request: ActingRequest, person: Person, deciding: list[Guardian]) -> bool:
    """A minor for whom nobody is written down, for who would see it if somebody were."""
    if not people.lacks_guardian(person, [one.kind for one in deciding]):
        return False
    return people_for_guardians(request.actor).filter(pk=person.pk).exists()


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What is asked, by whom, until when, and what comes next."""
    actor = request.actor
    found = get_or_404(queries.request_list(actor), pk)
    actions.read_request(request=found, actor=actor)
    contributions = queries.contributions_of(found)
    handles = access.can_watch(actor)
    copies = handles and found.kind in COPIED
    done = effects_of(found)
    context = {
        "found": found,
        "contributions": contributions,
        "handles": handles,
        "mine": found.owner_id == actor.membership_id,
        "asked": found.is_open and any(one.given_at is None for one in contributions),
        "may_prolong": handles and found.is_open and not found.prolonged_on,
        "copies": copies,
        "copy": queries.live_copy(found) if copies else None,
        "letter": handles and has_letter(found),
        "restrictable": handles and found.kind in actions.RESTRICTABLE and found.identity_check,
        "effects": [_labelled(part) for one in done for part in sections_of(one)],
        "unanswerable": LEADS_TO.get(RequestKind(found.kind)) not in {None, *(one.kind for one in done)},
        "file": queries.file_of(found.person_id) if handles and found.kind == RequestKind.ERASURE else None,
        "source": terms.term_on(found.received_on).source,
    }
    return render(request, "privacy/request.html", context)


def _labelled(part: dict[str, Any]) -> dict[str, Any]:
    """A section with each cell beside the word of its column, for phones."""
    table = part.get("table")
    rows = [list(zip(table["header"], row, strict=True)) for row in table["rows"]] if table else []
    return {**part, "rows": rows}


STOPPED = (RequestKind.OBJECTION, RequestKind.WITHDRAWAL)
ERASE = "cancellazione"


@dataclass(frozen=True, slots=True)
class Step:
    """A page with one form, and the verb it says; `kinds`: of these requests alone, which the form knows."""

    form: type[SnodoForm]
    verb: Callable[..., Any]
    title: str
    submit: str
    done: str
    by_team: bool = False
    kinds: tuple[str, ...] = ()
    danger: bool = False

    def bound(self, found: PersonRequest, data: Any) -> SnodoForm:
        """The form of this step."""
        return self.form(data, request=found) if self.kinds else self.form(data)


STEPS = {
    "identita": Step(
        forms.IdentityForm,
        actions.check_identity,
        "Chi fa la richiesta",
        "Conferma l'identità",
        "Identità verificata.",
    ),
    "proroga": Step(
        forms.ProlongForm,
        actions.prolong_request,
        "Prolunga il tempo",
        "Prolunga di due mesi",
        "Tempo prolungato: dillo alla persona.",
    ),
    "contributo": Step(
        forms.QuestionForm,
        actions.ask_contribution,
        "Chiedi un contributo all'équipe",
        "Chiedi",
        "Chiesto: l'équipe della persona ne è avvisata.",
    ),
    "scrivi": Step(
        forms.ContributionForm,
        actions.contribute,
        "Il contributo dell'équipe",
        "Manda il contributo",
        "Contributo mandato.",
        by_team=True,
    ),
    "risposta": Step(
        forms.AnswerForm,
        actions.answer_request,
        "Registra la risposta",
        "Registra la risposta",
        "Risposta registrata.",
    ),
    "rifiuto": Step(
        forms.RefusalForm,
        actions.refuse_request,
        "Non accogliere",
        "Registra il motivo",
        "Registrato: dillo alla persona, con il diritto di reclamo.",
    ),
    ERASE: Step(
        accepting.EraseForm,
        actions.accept_erasure,
        "Accogli la cancellazione",
        "Accogli e chiudi il fascicolo",
        "Fascicolo chiuso. Stampa la lettera adesso: dopo, il nome non c'è più.",
        kinds=(RequestKind.ERASURE,),
        danger=True,
    ),
    "correzione": Step(
        accepting.CorrectForm,
        actions.correct_data,
        "Correggi i dati",
        "Correggi e avvisa chi li aveva",
        "Corretto: chi aveva il dato è avvisato. Ora registra la risposta.",
        kinds=(RequestKind.RECTIFICATION,),
    ),
    "altrove": Step(
        accepting.ElsewhereForm,
        actions.note_correction,
        "Un dato corretto altrove",
        "Registra la correzione e avvisa",
        "Registrato: chi aveva il dato è avvisato. Ora registra la risposta.",
        kinds=(RequestKind.RECTIFICATION,),
    ),
    "ferma": Step(
        accepting.StopForm,
        actions.stop_sharing,
        "Ferma le condivisioni",
        "Ferma ciò che ho scelto",
        "Finite da adesso. Ora registra la risposta.",
        kinds=STOPPED,
        danger=True,
    ),
    "continua": Step(
        accepting.GoOnForm,
        actions.keep_using,
        "L'uso dei dati continua",
        "Registra il motivo",
        "Registrato: dillo alla persona, con il diritto di reclamo.",
        kinds=STOPPED,
    ),
}


def step(request: ActingRequest, pk: UUID, name: str) -> HttpResponse:
    """One step, on its own page."""
    one = STEPS.get(name)
    found = get_or_404(queries.request_list(request.actor), pk)
    if one is None or (one.kinds and found.kind not in one.kinds):
        raise Http404
    may = access.can_contribute if one.by_team else access.can_handle
    access.require(may(request.actor, found))
    shown(request, found, found.person_id)
    form = one.bound(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one.verb(request=found, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, one.done)
            return redirect("privacy:request", pk=found.pk)
    context = {"form": form, "found": found, "step": one, "name": name, "run": None}
    if name == ERASE:
        context["run"] = queries.run_for(found.person_id)
    return render(request, "privacy/request_step.html", context, status=422 if form.errors else 200)


@require_safe
def letter(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The answer, the refusal or the prolonging, to be signed and handed over."""
    found = get_or_404(queries.request_list(request.actor), pk)
    return pdf(actions.print_letter(request=found, actor=request.actor), "lettera.pdf")


@post_only
def take(request: ActingRequest, pk: UUID) -> HttpResponse:
    """From now on I answer for it."""
    found = get_or_404(access.requests_visible_to(request.actor), pk)
    actions.take_request(request=found, actor=request.actor)
    toast(request, "La richiesta è in mano tua.")
    return redirect("privacy:request", pk=found.pk)


@post_only
def restrict(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The data are kept and not used, or are in use again."""
    found = get_or_404(access.requests_visible_to(request.actor), pk)
    if actions.switch_restriction(request=found, actor=request.actor):
        toast(request, "Da adesso i dati si tengono e non si usano: l'équipe li vede e non li cambia.")
    else:
        toast(request, "I dati si usano di nuovo.")
    return redirect("privacy:request", pk=found.pk)
