"""Referring many persons from a spreadsheet: template, file, columns, preview, sending."""

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, actions, batch_access, batch_queries
from snodo.domain.intake.batches import matching
from snodo.domain.intake.batches.columns import Column
from snodo.domain.intake.models import BatchRow, ReferralBatch
from snodo.domain.intake.states import BatchState, RowState
from snodo.domain.messaging.models import JobProgress
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import files
from snodo.kernel.errors import InputRefused
from snodo.kernel.grids import MAX_BYTES, TOO_HEAVY
from snodo.web.forms import SnodoForm
from snodo.web.handing import attachment
from snodo.web.http import (
    Page,
    apply_refusal,
    filters_query,
    get_or_404,
    post_only,
    require_safe,
    toast,
    warn,
)
from snodo.web.reading import shown

PER_PAGE = 50
ROW = "riga-"  # before the number of a row, in the names of fields
CSV, XLSX = "csv", "xlsx"
TABS = (
    ("", "Tutte", ""),
    ("pronte", "Pronte", RowState.READY),
    ("da-correggere", "Da correggere", RowState.WRONG),
    ("cognomi", "Cognome da scegliere", RowState.SETTLE),
    ("gia-segnalate", "Già segnalate", RowState.DOUBLE),
    ("forse-conosciute", "Forse già conosciute", RowState.DOUBT),
    ("inviate", "Inviate", RowState.SENT),
    ("non-vuole", "Non vuole", RowState.DECLINED),
)
# After a number, where the words of the tab do not do.
COUNTED: dict[str, str] = {RowState.SETTLE: "con il cognome da scegliere"}


class FileForm(SnodoForm):
    """The spreadsheet."""

    file = forms.FileField(
        label="Il tuo elenco",
        help_text=f"Un file XLSX, ODS o CSV, al massimo 5.000 righe e {MAX_BYTES // 1_048_576} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )


class ColumnsForm(SnodoForm):
    """For each heading of the file, the column it stands for."""

    def __init__(self, *args: Any, batch: ReferralBatch, columns: list[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Non usare"), *((one.key, one.title) for one in columns)]
        self.dropdowns = tuple(f"colonna-{at}" for at in range(len(batch.reading["titles"])))
        for at, (title, key) in enumerate(zip(batch.reading["titles"], batch.reading["keys"], strict=True)):
            name = f"colonna-{at}"
            label = title or f"Colonna {at + 1}, senza titolo"
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=key)
        # What is to be decided comes first; the rest was understood and is only there to be changed.
        asked = [name for name, key in zip(self.dropdowns, batch.reading["keys"], strict=True) if not key]
        self.order_fields(asked)

    def keys(self) -> list[str]:
        """In the order of the file."""
        return [self.cleaned_data[name] for name in self.dropdowns]


def _found(request: HttpRequest, pk: UUID) -> ReferralBatch:
    visible = batch_access.batches_visible_to(request.actor)
    return get_or_404(visible.select_related("action__programme"), pk)


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Where one may send a list, and the lists of one's body."""
    actor = request.actor
    found = list(batch_queries.batches(actor)[:PER_PAGE])
    counts = batch_queries.counts_of(found)
    opened = access.actions_open_to(actor).select_related("programme").defer("programme__definition")
    context = {
        "lines": [(one, _in_words(counts.get(one.pk, Counter()))) for one in found],
        "actions": opened.order_by("programme__title", "position"),
    }
    return render(request, "intake/batches.html", context)


def _in_words(counts: Counter[str]) -> str:
    """Where the rows of a list stand: "12 inviate, 3 da correggere"."""
    return ", ".join(
        f"{counts[state]} {COUNTED.get(state, label.lower())}"
        for _, label, state in TABS
        if counts.get(state)
    )


def begin(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """The template to fill in, and the file to upload."""
    actor = request.actor
    action = get_or_404(access.actions_open_to(actor).select_related("programme"), action_id)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MAX_BYTES:
                raise InputRefused({"file": TOO_HEAVY})
            batch = actions.begin_batch(
                action=action, file_name=file.name or "", content=file.read(), actor=actor
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            return redirect("intake:batch", pk=batch.pk)
    context = {"action": action, "form": form, "columns": _needed_first(action)}
    return render(request, "intake/batch_new.html", context, status=422 if form.errors else 200)


def _needed_first(action: ProgrammeAction) -> list[tuple[str, list[Column]]]:
    """The columns without which nothing is sent, and the others."""
    listed = batch_queries.columns_to_fill(action)
    needed, others = [one for one in listed if one.needed], [one for one in listed if not one.needed]
    return [("Le colonne che servono", needed), (f"Le altre {len(others)} colonne", others)]


@require_safe
def template(request: HttpRequest, action_id: UUID, kind: str) -> HttpResponse:
    """An empty list with its columns explained."""
    action = get_or_404(access.actions_open_to(request.actor).select_related("programme"), action_id)
    return _file(
        kind, "modello-segnalazioni", batch_queries.template_xlsx, batch_queries.template_csv, action
    )


def _file(kind: str, name: str, as_xlsx: Any, as_csv: Any, *about: Any) -> HttpResponse:
    makers = {XLSX: (as_xlsx, files.XLSX), CSV: (as_csv, files.CSV)}
    if kind not in makers:
        raise Http404
    make, form = makers[kind]
    return attachment(make(*about), form.media_type, f"{name}.{form.extension}")


@require_safe
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list as it stands: columns to match, a bar that moves, or the rows with what to mend."""
    found = _found(request, pk)
    if found.state == BatchState.MATCHING:
        return redirect("intake:batch_columns", pk=pk)
    job = _job(found)
    if request.htmx and found.at_work:
        return render(request, "intake/_batch_job.html", {"batch": found, "job": job})
    if request.htmx:  # the work is over: the whole page says what came of it
        return HttpResponse(headers={"HX-Refresh": "true"})
    shown(request, found)
    counts = batch_queries.counts(found)
    tab = next((one for one in TABS if one[0] == request.GET.get("quali", "")), TABS[0])
    page = _page(request, found, tab[2], counts[tab[2]] if tab[2] else counts.total())
    lines = batch_queries.shown_rows(request.actor, found, page.items)
    context = {
        "batch": found,
        "job": job,
        "counts": counts,
        "total": counts.total(),
        "ready": counts[RowState.READY],
        "doubts": counts[RowState.DOUBT],
        "refusals": max(0, counts[RowState.DECLINED] - found.refusals_counted),
        "repeated": bool(counts[RowState.DOUBLE]),
        "unsettled": counts[RowState.SETTLE],
        "choosing": any(line.readings for line in lines),
        "to_mend": sum(counts[state] for state in batch_queries.TO_MEND),
        "tabs": _tabs(request, counts, tab[0]),
        "tab": tab[0],
        "page": page,
        "lines": lines,
        "may_send": bool(counts[RowState.READY] or counts[RowState.DOUBT])
        and access.can_send_to(request.actor, found.action),
    }
    return render(request, "intake/batch.html", context)


def _job(found: ReferralBatch) -> JobProgress | None:
    """The work that has it, or that failed; of work that went well the rows tell."""
    if found.job_id is None or found.state == BatchState.SENT:
        return None
    return JobProgress.objects.filter(pk=found.job_id).first()


def _page(request: HttpRequest, found: ReferralBatch, state: str, total: int) -> Page:
    pages = max(1, -(-total // PER_PAGE))
    wanted = request.GET.get("pagina", "1")
    number = min(max(int(wanted) if wanted.isdecimal() else 1, 1), pages)
    start = (number - 1) * PER_PAGE
    rows = list(batch_queries.rows(found, state)[start : start + PER_PAGE])
    return Page(rows, total, number, pages, filters_query(request), PER_PAGE)


def _tabs(request: HttpRequest, counts: Counter[str], here: str) -> list[dict[str, Any]]:
    tabs = []
    for code, label, state in TABS:
        count = counts[state] if state else counts.total()
        if count or code in ("", here):
            url = f"?{filters_query(request, quali=code or None)}"
            tabs.append({"label": label, "url": url, "here": code == here, "count": count})
    return tabs


def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What each heading of the file stands for."""
    found = _found(request, pk)
    if found.state not in (BatchState.MATCHING, BatchState.CHECKED):
        return redirect("intake:batch", pk=pk)
    listed = batch_queries.columns(found.action)
    form = ColumnsForm(request.POST or None, batch=found, columns=listed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.match_columns(batch=found, keys=form.keys(), actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            return redirect("intake:batch", pk=pk)
    shown(request, found)
    keys = form.keys() if form.is_bound and form.is_valid() else found.reading["keys"]
    context = {
        "batch": found,
        "form": form,
        "lacking": matching.lacking(keys, listed),
        "unknown": matching.unknown(found.reading["titles"], keys),
    }
    return render(request, "intake/batch_columns.html", context, status=422 if form.errors else 200)


@post_only
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send what is ready; the job goes on by itself."""
    found = _found(request, pk)
    try:
        actions.send_batch(
            batch=found,
            with_doubts=bool(request.POST.get("anche-conosciute")),
            with_refusals=bool(request.POST.get("annota-rifiuti")),
            actor=request.actor,
        )
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return redirect("intake:batch", pk=pk)


@post_only
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which is the surname, of the rows of a page of the list."""
    found = _found(request, pk)
    asked = [name for name in request.POST if name.startswith(ROW) and name.removeprefix(ROW).isdecimal()]
    chosen = {int(name.removeprefix(ROW)): request.POST.get(name, "") for name in asked}
    try:
        actions.settle_names(batch=found, chosen=chosen, actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Scelte salvate.")
    left = BatchRow.objects.filter(batch=found, state=RowState.SETTLE).exists()
    return redirect(f"{reverse('intake:batch', args=[pk])}{'?quali=cognomi' if left else ''}")


@post_only
def count_refusals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Count who does not want, where there is nobody to send."""
    try:
        number = actions.count_refusals(batch=_found(request, pk), actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(
            request,
            "1 rifiuto annotato senza nomi." if number == 1 else f"{number} rifiuti annotati senza nomi.",
        )
    return redirect("intake:batch", pk=pk)


@require_safe
def to_mend(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """The rows that were not sent, each with the reason."""
    found = _found(request, pk)
    response = _file(kind, "righe-da-correggere", batch_queries.mend_xlsx, batch_queries.mend_csv, found)
    audit.record_read(actor=request.actor, subject=found, verb="referral.batch_take")
    return response


@post_only
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw the list away with all that was read."""
    actions.discard_batch(batch=_found(request, pk), actor=request.actor)
    toast(request, "Elenco eliminato: di quello che non hai inviato non resta nulla.")
    return redirect(reverse("intake:batches"))
