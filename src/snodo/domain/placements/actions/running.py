"""From the first day on: start, register, suspension, extension."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction

from snodo.domain.casework import actions as casework
from snodo.domain.documents.models import Document
from snodo.domain.placements import calendar, papers, queries, states
from snodo.domain.placements.actions.common import (
    MEETING_STEP,
    at_host,
    choice_problems,
    held,
    log,
    promise_end,
    save,
    tell,
)
from snodo.domain.placements.actions.drafting import refuse_errors
from snodo.domain.placements.actions.meetings import plan_meetings, promise_next, shift
from snodo.domain.placements.models import (
    EndChange,
    Internship,
    InternshipDay,
    InternshipPause,
    RuleOverride,
)
from snodo.domain.placements.rules import check
from snodo.domain.placements.rules.facts import ERROR, WARNING
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

REASON = "reason_"


@transaction.atomic
def start_internship(
    *, internship: Internship, reasons: Mapping[str, str] | None = None, actor: Actor
) -> Internship:
    """Begin: the checks must not block, each warning needs a written reason (`reasons`: code → why).

    Writes the training project, plans the meetings for the whole length, tells the team and the sender.
    Raises InputRefused: errors next to their fields, missing reasons under "reason_<code>".
    """
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "start")
    refuse_errors(internship)
    _override(internship, dict(reasons or {}), actor)
    internship.first_end = internship.ends_on
    internship.rule = queries.rule_for(internship.region, internship.kind, internship.starts_on)
    internship.training_project = papers.training_project(internship, actor)
    save(internship, "state", "first_end", "rule", "training_project")
    tell(internship, f"Comincia il tirocinio{at_host(internship)}", actor)
    promise_end(internship, actor)
    plan_meetings(internship=internship, actor=actor)
    log(internship, "start", actor, starts_on=internship.starts_on, ends_on=internship.ends_on)
    return internship


def _override(internship: Internship, reasons: dict[str, str], actor: Actor) -> None:
    """Every warning is either absent or answered."""
    warnings = [finding for finding in queries.check_internship(internship) if finding.level == WARNING]
    missing = {
        f"{REASON}{warning.code}": f"Scrivi perché si procede. {warning.sentence}"
        for warning in warnings
        if not reasons.get(warning.code, "").strip()
    }
    if missing:
        raise InputRefused(missing)
    for warning in warnings:
        RuleOverride.objects.create(
            internship=internship,
            code=warning.code,
            sentence=warning.sentence,
            reason=reasons[warning.code],
            membership_id=actor.membership_id,
        )


@dataclass(frozen=True, slots=True)
class DayMark:
    """How a day went; without hours, a day of presence counts the hours due."""

    kind: str
    hours: Decimal | None = None


@transaction.atomic
def record_days(
    *, internship: Internship, days: Mapping[datetime.date, DayMark | None], actor: Actor
) -> Internship:
    """Write many days of the register at once; None empties a day. Raises InputRefused under "day_<date>"."""
    internship = held(internship, actor)
    if internship.state in states.PREPARING:
        raise InputRefused({"": "Il tirocinio non è ancora iniziato."})
    pauses = _spans(internship)
    problems = {
        f"day_{day.isoformat()}": sentence
        for day, mark in days.items()
        if mark is not None and (sentence := _day_problem(internship, day, mark, pauses))
    }
    if problems:
        raise InputRefused(problems)
    InternshipDay.objects.filter(internship=internship, day__in=list(days)).delete()
    InternshipDay.objects.bulk_create(
        InternshipDay(internship=internship, day=day, kind=mark.kind, hours=_hours(internship, mark))
        for day, mark in sorted(days.items())
        if mark is not None
    )
    log(internship, "record_days", actor, days=len(days))
    return internship


def _hours(internship: Internship, mark: DayMark) -> Decimal:
    if mark.kind != states.DayKind.PRESENT:
        return Decimal(0)
    return internship.hours_a_day if mark.hours is None else mark.hours


def _day_problem(
    internship: Internship, day: datetime.date, mark: DayMark, pauses: list[calendar.Span]
) -> str:
    said = f"{day.day}/{day.month}"
    if mark.kind not in states.DayKind.values:
        return f"{said}: scegli com'è andata dall'elenco."
    if not internship.holds_on(day):
        return f"{said}: è fuori dal periodo del tirocinio."
    if day > clock.today():
        return f"{said}: non è ancora passato."
    if calendar.inside(day, pauses):
        return f"{said}: il tirocinio era sospeso."
    if not 0 < _hours(internship, mark) <= 12 and mark.kind == states.DayKind.PRESENT:
        return f"{said}: le ore vanno da mezz'ora a 12."
    return ""


def _spans(internship: Internship) -> list[calendar.Span]:
    return [(pause.from_day, pause.until_day or datetime.date.max) for pause in internship.pauses.all()]


@transaction.atomic
def suspend_internship(
    *, internship: Internship, reason: str, from_day: datetime.date, note: str = "", actor: Actor
) -> Internship:
    """Stop for a while. The reason stays with the team. Raises InputRefused, TransitionRefused."""
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "suspend")
    _check_pause(internship, reason, from_day)
    InternshipPause.objects.create(internship=internship, reason=reason, from_day=from_day, note=note)
    InternshipDay.objects.filter(internship=internship, day__gte=from_day).delete()
    save(internship, "state")
    for meeting in internship.meetings.filter(state=states.MeetingState.PLANNED):
        casework.close_step(ref=meeting, kind=MEETING_STEP, outcome="dropped", actor=actor)
    tell(internship, f"Il tirocinio{at_host(internship)} è sospeso", actor)
    log(internship, "suspend", actor, from_day=from_day)
    return internship


def _check_pause(internship: Internship, reason: str, from_day: datetime.date) -> None:
    problems: dict[str, str] = {}
    if reason not in states.PauseReason.values:
        problems["reason"] = "Scegli il motivo della sospensione."
    if not internship.starts_on <= from_day <= internship.ends_on:
        problems["from_day"] = "La sospensione comincia in un giorno del tirocinio."
    elif from_day > clock.today():
        problems["from_day"] = "Questa data è nel futuro: sospendi quando il giorno arriva."
    elif calendar.inside(from_day, _spans(internship)):
        problems["from_day"] = "In questo giorno il tirocinio era già sospeso."
    elif InternshipDay.objects.filter(
        internship=internship, day__gte=from_day, kind=states.DayKind.PRESENT
    ).exists():
        problems["from_day"] = (
            "Nel registro ci sono presenze da questo giorno in poi: correggi una delle due cose."
        )
    if problems:
        raise InputRefused(problems)


@transaction.atomic
def resume_internship(*, internship: Internship, on_day: datetime.date, actor: Actor) -> Internship:
    """Start again: the end and the meetings still to hold move on by the days of pause.

    A pause shorter than the law asks (illness 30 days, closure 15) leaves the end where it was.
    """
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "resume")
    pause = InternshipPause.objects.select_for_update().get(internship=internship, until_day__isnull=True)
    if not pause.from_day < on_day <= clock.today():
        raise InputRefused({"on_day": "Scegli un giorno dopo l'inizio della sospensione e non nel futuro."})
    pause.until_day = on_day - datetime.timedelta(days=1)
    pause.save(update_fields=["until_day"])
    days = (on_day - pause.from_day).days
    least = (internship.rule.values if internship.rule else {}).get("pause_days", {}).get(pause.reason, 0)
    moved = datetime.timedelta(days=days if days >= least else 0)
    _move_end(
        internship, internship.ends_on + moved, states.ChangeKind.SUSPENSION, pause.get_reason_display()
    )
    _move_meetings(internship, pause.from_day, on_day, moved)
    save(internship, "state", "ends_on")
    promise_end(internship, actor)
    promise_next(internship, actor)
    detail = f"Giorni di sospensione: {days}. Il tirocinio finisce il {internship.ends_on:%d/%m/%Y}."
    tell(internship, f"Riprende il tirocinio{at_host(internship)}", actor, detail=detail)
    log(internship, "resume", actor, days=days, ends_on=internship.ends_on)
    return internship


def _move_end(internship: Internship, to: datetime.date, kind: str, reason: str) -> None:
    if to == internship.ends_on:
        return
    EndChange.objects.create(
        internship=internship, kind=kind, old_end=internship.ends_on, new_end=to, reason=reason
    )
    internship.ends_on = to


def _move_meetings(
    internship: Internship, since: datetime.date, on_day: datetime.date, by: datetime.timedelta
) -> None:
    """Those planned after the pause began; where the end did not move, only those inside the pause."""
    planned = internship.meetings.filter(state=states.MeetingState.PLANNED, planned_on__gte=since)
    for meeting in planned.order_by("planned_on"):
        wanted = meeting.planned_on + by if by else max(meeting.planned_on, on_day)
        day = min(calendar.next_working_day(wanted, internship.weekdays), internship.ends_on)
        if day != meeting.planned_on:
            shift(meeting, day, "Sospensione del tirocinio")


@transaction.atomic
def extend_internship(
    *, internship: Internship, ends_on: datetime.date, reason: str, actor: Actor
) -> Internship:
    """A later end, within the maximum; meetings are added. Raises InputRefused, TransitionRefused."""
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "extend")
    problems = choice_problems(internship)
    if ends_on <= internship.ends_on:
        problems["ends_on"] = "La nuova fine deve venire dopo quella attuale."
    if not reason.strip():
        problems["reason"] = "Scrivi perché si proroga: va anche nella comunicazione obbligatoria."
    long = [
        finding
        for finding in check(replace(queries.facts_of(internship), ends_on=ends_on))
        if finding.level == ERROR and finding.code in {"too-long", "case-closed"}
    ]
    if long:
        problems.setdefault("ends_on", long[0].sentence)
    if problems:
        raise InputRefused(problems)
    old_end = internship.ends_on
    _move_end(internship, ends_on, states.ChangeKind.EXTENSION, reason)
    save(internship, "ends_on")
    promise_end(internship, actor)
    plan_meetings(internship=internship, since=old_end, actor=actor)
    tell(internship, f"Il tirocinio continua fino al {ends_on:%d/%m/%Y}", actor)
    log(internship, "extend", actor, ends_on=[old_end, ends_on])
    return internship


@transaction.atomic
def print_register(*, internship: Internship, month: datetime.date, actor: Actor) -> Document:
    """The register of a month as a paper to sign."""
    internship = held(internship, actor)
    return papers.register(internship, month.replace(day=1), actor)
