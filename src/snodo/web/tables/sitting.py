"""A table in progress, and the same page once it is over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.casework import access as casework
from snodo.domain.opportunities import queries as opportunities
from snodo.domain.tables import access, actions, queries, states
from snodo.domain.tables.models import Position, Table, TableGuest, TableOpportunity
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.forms import SnodoForm
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, toast, typed
from snodo.web.tables.forms import (
    CommitmentForm,
    DecisionForm,
    DissentForm,
    OpportunityForm,
    PositionForm,
)


def item_id(request: ActingRequest) -> UUID | None:
    """The case in the address, if it is one."""
    try:
        return UUID(request.GET.get("caso", ""))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes here and with which forms."""

    conducts: bool
    mine: list[TableGuest]
    forms: dict[str, SnodoForm]
    opened: str = ""


def _desk(request: ActingRequest, sitting: queries.Sitting, wrong: dict[str, SnodoForm]) -> Desk:
    """Forms are made only while the table is in progress."""
    actor, table = request.actor, sitting.table
    conducts = access.can_conduct(actor, table)
    speaks = sitting.guests if conducts else [g for g in sitting.guests if access.is_guest(actor, g)]
    if table.state != states.TableState.IN_PROGRESS:
        return Desk(conducts, speaks, {})
    guests = TableGuest.objects.filter(pk__in=[guest.pk for guest in speaks])
    forms: dict[str, SnodoForm] = {"posizione": _of(PositionForm, guests, speaks)} if sitting.item else {}
    forms["opportunita"] = OpportunityForm()
    if sitting.decision is not None:
        forms["dissenso"] = _of(DissentForm, guests, speaks)
    if conducts:
        written = sitting.decision.text if sitting.decision is not None else ""
        counted = [row.pk for row in sitting.opportunities if row.decision_id and sitting.decision]
        forms["decisione"] = DecisionForm(
            put=sitting.opportunities,
            initial={"text": written, "opportunities": [str(pk) for pk in counted]},
        )
        forms["impegno"] = CommitmentForm(guests=sitting.guests)
    for name, form in forms.items():
        form.auto_id = f"{name}_%s"
    return Desk(conducts, speaks, {**forms, **wrong}, next(iter(wrong), ""))


def _of(form: Any, guests: Any, speaks: list[TableGuest], data: Any = None) -> Any:
    """A form that speaks for a guest, its choices already at hand: no statement for the list."""
    made = form(data, guests=guests)
    if data is None:
        made.fields["guest"].choices = [(guest.pk, guest.label) for guest in speaks]
    return made


def page(
    request: ActingRequest, table: Table, case_id: UUID | None = None, **wrong: SnodoForm
) -> HttpResponse:
    """Positions, decision and promises of one case, with what surrounds them."""
    sitting = queries.sitting(table, case_id or item_id(request), actor=request.actor)
    running = table.state == states.TableState.IN_PROGRESS
    missing = [] if running else queries.approvals_missing(table)
    context = {
        "table": table,
        "sitting": sitting,
        "desk": _desk(request, sitting, wrong),
        "offered": _offered(request, sitting),
        "running": running,
        "lasting": int((clock.now() - table.opened_at).total_seconds() // 60) if table.opened_at else 0,
        "missing": missing,
        "missing_ids": [body.pk for body in missing],
        "here": address_of(table, sitting.item.pk if sitting.item else None),
        "settle_choices": [choice for choice in states.CommitmentState.choices if choice[0] != "open"],
        "me": request.actor,
    }
    return render(request, "tables/sitting.html", context)


@dataclass(frozen=True, slots=True)
class Offered:
    """What was put on the table, where it stands in the catalogue, and whether it can go on a card."""

    row: TableOpportunity
    need: str
    tabled: opportunities.Tabled
    may_write: bool


def _offered(request: ActingRequest, sitting: queries.Sitting) -> list[Offered]:
    if not sitting.opportunities:
        return []
    known = opportunities.tabled_of(sitting.table.pk)
    needs = {found.position.pk: found.position.need_area for found in sitting.positions}
    writes = sitting.item is not None and _writes(request, sitting.item.case_id)
    nowhere = opportunities.Tabled()
    return [
        Offered(
            row=row,
            need=needs.get(row.position_id, "") if row.position_id else "",
            tabled=known.get(row.pk, nowhere),
            may_write=writes and row.table_case_id is not None and not known.get(row.pk, nowhere).on_card,
        )
        for row in sitting.opportunities
    ]


def _writes(request: ActingRequest, case_id: UUID) -> bool:
    """Who writes the case writes its card."""
    case = casework.cases_with_standing(request.actor).filter(pk=case_id).first()
    return case is not None and casework.Standing.of(request.actor, case).can_write


def address_of(table: Table, case_id: UUID | None) -> str:
    address = reverse("tables:detail", args=[table.pk])
    return f"{address}?caso={case_id}" if case_id else address


def running_table(request: ActingRequest, pk: UUID) -> Table:
    tables = access.tables_visible_to(request.actor).select_related(
        "programme", "organisation", "convened_by__user", "document"
    )
    return get_or_404(tables, pk)


@post_only
def presence(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who is here and who is connected, all in one go."""
    table = running_table(request, pk)
    known = {
        str(guest_pk): guest_pk
        for guest_pk in TableGuest.objects.filter(table=table).values_list("pk", flat=True)
    }
    marks = {guest_pk: request.POST.get(f"presenza-{text}", "") for text, guest_pk in known.items()}
    count = actions.mark_presence(
        table=table,
        present=[guest_pk for guest_pk, mark in marks.items() if mark == "presente"],
        online=[guest_pk for guest_pk, mark in marks.items() if mark == "remoto"],
        actor=request.actor,
    )
    toast(request, f"Presenze segnate: {count}.")
    return redirect(address_of(table, item_id(request)))


@post_only
def write(request: ActingRequest, pk: UUID, what: str) -> HttpResponse:
    """A position, an opportunity, a decision, a dissent, a promise."""
    if what not in WRITERS:
        raise Http404
    table = running_table(request, pk)
    sitting = queries.sitting(table, item_id(request), actor=request.actor)
    form, save, done = WRITERS[what](request, sitting)
    if form.is_valid():
        try:
            save(form)
            toast(request, done)
            return redirect(address_of(table, sitting.item.pk if sitting.item else None) + f"#{what}")
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    form.auto_id = f"{what}_%s"
    return page(request, table, sitting.item.pk if sitting.item else None, **{what: form})


Writer = tuple[SnodoForm, Callable[[Any], Any], str]


def _position(request: ActingRequest, sitting: queries.Sitting) -> Writer:
    if sitting.item is None:
        raise Http404
    form = PositionForm(request.POST, guests=TableGuest.objects.filter(table=sitting.table))
    item = sitting.item
    item.table = sitting.table
    return (
        form,
        lambda f: actions.take_position(table_case=item, actor=request.actor, **typed(f)),
        "Posizione scritta.",
    )


def _opportunity(request: ActingRequest, sitting: queries.Sitting) -> Writer:
    return (
        OpportunityForm(request.POST),
        lambda f: actions.put_opportunity(
            table=sitting.table, table_case=sitting.item, actor=request.actor, **typed(f)
        ),
        "Opportunità sul tavolo.",
    )


def _decision(request: ActingRequest, sitting: queries.Sitting) -> Writer:
    return (
        DecisionForm(request.POST, put=sitting.opportunities),
        lambda f: actions.record_decision(**_whole_or_case(sitting), actor=request.actor, **typed(f)),
        "Decisione scritta.",
    )


def _dissent(request: ActingRequest, sitting: queries.Sitting) -> Writer:
    if sitting.decision is None:
        raise Http404
    decision = sitting.decision
    decision.table = sitting.table
    form = DissentForm(request.POST, guests=TableGuest.objects.filter(table=sitting.table))
    return (
        form,
        lambda f: actions.add_dissent(decision=decision, actor=request.actor, **typed(f)),
        "Dissenso scritto.",
    )


def _commitment(request: ActingRequest, sitting: queries.Sitting) -> Writer:
    def save(form: CommitmentForm) -> Any:
        given = typed(form, "text", "due_on")
        return actions.add_commitment(
            **_whole_or_case(sitting), **form.chosen_owner(), **given, actor=request.actor
        )

    return CommitmentForm(request.POST, guests=_with_bodies(sitting)), save, "Impegno preso."


def _with_bodies(sitting: queries.Sitting) -> list[TableGuest]:
    """The action needs the body of the colleague chosen."""
    for guest in sitting.guests:
        if guest.membership is not None and guest.organisation is not None:
            guest.membership.organisation = guest.organisation
    return sitting.guests


def _whole_or_case(sitting: queries.Sitting) -> dict[str, Any]:
    if sitting.item is None:
        return {"table": sitting.table}
    sitting.item.table = sitting.table
    return {"table_case": sitting.item}


WRITERS: dict[str, Callable[[ActingRequest, queries.Sitting], Writer]] = {
    "posizione": _position,
    "opportunita": _opportunity,
    "decisione": _decision,
    "dissenso": _dissent,
    "impegno": _commitment,
}


@post_only
def take_back(request: ActingRequest, pk: UUID, position_pk: UUID) -> HttpResponse:
    """Take away a position written by mistake."""
    table = running_table(request, pk)
    found = get_or_404(
        Position.objects.filter(table_case__table=table).select_related("table_case__table", "guest"),
        position_pk,
    )
    actions.take_back_position(position=found, actor=request.actor)
    toast(request, "Posizione tolta.")
    return redirect(address_of(table, found.table_case_id))


@post_only
def opportunity(request: ActingRequest, pk: UUID, opportunity_pk: UUID) -> HttpResponse:
    """Confirm, engage or give up an opportunity."""
    table = running_table(request, pk)
    found = get_or_404(TableOpportunity.objects.filter(table=table).select_related("table"), opportunity_pk)
    actions.change_opportunity(opportunity=found, verb=request.POST.get("verbo", ""), actor=request.actor)
    toast(request, "Opportunità aggiornata.")
    return redirect(address_of(table, item_id(request)))
