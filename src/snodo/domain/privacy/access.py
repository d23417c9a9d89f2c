"""Who may ask for an emergency access, who judges it, who reads a person's ledger and requests."""

from django.db.models import Q, QuerySet

from snodo.domain.casework.access import acts_in_force
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people.access import WORKS_WITH_PEOPLE, kept_by, people_visible_to, people_worked_with
from snodo.domain.people.models import Person
from snodo.domain.privacy.models import (
    EmergencyReview,
    LedgerLink,
    PersonRequest,
    RetentionFile,
    UnusualReading,
)
from snodo.domain.privacy.states import COPIED, REQUEST_OPEN, ReviewState, UnusualState
from snodo.domain.programmes.access import can_write_notice
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor

__all__ = [
    "can_ask_emergency",
    "can_contribute",
    "can_copy",
    "can_decide_file",
    "can_handle",
    "can_judge",
    "can_keep_rules",
    "can_prepare_papers",
    "can_read_ledger",
    "can_watch",
    "files_visible_to",
    "ledgers_visible_to",
    "own_person",
    "pending_for",
    "requests_to_answer",
    "requests_visible_to",
    "requests_waiting_for",
    "require",
    "reviews_visible_to",
    "unusual_to_look_at",
    "unusual_visible_to",
]


def can_ask_emergency(actor: Actor) -> bool:
    """Who works with people, for a body that is under an act today."""
    if not actor.has_role(*WORKS_WITH_PEOPLE):
        return False
    return acts_in_force().filter(organisation_id=actor.organisation_id).exists()


def can_watch(actor: Actor) -> bool:
    """Data protection alone: administering the network gives no right to judge how people work."""
    return actor.has_role(Role.PRIVACY_OFFICER)


def reviews_visible_to(actor: Actor) -> QuerySet[EmergencyReview]:
    """Data protection sees all; others what they asked themselves, or what touched a person they follow."""
    reviews: QuerySet[EmergencyReview] = EmergencyReview.objects.filter(network_id=actor.network_id)
    if can_watch(actor):
        return reviews
    mine = Q(emergency__membership_id=actor.membership_id)
    followed = Q(emergency__person__in=people_worked_with(actor)) if _follows(actor) else Q(pk__in=[])
    return reviews.filter(mine | followed)


def can_judge(actor: Actor, review: EmergencyReview) -> bool:
    """Data protection, and never one's own."""
    return can_watch(actor) and review.emergency.membership_id != actor.membership_id


def unusual_visible_to(actor: Actor) -> QuerySet[UnusualReading]:
    """Data protection alone."""
    rows: QuerySet[UnusualReading] = UnusualReading.objects.filter(network_id=actor.network_id)
    return rows if can_watch(actor) else rows.none()


def _follows(actor: Actor) -> bool:
    return actor.has_role(*WORKS_WITH_PEOPLE)


def ledgers_visible_to(actor: Actor) -> QuerySet[Person]:
    """Whose ledger one may read: of the persons one follows; data protection, of all.

    What was looked at in a file that became part of another is in the ledger of the other.
    """
    if can_watch(actor):
        everyone: QuerySet[Person] = Person.objects.filter(
            network_id=actor.network_id, merged_into__isnull=True
        )
        return everyone
    if not _follows(actor):
        nobody: QuerySet[Person] = Person.objects.none()
        return nobody
    return people_worked_with(actor)


def can_read_ledger(actor: Actor, person: Person) -> bool:
    """The same rule for one person."""
    return ledgers_visible_to(actor).filter(pk=person.pk).exists()


def can_prepare_papers(actor: Actor, programme: Programme) -> bool:
    """Assessment, agreement, record: who manages the programme, and data protection."""
    return can_write_notice(actor, programme)


def own_person(actor: Actor) -> Person | None:
    """Who comes in by the link to their own ledger; nobody once the link is over or they are protected."""
    if not actor.by_link:
        return None
    links = LedgerLink.objects.filter(pk=actor.user_id, revoked_at__isnull=True, expires_at__gt=clock.now())
    found: Person | None = Person.objects.filter(pk__in=links.values("person"), protected=False).first()
    return found


# What waits for data protection; for everybody else, nothing


def pending_for(actor: Actor) -> QuerySet[EmergencyReview]:
    """Emergency accesses that wait for a judgement by this actor."""
    if not can_watch(actor):
        none: QuerySet[EmergencyReview] = EmergencyReview.objects.none()
        return none
    return reviews_visible_to(actor).filter(state=ReviewState.PENDING)


def requests_to_answer(actor: Actor) -> QuerySet[PersonRequest]:
    """Requests of persons that data protection has to answer."""
    return requests_waiting_for(actor) if can_watch(actor) else PersonRequest.objects.none()


def unusual_to_look_at(actor: Actor) -> QuerySet[UnusualReading]:
    """Unusual readings nobody has looked at yet."""
    return unusual_visible_to(actor).filter(state=UnusualState.NEW)


# Requests of persons


def requests_visible_to(actor: Actor) -> QuerySet[PersonRequest]:
    """Data protection sees all; of the others, the team that answers for the person, theirs alone."""
    requests: QuerySet[PersonRequest] = PersonRequest.objects.filter(network_id=actor.network_id)
    if can_watch(actor):
        return requests
    if not _follows(actor):
        return requests.none()
    return requests.filter(person__in=people_visible_to(actor).filter(kept_by(actor)))


def can_handle(actor: Actor, request: PersonRequest) -> bool:
    """Checks identity, takes, prolongs, answers, refuses: data protection."""
    return can_watch(actor) and requests_visible_to(actor).filter(pk=request.pk).exists()


def can_copy(actor: Actor, request: PersonRequest) -> bool:
    """Prepares, reads again and hands over a copy of the data: data protection, for who asked for one."""
    return request.kind in COPIED and can_handle(actor, request)


def can_contribute(actor: Actor, request: PersonRequest) -> bool:
    """Who was asked: the team that answers for the person."""
    return not can_watch(actor) and requests_visible_to(actor).filter(pk=request.pk).exists()


def requests_waiting_for(actor: Actor) -> QuerySet[PersonRequest]:
    """Open requests this actor may see."""
    return requests_visible_to(actor).filter(state__in=REQUEST_OPEN)


# Retention


def files_visible_to(actor: Actor) -> QuerySet[RetentionFile]:
    """Whose time is over, and what was done: data protection alone."""
    files: QuerySet[RetentionFile] = RetentionFile.objects.filter(network_id=actor.network_id)
    return files if can_watch(actor) else files.none()


def can_decide_file(actor: Actor, file: RetentionFile) -> bool:
    """The same rule for one file."""
    return files_visible_to(actor).filter(pk=file.pk).exists()


def can_keep_rules(actor: Actor) -> bool:
    """How long things are kept: who administers the network, and data protection."""
    return actor.has_role(Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
