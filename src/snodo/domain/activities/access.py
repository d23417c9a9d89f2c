"""Who may see and record appointments, groups, attendance and hours.

What is done with a person is read by whoever may open the case, by the operator, and by the body that
does it. Groups are read by the body that runs them and by who has somebody in them.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.activities import states
from snodo.domain.activities.models import Appointment, ExtraHoursRequest, Group, GroupMember, Session
from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case, CaseParty
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people import access as people_access
from snodo.domain.people.models import Person
from snodo.domain.programmes.access import programmes_of
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import PartnerRole, Payer
from snodo.kernel.actor import Actor

__all__ = [
    "WORKING",
    "appointments_visible_to",
    "can_ask_hours",
    "can_decide_hours",
    "can_enrol",
    "can_form",
    "can_hold",
    "can_plan",
    "can_record",
    "can_run",
    "can_see_member",
    "groups_visible_to",
    "hours_requests_visible_to",
    "knows_place",
    "leads",
    "members_visible_to",
    "programmes_of",
    "require",
    "sessions_visible_to",
]

WORKING = (Role.OPERATOR, Role.COORDINATOR)


def leads(actor: Actor) -> Exists:
    """Whether the row's programme is led by the actor's body."""
    return Exists(
        casework_access.acts_in_force().filter(
            programme=OuterRef("programme"), organisation_id=actor.organisation_id, role=PartnerRole.LEAD
        )
    )


def appointments_visible_to(actor: Actor) -> QuerySet[Appointment]:
    """Mine, those of my body, and those of the cases I may open."""
    if not actor.has_role(*WORKING):
        return Appointment.objects.none()
    cases = casework_access.cases_visible_to(actor).values("pk")
    return Appointment.objects.filter(
        Q(operator_id=actor.membership_id)
        | Q(organisation_id=actor.organisation_id, case__isnull=True)
        | Q(case__in=cases),
        Q(case__isnull=True) | Q(case__frozen=False),
        Q(person__isnull=True) | people_access.in_use("person"),
        ~casework_access.act_over(actor),
    )


def knows_place(actor: Actor) -> Q:
    """Appointments of which the actor may know the place: of a protected person only the team, who meets
    them, and who wrote it down.
    """
    hidden = Q(person__protected=True) | Q(case__person__protected=True)
    team = Q(case__in=casework_access.cases_of_my_team(actor).values("pk"))
    return ~hidden | team | Q(operator_id=actor.membership_id) | Q(created_by=actor.user_id)


def can_plan(actor: Actor, *, case: Case | None, person: Person | None, programme: Programme) -> bool:
    """Somebody who works on the case, or who may see the person, in a programme of their body."""
    if not actor.has_role(*WORKING):
        return False
    if case is not None:
        return casework_access.can_write_case(actor, case)
    if person is None or not people_access.people_visible_to(actor).filter(pk=person.pk).exists():
        return False
    return programmes_of(actor).filter(pk=programme.pk).exists()


def can_record(actor: Actor, appointment: Appointment) -> bool:
    """The operator, whoever works on the case, and without a case the colleagues of the same body."""
    if appointment.operator_id == actor.membership_id:
        return True
    if appointment.case is not None:
        return casework_access.can_write_case(actor, appointment.case)
    return actor.has_role(*WORKING) and appointment.organisation_id == actor.organisation_id


def groups_visible_to(actor: Actor) -> QuerySet[Group]:
    """Groups run by my body or by me, with somebody I accompany in them, or of a programme my body leads."""
    if not actor.has_role(*WORKING):
        return Group.objects.none()
    cases = casework_access.cases_visible_to(actor).values("pk")
    inside = GroupMember.objects.filter(group=OuterRef("pk"), left_on__isnull=True, case__in=cases)
    rule = Q(organisation_id=actor.organisation_id) | Q(leader_id=actor.membership_id) | Q(Exists(inside))
    rule |= Q(state=states.GroupState.FORMING, programme__in=programmes_of(actor).values("pk"))
    if actor.has_role(Role.COORDINATOR):
        rule |= Q(leads(actor))
    return Group.objects.filter(rule, ~casework_access.act_over(actor))


def members_visible_to(actor: Actor, group: Group) -> QuerySet[GroupMember]:
    """Who runs the group sees all its members; others only the people they may see."""
    members = GroupMember.objects.filter(people_access.in_use("person"), group=group)
    if can_run(actor, group):
        return members
    return members.filter(
        Q(case__in=casework_access.cases_visible_to(actor).values("pk"))
        | Q(person__in=people_access.people_visible_to(actor).values("pk"))
    )


def can_see_member(actor: Actor, member_id: UUID) -> bool:
    """Whether this place in a group is one the actor may see by name."""
    member = GroupMember.objects.select_related("group").filter(pk=member_id).first()
    if member is None or not groups_visible_to(actor).filter(pk=member.group_id).exists():
        return False
    return members_visible_to(actor, member.group).filter(pk=member_id).exists()


def sessions_visible_to(actor: Actor) -> QuerySet[Session]:
    """Meetings of the groups one may see, and those one leads."""
    return Session.objects.filter(
        Q(group__in=groups_visible_to(actor).values("pk")) | Q(led_by_id=actor.membership_id),
        ~casework_access.act_over(actor, "group__programme"),
    )


def can_form(actor: Actor, programme: Programme) -> bool:
    """Operators and co-ordinators of a body of the programme."""
    return actor.has_role(*WORKING) and programmes_of(actor).filter(pk=programme.pk).exists()


def can_run(actor: Actor, group: Group) -> bool:
    """Operators and co-ordinators of the body that runs the group."""
    return actor.has_role(*WORKING) and (
        group.organisation_id == actor.organisation_id or group.leader_id == actor.membership_id
    )


def can_hold(actor: Actor, session: Session) -> bool:
    """Who runs the group, or who leads this meeting."""
    return can_run(actor, session.group) or session.led_by_id == actor.membership_id


def can_enrol(actor: Actor, group: Group, *, case: Case | None, person: Person) -> bool:
    """Somebody who may see the group and the person; on a case, whoever works on it."""
    if not groups_visible_to(actor).filter(pk=group.pk).exists():
        return False
    if case is not None:
        return casework_access.can_write_case(actor, case)
    return people_access.people_visible_to(actor).filter(pk=person.pk).exists()


def _party(actor: Actor, case: Case) -> bool:
    return CaseParty.objects.filter(
        casework_access.parties_in_force(), case=case, organisation_id=actor.organisation_id
    ).exists()


def can_ask_hours(actor: Actor, case: Case) -> bool:
    """Who follows the case in a body around it, the sending service among them."""
    if not actor.has_role(*WORKING, Role.REFERRER) or not _follows(actor, case):
        return False
    return case.organisation_id == actor.organisation_id or _party(actor, case)


def _follows(actor: Actor, case: Case) -> bool:
    seen = casework_access.cases_visible_to(actor), casework_access.progress_visible_to(actor)
    return any(cases.filter(pk=case.pk).exists() for cases in seen)


def can_decide_hours(actor: Actor, request: ExtraHoursRequest) -> bool:
    """The co-ordinator of the body in charge; the sending service for what it pays itself."""
    case = request.case
    if not _follows(actor, case):
        return False
    if actor.has_role(Role.COORDINATOR) and case.organisation_id == actor.organisation_id:
        return True
    sender = CaseParty.objects.filter(
        casework_access.parties_in_force(),
        case=case,
        organisation_id=actor.organisation_id,
        function="sender",
    )
    return (
        request.payer == Payer.REFERRING_SERVICE
        and actor.has_role(*WORKING, Role.REFERRER)
        and sender.exists()
    )


def hours_requests_visible_to(actor: Actor) -> QuerySet[ExtraHoursRequest]:
    """Those of the paths one may open, and of the people one's body sent."""
    opened = casework_access.cases_visible_to(actor).values("pk")
    sent = casework_access.progress_visible_to(actor).values("pk")
    return ExtraHoursRequest.objects.filter(Q(case__in=opened) | Q(case__in=sent))
