"""One meeting of a group: the register in as few taps as there are absences."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.activities import access, actions, queries, states
from snodo.domain.activities.actions import AttendanceLine
from snodo.domain.activities.models import GroupMember, Session
from snodo.domain.audit import actions as audit
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.web.activities.forms import ReasonForm
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, toast

# The order and the words on the buttons.
MARKS = (
    (states.AttendanceStatus.PRESENT, "Presente"),
    (states.AttendanceStatus.LATE, "In ritardo"),
    (states.AttendanceStatus.ABSENT_EXCUSED, "Ha avvisato"),
    (states.AttendanceStatus.ABSENT, "Assente"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One member as the register shows them."""

    member: GroupMember
    status: str
    observation: str
    in_a_row: int


def _visible(request: ActingRequest, pk: UUID) -> Session:
    sessions = access.sessions_visible_to(request.actor).select_related(
        "group__kind", "group__programme", "group__organisation", "led_by__user"
    )
    return get_or_404(sessions, pk)


def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The register; POST writes it all at once."""
    session = _visible(request, pk)
    may_hold = access.can_hold(request.actor, session)
    problem = ""
    if request.method == "POST":
        if not may_hold:
            raise NotAllowed("Il registro lo compila chi conduce il gruppo.")
        try:
            actions.hold_session(
                session=session,
                attendance=_lines(request, session),
                note=request.POST.get("nota", ""),
                topic=request.POST.get("argomento", session.topic),
                actor=request.actor,
            )
            toast(request, "Registro salvato.")
            return redirect("groups:detail", session.group_id)
        except InputRefused as refusal:
            problem = refusal.sentence
    else:
        audit.record_read(actor=request.actor, subject=session)
    return _page(request, session, may_hold, problem)


def _lines(request: ActingRequest, session: Session) -> list[AttendanceLine]:
    """What the page sent for each member; nothing said means present."""
    return [
        AttendanceLine(
            member.pk,
            status=request.POST.get(f"stato-{member.pk}") or states.AttendanceStatus.PRESENT,
            observation=request.POST.get(f"osservazione-{member.pk}", "").strip(),
        )
        for member in queries.members_due(session)
    ]


def _page(
    request: ActingRequest,
    session: Session,
    may_hold: bool,
    problem: str,
    reason_form: ReasonForm | None = None,
) -> HttpResponse:
    members = queries.members_due(session) if may_hold else _only_mine(request, session)
    written = queries.attendance_of_session(session)
    away = queries.absences_in_a_row([member.pk for member in members])
    typed_in = request.POST if problem else {}
    rows = []
    for member in members:
        line = written.get(member.pk)
        status = typed_in.get(f"stato-{member.pk}") or (line.status if line else "")
        rows.append(
            Row(
                member,
                status or (states.AttendanceStatus.PRESENT if may_hold else ""),
                typed_in.get(f"osservazione-{member.pk}") or (line.observation if line else ""),
                away.get(member.pk, 0),
            )
        )
    context = {
        "session": session,
        "group": session.group,
        "rows": rows,
        "marks": MARKS,
        "labels": dict(states.AttendanceStatus.choices),
        "may_hold": may_hold,
        "open": may_hold and session.state != "cancelled" and session.starts_at <= clock.now(),
        "problem": problem,
        "note": typed_in.get("nota", session.note),
        "reason_form": reason_form or ReasonForm(),
    }
    return render(request, "activities/session.html", context)


def _only_mine(request: ActingRequest, session: Session) -> list[GroupMember]:
    """Who does not lead reads only the people they accompany."""
    members = access.members_visible_to(request.actor, session.group).select_related("person")
    return sorted(members, key=lambda member: member.person.name.casefold())


@post_only
def cancel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The meeting is called off."""
    session = _visible(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_session(session=session, reason=form.cleaned_data["reason"], actor=request.actor)
            toast(request, "Incontro annullato.")
            return redirect("groups:detail", session.group_id)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return _page(request, session, access.can_hold(request.actor, session), "", form)
