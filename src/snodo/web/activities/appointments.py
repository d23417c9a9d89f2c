"""Fixing an appointment and saying how it went."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.activities import access, actions, queries
from snodo.domain.activities.models import Appointment
from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework_access
from snodo.domain.casework import queries as casework_queries
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import Section
from snodo.domain.network import queries as network_queries
from snodo.domain.network.models import Membership
from snodo.domain.people import queries as people_queries
from snodo.domain.people.models import Person
from snodo.domain.programmes import access as programmes_access
from snodo.domain.programmes.models import Programme
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.web.activities.forms import AppointmentForm, CancelledForm, DoneForm, MissedForm, MovedForm
from snodo.web.forms import SnodoForm
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    get_or_404,
    post_only,
    require_safe,
    safe_next,
    toast,
    typed,
)
from snodo.web.reading import person_or_404

NOT_YOURS = "Puoi fissare appuntamenti con le persone che segui."


def new(request: ActingRequest) -> HttpResponse:
    """From a case (`percorso`), or with a person not in charge yet (`persona` and `programma`)."""
    actor = request.actor
    case, person, programme = _about(request)
    if case is None and person is None:
        access.require(actor.has_role(*access.WORKING), NOT_YOURS)
        cases = _cases(request)
        audit.record_list(actor=actor, kind="casework.case", ids=[one.pk for one in cases])
        return render(request, "activities/choose.html", {"cases": cases})
    if not access.can_plan(actor, case=case, person=person, programme=programme):
        raise NotAllowed(NOT_YOURS)
    form = _form(request, case, programme)
    if request.method == "POST" and form.is_valid():
        given = typed(form)
        given["person"] = person if case is None else given.get("person")
        try:
            planned = actions.plan_appointment(case=case, programme=programme, actor=actor, **given)
            toast(request, "Appuntamento fissato.")
            return redirect("activities:appointment", planned.pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    about = person.pk if person is not None else case.person_id if case is not None else None
    audit.record_read(actor=actor, subject=case or person, section="agenda", person_id=about)
    context = {
        "form": form,
        "case": case,
        "person": person,
        "programme": programme,
        "back": safe_next(request, _home_of(case, person)),
    }
    return render(request, "activities/new.html", context)


def _home_of(case: Case | None, person: Person | None) -> str:
    """Whose page one most likely came from."""
    if case is not None:
        return reverse("casework:detail", args=[case.pk])
    return reverse("people:person", args=[person.pk]) if person is not None else reverse("activities:index")


def _about(request: ActingRequest) -> tuple[Case | None, Person | None, Programme]:
    """Whom the address speaks of; what may not be seen is 404."""
    actor = request.actor
    if request.GET.get("percorso"):
        cases = casework_access.cases_visible_to(actor).select_related("person", "household", "programme")
        case = get_or_404(cases, request.GET["percorso"])
        return case, None, case.programme
    programmes = programmes_access.programmes_of(actor).filter(state="running").order_by("title")
    if request.GET.get("persona"):
        person = person_or_404(actor, request.GET["persona"])
        chosen = request.GET.get("programma")
        programme = get_or_404(programmes, chosen) if chosen else programmes.first()
        if programme is None:
            raise NotAllowed("Il tuo ente non ha programmi in corso in cui fissare appuntamenti.")
        return None, person, programme
    return None, None, Programme()


def _cases(request: ActingRequest) -> list[Case]:
    actor = request.actor
    cases = casework_access.cases_with_standing(actor).filter(state="open")
    found = cases.select_related("person", "household", "programme").order_by("-opened_on")[:200]
    return [case for case in found if casework_access.Standing.of(actor, case).can_write][:50]


def _form(request: ActingRequest, case: Case | None, programme: Programme) -> AppointmentForm:
    actor = request.actor
    kinds = queries.kinds_for(programme, case).exclude(mode__in=["group", "table", "network"])
    operators = network_queries.operators_of(actor, actor.organisation_id)
    if case is not None:
        operators = operators | Membership.objects.filter(
            pk__in=casework_queries.colleagues_in_team(case).values("pk")
        ).select_related("user")
    people = None
    if case is not None and case.household_id is not None:
        people = casework_queries.persons_in(case)
    return AppointmentForm(
        request.POST or None,
        kinds=kinds.order_by("title"),
        operators=operators,
        people=people,
        initial={"operator": actor.membership_id},
    )


FORMS: dict[str, tuple[type[SnodoForm], str]] = {
    "done": (DoneForm, "Registrato."),
    "missed": (MissedForm, "Registrato: l'appuntamento non si è svolto."),
    "moved": (MovedForm, "Appuntamento spostato."),
    "cancelled": (CancelledForm, "Appuntamento annullato."),
}


def _visible(request: ActingRequest, pk: UUID) -> Appointment:
    appointments = (
        queries.with_place_known(access.appointments_visible_to(request.actor), request.actor)
        .select_related(
            "kind",
            "person",
            "case__person",
            "case__household",
            "operator__user",
            "operator__organisation",
            "programme",
        )
        .annotate(safe_row=people_queries.safe_row("person_id", "case__person_id"))
    )
    return get_or_404(appointments, pk)


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The appointment; while it is planned, the forms to say how it went."""
    appointment = _visible(request, pk)
    audit.record_read(
        actor=request.actor,
        subject=appointment,
        person_id=appointment.person_id or (appointment.case.person_id if appointment.case else None),
    )
    return _page(request, appointment)


def _page(request: ActingRequest, appointment: Appointment, **wrong: SnodoForm) -> HttpResponse:
    may_record = access.can_record(request.actor, appointment)
    forms: dict[str, SnodoForm] = {}
    if may_record and appointment.state == "planned":
        forms = {outcome: form() for outcome, (form, _) in FORMS.items()}
        forms["done"].initial = {"minutes": appointment.minutes}
        for outcome, form in forms.items():
            form.auto_id = f"{outcome}_%s"
    safe = people_queries.SafeTimes.of(appointment.safe_row)  # type: ignore[attr-defined]
    context = {
        "appointment": appointment,
        "safe": safe,
        "unsafe": safe is not None and not safe.safe_at(appointment.starts_at),
        "forms": {**forms, **wrong},
        "opened": next(iter(wrong), ""),
        "may_record": may_record,
        "reads_diary": may_record or _reads_diary(request, appointment),
    }
    return render(request, "activities/appointment.html", context)


def _reads_diary(request: ActingRequest, appointment: Appointment) -> bool:
    """What was done and the note are part of the team's diary."""
    if appointment.case is None:
        return True
    return Section.DIARY in casework_access.sections_seen(request.actor, appointment.case)


@post_only
def record(request: ActingRequest, pk: UUID, outcome: str) -> HttpResponse:
    """Done, missed, moved or cancelled."""
    if outcome not in FORMS:
        raise Http404
    appointment = _visible(request, pk)
    kind, done = FORMS[outcome]
    form = kind(request.POST)
    if form.is_valid():
        given: dict[str, Any] = typed(form)
        try:
            actions.record_appointment(appointment=appointment, outcome=outcome, actor=request.actor, **given)
            toast(request, done)
            return redirect("activities:appointment", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    form.auto_id = f"{outcome}_%s"
    return _page(request, appointment, **{outcome: form})
