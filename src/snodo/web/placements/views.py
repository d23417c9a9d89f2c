"""The list of internships and the page of one."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework
from snodo.domain.documents import access as documents
from snodo.domain.placements import access, calendar, papers, queries, states
from snodo.domain.placements.models import Internship, MonitoringMeeting
from snodo.domain.placements.rules.facts import ERROR, NOTE, WARNING
from snodo.kernel import clock
from snodo.web.http import ActingRequest, filters_query, paginate, require_safe
from snodo.web.placements import forms
from snodo.web.placements.common import CASE_PAGE, internship_or_404
from snodo.web.reading import shown

STATES = (("running", "In corso"), ("preparing", "In preparazione"), ("completed", "Conclusi"), ("", "Tutti"))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    internship: Internship
    share: int | None
    threshold: int
    signals: list[queries.Signal]


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Internships with what deserves attention in words."""
    form = forms.InternshipFilters(request.GET)
    state = request.GET.get("stato", "running")
    rows = queries.internship_list(
        request.actor,
        text=form.value("testo") or "",
        state=state if state in dict(STATES) else "",
        kind=form.value("tipo") or "",
        programme=form.value("programma"),
        attention=form.value("attenzione") or "",
    )
    page = paginate(request, rows)
    shares = queries.shares_of(page.items)
    if page.items:
        ids = [row.pk for row in page.items]
        audit.record_list(actor=request.actor, kind="placements.internship", ids=ids)
    context = {
        "page": page,
        "may_start": request.actor.has_role(*casework.WORKING_ROLES),
        "rows": [_row(row, shares[row.pk]) for row in page],
        "form": form,
        "tabs": _tabs(request, state),
        "filtered": any(form.value(name) for name in ("testo", "tipo", "attenzione")),
        "reset": f"{reverse('placements:index')}?stato={state}",
    }
    return render(request, "placements/index.html", context)


def _row(internship: Internship, share: int | None) -> Row:
    total = queries.threshold(internship)[0]
    return Row(internship, share, total, queries.signals(internship, share))


def _tabs(request: ActingRequest, state: str) -> list[dict[str, Any]]:
    base = reverse("placements:index")
    return [
        {
            "label": label,
            "url": f"{base}?{filters_query(request, stato=code)}" if code else f"{base}?stato=",
            "here": state == code,
            "count": None,
        }
        for code, label in STATES
    ]


@require_safe
def internship_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Register, attendance, meetings, project and papers of one internship."""
    return page_of(request, internship_or_404(request, pk))


def page_of(
    request: ActingRequest,
    internship: Internship,
    *,
    month: datetime.date | None = None,
    start_form: forms.StartForm | None = None,
    register_form: forms.RegisterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was not taken where there is one."""
    footing = access.footing(request.actor, internship)
    audit.record_read(actor=request.actor, subject=internship, person_id=internship.person_id)
    context: dict[str, Any] = {
        "internship": internship,
        "footing": footing,
        "case_url": CASE_PAGE.format(internship.case_id),
        "facts": _facts(internship),
        "private": _private(internship),
        "preparing": internship.state in states.PREPARING,
        "running": internship.state in states.RUNNING,
        "against": list(queries.choices_against(internship)) if internship.ended_on is None else [],
    }
    if internship.state in states.PREPARING:
        context |= _rules(internship, start_form)
    else:
        context |= _life(request, internship, month, register_form)
    return render(request, "placements/internship.html", context, status=status)


def _rules(internship: Internship, form: forms.StartForm | None) -> dict[str, Any]:
    findings = queries.check_internship(internship)
    warnings = [finding for finding in findings if finding.level == WARNING]
    form = form or forms.StartForm(findings=warnings)
    return {
        "start_form": form,
        "errors": [finding for finding in findings if finding.level == ERROR],
        "warnings": [(finding, form[f"reason_{finding.code}"]) for finding in warnings],
        "notes": [finding for finding in findings if finding.level == NOTE],
    }


def _life(
    request: ActingRequest,
    internship: Internship,
    month: datetime.date | None,
    form: forms.RegisterForm | None,
) -> dict[str, Any]:
    register = queries.read_register(internship)
    total, monthly = queries.threshold(internship)
    attendance = queries.count(internship, register, total, monthly)
    month = month or _month_of(request, internship)
    days = queries.month_grid(internship, month, register)
    form = form or forms.RegisterForm(days=days)
    meetings = list(queries.meetings_of(request.actor, internship))
    return {
        "attendance": attendance,
        "months": [(papers.month_name(row.first), row, row.unrecorded_days) for row in attendance.months],
        "month": month,
        "month_name": papers.month_name(month),
        "previous_month": _shifted(internship, month, -1),
        "next_month": _shifted(internship, month, 1),
        "register_form": form,
        "grid": _grid(form, days),
        "meetings": meetings,
        "next_meeting": next((row for row in meetings if row.state == states.MeetingState.PLANNED), None),
        "signals": queries.signals(_with_counts(internship, meetings, register), attendance.percent),
        "paused": [span for span in register.pauses if span[0] <= clock.today() <= span[1]],
    }


def _month_of(request: ActingRequest, internship: Internship) -> datetime.date:
    first, last = internship.starts_on, internship.ended_on or internship.ends_on
    try:
        wanted = datetime.date.fromisoformat(f"{request.GET.get('mese', '')}-01")
    except ValueError:
        wanted = clock.today()
    return min(max(wanted, first), last).replace(day=1)


def _shifted(internship: Internship, month: datetime.date, by: int) -> str:
    """The neighbouring month as the address wants it, if the internship touches it."""
    other = calendar.add_months(month, by)
    first = internship.starts_on.replace(day=1)
    last = (internship.ended_on or internship.ends_on).replace(day=1)
    return f"{other:%Y-%m}" if first <= other <= last else ""


def _grid(form: forms.RegisterForm, days: list[queries.GridDay]) -> list[dict[str, Any]]:
    """Each day with its two fields, when it can be written."""
    return [
        {
            "cell": cell,
            "weekday": papers.WEEKDAYS[cell.day.weekday()][:3],
            "kind": form[f"k_{cell.day}"] if f"k_{cell.day}" in form.fields else None,
            "hours": form[f"h_{cell.day}"] if f"h_{cell.day}" in form.fields else None,
            "aside": not cell.due and not cell.kind,
        }
        for cell in days
    ]


def _with_counts(
    internship: Internship, meetings: list[MonitoringMeeting], register: queries.Register
) -> Internship:
    """The row as the list knows it, from what the page has already read."""
    today = clock.today()
    late = [row for row in meetings if row.state == states.MeetingState.PLANNED and row.planned_on < today]
    internship.late_meetings = len(late)  # type: ignore[attr-defined]
    internship.last_recorded = max((day for day, _, _ in register.rows), default=None)  # type: ignore[attr-defined]
    return internship


def _facts(internship: Internship) -> list[tuple[str, Any]]:
    days = ", ".join(papers.WEEKDAYS[day] for day in sorted(internship.weekdays))
    payer = internship.get_allowance_payer_display()
    allowance = f"{papers.number(internship.allowance)} euro al mese, {payer.lower()}"
    return [
        ("Promotore", internship.promoter.name),
        ("Tutor del promotore", internship.promoter_tutor_name),
        ("Tutor aziendale", internship.host_tutor_name),
        ("Contatto", internship.host_tutor_contact),
        ("Sede", internship.site),
        ("Durata", calendar.months_and_days(internship.starts_on, internship.ends_on)),
        ("Orario", f"{papers.number(internship.weekly_hours)} ore a settimana: {days}"),
        ("Indennità", allowance if internship.allowance else "non prevista"),
        ("Segue il tirocinio", internship.responsible.user.get_full_name()),
        ("Obiettivi", internship.objectives),
    ]


def _private(internship: Internship) -> list[tuple[str, Any]]:
    """What neither the host nor any paper may say."""
    taking = internship.taking_organisation
    facts: list[tuple[str, Any]] = [("Limiti", states.RuleTarget(internship.rule_target).label)]
    if taking is not None:
        facts.append(("In carico a", f"{taking.label}, {internship.taking_worker}"))
    if internship.funding:
        facts.append(("Chi finanzia", internship.funding))
    return facts


@require_safe
def history(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What was moved, suspended, overridden, and the papers."""
    internship = internship_or_404(request, pk)
    shown(request, internship, internship.person_id)
    context = {
        "internship": internship,
        "sees_sheets": access.sees_sheets(request.actor, internship),
        "changes": internship.end_changes.order_by("created_at"),
        "pauses": internship.pauses.order_by("from_day"),
        "overrides": internship.overrides.select_related("membership__user").order_by("created_at"),
        "papers": documents.readable_documents_of(request.actor, "placements.internship", pk),
        "moves": [
            (meeting, list(meeting.moves.order_by("created_at")))
            for meeting in internship.meetings.filter(moves__isnull=False).distinct().order_by("number")
        ],
    }
    return render(request, "placements/history.html", context)
