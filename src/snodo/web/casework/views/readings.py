"""Readings with instruments: fill in, read, compare. And outcomes."""

from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.casework import actions, queries, states
from snodo.domain.casework.models import Assessment, Outcome
from snodo.domain.instruments import queries as instruments
from snodo.domain.instruments.models import Instrument, Response
from snodo.domain.instruments.states import Section as Restricted
from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import Instrument as Shape
from snodo.web.casework.forms import work as forms
from snodo.web.casework.views.common import allow, form_page, head, head_or_404
from snodo.web.http import ActingRequest, apply_refusal, require_safe, toast

NOT_TEAM = "Può compilare le schede chi fa parte dell'équipe."


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What was read so far, and the sheets of the action."""
    page = head_or_404(request, pk, states.Section.READINGS)
    readings = list(queries.readings_of(page.case))
    tally: dict[str, int] = {}
    for reading in readings:
        code = reading.response.instrument.code
        tally[code] = tally.get(code, 0) + 1
    context = {
        **head(page),
        "title": "Letture e schede",
        "readings": readings,
        "sheets": [(one, tally.get(one.code, 0)) for one in queries.instruments_of(page.case)],
        "words": queries.words_of(page.case.programme.definition, "barriers")
        | queries.words_of(page.case.programme.definition, "target_groups"),
    }
    return render(request, "casework/readings.html", context)


def fill(request: ActingRequest, pk: UUID, instrument: UUID) -> HttpResponse:
    """Fill in a sheet of the action."""
    page = head_or_404(request, pk, states.Section.READINGS)
    allow(page.standing.can_write, NOT_TEAM)
    sheet = next((one for one in queries.instruments_of(page.case) if one.pk == instrument), None)
    if sheet is None:
        raise Http404
    shape = instruments.shape_of(sheet)
    form = forms.ReadingForm(
        request.POST or None,
        shape=shape,
        restricted=page.standing.restricted,
        initial=_start(page, sheet, shape),
    )
    if request.method == "POST" and form.is_valid():
        try:
            reading = _record(request, page, sheet, form)
            toast(request, "Scheda salvata.")
            return redirect("casework:reading", pk=pk, reading=reading.pk)
        except InputRefused as error:
            apply_refusal(form, _by_field(error, form))
    context = {
        **head(page),
        "form": form,
        "shape": shape,
        "title": shape.title,
        "parts": _parts(form, shape),
        "reserved": _reserved(form, shape),
        "left_out": _left_out(form, shape),
        "back": reverse("casework:readings", args=[pk]),
    }
    return render(request, "casework/fill.html", context, status=422 if form.errors else 200)


def _start(page: queries.CasePage, sheet: Instrument, shape: Shape) -> dict[str, str]:
    """The first time is the start; whose view, as the sheet says."""
    first = not queries.readings_of(page.case).filter(response__instrument__code=sheet.code).exists()
    return {
        "moment": "start" if first else "middle",
        "filler": "person" if shape.fill_by == "person" else "operator",
    }


def _record(
    request: ActingRequest, page: queries.CasePage, sheet: Instrument, form: forms.ReadingForm
) -> Assessment:
    return actions.record_assessment(
        case=page.case,
        instrument=sheet,
        answers=form.answers(),
        filler=form.cleaned_data["filler"],
        moment=form.cleaned_data["moment"],
        read_on=form.cleaned_data["read_on"],
        actor=request.actor,
    )


def _by_field(error: InputRefused, form: forms.ReadingForm) -> InputRefused:
    """Items of the sheet are fields with a prefix; the day has its own name."""
    own = {"filled_on": "read_on"}
    named = {
        own.get(code, forms.PREFIX + code if forms.PREFIX + code in form.fields else code): sentence
        for code, sentence in error.problems.items()
    }
    return InputRefused(named)


def _parts(form: forms.ReadingForm, shape: Shape) -> list[tuple[Any, list[Any]]]:
    """Sections with their open questions."""
    parts = []
    for section in shape.sections:
        fields = [form.bound(item.code) for item in section.items if item.restricted == "none"]
        if fields:
            parts.append((section, fields))
    return parts


def _reserved(form: forms.ReadingForm, shape: Shape) -> list[tuple[str, list[Any], bool]]:
    """Reserved questions this reader may answer: label, fields, whether one has something to mend."""
    found = []
    for value, label in Restricted.choices:
        fields = [form.bound(item.code) for item in shape.items if item.restricted == value]
        fields = [field for field in fields if field is not None]
        if fields:
            found.append((str(label), fields, any(field.errors for field in fields)))
    return found


def _left_out(form: forms.ReadingForm, shape: Shape) -> list[str]:
    """Reserved sections of the sheet that this reader is not asked."""
    values = {item.restricted for item in shape.items if form.bound(item.code) is None}
    return [str(label).lower() for value, label in Restricted.choices if value in values]


@require_safe
def reading(request: ActingRequest, pk: UUID, reading: UUID) -> HttpResponse:
    """One sheet: its radar, and every answer in words."""
    page = head_or_404(request, pk, states.Section.READINGS)
    row = queries.readings_of(page.case).filter(pk=reading).first()
    if row is None:
        raise Http404
    instrument = row.response.instrument
    others = list(queries.readings_of(page.case).filter(response__instrument__code=instrument.code))
    chart = instruments.radar([row.response])
    context = {
        **head(page),
        "title": instrument.title,
        "row": row,
        "parts": instruments.read_response(row.response),
        "axes": chart.axes if chart else (),
        "top": max((axis.max for axis in chart.axes), default=4) if chart else 4,
        "values": [axis.values[0] for axis in chart.axes] if chart else [],
        "areas": [axis.title for axis in chart.axes] if chart else [],
        "compare": len(others) > 1,
        "restricted": [(v, label) for v, label in Restricted.choices if v in page.standing.restricted],
    }
    return render(request, "casework/reading.html", context)


@require_safe
def compare(request: ActingRequest, pk: UUID, code: str) -> HttpResponse:
    """Start against now, and several readers side by side."""
    page = head_or_404(request, pk, states.Section.READINGS)
    rows = list(
        queries.readings_of(page.case)
        .filter(response__instrument__code=code)
        .order_by("read_on", "created_at")
    )
    if not rows:
        raise Http404
    responses = [row.response for row in rows]
    whole, chart = instruments.compare(responses), instruments.radar(responses)
    assert chart is not None
    readers = [row for row in rows if row.response.filler == "operator"] or rows
    first, last = rows.index(readers[0]), rows.index(readers[-1])
    views = _views(page, rows)
    same_view = instruments.compare([row.response for row in readers])
    context = {
        **head(page),
        "title": whole.title,
        "rows": list(zip(rows, views.values(), strict=True)),
        "whole": whole,
        "chart": chart,
        "areas": [axis.title for axis in chart.axes],
        "now": [axis.values[last] for axis in chart.axes],
        "before": [axis.values[first] for axis in chart.axes] if first != last else [],
        "top": max((axis.max for axis in chart.axes), default=4),
        "now_on": rows[last].read_on,
        "before_on": rows[first].read_on,
        "changes": {axis.code: axis for axis in same_view.axes},
        "apart": _apart(whole, rows, views),
        "parts": _by_part(whole, responses[-1]),
    }
    return render(request, "casework/compare.html", context)


def _by_part(whole: instruments.Comparison, last: Response) -> list[tuple[str, list[Any]]]:
    """The questions somebody answered, under the title of their part: many read the same in each."""
    titles = {
        answer.item.code: part.title for part in instruments.read_response(last) for answer in part.answers
    }
    answered = [(titles.get(item.code, ""), item, texts) for item, texts in whole.items if any(texts)]
    return [(title, list(group)) for title, group in groupby(answered, key=itemgetter(0))]


def _views(page: queries.CasePage, rows: list[Assessment]) -> dict[UUID, str]:
    """Whose view each reading gives: the clinical side is one view, the work side another."""
    clinical = queries.clinical_bodies(page.case)
    views = {}
    for row in rows:
        words = str(row.response.get_filler_display()).lower()
        views[row.pk] = f"{words}, lato sanitario" if row.author.organisation_id in clinical else words
    return views


def _apart(
    whole: instruments.Comparison, rows: list[Assessment], views: dict[UUID, str]
) -> list[tuple[str, str]]:
    """Areas where two readers of the same days differ by a point or more: to be talked over."""
    found = []
    for axis in whole.axes:
        latest: dict[str, float] = {}
        for row, value in zip(rows, axis.values, strict=True):
            if value is not None:
                latest[views[row.pk]] = value
        if len(latest) > 1 and max(latest.values()) - min(latest.values()) >= 1:
            found.append((axis.title, ", ".join(f"{who} {value:g}" for who, value in latest.items())))
    return found


# Outcomes


def outcomes(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What came of the path, and a new outcome."""
    page = head_or_404(request, pk, states.Section.OUTCOMES)
    kinds = queries.outcome_kinds(page.case)

    def act(data: dict[str, Any]) -> str:
        actions.record_outcome(case=page.case, actor=request.actor, **data)
        return "Esito registrato."

    form = forms.OutcomeForm(request.POST or None, request.FILES or None, case=page.case, kinds=kinds)
    here = reverse("casework:outcomes", args=[pk])
    return form_page(
        request,
        page,
        form,
        act,
        title="Esiti",
        submit="Registra l'esito",
        template="casework/outcomes.html",
        outcomes=[
            (row, kinds.get(row.kind, {}).get("title", row.kind)) for row in queries.outcomes_of(page.case)
        ],
        done=here,
    )


def outcome_withdraw(request: ActingRequest, pk: UUID, outcome: UUID) -> HttpResponse:
    """Take an outcome back."""
    page = head_or_404(request, pk, states.Section.OUTCOMES)
    allow(page.standing.can_follow_up, "Può togliere un esito chi fa parte dell'équipe.")
    row = Outcome.objects.filter(case=page.case, pk=outcome).select_related("case").first()
    if row is None:
        raise Http404

    def act(data: dict[str, Any]) -> str:
        actions.withdraw_outcome(outcome=row, actor=request.actor, **data)
        return "Esito tolto: resta nella storia, ma non si conta più."

    back = reverse("casework:outcomes", args=[pk])
    form = forms.WithdrawForm(request.POST or None)
    return form_page(request, page, form, act, title="Togli l'esito", submit="Togli", back=back, danger=True)
