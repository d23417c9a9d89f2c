"""Programmes: list, page with targets, evidence behind a number, response times, bodies, printable card."""

import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.intake import waiting
from snodo.domain.privacy import access as privacy_access
from snodo.domain.programmes import access as programme_access
from snodo.domain.programmes import queries as programme_queries
from snodo.domain.programmes.actions import start_programme
from snodo.domain.programmes.models import ExpectedResult, Programme
from snodo.domain.reporting import access as reporting_access
from snodo.domain.reporting.queries import overview, results, small_numbers
from snodo.domain.tables import queries as table_queries
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import load_pack, pack_folder, shipped_packs
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, require_safe, toast
from snodo.web.programmes.forms import ProgrammeFilters, StartForm

STATE_KIND = {"running": "good", "prepared": "info", "concluded": ""}


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Programmes of the network, running ones first."""
    filters = ProgrammeFilters(request.GET)
    programmes = programme_queries.programme_list(
        request.actor, state=filters.value("stato") or "", text=filters.value("testo") or ""
    )
    page = paginate(request, programmes)
    context = {
        "page": page,
        "filters": filters,
        "can_start": programme_access.can_start(request.actor),
        "today": clock.today(),
    }
    return render(request, "programmes/index.html", context)


def start(request: ActingRequest) -> HttpResponse:
    """Start a programme from a ready-made one."""
    programme_access.require(programme_access.can_start(request.actor))
    packs = [load_pack(pack_folder(code)) for code in shipped_packs()]
    form = StartForm(request.POST or None, initial={"starts_on": clock.today()})
    form.fields["pack"].choices = [(pack.code, f"{pack.title}: {pack.area}") for pack in packs]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            programme = start_programme(
                pack=next(pack for pack in packs if pack.code == data["pack"]),
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                actor=request.actor,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Il programma è avviato: controlla gli enti e gli atti.")
            return redirect("programmes:programme", pk=programme.pk)
    return render(request, "programmes/start.html", {"form": form})


def programme_or_404(request: ActingRequest, pk: UUID) -> Programme:
    """A programme of the network."""
    return get_or_404(programme_access.programmes_visible_to(request.actor), pk)


def _day(request: ActingRequest) -> datetime.date:
    """The day asked for in the address, never in the future."""
    try:
        day = datetime.date.fromisoformat(request.GET.get("al", ""))
    except ValueError:
        return clock.today()
    return min(day, clock.today())


@require_safe
def programme_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What was promised, what there is, what asks for a look."""
    programme = programme_or_404(request, pk)
    day = small_numbers.day_seen_by(request.actor, programme, _day(request))
    opens = reporting_access.can_open_evidence(request.actor, programme)
    seen = small_numbers.results_seen_by(request.actor, programme, until=day)
    counted = [_line(result) for result in seen]
    meters = table_queries.promise_meters(request.actor, programme=programme.pk)
    context = {
        "programme": programme,
        "day": day,
        "opens": opens,
        "sections": _sections(counted),
        "protected": not opens,
        "papers": privacy_access.can_prepare_papers(request.actor, programme),
        "times": _time_rows(small_numbers.times_seen_by(request.actor, programme, day=day)),
        "watch": overview.watch(programme) if opens else None,
        "acts_ending": list(overview.acts_ending(programme)) if opens else [],
        "promises": _promises(meters),
        "lists": waiting.lists_kept_by(request.actor, programme.pk),
        "facts": _facts(programme),
        "state_kind": STATE_KIND[programme.state],
    }
    return render(request, "programmes/programme.html", context)


def _line(result: results.Result) -> dict[str, Any]:
    expected = result.expected
    return {
        "code": expected.code,
        "title": expected.title,
        "note": expected.description,
        "unit": expected.unit.removeprefix("%").strip(),
        "actual": _number(result.actual, expected.unit),
        "target": _number(result.target, expected.unit),
        "percent": result.percent,
        "kind": "good"
        if result.reached and not result.at_most
        else ("warn" if result.reached is False and result.at_most else ""),
        "at_most": result.at_most,
        "reached": result.reached,
        "measured": result.actual is not None,
        "hidden": result.hidden,
        "opens": expected.measure["count"] in results.SOURCES,
        "action": expected.action,
    }


def _number(value: Decimal | None, unit: str = "") -> str:
    """Whole numbers without decimals, the rest with a comma; shares with their sign."""
    if value is None:
        return ""
    text = f"{value:.1f}" if value % 1 else f"{value:.0f}"
    return text.replace(".", ",") + (" %" if unit.startswith("%") else "")


def _sections(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One box per action; promises of the whole programme first."""
    ordered = sorted(lines, key=lambda line: line["action"].position if line["action"] else -1)
    return [
        {"title": f"{action.title}: risultati attesi" if action else "Risultati attesi", "lines": list(group)}
        for action, group in groupby(ordered, key=lambda line: line["action"])
    ]


def _time_rows(times: list[overview.StepTime]) -> list[dict[str, Any]]:
    return [
        {
            "label": time.label,
            "value": float(time.lately) if time.lately is not None else 0,
            "note": _days(time.lately)
            + (f" (prima {_number(time.before)})" if time.before is not None else ""),
        }
        for time in times
        if time.lately is not None or time.before is not None
    ]


def _days(value: Decimal | None) -> str:
    if value is None:
        return "nessuna"
    return f"{_number(value)} {'giorno' if value == 1 else 'giorni'}"


def _promises(meters: list[table_queries.PromiseMeter]) -> dict[str, int]:
    kept = sum(meter.kept for meter in meters)
    not_kept = sum(meter.not_kept for meter in meters)
    late = sum(meter.late for meter in meters)
    still_open = sum(meter.open for meter in meters)
    return {
        "kept": kept,
        "not_kept": not_kept,
        "open": still_open,
        "late": late,
        "all": kept + not_kept + still_open,
    }


def _facts(programme: Programme) -> str:
    """Actions, municipalities and bodies in a line."""
    definition = programme.definition
    actions = len(definition.get("actions", []))
    towns = sum(len(place.get("municipalities", [])) for place in definition.get("places", []))
    bodies = len(definition.get("partners", []))
    parts = [
        f"{actions} azioni" if actions > 1 else "",
        f"{towns} comuni" if towns > 1 else "",
        f"{bodies} enti" if bodies > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


@require_safe
def evidence(request: ActingRequest, pk: UUID, code: str) -> HttpResponse:
    """The list behind a number, and what almost counts."""
    programme = programme_or_404(request, pk)
    if not reporting_access.can_open_evidence(request.actor, programme):
        raise Http404
    expected = ExpectedResult.objects.select_related("action").filter(programme=programme, code=code).first()
    if expected is None or expected.measure["count"] not in results.SOURCES:
        raise Http404
    day = _day(request)
    result = results.result_of(expected, programme, until=day)
    page = paginate(request, results.evidence_rows(expected, programme, day))
    near = results.near_rows(expected, programme, day)
    audit.record_list(
        actor=request.actor,
        kind=f"results.{expected.measure['count']}",
        ids=[row.pk for row in page],
        section="results",
        ground=f"Prova del risultato {code}",
    )
    context = {
        "programme": programme,
        "expected": expected,
        "line": _line(result),
        "day": day,
        "page": page,
        "rows": [results.tell(expected, row) for row in page],
        "near": [results.tell(expected, row) for row in near[:50]] if near is not None else [],
        "why_not": results.why_not(expected),
    }
    return render(request, "programmes/evidence.html", context)


@require_safe
def card(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The programme on one page, to read or print: actions, phases, criteria, promises."""
    programme = programme_or_404(request, pk)
    return render(
        request,
        "programmes/card.html",
        {"programme": programme, "pack": programme.definition, "today": clock.today()},
    )
