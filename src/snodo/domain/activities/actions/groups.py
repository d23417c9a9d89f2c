"""Groups: forming them, keeping to the places, their meetings and who was there."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from snodo.domain.activities import access, papers, states
from snodo.domain.activities.actions.common import charge, checked
from snodo.domain.activities.models import Attendance, Group, GroupMember, HoursEntry, Session
from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.documents.models import Document
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ActivityKind, Programme, ProgrammeAction
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, TransitionRefused

FULL = "Il gruppo è al completo: si libera un posto quando qualcuno esce, oppure aumenta i posti."
NOT_YOURS = "Può farlo chi conduce il gruppo."
MOST_SESSIONS = 60


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """How one member was there; minutes are those of the meeting unless said."""

    member_id: UUID
    status: str = states.AttendanceStatus.PRESENT
    minutes: int | None = None
    observation: str = ""


@transaction.atomic
def form_group(
    *,
    programme: Programme,
    kind: ActivityKind,
    title: str,
    places: int,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    action: ProgrammeAction | None = None,
    description: str = "",
    for_families: bool = False,
    place: str = "",
    leader: Membership | None = None,
    actor: Actor,
) -> Group:
    """Open a group with a number of places. Raises InputRefused, NotAllowed."""
    access.require(access.can_form(actor, programme), "Puoi formare gruppi nei programmi del tuo ente.")
    if kind.programme_id != programme.pk:
        raise InputRefused({"kind": "Questa attività è di un altro programma: scegline una dall'elenco."})
    if action is not None and action.programme_id != programme.pk:
        raise InputRefused({"action": "Questa azione è di un altro programma: scegline una dall'elenco."})
    group = Group(
        programme=programme,
        action=action,
        kind=kind,
        title=title,
        description=description,
        for_families=for_families,
        places=places,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        organisation_id=actor.organisation_id,
        leader=leader or Membership.objects.get(pk=actor.membership_id),
    )
    checked(group)
    group.save()
    audit.record(actor=actor, verb="group.form", subject=group, changes={"places": places})
    return group


@transaction.atomic
def change_group(
    *,
    group: Group,
    title: str,
    places: int,
    ends_on: datetime.date | None = None,
    description: str = "",
    place: str = "",
    actor: Actor,
) -> Group:
    """Mend a group; places never go below the people in it. Raises InputRefused, NotAllowed."""
    access.require(access.can_run(actor, group), NOT_YOURS)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if places < group.taken:
        raise InputRefused(
            {"places": f"Nel gruppo ci sono già {group.taken} persone: i posti non possono essere meno."}
        )
    group.title, group.places, group.ends_on = title, places, ends_on
    group.description, group.place = description, place
    checked(group)
    group.save()
    audit.record(actor=actor, verb="group.change", subject=group, changes={"places": places})
    return group


@transaction.atomic
def add_group_member(
    *, group: Group, case: Case | None = None, person: Person | None = None, actor: Actor
) -> GroupMember:
    """Give a place to somebody; two hands at the same time never overfill the group.

    Raises InputRefused when full or already in, NotAllowed, TransitionRefused when the group has ended.
    """
    person = person or (case.person if case is not None else None)
    if person is None:
        raise InputRefused({"person": "Scegli quale persona del nucleo entra nel gruppo."})
    access.require(
        access.can_enrol(actor, group, case=case, person=person), "Puoi inserire le persone che segui."
    )
    if case is not None and case.programme_id != group.programme_id:
        raise InputRefused({"": "Il percorso è di un altro programma."})
    _take_place(group)
    if GroupMember.objects.filter(group=group, person=person, left_on__isnull=True).exists():
        raise InputRefused({"person": "Questa persona è già nel gruppo."})
    member = GroupMember(group=group, person=person, case=case)
    checked(member)
    member.save()
    if case is not None:
        casework.note_event(
            case=case, kind="group", title="Entra in un gruppo", detail=group.title, ref=group, actor=actor
        )
    audit.record(
        actor=actor, verb="group.add_member", subject=case or group, changes={"group": str(group.pk)}
    )
    return member


def _take_place(group: Group) -> None:
    """The update itself asks whether there is room, and locks the row for what follows."""
    open_groups = Group.objects.filter(pk=group.pk).exclude(state=states.GroupState.ENDED)
    if open_groups.filter(taken__lt=F("places")).update(taken=F("taken") + 1):
        group.refresh_from_db(fields=["taken", "state"])
        return
    if not open_groups.exists():
        raise TransitionRefused("Il gruppo è concluso: non si aggiungono altre persone.")
    raise InputRefused({"": FULL})


@transaction.atomic
def remove_group_member(*, member: GroupMember, reason: str = "", actor: Actor) -> GroupMember:
    """Somebody leaves, and the place is free again. Raises NotAllowed, TransitionRefused."""
    access.require(access.can_run(actor, member.group), NOT_YOURS)
    Group.objects.select_for_update(of=("self",)).get(pk=member.group_id)
    member = GroupMember.objects.select_for_update(of=("self",)).select_related("case").get(pk=member.pk)
    if member.left_on is not None:
        raise TransitionRefused("Questa persona è già uscita dal gruppo.")
    member.left_on, member.left_reason = max(clock.today(), member.joined_on), reason
    checked(member)
    member.save()
    Group.objects.filter(pk=member.group_id).update(taken=F("taken") - 1)
    if member.case is not None:
        casework.note_event(
            case=member.case, kind="group", title="Esce da un gruppo", ref=member.group, actor=actor
        )
    audit.record(
        actor=actor, verb="group.remove_member", subject=member.group, changes={"member": str(member.pk)}
    )
    return member


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


def members_due(session: Session) -> list[GroupMember]:
    """Who belonged to the group on the day of the meeting, or has a line in its register already."""
    day = clock.local_date(session.starts_at)
    written = Attendance.objects.filter(session=session).values("member")
    everybody = GroupMember.objects.filter(group=session.group).select_related(
        "person", "case__person", "case__household"
    )
    current = everybody.filter(left_on__isnull=True) | everybody.filter(left_on__gte=day)
    return sorted(
        (current | everybody.filter(pk__in=written)), key=lambda member: member.person.name.casefold()
    )


def _register(session: Session, lines: dict[UUID, AttendanceLine]) -> list[Attendance]:
    """One row each, all in one statement."""
    members = members_due(session)
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


@transaction.atomic
def end_group(*, group: Group, actor: Actor) -> Group:
    """Close a group; it stays readable. Raises InputRefused, NotAllowed, TransitionRefused."""
    access.require(access.can_run(actor, group), NOT_YOURS)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    group.state = states.GROUP.target(group.state, "end")
    if Session.objects.filter(group=group, state=states.SessionState.PLANNED).exists():
        raise InputRefused(
            {"": "Ci sono incontri ancora in calendario: registrali o annullali, poi concludi."}
        )
    group.ends_on = group.ends_on or max(clock.today(), group.starts_on)
    checked(group)
    group.save()
    audit.record(actor=actor, verb="group.end", subject=group, changes={})
    return group


@transaction.atomic
def issue_certificate(*, member: GroupMember, actor: Actor) -> Document:
    """A paper that says which meetings the person attended. Raises InputRefused, NotAllowed."""
    access.require(access.can_run(actor, member.group), NOT_YOURS)
    attended = list(
        Attendance.objects.filter(member=member, status__in=states.WAS_THERE)
        .select_related("session")
        .order_by("session__starts_at")
    )
    if not attended:
        raise InputRefused(
            {"": "Non ci sono ancora presenze registrate: l'attestato si fa dopo il primo incontro."}
        )
    document = papers.make_certificate(member, attended, actor=actor)
    audit.record(
        actor=actor, verb="group.issue_certificate", subject=member.group, changes={"member": str(member.pk)}
    )
    return document
