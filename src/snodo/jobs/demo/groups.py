"""Groups, from the forming to the last meeting, and tables where bodies decide together."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from snodo.domain.activities import actions as activities
from snodo.domain.activities.actions import AttendanceLine
from snodo.domain.activities.models import Group, GroupMember, Session
from snodo.domain.casework.models import Case
from snodo.domain.opportunities import actions as opportunities
from snodo.domain.opportunities.models import Opportunity
from snodo.domain.people.models import Person
from snodo.domain.tables import actions as tables
from snodo.domain.tables.models import Table, TableGuest
from snodo.jobs.demo.moves import after, working
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

OBSERVED = [
    "Ha aiutato un compagno in difficoltà",
    "Molto preciso nelle misure",
    "Ha proposto un'idea nuova",
    "Chiede quando non capisce",
    "",
    "",
    "",
]
Members = Callable[[], Sequence[tuple[Case, Person]]]


@dataclass(frozen=True, slots=True)
class Course:
    """A group and its calendar."""

    programme: str
    kind: str
    title: str
    members: Members
    action: str = ""
    places: int = 12
    meetings: int = 4
    every_days: int = 7
    hour: int = 14
    for_families: bool = False
    ends: bool = True
    place: str = ""
    description: str = ""


def group(stage: Stage, who: str, course: Course) -> Story:
    """Form it, fill it, hold every meeting on its day, end it."""
    with stage.acting(who) as actor:
        formed = activities.form_group(
            programme=stage.programmes[course.programme],
            kind=stage.kind(course.programme, course.kind),
            title=course.title,
            places=course.places,
            starts_on=after(3),
            action=stage.actions.get(f"{course.programme}/{course.action}"),
            description=course.description,
            for_families=course.for_families,
            place=course.place or stage.body_of(who).label,
            actor=actor,
        )
        sessions = activities.plan_sessions(
            group=formed,
            first_at=clock.at(after(3), course.hour),
            count=course.meetings,
            every_days=course.every_days,
            actor=actor,
        )
    for case, person in course.members():
        join(stage, _enroller(stage, case, who), formed, case, person)
    for session in sessions:
        yield clock.local_date(session.starts_at) + DAY
        hold(stage, who, formed, session)
    if course.ends:
        yield after(4)
        with stage.acting(who) as actor:
            activities.end_group(group=formed, actor=actor)


def _enroller(stage: Stage, case: Case, who: str) -> str:
    """Whoever is responsible for the case puts the person in the group."""
    mine = [name for name, seat in stage.memberships.items() if seat.pk == case.responsible_id]
    return mine[0] if mine else who


def join(stage: Stage, who: str, formed: Group, case: Case, person: Person) -> GroupMember:
    with stage.acting(who) as actor:
        return activities.add_group_member(group=formed, case=case, person=person, actor=actor)


def hold(stage: Stage, who: str, formed: Group, session: Session) -> None:
    """The register of a meeting: nearly everybody came."""
    with stage.acting(who) as actor:
        members = GroupMember.objects.filter(group=formed, left_on__isnull=True).order_by("created_at", "pk")
        lines = [_line(stage, member) for member in members]
        activities.hold_session(session=session, attendance=lines, actor=actor)


def _line(stage: Stage, member: GroupMember) -> AttendanceLine:
    luck = stage.dice.random()
    if luck < 0.84:
        return AttendanceLine(member.pk, observation=stage.dice.choice(OBSERVED))
    status = "late" if luck < 0.9 else "absent_excused" if luck < 0.96 else "absent"
    return AttendanceLine(member.pk, status)


# Tables


@dataclass(frozen=True, slots=True)
class Sitting:
    """A table: who sits at it and what comes of it."""

    programme: str
    kind: str
    title: str
    guests: Sequence[tuple[str, str, tuple[str, ...]]]  # (member of the cast, or body; function; sees)
    cases: Sequence[tuple[Case, str, str]] = ()  # (case, title without names, question)
    positions: Sequence[tuple[str, str, str]] = ()  # (guest, area of need, words), on the first case
    decision: str = "Si prosegue come proposto; ci si aggiorna al prossimo tavolo."
    commitments: Sequence[tuple[str, str, int]] = ()  # (guest, words, days)
    opportunities: Sequence[tuple[str, str]] = ()  # (body, words)
    from_catalogue: Callable[[], Sequence[Opportunity]] = tuple
    purpose: str = ""
    place: str = "Sala riunioni"
    in_days: int = 10
    hour: int = 10
    minutes: int = 90
    stops: str = ""  # "prepared", "convened": the story leaves it there
    approvers: Sequence[str] = ()
    settle: Sequence[str] = ("kept", "kept", "not_kept")


def table(stage: Stage, who: str, sitting: Sitting) -> Story:
    """Prepared, convened, held, minuted; then its promises fall due."""
    day = after(sitting.in_days)
    with stage.acting(who) as actor:
        made = tables.prepare_table(
            programme=stage.programmes[sitting.programme],
            kind=sitting.kind,
            title=sitting.title,
            starts_at=clock.at(day, sitting.hour),
            minutes=sitting.minutes,
            place=sitting.place,
            purpose=sitting.purpose,
            actor=actor,
        )
        guests = {
            name: _invite(stage, made, name, function, sees, actor=actor)
            for name, function, sees in sitting.guests
        }
        items = [
            tables.add_case_to_table(table=made, case=case, title=title, question=question, actor=actor)
            for case, title, question in sitting.cases
        ]
        for guest in guests.values():
            if guest.outside:
                tables.choose_points(guest=guest, points=items[:1], actor=actor)
    if sitting.stops == "prepared":
        return
    yield after(1)
    with stage.acting(who) as actor:
        tables.convene_table(table=made, actor=actor)
    if sitting.stops == "convened":
        return
    yield day
    with stage.acting(who) as actor:
        _sit(stage, made, guests, items, sitting, actor)
    yield from _afterwards(stage, who, made, sitting)


def _invite(
    stage: Stage, made: Table, name: str, function: str, sees: tuple[str, ...], *, actor: Any
) -> TableGuest:
    whom: dict[str, Any] = (
        {"membership": stage.memberships[name]}
        if name in stage.memberships
        else {"organisation": stage.organisations[name]}
        if name in stage.organisations
        else {"name": name}
    )
    return tables.invite_guest(table=made, function=function, sees=sees, actor=actor, **whom)


def _sit(
    stage: Stage,
    made: Table,
    guests: dict[str, TableGuest],
    items: Sequence[Any],
    sitting: Sitting,
    actor: Any,
) -> None:
    begins = min(made.starts_at, stage.now)
    with clock.held(begins):
        _discuss(stage, made, guests, items, sitting, actor)
    with clock.held(min(begins + datetime.timedelta(minutes=sitting.minutes), stage.now)):
        tables.close_table(table=made, actor=actor)


def _discuss(
    stage: Stage,
    made: Table,
    guests: dict[str, TableGuest],
    items: Sequence[Any],
    sitting: Sitting,
    actor: Any,
) -> None:
    tables.open_table(table=made, actor=actor)
    mine = TableGuest.objects.get(table=made, membership_id=actor.membership_id)
    tables.mark_presence(table=made, present=[mine, *guests.values()], actor=actor)
    first = items[0] if items else None
    said = [
        tables.take_position(table_case=items[0], guest=guests[name], need_area=area, text=words, actor=actor)
        for name, area, words in sitting.positions
    ]
    counted = [
        opportunities.put_on_table(
            opportunity=one,
            table=made,
            table_case=first,
            position=said[0] if first and said else None,
            actor=actor,
        ).table_opportunity_id
        for one in sitting.from_catalogue()
    ]
    for body, words in sitting.opportunities:
        tables.put_opportunity(
            table=made,
            table_case=first,
            text=words,
            organisation=stage.organisations[body],
            state="active",
            actor=actor,
        )
    for item in items or [None]:
        where = {"table_case": item} if item else {"table": made}
        tables.record_decision(text=sitting.decision, opportunities=counted, actor=actor, **where)
    for number, (name, words, days) in enumerate(sitting.commitments):
        item = items[number % len(items)] if items else None
        owner = (
            {"membership": stage.memberships[name]}
            if name in stage.memberships
            else {"organisation": stage.organisations[name]}
        )
        where = {"table_case": item} if item else {"table": made}
        tables.add_commitment(text=words, due_on=after(days), actor=actor, **owner, **where)


def _afterwards(stage: Stage, who: str, made: Table, sitting: Sitting) -> Story:
    yield after(5)
    for approver in sitting.approvers:
        with stage.acting(approver) as actor:
            tables.approve_minutes(table=made, actor=actor)
    for number, outcome in enumerate(sitting.settle[: len(sitting.commitments)]):
        _, _, days = sitting.commitments[number]
        yield max(after(1), working(clock.local_date(made.starts_at) + (days + 2) * DAY))
        with stage.acting(who) as actor:
            promises = list(made.commitments.order_by("created_at", "pk"))
            if outcome and promises[number].state == "open":
                tables.settle_commitment(commitment=promises[number], outcome=outcome, actor=actor)


def in_force(
    stage: Stage, who: str, programme: str, title: str, text: str, approvers: Sequence[str]
) -> Story:
    """A protocol: written, commented, approved body by body."""
    with stage.acting(who) as actor:
        bodies = [stage.organisations[stage.cast.workers[one].body] for one in approvers]
        protocol = tables.draft_protocol(
            programme=stage.programmes[programme], title=title, text=text, approval_by=bodies, actor=actor
        )
    yield after(12)
    with stage.acting(approvers[-1]) as actor:
        tables.comment_protocol(
            protocol=protocol,
            text="Chiarire chi avvisa quando una persona si assenta due volte.",
            actor=actor,
        )
    yield after(7)
    with stage.acting(who) as actor:
        tables.submit_protocol(protocol=protocol, actor=actor)
    for one in approvers:
        yield after(6)
        with stage.acting(one) as actor:
            tables.approve_protocol(protocol=protocol, actor=actor)


def days_of(moment: datetime.datetime) -> datetime.date:
    """The Italian day of a moment."""
    return clock.local_date(moment)
