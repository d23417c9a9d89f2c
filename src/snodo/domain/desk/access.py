"""Who may see a desk and work at it. What is written there stays with the body that keeps the desk.

A body's own operators and co-ordination, while its act holds; and the co-ordination of the programme's lead,
which answers for the desk. The names of persons follow the rule of persons; what was said with one of them
is read only by who sees that person.
"""

from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from snodo.domain.desk.models import Access, Contact, Desk, DeskQuestion, Visit
from snodo.domain.network.access import members_in_force, require
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.access import kept_by, people_visible_to
from snodo.domain.people.models import Person
from snodo.domain.programmes.access import acts_in_force, can_manage
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import PartnerRole, ProgrammeState
from snodo.kernel.actor import Actor

__all__ = [
    "WORKING",
    "accesses_read_by",
    "accesses_told_to",
    "accesses_visible_to",
    "can_change",
    "can_lead",
    "can_open_desk",
    "can_read_note",
    "can_work_at",
    "contacts_visible_to",
    "desks_visible_to",
    "desks_worked_at",
    "operators_for",
    "programmes_for_a_desk",
    "questions_visible_to",
    "require",
    "visits_visible_to",
]

WORKING = (Role.OPERATOR, Role.COORDINATOR)


def _own(actor: Actor) -> Q:
    """The actor's body keeps the desk, and has an act in the programme today."""
    act = acts_in_force().filter(programme=OuterRef("programme"), organisation_id=actor.organisation_id)
    return Q(Exists(act), organisation_id=actor.organisation_id)


def _led(actor: Actor) -> Q:
    lead = acts_in_force().filter(
        programme=OuterRef("programme"), organisation_id=actor.organisation_id, role=PartnerRole.LEAD
    )
    return Q(Exists(lead))


def desks_visible_to(actor: Actor) -> QuerySet[Desk]:
    """The desks of one's body; for who co-ordinates the lead, all those of the programme."""
    desks: QuerySet[Desk] = Desk.objects.filter(network_id=actor.network_id)
    if actor.has_role(Role.OPERATOR):
        return desks.filter(_own(actor))
    if actor.has_role(Role.COORDINATOR):
        return desks.filter(_own(actor) | _led(actor))
    return desks.none()


def desks_worked_at(actor: Actor) -> QuerySet[Desk]:
    """Desks at which the actor may receive somebody today."""
    running = Q(programme__state=ProgrammeState.RUNNING, closed_on__isnull=True)
    return desks_visible_to(actor).filter(running, organisation_id=actor.organisation_id)


def can_work_at(actor: Actor, desk: Desk) -> bool:
    """Receive people, write accesses, keep the queue."""
    return desks_worked_at(actor).filter(pk=desk.pk).exists()


def can_lead(actor: Actor, desk: Desk) -> bool:
    """Hours, shifts, places and words: who co-ordinates the body or the lead."""
    return actor.has_role(Role.COORDINATOR) and desks_visible_to(actor).filter(pk=desk.pk).exists()


def programmes_for_a_desk(actor: Actor) -> QuerySet[Programme]:
    """Running programmes in which the actor's body may open a desk."""
    mine = acts_in_force().filter(programme=OuterRef("pk"), organisation_id=actor.organisation_id)
    programmes: QuerySet[Programme] = Programme.objects.filter(
        Exists(mine), network_id=actor.network_id, state=ProgrammeState.RUNNING
    )
    return programmes if actor.has_role(Role.COORDINATOR) else programmes.none()


def can_open_desk(actor: Actor, programme: Programme, organisation_id: UUID) -> bool:
    """Who co-ordinates the body that will keep it; who manages the programme, for any of its bodies."""
    if not acts_in_force().filter(programme=programme, organisation_id=organisation_id).exists():
        return False
    own = organisation_id == actor.organisation_id and actor.has_role(Role.COORDINATOR)
    return own or can_manage(actor, programme)


def operators_for(desk: Desk) -> QuerySet[Membership]:
    """Who may be put on a shift."""
    members: QuerySet[Membership] = Membership.objects.filter(
        members_in_force(), organisation_id=desk.organisation_id, role__in=WORKING
    )
    return members.select_related("user").order_by("user__last_name", "user__first_name")


def visits_visible_to(actor: Actor) -> QuerySet[Visit]:
    """The queue: only of one's own body."""
    own = desks_visible_to(actor).filter(organisation_id=actor.organisation_id)
    return Visit.objects.filter(desk__in=own.values("pk"))


def questions_visible_to(actor: Actor) -> QuerySet[DeskQuestion]:
    """What is asked of the desks of one's own body."""
    own = desks_visible_to(actor).filter(organisation_id=actor.organisation_id)
    return DeskQuestion.objects.filter(desk__in=own.values("pk"))


def contacts_visible_to(actor: Actor) -> QuerySet[Contact]:
    """Light contacts: only where they come to."""
    own = desks_visible_to(actor).filter(organisation_id=actor.organisation_id)
    return Contact.objects.filter(desk__in=own.values("pk"))


def accesses_visible_to(actor: Actor) -> QuerySet[Access]:
    """What was done at the desks one may see."""
    return Access.objects.filter(desk__in=desks_visible_to(actor).values("pk"))


def _reads(actor: Actor) -> Q:
    """Of nobody in particular; or of a person one sees; of a protected one only who keeps their secrets."""
    seen = people_visible_to(actor).filter(Q(protected=False) | kept_by(actor))
    return Q(person__isnull=True) | Q(person__in=seen.values("pk"))


def accesses_read_by(actor: Actor) -> QuerySet[Access]:
    """Each row says whether the actor reads what was said (`readable`) and sees who it was (`known`)."""
    seen = people_visible_to(actor).filter(pk=OuterRef("person_id"))
    return accesses_visible_to(actor).annotate(
        readable=ExpressionWrapper(_reads(actor), output_field=BooleanField()), known=Exists(seen)
    )


def accesses_told_to(actor: Actor) -> QuerySet[Access]:
    """Those of which the actor reads what was said."""
    return accesses_visible_to(actor).filter(_reads(actor))


def can_read_note(actor: Actor, access: Access) -> bool:
    """The same of one access."""
    return accesses_told_to(actor).filter(pk=access.pk).exists()


def can_change(actor: Actor, access: Access) -> bool:
    """Who wrote it, and who co-ordinates the body; of a person's access only who reads it."""
    own = access.desk.organisation_id == actor.organisation_id
    wrote = access.operator_id == actor.membership_id or actor.has_role(Role.COORDINATOR)
    return own and wrote and can_read_note(actor, access)


def person_seen(actor: Actor, pk: UUID) -> Person | None:
    """One person the actor may bring to the desk."""
    return people_visible_to(actor).filter(pk=pk).first()
