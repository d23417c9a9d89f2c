"""The verbs of the operators' training: open the course, hold its meetings, complete, accompany."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.programmes.models import Programme
from snodo.domain.training import access, papers, queries, states
from snodo.domain.training.models import (
    Course,
    CourseArea,
    CourseSession,
    Enrolment,
    SessionAttendance,
    Shadowing,
    ShadowingEntry,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import TenantModel

USUAL_ATTENDANCE = 75


def _save(row: TenantModel) -> None:
    """Check fields and limits with Italian sentences, then save."""
    row.take_binding()
    try:
        row.clean_fields()
        row.validate_constraints()
    except ValidationError as error:
        raise InputRefused(
            {
                ("" if field == NON_FIELD_ERRORS else field): said[0]
                for field, said in error.message_dict.items()
            }
        ) from error
    row.save()


@transaction.atomic
def open_course(*, programme: Programme, actor: Actor) -> Course:
    """Open the course the programme describes, with its areas and hours; opened again, it is the same one.

    Raises InputRefused when the programme describes none.
    """
    access.require(access.can_open_courses(actor), access.NOT_A_RUNNER)
    described: dict[str, Any] = queries.training_of(programme).get("course") or {}
    if not described:
        raise InputRefused({"programme": "Questo programma non prevede un corso per gli operatori."})
    standing: Course | None = Course.objects.filter(programme=programme, code=described["code"]).first()
    if standing is not None:
        return standing
    course = Course(
        programme=programme,
        code=described["code"],
        title=described["title"],
        role=described.get("role", ""),
        min_attendance=int(described.get("min_attendance") or USUAL_ATTENDANCE),
    )
    _save(course)
    for position, area in enumerate(described["areas"], start=1):
        CourseArea.objects.create(
            course=course,
            code=area["code"],
            title=area["title"],
            hours=area["hours"],
            contents=list(area.get("contents") or []),
            position=position,
        )
    audit.record(actor=actor, verb="course.open", subject=course, changes={"areas": len(described["areas"])})
    return course


@transaction.atomic
def plan_session(
    *,
    area: CourseArea,
    starts_at: datetime.datetime,
    minutes: int,
    topic: str,
    trainer: str = "",
    place: str = "",
    remote: bool = False,
    actor: Actor,
) -> CourseSession:
    """Put a meeting in the calendar of the course. Raises InputRefused, TransitionRefused once concluded."""
    course = _running(area.course, actor)
    if not topic.strip():
        raise InputRefused({"topic": "Scrivi l'argomento dell'incontro."})
    session = CourseSession(
        area=area,
        starts_at=starts_at,
        minutes=minutes,
        topic=topic,
        trainer=trainer or actor.user_name,
        place=place,
        remote=remote,
    )
    _save(session)
    audit.record(actor=actor, verb="course.plan_session", subject=course, changes={"minutes": minutes})
    return session


def _running(course: Course, actor: Actor) -> Course:
    access.require(access.can_run_course(actor, course), "Può farlo chi conduce il corso.")
    course = Course.objects.select_for_update(of=("self",)).select_related("programme").get(pk=course.pk)
    states.COURSE.target(course.state, "conclude")  # only while it runs
    return course


@transaction.atomic
def cancel_session(*, session: CourseSession, actor: Actor) -> CourseSession:
    """The meeting will not take place. Raises TransitionRefused when it was held."""
    _running(session.area.course, actor)
    session = CourseSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    session.state = states.SESSION.target(session.state, "cancel")
    session.save(update_fields=["state"])
    audit.record(actor=actor, verb="course.cancel_session", subject=session)
    return session


@transaction.atomic
def enrol_operator(*, course: Course, membership: Membership, actor: Actor) -> Enrolment:
    """An operator begins the course; who had left comes back. Raises InputRefused."""
    course = _running(course, actor)
    if membership.role not in (Role.OPERATOR, Role.COORDINATOR):
        raise InputRefused({"membership": "Il corso è per chi lavora con le persone: scegli un operatore."})
    left: Enrolment | None = Enrolment.objects.filter(course=course, membership=membership).first()
    if left is not None and left.state == states.EnrolmentState.WITHDRAWN:
        left.state = states.ENROLMENT.target(left.state, "come_back")
        left.save(update_fields=["state"])
        enrolment = left
    else:
        enrolment = Enrolment(course=course, membership=membership)
        _save(enrolment)
    audit.record(actor=actor, verb="course.enrol", subject=enrolment)
    return enrolment


@transaction.atomic
def withdraw_operator(*, enrolment: Enrolment, actor: Actor) -> Enrolment:
    """An operator leaves the course; what was attended stays. Raises TransitionRefused once completed."""
    _running(enrolment.course, actor)
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    enrolment.state = states.ENROLMENT.target(enrolment.state, "withdraw")
    enrolment.save(update_fields=["state"])
    audit.record(actor=actor, verb="course.withdraw", subject=enrolment)
    return enrolment


@transaction.atomic
def hold_session(*, session: CourseSession, minutes: Mapping[UUID, int], actor: Actor) -> CourseSession:
    """Write who was there: enrolment id → minutes (0 = absent). Said again, it is corrected.

    Raises InputRefused for a meeting still to come, or more minutes than it lasted.
    """
    course = _running(session.area.course, actor)
    session = CourseSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    session.state = states.SESSION.target(session.state, "hold")
    if session.starts_at > clock.now():
        raise InputRefused({"": "L'incontro non c'è ancora stato: registra le presenze quando si è svolto."})
    inside = set(Enrolment.objects.filter(course=course, pk__in=list(minutes)).values_list("pk", flat=True))
    if inside != set(minutes):
        raise InputRefused({"": "Qualcuno non è iscritto a questo corso: ricarica la pagina."})
    if any(not 0 <= given <= session.minutes for given in minutes.values()):
        raise InputRefused({"": f"I minuti di presenza vanno da 0 a {session.minutes}."})
    session.save(update_fields=["state"])
    for enrolment_id, given in minutes.items():
        SessionAttendance.objects.update_or_create(
            session=session, enrolment_id=enrolment_id, defaults={"minutes": given}
        )
    present = sum(1 for given in minutes.values() if given)
    audit.record(actor=actor, verb="course.hold_session", subject=session, changes={"present": present})
    return session


@transaction.atomic
def complete_enrolment(
    *, enrolment: Enrolment, on_day: datetime.date | None = None, actor: Actor
) -> Enrolment:
    """The course is completed and certified. Raises InputRefused with the areas where presence is missing."""
    course = _running(enrolment.course, actor)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("membership__user", "membership__organisation", "course__programme")
        .get(pk=enrolment.pk)
    )
    enrolment.state = states.ENROLMENT.target(enrolment.state, "complete")
    progress = queries.progress_of(course, [enrolment])[0]
    short = [f"{row.area.title} ({row.percent} %)" for row in progress.areas if not row.enough]
    if short:
        raise InputRefused(
            {
                "": f"Serve almeno il {course.min_attendance} % delle ore in ogni area. "
                f"Mancano: {', '.join(short)}."
            }
        )
    enrolment.completed_on = on_day or clock.today()
    if enrolment.completed_on > clock.today():
        raise InputRefused({"on_day": "Questa data è nel futuro."})
    enrolment.certificate = papers.certificate(enrolment, progress, actor)
    enrolment.save(update_fields=["state", "completed_on", "certificate"])
    audit.record(actor=actor, verb="course.complete", subject=enrolment)
    return enrolment


@transaction.atomic
def conclude_course(*, course: Course, actor: Actor) -> Course:
    """Nothing more is written in it. Raises TransitionRefused when it was concluded already."""
    course = _running(course, actor)
    course.state = states.COURSE.target(course.state, "conclude")
    course.concluded_on = clock.today()
    course.save(update_fields=["state", "concluded_on"])
    audit.record(actor=actor, verb="course.conclude", subject=course)
    return course


# Shadowing


@transaction.atomic
def start_shadowing(
    *,
    course: Course,
    operator: Membership,
    senior: Membership | None = None,
    started_on: datetime.date | None = None,
    actor: Actor,
) -> Shadowing:
    """A senior trainer (the actor, unless said) goes with an operator who attends the course."""
    access.require(access.can_run_course(actor, course), "Può farlo chi conduce il corso.")
    senior = senior or Membership.objects.get(pk=actor.membership_id)
    if senior.user_id == operator.user_id:
        raise InputRefused({"senior": "Chi affianca e chi è affiancato devono essere due persone."})
    if not Enrolment.objects.filter(course=course, membership=operator).exists():
        raise InputRefused({"operator": "Questo operatore non è iscritto al corso."})
    shadowing = Shadowing(
        course=course, senior=senior, operator=operator, started_on=started_on or clock.today()
    )
    _save(shadowing)
    audit.record(actor=actor, verb="shadowing.start", subject=shadowing)
    return shadowing


def _shadowing(shadowing: Shadowing, actor: Actor) -> Shadowing:
    access.require(
        access.can_write_shadowing(actor, shadowing), "Può scriverlo chi accompagna questo operatore."
    )
    locked: Shadowing = (
        Shadowing.objects.select_for_update(of=("self",))
        .select_related("course__programme")
        .get(pk=shadowing.pk)
    )
    return locked


@transaction.atomic
def log_shadowing(
    *,
    shadowing: Shadowing,
    minutes: int,
    topic: str,
    on_day: datetime.date | None = None,
    case_label: str = "",
    note: str = "",
    actor: Actor,
) -> ShadowingEntry:
    """A line of the diary. `case_label` never names anybody. Raises InputRefused, TransitionRefused."""
    shadowing = _shadowing(shadowing, actor)
    states.SHADOWING.target(shadowing.state, "stop")  # only while it runs
    day = on_day or clock.today()
    problems: dict[str, str] = {}
    if not topic.strip():
        problems["topic"] = "Scrivi che cosa avete fatto."
    if not shadowing.started_on <= day <= clock.today():
        problems["on_day"] = "Scrivi un giorno fra l'inizio dell'affiancamento e oggi."
    if not 5 <= minutes <= 720:
        problems["minutes"] = "La durata va da 5 minuti a 12 ore."
    if problems:
        raise InputRefused(problems)
    entry = ShadowingEntry(
        shadowing=shadowing, on_day=day, minutes=minutes, topic=topic, case_label=case_label, note=note
    )
    _save(entry)
    audit.record(actor=actor, verb="shadowing.log", subject=shadowing, changes={"minutes": minutes})
    return entry


@transaction.atomic
def sign_off_shadowing(
    *, shadowing: Shadowing, judgement: str, on_day: datetime.date | None = None, actor: Actor
) -> Shadowing:
    """The senior trainer says the operator can go on alone. Raises InputRefused."""
    shadowing = _shadowing(shadowing, actor)
    shadowing.state = states.SHADOWING.target(shadowing.state, "sign_off")
    wanted = int(
        (queries.training_of(shadowing.course.programme).get("accompaniment") or {}).get("min_cases", 1)
    )
    paths = set(shadowing.entries.exclude(case_label="").values_list("case_label", flat=True))
    problems: dict[str, str] = {}
    if not judgement.strip():
        problems["judgement"] = "Scrivi il tuo parere: resta nel percorso formativo dell'operatore."
    if len(paths) < wanted:
        problems[""] = f"Servono almeno {wanted} percorsi accompagnati: nel diario ce ne sono {len(paths)}."
    if problems:
        raise InputRefused(problems)
    return _end(shadowing, judgement, on_day, "shadowing.sign_off", actor)


@transaction.atomic
def stop_shadowing(*, shadowing: Shadowing, reason: str, actor: Actor) -> Shadowing:
    """It ends without a judgement. Raises TransitionRefused when it had ended."""
    shadowing = _shadowing(shadowing, actor)
    shadowing.state = states.SHADOWING.target(shadowing.state, "stop")
    return _end(shadowing, reason, None, "shadowing.stop", actor)


def _end(
    shadowing: Shadowing, judgement: str, on_day: datetime.date | None, verb: str, actor: Actor
) -> Shadowing:
    shadowing.judgement, shadowing.ended_on = judgement, on_day or clock.today()
    _save(shadowing)
    audit.record(actor=actor, verb=verb, subject=shadowing)
    return shadowing
