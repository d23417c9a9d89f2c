"""Meetings of a group: the calendar, and the register written in one go."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from snodo.domain.activities import access, queries, states
from snodo.domain.activities.actions.common import charge, checked
from snodo.domain.activities.actions.groups import NOT_YOURS
from snodo.domain.activities.models import Attendance, Group, HoursEntry, Session
from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.network.models import Membership
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, TransitionRefused

MOST_SESSIONS = 60


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """How one member was there; minutes are those of the meeting unless said."""

    member_id: UUID
    status: str = states.AttendanceStatus.PRESENT
    minutes: int | None = None
    observation: str = ""


@transaction.atomic
def plan_sessions(
    *,
    group: Group,
    first_at: datetime.datetime,
    count: int = 1,
    every_days: int = 7,
    minutes: int | None = None,
    topic: str = "",
    place: str = "",
    online_link: str = "",
    led_by: Membership | None = None,
    actor: Actor,
) -> list[Session]:
    """Put a series of meetings in the calendar, at the same hour of the day. Raises InputRefused."""
    access.require(access.can_run(actor, group), NOT_YOURS)
    if not 1 <= count <= MOST_SESSIONS:
        raise InputRefused({"count": f"Gli incontri possono essere da 1 a {MOST_SESSIONS}."})
    if every_days < 1:
        raise InputRefused({"every_days": "Scrivi ogni quanti giorni: almeno 1."})
    group = Group.objects.select_for_update(of=("self",)).select_related("kind").get(pk=group.pk)
    if group.state == states.GroupState.ENDED:
        raise TransitionRefused("Il gruppo è concluso: non si aggiungono altri incontri.")
    sessions = [
        Session(
            group=group,
            starts_at=moment,
            minutes=minutes or group.kind.default_minutes,
            topic=topic,
            place=place or group.place,
            online_link=online_link,
            led_by=led_by or group.leader,
        )
        for moment in _series(first_at, count, every_days)
    ]
    for session in sessions:
        checked(session)
        session.save()
    audit.record(actor=actor, verb="group.plan_sessions", subject=group, changes={"count": count})
    return sessions


def _series(first_at: datetime.datetime, count: int, every_days: int) -> Iterable[datetime.datetime]:
    """Same wall clock in Italy, also when summer time begins or ends."""
    local = first_at.astimezone(clock.ROME)
    for number in range(count):
        day = local.replace(tzinfo=None) + datetime.timedelta(days=every_days * number)
        yield day.replace(tzinfo=clock.ROME).astimezone(datetime.UTC)


@transaction.atomic
def hold_session(
    *,
    session: Session,
    attendance: Iterable[AttendanceLine] | Mapping[UUID, str] = (),
    note: str = "",
    topic: str | None = None,
    actor: Actor,
) -> Session:
    """Write the whole register at once; who is not named was present. Said again, it corrects.

    `attendance` is a list of AttendanceLine, or a plain {member id: status}.
    Raises InputRefused, NotAllowed, TransitionRefused.
    """
    access.require(access.can_hold(actor, session), NOT_YOURS)
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("group__kind", "group__programme")
        .get(pk=session.pk)
    )
    if session.starts_at > clock.now() + datetime.timedelta(hours=1):
        raise InputRefused({"": "L'incontro non c'è ancora stato: il registro si apre quando comincia."})
    first_time = session.state == states.SessionState.PLANNED
    session.state = states.SESSION.target(session.state, "hold")
    session.held_at = session.held_at or clock.now()
    session.note = note
    session.topic = session.topic if topic is None else topic
    checked(session)
    session.save()
    if session.group.state == states.GroupState.FORMING:
        Group.objects.filter(pk=session.group_id).update(
            state=states.GROUP.target(session.group.state, "start")
        )
    rows = _register(session, _lines(attendance))
    _charge_cases(session, rows, actor)
    if first_time:
        _tell_cases(session, rows, actor)
    audit.record(
        actor=actor,
        verb="session.hold",
        subject=session.group,
        changes={"session": str(session.pk), "present": sum(row.status in states.WAS_THERE for row in rows)},
    )
    return session


def _lines(attendance: Iterable[AttendanceLine] | Mapping[UUID, str]) -> dict[UUID, AttendanceLine]:
    if isinstance(attendance, Mapping):
        return {pk: AttendanceLine(pk, status) for pk, status in attendance.items()}
    return {line.member_id: line for line in attendance}


def _register(session: Session, lines: dict[UUID, AttendanceLine]) -> list[Attendance]:
    """One row each, all in one statement."""
    members = queries.members_due(session)
    strangers = set(lines) - {member.pk for member in members}
    if strangers:
        raise InputRefused({"": "Nel registro c'è una persona che non è del gruppo: ricarica la pagina."})
    rows = []
    for member in members:
        line = lines.get(member.pk, AttendanceLine(member.pk))
        if line.status not in states.AttendanceStatus.values:
            raise InputRefused({"": f"Segna com'era {member.person.name}: presente, in ritardo o assente."})
        there = line.status in states.WAS_THERE
        minutes = min(line.minutes or session.minutes, session.minutes) if there else 0
        rows.append(
            Attendance(
                session=session,
                member=member,
                status=line.status,
                minutes=minutes,
                observation=line.observation,
            )
        )
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["network_id", "session", "member"],
        update_fields=["status", "minutes", "observation"],
    )
    return rows


def _charge_cases(session: Session, rows: list[Attendance], actor: Actor) -> None:
    """The meeting is charged once to each case, whoever of a household came."""
    longest: dict[UUID, tuple[Case, int]] = {}
    for row in rows:
        case = row.member.case
        if case is not None:
            longest[case.pk] = (case, max(row.minutes, longest.get(case.pk, (case, 0))[1]))
    nobody = [pk for pk, (_, minutes) in longest.items() if minutes == 0]
    HoursEntry.objects.filter(
        ref_kind=session._meta.label_lower, ref_id=session.pk, case_id__in=nobody
    ).delete()
    for case, minutes in longest.values():
        if minutes:
            charge(
                case=case,
                source=session,
                minutes=minutes,
                payer=Payer.FUNDER,
                worked_on=clock.local_date(session.starts_at),
                kind=session.group.kind,
                actor=actor,
            )


def _tell_cases(session: Session, rows: list[Attendance], actor: Actor) -> None:
    for row in rows:
        if row.member.case is not None and row.status != states.AttendanceStatus.NOT_DUE:
            label = states.AttendanceStatus(row.status).label
            casework.note_event(
                case=row.member.case,
                kind="attendance",
                title=f"{session.group.kind.title}: {label.lower()}",
                detail=row.observation,
                at=session.starts_at,
                ref=session,
                actor=actor,
            )


@transaction.atomic
def cancel_session(*, session: Session, reason: str, actor: Actor) -> Session:
    """Call a meeting off. Raises InputRefused, NotAllowed, TransitionRefused."""
    access.require(access.can_hold(actor, session), NOT_YOURS)
    if not reason.strip():
        raise InputRefused({"reason": "Scrivi perché l'incontro è annullato."})
    session = Session.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)
    session.state = states.SESSION.target(session.state, "cancel")
    session.cancelled_reason = reason
    checked(session)
    session.save()
    audit.record(
        actor=actor, verb="session.cancel", subject=session.group, changes={"session": str(session.pk)}
    )
    return session
