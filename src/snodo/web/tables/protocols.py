"""Shared protocols: list, text, comments, approvals."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.network import access as network_access
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import Role
from snodo.domain.programmes import access as programmes_access
from snodo.domain.tables import access, actions, queries, states
from snodo.domain.tables.models import Protocol
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    get_or_404,
    paginate,
    post_only,
    require_safe,
    toast,
    typed,
)
from snodo.web.tables.forms import CommentForm, NewProtocolForm, ProtocolForm


def _visible(request: ActingRequest, pk: UUID) -> Protocol:
    protocols = access.protocols_visible_to(request.actor).select_related("programme", "organisation")
    return get_or_404(protocols, pk)


def _bodies(actor: Actor) -> QuerySet[Organisation]:
    return network_access.organisations_visible_to(actor).filter(active=True).order_by("name")


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """All protocols one may read."""
    page = paginate(request, queries.protocol_list(request.actor))
    may_draft = request.actor.has_role(Role.COORDINATOR)
    return render(request, "tables/protocols.html", {"page": page, "may_draft": may_draft})


def create(request: ActingRequest) -> HttpResponse:
    """A new protocol."""
    actor = request.actor
    if not actor.has_role(Role.COORDINATOR):
        raise NotAllowed("Lo propone il coordinamento di un ente del programma.")
    programmes = programmes_access.programmes_of(actor).order_by("title")
    form = NewProtocolForm(
        request.POST or None,
        programmes=programmes,
        bodies=_bodies(actor),
        initial={"programme": programmes.first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = typed(form)
            protocol = actions.draft_protocol(
                actor=actor, **{**given, "approval_by": list(given["approval_by"])}
            )
            toast(request, "Bozza salvata. Quando è pronta chiedi l'approvazione.")
            return redirect("tables:protocol", protocol.pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return render(request, "tables/protocol_form.html", {"form": form, "title": "Nuovo protocollo"})


def new_version(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Start from the text in force."""
    protocol = _visible(request, pk)
    form = _text_form(request, protocol)
    if request.method == "POST" and form.is_valid():
        try:
            newer = actions.draft_protocol(
                programme=protocol.programme,
                title=protocol.title,
                text=form.cleaned_data["text"],
                approval_by=list(form.cleaned_data["approval_by"]),
                replaces=protocol,
                actor=request.actor,
            )
            toast(request, "Versione nuova salvata come bozza.")
            return redirect("tables:protocol", newer.pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    context = {"form": form, "title": f"{protocol.title}: versione nuova", "protocol": protocol}
    return render(request, "tables/protocol_form.html", context)


def change(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Rewrite a draft."""
    protocol = _visible(request, pk)
    form = _text_form(request, protocol)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_protocol(
                protocol=protocol,
                text=form.cleaned_data["text"],
                approval_by=list(form.cleaned_data["approval_by"]),
                actor=request.actor,
            )
            toast(request, "Testo aggiornato.")
            return redirect("tables:protocol", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    context = {"form": form, "title": protocol.title, "protocol": protocol}
    return render(request, "tables/protocol_form.html", context)


def _text_form(request: ActingRequest, protocol: Protocol) -> ProtocolForm:
    parties = protocol.parties.values_list("organisation_id", flat=True)
    return ProtocolForm(
        request.POST or None,
        bodies=_bodies(request.actor),
        titled=False,
        initial={"text": protocol.text, "approval_by": list(parties)},
    )


def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The text, who approved, what was observed; POST adds an observation."""
    protocol = _visible(request, pk)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.comment_protocol(protocol=protocol, actor=request.actor, **typed(form))
        toast(request, "Osservazione aggiunta.")
        return redirect("tables:protocol", pk)
    waiting = protocol.state == states.ProtocolState.UNDER_APPROVAL
    context = {
        "protocol": protocol,
        "standing": queries.protocol_standing(protocol),
        "comments": protocol.comments.select_related("organisation", "membership__user"),
        "form": form,
        "may_change": access.can_change_protocol(request.actor, protocol),
        "may_approve": waiting and access.can_approve_protocol(request.actor, protocol),
    }
    return render(request, "tables/protocol.html", context)


@post_only
def advance(request: ActingRequest, pk: UUID, verb: str) -> HttpResponse:
    """Ask for approval, or approve."""
    protocol = _visible(request, pk)
    if verb == "invia":
        actions.submit_protocol(protocol=protocol, actor=request.actor)
        toast(request, "Gli enti indicati hanno ricevuto un avviso.")
    elif verb == "approva":
        protocol = actions.approve_protocol(protocol=protocol, actor=request.actor)
        done = protocol.state == states.ProtocolState.IN_FORCE
        toast(request, "Approvato: il protocollo è in vigore." if done else "Approvato per il tuo ente.")
    else:
        raise Http404
    return redirect("tables:protocol", pk)
