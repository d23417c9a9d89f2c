"""Preparing a table: time and place, guests and what each sees, cases on the agenda."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case
from snodo.domain.network import access as network_access
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.people.states import Sex
from snodo.domain.programmes import access as programmes_access
from snodo.domain.tables import access, actions, queries
from snodo.domain.tables.models import Table, TableCase, TableGuest
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    get_or_404,
    paginate,
    post_only,
    toast,
    typed,
    warn,
)
from snodo.web.tables.forms import (
    CancelForm,
    CaseForm,
    ChangeGuestForm,
    GuestForm,
    NewTableForm,
    TableForm,
)


def mine(request: ActingRequest, pk: UUID) -> Table:
    """A table the actor conducts; any other visible one is refused in words, the rest is 404."""
    tables = access.tables_visible_to(request.actor).select_related(
        "programme", "organisation", "convened_by__user", "document"
    )
    table = get_or_404(tables, pk)
    if not access.can_conduct(request.actor, table):
        raise NotAllowed("Solo chi ha convocato il tavolo può farlo.")
    return table


def create(request: ActingRequest) -> HttpResponse:
    """A new table."""
    actor = request.actor
    if not actor.has_role(*access.WORKING):
        raise NotAllowed("I tavoli li convoca chi segue le persone o coordina.")
    programmes = programmes_access.programmes_of(actor).filter(state="running").order_by("title")
    form = NewTableForm(
        request.POST or None,
        programmes=programmes,
        initial={"programme": programmes.first(), "kind": request.GET.get("tipo", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            table = actions.prepare_table(actor=actor, **typed(form))
            toast(request, "Tavolo preparato. Ora invita chi serve e scegli i percorsi di cui parlare.")
            return redirect("tables:detail", table.pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return render(request, "tables/form.html", {"form": form, "programmes": programmes})


def change(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Mend title, time and place."""
    table = mine(request, pk)
    initial = {
        name: getattr(table, name)
        for name in ("title", "purpose", "starts_at", "minutes", "place", "online_link")
    }
    form = TableForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_table(table=table, actor=request.actor, **typed(form))
            toast(request, "Tavolo aggiornato.")
            return redirect("tables:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return render(request, "tables/form.html", {"form": form, "table": table})


def _members(actor: Actor, table: Table) -> QuerySet[Membership]:
    partners = programmes_access.acts_in_force().filter(programme=table.programme_id)
    there = TableGuest.objects.filter(table=table, membership__isnull=False)
    return (
        network_access.memberships_visible_to(actor)
        .filter(organisation__in=partners.values("organisation"))
        .exclude(role__in=["administrator", "privacy_officer"])
        .exclude(pk__in=there.values("membership"))
        .select_related("user", "organisation")
        .order_by("organisation__name", "user__last_name")
    )


def _bodies(actor: Actor, table: Table) -> QuerySet[Organisation]:
    there = TableGuest.objects.filter(table=table, membership__isnull=True, organisation__isnull=False)
    return (
        network_access.organisations_visible_to(actor)
        .filter(active=True)
        .exclude(pk__in=there.values("organisation"))
        .order_by("name")
    )


def guest_form(actor: Actor, table: Table, data: Any = None) -> GuestForm:
    """With the colleagues and bodies that are not invited yet."""
    return GuestForm(data, members=_members(actor, table), bodies=_bodies(actor, table))


def page(request: ActingRequest, table: Table, **forms: Any) -> HttpResponse:
    """The page of preparation; `forms` are those to be shown again with their errors."""
    actor = request.actor
    sitting = queries.sitting(table, actor=request.actor)
    due = paginate(request, queries.cases_due(actor, table) if table.has_cases else [], per=12)
    for row in due:
        row.case.plain_title = plain_title(row.case)  # type: ignore[attr-defined]
    context = {
        "table": table,
        "sitting": sitting,
        "due": due,
        "guest_form": forms.get("guest_form") or guest_form(actor, table),
        "case_form": forms.get("case_form"),
        "cancel_form": forms.get("cancel_form") or CancelForm(),
        "ready": len(sitting.guests) > 1 and (bool(sitting.agenda) or table.kind != "multidisciplinary"),
    }
    return render(request, "tables/prepare.html", context)


def plain_title(case: Case) -> str:
    """A title without names, to start from: "Donna, 34 anni"."""
    person = case.person
    if person is None:
        return "Nucleo familiare"
    who = {Sex.FEMALE: "Donna", Sex.MALE: "Uomo"}.get(Sex(person.sex) if person.sex else Sex.OTHER, "Persona")
    return f"{who}, {person.age} anni" if person.age is not None else who


@post_only
def invite(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Add a guest."""
    table = mine(request, pk)
    form = guest_form(request.actor, table, request.POST)
    if form.is_valid():
        try:
            guest = actions.invite_guest(table=table, actor=request.actor, **typed(form))
            toast(request, f"{guest.label} è tra gli invitati.")
            return redirect("tables:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return page(request, table, guest_form=form)


def _guest(table: Table, guest_pk: UUID) -> TableGuest:
    guests = TableGuest.objects.filter(table=table).select_related(
        "organisation", "membership__user", "table"
    )
    return get_or_404(guests, guest_pk)


def guest(request: ActingRequest, pk: UUID, guest_pk: UUID) -> HttpResponse:
    """What a guest does and is shown; for one without an account, also which points they are told of."""
    table = mine(request, pk)
    found = _guest(table, guest_pk)
    agenda = list(TableCase.objects.filter(table=table)) if found.outside else []
    told = [str(point) for point in found.points.values_list("table_case_id", flat=True)] if agenda else []
    form = ChangeGuestForm(
        request.POST or None,
        agenda=agenda,
        initial={"function": found.function, "sees": found.sees, "points": told},
    )
    if request.method == "POST" and form.is_valid():
        given = typed(form)
        points = given.pop("points", [])
        try:
            actions.change_guest(guest=found, actor=request.actor, **given)
            if agenda:
                actions.choose_points(guest=found, points=points, actor=request.actor)
            toast(request, "Invitato aggiornato.")
            return redirect("tables:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return render(request, "tables/guest.html", {"table": table, "guest": found, "form": form})


@post_only
def guest_link(request: ActingRequest, pk: UUID, guest_pk: UUID) -> HttpResponse:
    """The link of a guest without an account, shown here once, to be handed over."""
    table = mine(request, pk)
    found = _guest(table, guest_pk)
    address = actions.give_guest_link(guest=found, actor=request.actor)
    context = {"table": table, "guest": found, "address": address, "drawing": _drawing(address)}
    return render(request, "tables/guest_link.html", context)


def _drawing(address: str) -> str:
    """To be read with the guest's telephone, there and then."""
    import segno

    drawn: str = segno.make(address, error="m", micro=False).svg_data_uri(border=2, scale=4)
    return drawn


@post_only
def withdraw(request: ActingRequest, pk: UUID, guest_pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    table = mine(request, pk)
    try:
        actions.withdraw_guest(guest=_guest(table, guest_pk), actor=request.actor)
        toast(request, "Invito ritirato.")
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return redirect("tables:detail", pk)


@post_only
def answer(request: ActingRequest, pk: UUID, guest_pk: UUID) -> HttpResponse:
    """A guest says whether they come."""
    table = get_or_404(access.tables_visible_to(request.actor), pk)
    accepted = request.POST.get("risposta") == "si"
    actions.answer_invitation(guest=_guest(table, guest_pk), accepted=accepted, actor=request.actor)
    toast(
        request,
        "Grazie: chi convoca sa che ci sarai."
        if accepted
        else "Grazie: chi convoca sa che non puoi esserci.",
    )
    return redirect("tables:detail", pk) if accepted else redirect("tables:index")


@post_only
def add_case(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Put a case on the agenda."""
    table = mine(request, pk)
    form = CaseForm(request.POST)
    if form.is_valid():
        case = get_or_404(casework_access.cases_visible_to(request.actor), form.cleaned_data["case"])
        try:
            given = typed(form, "title", "question")
            actions.add_case_to_table(table=table, case=case, actor=request.actor, **given)
            toast(request, "Percorso all'ordine del giorno.")
            return redirect("tables:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    elif "case" in form.errors:
        raise Http404
    return page(request, table, case_form=form)


@post_only
def remove_case(request: ActingRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    """Take a case off the agenda."""
    table = mine(request, pk)
    item = get_or_404(TableCase.objects.filter(table=table).select_related("table", "case"), item_pk)
    actions.remove_case_from_table(table_case=item, actor=request.actor)
    toast(request, "Percorso tolto dall'ordine del giorno.")
    return redirect("tables:detail", pk)


@post_only
def cancel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Call the table off."""
    table = mine(request, pk)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_table(table=table, actor=request.actor, **typed(form))
            toast(request, "Tavolo annullato.")
            return redirect("tables:index")
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return page(request, table, cancel_form=form)
