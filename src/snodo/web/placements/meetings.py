"""Monitoring meetings: recorded, moved, missed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.placements import access, actions
from snodo.domain.placements.models import MonitoringMeeting
from snodo.domain.placements.states import MeetingState
from snodo.kernel import clock
from snodo.web.http import ActingRequest, get_or_404, posted, toast, typed
from snodo.web.placements.common import done, form_page
from snodo.web.placements.forms import MeetingForm, MissForm, MoveForm
from snodo.web.reading import shown

SHEET = ("progress", "criticalities", "situations", "resources", "levers")


def _meeting(request: ActingRequest, pk: UUID) -> MonitoringMeeting:
    rows = access.meetings_visible_to(request.actor).select_related(
        "internship__person", "internship__host", "internship__case__programme"
    )
    meeting = get_or_404(rows, pk)
    access.require(access.can_keep(request.actor, meeting.internship), access.NOT_YOURS)
    shown(request, meeting.internship, meeting.internship.person_id)
    return meeting


def _back(meeting: MonitoringMeeting) -> str:
    return reverse("placements:internship", args=[meeting.internship_id])


def _who(meeting: MonitoringMeeting) -> str:
    return f"{meeting.internship.person} · {meeting.internship.host.label}"


def record(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Write how it went; once recorded, correct it."""
    meeting = _meeting(request, pk)
    recorded = meeting.state == MeetingState.DONE
    names = ("with_person", "with_host_tutor", "remote", *SHEET)
    initial = {name: getattr(meeting, name) for name in names}
    initial["held_on"] = meeting.held_on or min(meeting.planned_on, clock.today())
    initial["minutes"] = meeting.minutes or 60
    form = MeetingForm(posted(request), initial=initial)
    if done(form, lambda: actions.record_meeting(meeting=meeting, actor=request.actor, **typed(form))):
        toast(request, "Incontro registrato.")
        return redirect(_back(meeting))
    context = {
        "form": form,
        "meeting": meeting,
        "who": _who(meeting),
        "back": _back(meeting),
        "recorded": recorded,
        "previous": _previous(request, meeting),
    }
    return render(request, "placements/meeting.html", context, status=422 if form.is_bound else 200)


def _previous(request: ActingRequest, meeting: MonitoringMeeting) -> MonitoringMeeting | None:
    """The meeting before: what was said is where one starts again."""
    earlier = access.meetings_visible_to(request.actor).filter(
        internship=meeting.internship_id, state=MeetingState.DONE, number__lt=meeting.number
    )
    return earlier.order_by("-number").first()


def move(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Put it on another day."""
    meeting = _meeting(request, pk)
    form = MoveForm(posted(request))
    if done(form, lambda: actions.move_meeting(meeting=meeting, actor=request.actor, **typed(form))):
        toast(request, "Incontro spostato.")
        return redirect(_back(meeting))
    return form_page(
        request, form, title="Sposta l'incontro", submit="Sposta", back=_back(meeting), eyebrow=_who(meeting)
    )


def miss(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It did not take place."""
    meeting = _meeting(request, pk)
    form = MissForm(posted(request))
    if done(form, lambda: actions.miss_meeting(meeting=meeting, actor=request.actor, **typed(form))):
        toast(request, "Registrato: l'incontro non si è svolto.")
        return redirect(_back(meeting))
    return form_page(
        request,
        form,
        title="L'incontro non si è svolto",
        submit="Registra",
        back=_back(meeting),
        eyebrow=_who(meeting),
    )
