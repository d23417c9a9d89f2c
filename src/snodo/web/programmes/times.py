"""Response times node by node: before and after a day, in a drawing, a table and a file."""

import csv
import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.programmes.models import Programme
from snodo.domain.reporting import access
from snodo.domain.reporting.queries import clocks
from snodo.domain.reporting.queries.clocks import Node, Report, Span
from snodo.domain.reporting.queries.overview import STEPS
from snodo.web.http import ActingRequest, require_safe
from snodo.web.programmes.forms import TurningDayForm
from snodo.web.programmes.views import programme_or_404

Steps = Mapping[str, str]


@require_safe
def times(request: ActingRequest, pk: UUID) -> HttpResponse:
    """How fast each body answers, and how fast the need reaches it."""
    programme, report, form = _report(request, pk)
    context = {
        "programme": programme,
        "form": form,
        "since": report.since,
        "unwilling": report.unwilling_hidden or report.unwilling,
        "sides": [
            _side("received", report.receiving, STEPS, "first_answer"),
            _side("sent", report.sending, clocks.SENT_STEPS, clocks.SENDING),
        ],
        "protected": form is None,
    }
    return render(request, "programmes/times.html", context)


def _report(request: ActingRequest, pk: UUID) -> tuple[Programme, Report, TurningDayForm | None]:
    programme = programme_or_404(request, pk)
    opens = access.sees_every_number(request.actor, programme)
    form = TurningDayForm(request.GET) if opens else None
    chosen = form.value("dal") if form is not None else None
    return programme, clocks.report_seen_by(request.actor, programme, since=chosen), form


def _side(name: str, nodes: list[Node], steps: Steps, drawn: str) -> dict[str, Any]:
    return {
        "name": name,
        "steps": list(steps.values()),
        "rows": [
            {
                "node": node,
                "cells": [
                    {"label": label, "now": _cell(node.now[step]), "before": _cell(node.before[step])}
                    for step, label in steps.items()
                ],
            }
            for node in nodes
        ],
        "chart": [
            {
                "label": node.name,
                "now": node.now[drawn].median,
                "before": node.before[drawn].median,
                "nine": node.now[drawn].nine,
                "note": _note(node.now[drawn], node.before[drawn]),
            }
            for node in nodes
            if node.now[drawn].median is not None or node.before[drawn].median is not None
        ],
        "drawn": steps[drawn],
    }


def _cell(span: Span) -> dict[str, str]:
    """Words of a stretch: empty where there is nothing, or nothing that may be told."""
    if span.median is None:
        return {}
    return {
        "median": _days(span.median),
        "nine": "" if span.nine is None else f"9 su 10 entro {_days(span.nine)}",
        "kept": "" if span.share is None else f"{span.share} % nei tempi promessi",
        "of": f"su {span.count}",
    }


def _note(now: Span, before: Span) -> str:
    said = _days(now.median) if now.median is not None else "nessuna"
    return said if before.median is None else f"{said} (prima {_number(before.median)})"


def _days(value: float) -> str:
    return f"{_number(value)} {'giorno' if value == 1 else 'giorni'}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


# The same as a file

HEAD = (
    *("ente", "come", "segnalazioni", "passo", "periodo", "su quante", "giorni mediani dall'intercettazione"),
    *("9 su 10 entro giorni", "nei tempi promessi", "promesse"),
)


@require_safe
def sheet(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The table for a spreadsheet, with the same numbers hidden."""
    _, report, _ = _report(request, pk)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    for word, nodes in (("riceve", report.receiving), ("segnala", report.sending)):
        for node in nodes:
            writer.writerows(_lines(node, word, report))
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="tempi-di-risposta.csv"'},
    )


def _lines(node: Node, word: str, report: Report) -> list[list[str]]:
    lines = []
    for step, span in node.now.items():
        for period, one in ((f"dal {report.since:%d/%m/%Y}", span), ("prima", node.before[step])):
            cells = [one.count if one.median is not None else None, one.median, one.nine, one.kept]
            lines.append(
                [
                    _safe(node.name),
                    word,
                    node.hidden or str(node.referrals),
                    clocks.SENT_STEPS[step],
                    period,
                    *("" if cell is None else _number(float(cell)) for cell in cells),
                    str(one.promised) if one.kept is not None else "",
                ]
            )
    return lines


def _safe(name: str) -> str:
    """A name that a spreadsheet would take for a formula stays a name."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name
