"""Writing accesses: quickly while the person is there, or from paper at the end of the day."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.desk import access, actions, queries, states
from snodo.domain.desk.models import Access, Contact, Desk, Visit
from snodo.domain.people.models import Person
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.desk.common import own_desk
from snodo.web.desk.forms import AccessForm
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, posted, toast
from snodo.web.reading import person_or_404


def record(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Twenty seconds: why, where from, what was done, how it ended, what comes next."""
    desk = own_desk(request, pk)
    visit = _visit(request)
    given = _given(request, visit)
    recognised = _recognised(request, desk, given)
    quarters, places = queries.quarters_of(desk), list(desk.places.all())
    form = AccessForm(
        posted(request),
        desk=desk,
        quarters=quarters,
        places=places,
        recognised=recognised,
        initial=_known_before(visit, given),
    )
    if form.is_bound and form.is_valid():
        entry = _write(request, desk, form, visit, given)
        if entry is not None:
            toast(request, _told(entry))
            return redirect("desk:board", pk=desk.pk)
    context = {
        "desk": desk,
        "form": form,
        "visit": visit,
        "given": given["contact"] or given["person"],
        "asks": bool(recognised),
    }
    return render(request, "desk/record.html", context, status=422 if form.is_bound else 200)


def _visit(request: ActingRequest) -> Visit | None:
    wanted = request.GET.get("turno", "")
    if not wanted:
        return None
    rows = access.visits_visible_to(request.actor).filter(state__in=states.OPEN_VISITS)
    return get_or_404(rows.select_related("contact", "person", "desk"), wanted)


def _given(request: ActingRequest, visit: Visit | None) -> dict[str, Any]:
    """Who it is, when the page was opened for somebody."""
    actor = request.actor
    contact: Contact | None = visit.contact if visit else None
    person: Person | None = visit.person if visit else None
    if wanted := request.GET.get("contatto", ""):
        contact = get_or_404(access.contacts_visible_to(actor).select_related("person"), wanted)
    if wanted := request.GET.get("persona", ""):
        person = person_or_404(actor, wanted)
    return {"contact": contact, "person": person}


def _known_before(visit: Visit | None, given: dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if visit is not None:
        known["reason"] = visit.reason
        known["who"] = "" if given["contact"] or given["person"] else visit.called
    contact = given["contact"]
    if contact is not None:
        known |= {name: getattr(contact, name) for name in ("age_band", "sex", "language")}
        known["quarter"] = str(contact.quarter_id or "")
    return known


def _recognised(request: ActingRequest, desk: Desk, given: dict[str, Any]) -> queries.Recognised | None:
    """Asked only when something was typed that may be somebody already met; a code leaves no doubt."""
    said = request.POST.get("who", "").strip()
    if not said or given["contact"] or given["person"]:
        return None
    found = queries.who_may_be(request.actor, desk, said, request.POST.get("age_band", ""))
    if len(found.contacts) == 1 and found.contacts[0].code == said.upper():
        given["contact"] = found.contacts[0]
        return None
    return found or None


def _write(
    request: ActingRequest, desk: Desk, form: AccessForm, visit: Visit | None, given: dict[str, Any]
) -> Access | None:
    kind, pk = form.chosen()
    contact, person = given["contact"], given["person"]
    if kind == "c":
        contact = get_or_404(access.contacts_visible_to(request.actor), pk)
    if kind == "p":
        person = person_or_404(request.actor, pk)
    try:
        return actions.record_access(
            desk=desk,
            visit=visit,
            contact=contact,
            person=person,
            nickname="" if contact or person else form.cleaned_data["who"],
            place=form.cleaned_data.get("place"),
            actor=request.actor,
            **form.values(),
        )
    except InputRefused as refusal:
        apply_refusal(form, refusal)
    except Conflict as conflict:
        form.add_error(None, conflict.sentence)
    return None


def _told(entry: Access) -> str:
    if entry.contact is None:
        return "Accesso registrato."
    if entry.contact.first_on == entry.contact.last_on == entry.happened_on:
        return f"Accesso registrato. Il codice di {entry.contact} è {entry.contact.code}."
    return f"Accesso registrato: {entry.contact} è tornata o tornato."
