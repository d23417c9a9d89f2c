"""The calendar of tables, one table in whatever state it is, and its minutes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.programmes import access as programmes_access
from snodo.domain.tables import access, actions, papers, queries, states
from snodo.domain.tables.models import Table
from snodo.kernel.errors import InputRefused
from snodo.web.handing import pdf
from snodo.web.http import (
    ActingRequest,
    filters_query,
    get_or_404,
    paginate,
    post_only,
    require_safe,
    toast,
    warn,
)
from snodo.web.tables import prepare, sitting
from snodo.web.tables.forms import TableFilters

TABS = (
    ("coming", "In programma"),
    ("minutes", "Verbali da approvare"),
    ("held", "Svolti"),
    ("cancelled", "Annullati"),
)


def visible(request: ActingRequest, pk: UUID) -> Table:
    """The table with what its pages show, or 404."""
    tables = access.tables_visible_to(request.actor).select_related(
        "programme", "organisation", "convened_by__user", "convened_by__organisation", "document"
    )
    return get_or_404(tables, pk)


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Coming ones first, soonest on top."""
    actor = request.actor
    when = request.GET.get("quando") or "coming"
    if when not in queries.WHEN:
        when = "coming"
    form = TableFilters(request.GET, programmes=programmes_access.programmes_of(actor).order_by("title"))
    programme = form.value("programma")
    page = paginate(
        request,
        queries.table_list(
            actor,
            programme=programme.pk if programme else None,
            kind=form.value("tipo") or "",
            when=when,
            text=form.value("testo") or "",
        ),
    )
    audit.record_list(actor=actor, kind="tables.table", ids=[table.pk for table in page])
    tabs = [
        {"label": label, "url": f"?{filters_query(request, quando=key)}", "here": key == when}
        for key, label in TABS
    ]
    context = {
        "page": page,
        "form": form,
        "tabs": tabs,
        "when": when,
        "may_prepare": actor.has_role(*access.WORKING),
        "filtered": bool(form.value("tipo") or form.value("testo") or programme),
    }
    return render(request, "tables/index.html", context)


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Preparing, invitation, sitting or minutes: what the table is at this moment."""
    table = visible(request, pk)
    audit.record_read(actor=request.actor, subject=table, section="table")
    if table.state in states.BEFORE or table.state == states.TableState.CANCELLED:
        if access.can_conduct(request.actor, table) and table.state in states.BEFORE:
            return prepare.page(request, table)
        return _invitation(request, table)
    return sitting.page(request, table)


def _invitation(request: ActingRequest, table: Table) -> HttpResponse:
    """What a guest reads before the sitting."""
    page = queries.sitting(table, actor=request.actor)
    me = next((guest for guest in page.guests if access.is_guest(request.actor, guest)), None)
    return render(request, "tables/invitation.html", {"table": table, "sitting": page, "me": me})


@require_safe
def minutes(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The minutes as a page that prints well."""
    table = visible(request, pk)
    if table.state in states.BEFORE or table.state == states.TableState.CANCELLED:
        raise Http404
    audit.record_read(actor=request.actor, subject=table, section="minutes")
    return render(
        request, "tables/minutes.html", {"table": table, "minutes": papers.minutes_data(table, request.actor)}
    )


@require_safe
def minutes_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The signed paper; for whom a part of it is closed, the same without that part."""
    table = visible(request, pk)
    if table.document_id is None:  # not over yet: the page says what there is
        return redirect("tables:minutes", pk=table.pk)
    if access.may_read_minutes(request.actor, table.pk):
        return redirect("documents:detail", pk=table.document_id)
    return pdf(actions.print_minutes(table=table, actor=request.actor), "verbale.pdf")


Verb = Callable[..., Any]

VERBS: dict[str, tuple[Verb, str]] = {
    "convoca": (actions.convene_table, "Tavolo convocato: gli invitati hanno ricevuto un avviso."),
    "apri": (actions.open_table, "Il tavolo è aperto. Segna chi è presente."),
    "chiudi": (
        actions.close_table,
        "Tavolo concluso. Il verbale è pronto: ogni ente presente lo può approvare.",
    ),
    "approva": (actions.approve_minutes, "Hai approvato il verbale per il tuo ente."),
}


@post_only
def advance(request: ActingRequest, pk: UUID, verb: str) -> HttpResponse:
    """The verbs that need no words: convene, open, close, approve."""
    if verb not in VERBS:
        raise Http404
    table = visible(request, pk)
    action, done = VERBS[verb]
    try:
        action(table=table, actor=request.actor)
        toast(request, done)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return redirect("tables:detail", pk)
