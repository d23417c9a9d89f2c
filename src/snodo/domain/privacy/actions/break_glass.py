"""Emergency access: named exactly, opened for an hour, told at once, judged afterwards."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.domain.people import actions as people
from snodo.domain.people import queries as people_queries
from snodo.domain.people.models import EmergencyAccess, Person
from snodo.domain.privacy import access, messages, queries, states
from snodo.domain.privacy.models import EmergencyReview
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

TRIES_A_DAY = 10
TOO_MANY = "Per oggi hai provato troppe volte: rivolgiti a chi si occupa di protezione dei dati."
WHO_MAY = "L'accesso d'emergenza è per chi lavora con le persone, in un ente con un atto in vigore."
FIND = "emergency.identify"


@transaction.atomic
def identify_person(
    *,
    code: str = "",
    first_name: str = "",
    last_name: str = "",
    birth_date: datetime.date | None = None,
    actor: Actor,
) -> Person | None:
    """The person named exactly, if an emergency may open them. Every try is written down.

    Nobody, somebody protected and two of the same name give the same answer, in the same time; who
    accompanies a protected person is told that somebody looked. Raises Conflict after too many tries in a
    day.
    """
    access.require(access.can_ask_emergency(actor), WHO_MAY)
    tries = Entry.objects.filter(
        verb=FIND, act=Act.REFUSAL, membership_id=actor.membership_id, created_at__gte=_a_day_ago()
    )
    if tries.count() >= TRIES_A_DAY:
        raise Conflict(TOO_MANY)
    found = people_queries.exactly(
        code=code, first_name=first_name, last_name=last_name, birth_date=birth_date
    )
    people.notice_seekers(
        first_name=first_name, last_name=last_name, birth_date=birth_date, codes=[code], actor=actor
    )
    if found is None or found.protected:
        audit.record_refusal(actor=actor, verb=FIND, person_id=found.pk if found else None)
        return None
    return found


def _a_day_ago() -> datetime.datetime:
    return clock.now() - datetime.timedelta(days=1)


@transaction.atomic
def ask_emergency(*, person: Person, reason: str, words: str, actor: Actor) -> EmergencyAccess:
    """Open one hour on the necessary facts; tell who follows the person and data protection at once.

    Raises InputRefused without a reason, NotAllowed, Conflict when an hour on this person still runs.
    """
    access.require(access.can_ask_emergency(actor), WHO_MAY)
    if queries.emergency_running(actor, person):
        raise Conflict("Hai già un accesso d'emergenza aperto su questa persona.")
    opened = people.open_emergency(person=person, reason=reason, words=words, actor=actor)
    review = EmergencyReview.objects.create(emergency=opened)
    messages.tell_emergency(review, actor)
    return opened


@transaction.atomic
def judge_emergency(*, review: EmergencyReview, verdict: str, note: str, actor: Actor) -> EmergencyReview:
    """Say whether it was justified. Who asked is told. Raises InputRefused, TransitionRefused."""
    found = (
        EmergencyReview.objects.select_for_update(of=("self",)).select_related("emergency").get(pk=review.pk)
    )
    access.require(access.can_judge(actor, found), "Lo esamina chi si occupa di protezione dei dati.")
    verbs = {states.ReviewState.JUSTIFIED: "justify", states.ReviewState.UNJUSTIFIED: "reject"}
    if verdict not in verbs:
        raise InputRefused({"verdict": "Scegli se l'accesso era giustificato."})
    if verdict == states.ReviewState.UNJUSTIFIED and not note.strip():
        raise InputRefused({"note": "Scrivi perché: lo leggeranno chi ha chiesto e chi segue la persona."})
    found.state = states.REVIEW.target(found.state, verbs[states.ReviewState(verdict)])
    found.note, found.judged_at, found.judged_by_id = note.strip(), clock.now(), actor.membership_id
    found.save(update_fields=["state", "note", "judged_at", "judged_by"])
    audit.record(
        actor=actor,
        verb="emergency.judge",
        subject=found,
        person_id=found.emergency.person_id,
        changes={"state": found.state},
    )
    messages.tell_judged(found, actor)
    return found


@transaction.atomic
def remind_of_reviews(*, actor: Actor) -> int:
    """Every night: what waits for a judgement since more than two days is said again."""
    late = EmergencyReview.objects.filter(
        state=states.ReviewState.PENDING, created_at__lt=clock.now() - datetime.timedelta(days=2)
    ).count()
    if late:
        messages.tell_waiting(actor)
    return int(late)
