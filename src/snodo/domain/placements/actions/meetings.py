"""Monitoring meetings: planned for the whole length, held, missed, moved; nothing disappears."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from snodo.domain.activities.actions.common import charge
from snodo.domain.casework import actions as casework
from snodo.domain.instruments.models import Response
from snodo.domain.placements import calendar, states
from snodo.domain.placements.actions.common import MEETING_STEP, held, log, promise_meeting
from snodo.domain.placements.models import Internship, MeetingMove, MonitoringMeeting
from snodo.domain.programmes.models import ActivityKind
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

SHEET = ("progress", "criticalities", "situations", "resources", "levers")


@transaction.atomic
def plan_meetings(
    *, internship: Internship, since: datetime.date | None = None, actor: Actor
) -> list[MonitoringMeeting]:
    """Meetings every so many days up to the end, from `since` (or the start)."""
    internship = held(internship, actor)
    last = internship.meetings.aggregate(last=Max("number"))["last"] or 0
    taken = set(internship.meetings.values_list("planned_on", flat=True))
    dates = calendar.meeting_dates(
        since or internship.starts_on, internship.ends_on, internship.meetings_every_days, internship.weekdays
    )
    meetings = MonitoringMeeting.objects.bulk_create(
        MonitoringMeeting(internship=internship, number=number, first_date=day, planned_on=day)
        for number, day in enumerate((day for day in dates if day not in taken), start=last + 1)
    )
    promise_next(internship, actor)
    log(internship, "plan_meetings", actor, planned=len(meetings))
    return meetings


def promise_next(internship: Internship, actor: Actor) -> None:
    """The first meeting still to hold is among the next steps."""
    following = (
        internship.meetings.filter(state=states.MeetingState.PLANNED).order_by("planned_on", "number").first()
    )
    if following is not None and internship.state == states.InternshipState.ACTIVE:
        promise_meeting(following, internship, actor)


def _held_meeting(meeting: MonitoringMeeting, actor: Actor) -> tuple[MonitoringMeeting, Internship]:
    internship = held(meeting.internship, actor)
    if internship.state in states.PREPARING:
        raise InputRefused({"": "Il tirocinio non è ancora iniziato."})
    locked = MonitoringMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    return locked, internship


@transaction.atomic
def record_meeting(
    *,
    meeting: MonitoringMeeting,
    held_on: datetime.date,
    minutes: int = 60,
    progress: str = "",
    criticalities: str = "",
    situations: str = "",
    resources: str = "",
    levers: str = "",
    with_person: bool = True,
    with_host_tutor: bool = False,
    remote: bool = False,
    response: Response | None = None,
    payer: str = Payer.FUNDER,
    actor: Actor,
) -> MonitoringMeeting:
    """Write how a meeting went; its minutes go to the hours of the case.

    A meeting already recorded can be corrected by saying it again. Raises InputRefused, TransitionRefused.
    """
    meeting, internship = _held_meeting(meeting, actor)
    sheet = dict(zip(SHEET, (progress, criticalities, situations, resources, levers), strict=True))
    _check_sheet(internship, held_on, minutes, with_person or with_host_tutor, sheet, response, payer)
    correction = meeting.state == states.MeetingState.DONE
    if not correction:
        meeting.state = states.MEETING.target(meeting.state, "hold")
    meeting.held_on, meeting.minutes, meeting.missed_note = held_on, minutes, ""
    meeting.membership_id = actor.membership_id
    meeting.with_person, meeting.with_host_tutor, meeting.remote = with_person, with_host_tutor, remote
    meeting.response = response or meeting.response
    for name, value in sheet.items():
        setattr(meeting, name, value)
    meeting.clean_fields(exclude=["internship", "membership", "response"])
    meeting.save()
    charge(
        case=internship.case,
        source=meeting,
        minutes=minutes,
        payer=payer,
        worked_on=held_on,
        kind=_activity_kind(internship),
        actor=actor,
    )
    casework.close_step(ref=meeting, kind=MEETING_STEP, outcome="done", actor=actor)
    if not correction:
        _tell(meeting, internship, "svolto", progress, actor)
    promise_next(internship, actor)
    log(internship, "record_meeting", actor, meeting=meeting.number, held_on=held_on, minutes=minutes)
    return meeting


def _check_sheet(
    internship: Internship,
    held_on: datetime.date,
    minutes: int,
    somebody: bool,
    sheet: dict[str, Any],
    response: Response | None,
    payer: str,
) -> None:
    problems: dict[str, str] = {}
    if held_on > clock.today():
        problems["held_on"] = "L'incontro non c'è ancora stato: registralo quando si è svolto."
    elif held_on < internship.starts_on:
        problems["held_on"] = "Questa data viene prima dell'inizio del tirocinio."
    if not 5 <= minutes <= 600:
        problems["minutes"] = "La durata va da 5 minuti a 10 ore."
    if not somebody:
        problems["with_person"] = "Indica chi c'era: la persona, il tutor aziendale o tutti e due."
    if response is None and not any(str(value).strip() for value in sheet.values()):
        problems["progress"] = "Scrivi almeno come sta andando."
    if payer not in Payer.values:
        problems["payer"] = "Scegli chi paga queste ore."
    if problems:
        raise InputRefused(problems)


def _activity_kind(internship: Internship) -> ActivityKind | None:
    """The kind of work under which the programme counts monitoring."""
    kinds = ActivityKind.objects.filter(programme=internship.case.programme_id)
    for action in internship.case.programme.definition.get("actions") or []:
        if action.get("code") == internship.case.action.code and action.get("internship_meetings"):
            return kinds.filter(code=action["internship_meetings"]["activity_kind"]).first()
    return kinds.filter(mode="internship").order_by("pk").first()


def _tell(meeting: MonitoringMeeting, internship: Internship, how: str, detail: str, actor: Actor) -> None:
    casework.note_event(
        case=internship.case,
        kind="internship_meeting",
        title=f"Incontro di monitoraggio {meeting.number}: {how}",
        detail=detail[:4000],
        audience="team",
        ref=meeting,
        actor=actor,
    )


@transaction.atomic
def miss_meeting(
    *, meeting: MonitoringMeeting, note: str, move_to: datetime.date | None = None, actor: Actor
) -> MonitoringMeeting:
    """It did not take place, and why; `move_to` puts it on another day at once. Raises InputRefused …"""
    locked, internship = _held_meeting(meeting, actor)
    if not note.strip():
        raise InputRefused({"note": "Scrivi in breve perché l'incontro non c'è stato."})
    if locked.planned_on > clock.today():
        raise InputRefused({"note": "L'incontro deve ancora venire: se non si può fare, spostalo."})
    locked.state = states.MEETING.target(locked.state, "miss")
    locked.missed_note = note
    locked.save(update_fields=["state", "missed_note"])
    casework.close_step(ref=locked, kind=MEETING_STEP, outcome="missed", actor=actor)
    _tell(locked, internship, "non si è svolto", "", actor)
    log(internship, "miss_meeting", actor, meeting=locked.number)
    if move_to is not None:
        return move_meeting(meeting=locked, to=move_to, reason=note, actor=actor)
    promise_next(internship, actor)
    return locked


@transaction.atomic
def move_meeting(
    *, meeting: MonitoringMeeting, to: datetime.date, reason: str = "", actor: Actor
) -> MonitoringMeeting:
    """Put a meeting on another day; the old day stays written. Raises InputRefused, TransitionRefused."""
    locked, internship = _held_meeting(meeting, actor)
    if internship.state not in states.RUNNING:
        raise InputRefused({"to": "Il tirocinio è finito: non ci sono altri incontri da fissare."})
    if not internship.starts_on <= to <= internship.ends_on:
        raise InputRefused({"to": "Scegli un giorno fra l'inizio e la fine del tirocinio."})
    if to == locked.planned_on and locked.state == states.MeetingState.PLANNED:
        raise InputRefused({"to": "L'incontro è già in questo giorno."})
    locked.state = states.MEETING.target(locked.state, "move")
    shift(locked, to, reason)
    locked.missed_note = ""
    locked.save(update_fields=["state", "missed_note"])
    promise_next(internship, actor)
    log(internship, "move_meeting", actor, meeting=locked.number, to=to)
    return locked


def shift(meeting: MonitoringMeeting, to: datetime.date, reason: str) -> None:
    """Change the day of a meeting and leave the trace."""
    MeetingMove.objects.create(meeting=meeting, old_date=meeting.planned_on, new_date=to, reason=reason)
    meeting.planned_on = to
    meeting.save(update_fields=["planned_on"])


def drop_meetings(internship: Internship, actor: Actor) -> int:
    """Meetings still planned are no longer needed: the internship has ended."""
    planned = list(internship.meetings.filter(state=states.MeetingState.PLANNED))
    for meeting in planned:
        meeting.state = states.MEETING.target(meeting.state, "drop")
        meeting.save(update_fields=["state"])
        casework.close_step(ref=meeting, kind=MEETING_STEP, outcome="dropped", actor=actor)
    return len(planned)
