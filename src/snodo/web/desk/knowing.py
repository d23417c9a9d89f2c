"""From an access to a person, a referral or a path, without typing again what is known."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.desk import access, actions, queries
from snodo.domain.desk.models import Access
from snodo.domain.intake import access as intake
from snodo.domain.people import actions as people
from snodo.domain.people.queries import PossibleDuplicate
from snodo.domain.programmes.states import CaseUnit
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.desk.common import an_access, form_page
from snodo.web.desk.knowing_forms import ChargeForm, KnownForm
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    done,
    get_or_404,
    post_only,
    posted,
    require_safe,
    toast,
)
from snodo.web.reading import person_or_404

ASKS = "Lo può fare chi lavora allo sportello."


def _own_access(request: ActingRequest, pk: UUID) -> Access:
    entry = an_access(request, pk)
    access.require(access.can_work_at(request.actor, entry.desk), ASKS)
    access.require(bool(getattr(entry, "readable", False)))
    return entry


def make_known(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who came says who they are. Whoever may be known already is shown first."""
    entry = _own_access(request, pk)
    if entry.person_id is not None:
        return redirect("desk:access", pk=pk)
    chosen = request.POST.get("persona", "")
    if chosen:
        return _link(request, entry, chosen)
    form = KnownForm(posted(request), initial=_known_of(entry))
    doubles: list[PossibleDuplicate] = []
    if form.is_bound and form.is_valid():
        if request.POST.get("do") != "anyway":
            doubles = _doubles(request, form)
        if not doubles and _register(request, entry, form):
            return redirect("desk:access", pk=pk)
    nickname = entry.contact.nickname if entry.contact else ""
    known = queries.who_may_be(request.actor, entry.desk, nickname).persons
    context = {"form": form, "entry": entry, "doubles": doubles, "known": known}
    return render(request, "desk/known.html", context, status=422 if form.is_bound else 200)


def _known_of(entry: Access) -> dict[str, Any]:
    return {
        "lived_name": "",
        "first_name": entry.contact.nickname if entry.contact else "",
        "sex": entry.sex,
        "language": entry.language or "it",
    }


def _link(request: ActingRequest, entry: Access, chosen: str) -> HttpResponse:
    person = person_or_404(request.actor, chosen)
    actions.make_known(entry=entry, person=person, actor=request.actor)
    toast(request, f"Collegato a {person.name}.")
    return redirect("desk:access", pk=entry.pk)


def _doubles(request: ActingRequest, form: KnownForm) -> list[PossibleDuplicate]:
    data = form.cleaned_data
    return people.find_possible_duplicates(
        first_name=data["first_name"],
        last_name=data["last_name"],
        birth_date=data["birth_date"],
        phone=data["phone"],
        sex=data["sex"],
        birth_place=data["birth_place"],
        actor=request.actor,
    )


def _register(request: ActingRequest, entry: Access, form: KnownForm) -> bool:
    try:
        person = actions.make_known(
            entry=entry, quarter=entry.quarter, actor=request.actor, **form.cleaned_data
        )
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return False
    except Conflict as conflict:
        form.add_error(None, conflict.sentence)
        return False
    toast(request, f"{person.name} è tra le persone che il tuo ente conosce.")
    return True


@require_safe
def choose_referral(request: ActingRequest, pk: UUID) -> HttpResponse:
    """To which programme."""
    entry = _own_access(request, pk)
    open_to_me = intake.actions_open_to(request.actor).select_related("programme")
    lines = open_to_me.defer("programme__definition").order_by("programme__title", "position")
    return render(request, "desk/refer.html", {"entry": entry, "actions": list(lines)})


@post_only
def refer(request: ActingRequest, pk: UUID, action_id: UUID) -> HttpResponse:
    """A draft with what is known; the sheet opens on it."""
    entry = _own_access(request, pk)
    action = get_or_404(intake.actions_open_to(request.actor).select_related("programme"), action_id)
    before = entry.referral_id
    referral = actions.refer_from_desk(entry=entry, action=action, actor=request.actor)
    if referral.pk == before:
        toast(request, "C'era già una segnalazione da questo accesso: è questa.")
    return redirect("intake:edit", pk=referral.pk)


def take_in_charge(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Open a path for who came, in one's own body."""
    entry = _own_access(request, pk)
    audit.record_read(actor=request.actor, subject=entry, person_id=entry.person_id)
    lines = intake.actions_open_to(request.actor).filter(case_unit=CaseUnit.PERSON)
    form = ChargeForm(posted(request), actor=request.actor, lines=lines)
    back = reverse("desk:access", args=[pk])
    if done(form, lambda: actions.take_in_charge(entry=entry, actor=request.actor, **form.cleaned_data)):
        toast(request, "Percorso aperto.")
        return redirect(back)
    return form_page(
        request,
        form,
        title="Apri un percorso",
        submit="Apri il percorso",
        back=back,
        eyebrow=str(entry.person or "Prima scrivi chi è"),
        intro="Quello che è scritto nell'accesso diventa il bisogno da cui si parte.",
    )
