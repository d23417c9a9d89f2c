"""Who may see and run the operators' training."""

from django.db.models import Q, QuerySet

from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.training.models import Course, CourseSession, Enrolment, Shadowing
from snodo.kernel.actor import Actor

__all__ = [
    "NOT_A_RUNNER",
    "can_open_courses",
    "can_run_course",
    "can_write_shadowing",
    "courses_visible_to",
    "enrolments_visible_to",
    "require",
    "sessions_visible_to",
    "shadowings_visible_to",
]

NOT_A_RUNNER = "I corsi li apre chi si occupa di formazione, di coordinamento o di amministrazione."
_RUNNERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMINISTRATOR)


def courses_visible_to(actor: Actor) -> QuerySet[Course]:
    """Trainers and administrators see all; the others those of the programmes of their body."""
    courses = Course.objects.filter(network_id=actor.network_id)
    if actor.has_role(Role.TRAINER, Role.ADMINISTRATOR):
        return courses
    if actor.has_role(Role.COORDINATOR, Role.OPERATOR):
        partners = ProgrammePartner.objects.filter(organisation_id=actor.organisation_id)
        return courses.filter(programme__in=partners.values("programme"))
    return courses.none()


def sessions_visible_to(actor: Actor) -> QuerySet[CourseSession]:
    """Meetings of the courses one may see."""
    return CourseSession.objects.filter(area__course__in=courses_visible_to(actor).values("pk"))


def enrolments_visible_to(actor: Actor) -> QuerySet[Enrolment]:
    """Who runs the course sees all who attend; an operator sees themselves."""
    enrolments = Enrolment.objects.filter(course__in=courses_visible_to(actor).values("pk"))
    if actor.has_role(*_RUNNERS):
        return enrolments
    return enrolments.filter(membership_id=actor.membership_id)


def shadowings_visible_to(actor: Actor) -> QuerySet[Shadowing]:
    """Who runs the course, the senior trainer and the operator: nobody else reads the diary."""
    shadowings = Shadowing.objects.filter(course__in=courses_visible_to(actor).values("pk"))
    if actor.has_role(Role.TRAINER, Role.ADMINISTRATOR):
        return shadowings
    mine = Q(senior_id=actor.membership_id) | Q(operator_id=actor.membership_id)
    if actor.has_role(Role.COORDINATOR):
        mine |= Q(operator__organisation_id=actor.organisation_id)
    return shadowings.filter(mine)


def can_open_courses(actor: Actor) -> bool:
    """Trainers, co-ordinators and administrators."""
    return actor.has_role(*_RUNNERS)


def can_run_course(actor: Actor, course: Course) -> bool:
    """Trainers, administrators, and co-ordinators of a body of the programme."""
    return actor.has_role(*_RUNNERS) and courses_visible_to(actor).filter(pk=course.pk).exists()


def can_write_shadowing(actor: Actor, shadowing: Shadowing) -> bool:
    """The senior trainer, or another trainer."""
    if not shadowings_visible_to(actor).filter(pk=shadowing.pk).exists():
        return False
    return actor.has_role(Role.TRAINER) or shadowing.senior_id == actor.membership_id
