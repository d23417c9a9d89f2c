"""Who reads the list of who might be reached, and what was said in interviews before a path.

The list is read by those who keep it: who works with people in that body, in a programme in which the body
has an act today. No lead, no neighbour, no administrator. What followed into a path is read as the social
history of the person is; a protected person's by who keeps their secrets.
"""

from django.db.models import Q, QuerySet

from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.outreach.models import (
    CallRequest,
    OutreachTally,
    PossibleRecipient,
    PriorInterview,
    PublicSheet,
)
from snodo.domain.people.access import kept_by, section_open_in
from snodo.domain.people.states import Section
from snodo.domain.programmes.access import can_manage, programmes_of
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import ProgrammeState
from snodo.domain.tables.access import can_conduct, tables_visible_to
from snodo.domain.tables.models import Table
from snodo.domain.tables.states import LISTENING
from snodo.kernel import clock
from snodo.kernel.actor import Actor

__all__ = [
    "calls_visible_to",
    "can_count",
    "can_declare_themes",
    "can_reply",
    "can_work",
    "can_write_sheet",
    "can_write_themes",
    "interviews_kept_by",
    "interviews_read_by",
    "meetings_visible_to",
    "programmes_worked_in",
    "recipients_visible_to",
    "require",
    "sheets_through",
    "tallies_visible_to",
]

WORKING = (Role.OPERATOR, Role.COORDINATOR)


def programmes_worked_in(actor: Actor) -> QuerySet[Programme]:
    """Running programmes in which the actor's body may keep a list today."""
    if not actor.has_role(*WORKING):
        return Programme.objects.none()
    return programmes_of(actor).filter(state=ProgrammeState.RUNNING)


def can_work(actor: Actor, programme: Programme) -> bool:
    """Write names down, hold interviews."""
    return programmes_worked_in(actor).filter(pk=programme.pk).exists()


def recipients_visible_to(actor: Actor) -> QuerySet[PossibleRecipient]:
    """The list of one's own body, where its act holds."""
    rows: QuerySet[PossibleRecipient] = PossibleRecipient.objects.filter(
        organisation_id=actor.organisation_id
    )
    if not actor.has_role(*WORKING):
        return rows.none()
    return rows.filter(programme__in=programmes_of(actor))


def interviews_kept_by(actor: Actor) -> QuerySet[PriorInterview]:
    """The facts of interviews one's own body held: no name is in them."""
    rows: QuerySet[PriorInterview] = PriorInterview.objects.filter(organisation_id=actor.organisation_id)
    return rows.filter(programme__in=programmes_of(actor)) if actor.has_role(*WORKING) else rows.none()


def interviews_read_by(actor: Actor) -> QuerySet[PriorInterview]:
    """Those of which the actor reads what was said: of one's own list; of a path, with its social history."""
    listed = Q(recipient__in=recipients_visible_to(actor).values("pk"))
    opened = section_open_in(actor, Section.HISTORY).filter(Q(protected=False) | kept_by(actor))
    return PriorInterview.objects.filter(listed | Q(case__isnull=False, person__in=opened.values("pk")))


def can_count(actor: Actor, programme: Programme) -> bool:
    """Read how many interviews there were: who works in it, who manages it, who steers the network."""
    if actor.has_role(Role.STEERING):
        return True
    return can_manage(actor, programme) or can_work(actor, programme)


def tallies_visible_to(actor: Actor) -> QuerySet[OutreachTally]:
    """How it ended with those no longer kept: numbers of one's own body."""
    return OutreachTally.objects.filter(organisation_id=actor.organisation_id)


# The public sheet


def can_write_sheet(actor: Actor, programme: Programme) -> bool:
    """Who manages the programme says what the territory reads of it."""
    return can_manage(actor, programme)


def sheets_through(actor: Actor) -> QuerySet[PublicSheet]:
    """The one whose address was opened, while it is published."""
    sheets: QuerySet[PublicSheet] = PublicSheet.objects.filter(
        pk=actor.user_id, revoked_at__isnull=True, expires_at__gt=clock.now()
    )
    return sheets if actor.by_link else sheets.none()


def calls_visible_to(actor: Actor) -> QuerySet[CallRequest]:
    """Who asks to be called is called by the body that keeps the sheet."""
    calls: QuerySet[CallRequest] = CallRequest.objects.filter(sheet__organisation_id=actor.organisation_id)
    return calls if actor.has_role(*WORKING) else calls.none()


# Listening


def meetings_visible_to(actor: Actor) -> QuerySet[Table]:
    """Presentations and focus groups follow the rule of tables."""
    return tables_visible_to(actor).filter(kind__in=LISTENING)


def can_write_themes(actor: Actor, table: Table) -> bool:
    """Who convened the meeting, while the body works in its programme."""
    return can_conduct(actor, table) and can_work(actor, table.programme)


def can_declare_themes(actor: Actor, programme: Programme) -> bool:
    """Co-ordination, in a body of the programme."""
    return actor.has_role(Role.COORDINATOR) and can_work(actor, programme)


def can_reply(actor: Actor, programme: Programme) -> bool:
    """Whoever works or refers in a body of the programme may write what the territory knows."""
    if not actor.has_role(*WORKING, Role.REFERRER):
        return False
    return programmes_of(actor).filter(pk=programme.pk, state=ProgrammeState.RUNNING).exists()
