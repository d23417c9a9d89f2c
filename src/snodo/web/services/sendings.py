"""Sent to a service: from an access or a path, and what came of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case
from snodo.domain.desk import queries as desk
from snodo.domain.desk.models import Access
from snodo.domain.people.access import people_visible_to
from snodo.domain.services import access, actions, queries
from snodo.domain.services.models import Sending
from snodo.kernel import clock
from snodo.web.http import ActingRequest, done, get_or_404, paginate, posted, require_safe, toast, typed
from snodo.web.services.forms import OutcomeForm, SendForm


def send(request: ActingRequest) -> HttpResponse:
    """`?accesso=` or `?percorso=` says who goes, `?servizio=` where, when it is known already."""
    actor = request.actor
    entry: Access | None = None
    case: Case | None = None
    if wanted := request.GET.get("accesso", ""):
        entry = get_or_404(desk.one_access(actor), wanted)
        access.require(access.can_send_from_access(actor, entry))
    elif wanted := request.GET.get("percorso", ""):
        case = get_or_404(casework.cases_visible_to(actor).select_related("person", "household"), wanted)
        access.require(access.can_send_from_case(actor, case))
    else:
        raise Http404
    back = reverse("desk:access", args=[entry.pk]) if entry else reverse("casework:detail", args=[case.pk])  # type: ignore[union-attr]
    first = {"service": request.GET.get("servizio", ""), "sent_on": clock.today()}
    form = SendForm(posted(request), initial=first)
    open_ones = queries.directory(actor).filter(state="active").order_by("name")
    form.fields["service"].queryset = open_ones  # type: ignore[attr-defined]
    act = lambda: actions.send_to_service(entry=entry, case=case, actor=actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Invio registrato. Ti ricorderemo di chiedere com'è andata.")
        return redirect(back)
    context = {
        "form": form,
        "title": "Manda a un servizio",
        "submit": "Registra l'invio",
        "back": back,
        "eyebrow": case.title if case else "Accesso allo sportello",
    }
    return render(request, "services/form.html", context, status=422 if form.is_bound else 200)


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Where people were sent, those to ask about first."""
    mine = request.GET.get("di") != "tutti"
    page = paginate(request, queries.sending_list(request.actor, mine=mine))
    audit.record_list(actor=request.actor, kind="services.sending", ids=[one.pk for one in page])
    tabs = [
        {"label": "I miei", "url": "?", "here": mine},
        {"label": "Tutti quelli che vedo", "url": "?di=tutti", "here": not mine},
    ]
    context = {"page": page, "rows": told(request, page.items), "tabs": tabs}
    return render(request, "services/sendings.html", context)


def told(request: ActingRequest, sendings: list[Sending]) -> list[dict[str, Any]]:
    """Each with whom it speaks of, as far as one may know."""
    persons = {one.access.person_id for one in sendings if one.access and one.access.person_id}
    names: set[UUID] = set()
    if persons:
        seen = people_visible_to(request.actor).filter(pk__in=persons)
        names = set(seen.values_list("pk", flat=True))
    return [{"sending": one, "whom": queries.whom(one, names)} for one in sendings]


def outcome(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What came of it."""
    rows = queries.sending_list(request.actor)
    sending = get_or_404(rows, pk)
    audit.record_read(actor=request.actor, subject=sending)
    may = access.can_record(request.actor, sending)
    form = OutcomeForm(posted(request))
    if request.method == "POST":
        access.require(may, "Lo scrive l'ente che l'ha mandata o mandato.")
        act = lambda: actions.record_outcome(sending=sending, actor=request.actor, **typed(form))  # noqa: E731
        if done(form, act):
            toast(request, "Scritto com'è andata.")
            return redirect("services:sendings")
    context = {
        "one": told(request, [sending])[0],
        "sending": sending,
        "form": form if may and sending.ended_on is None else None,
    }
    return render(request, "services/sending.html", context, status=422 if form.is_bound else 200)
