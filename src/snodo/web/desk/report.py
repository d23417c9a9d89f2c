"""The figures of a desk, and the two levels of its programme."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.desk.queries import quarters_of
from snodo.domain.reporting.queries import desk as reporting
from snodo.web.forms import FilterForm
from snodo.web.http import ActingRequest, get_or_404, require_safe


class PeriodForm(FilterForm):
    """Kept in the address."""

    dal = forms.DateField(label="Dal")
    al = forms.DateField(label="Al")


@require_safe
def report(request: ActingRequest, pk: UUID) -> HttpResponse:
    """By quarter and reason, who came again. Small numbers are hidden to who does not read the register."""
    desk = get_or_404(reporting.desks_told_to(request.actor).select_related("programme", "organisation"), pk)
    every = reporting.opens(request.actor, desk)
    form = PeriodForm(request.GET if every else None)
    found = reporting.desk_report(
        desk,
        since=form.value("dal") if every else None,
        until=form.value("al") if every else None,
        every=every,
    )
    context = {
        "desk": desk,
        "form": form if every else None,
        "report": found,
        "streams": reporting.streams(request.actor, desk.programme, every=every),
        "every": every,
        "quarters": _bars(found.quarters),
        "reasons": _bars(found.reasons),
        "results": _bars(found.results),
        "has_quarters": bool(quarters_of(desk)),
        "columns": ["Motivo", *[line.label for line in found.quarters]],
        "labels": [line.label for line in found.quarters],
    }
    return render(request, "desk/report.html", context)


def _bars(lines: list[reporting.Line]) -> list[dict[str, object]]:
    """As the chart wants them; a hidden number has words and no length."""
    return [
        {"label": line.label, "value": line.value or 0, "note": line.words, "told": line.words}
        for line in lines
    ]
