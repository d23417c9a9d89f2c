"""The queue of a day: who takes a number, who is called, who goes away; and appointments."""

import datetime

from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.desk import states
from snodo.domain.desk.actions.common import UNKNOWN_PLACE, locked_visit, works
from snodo.domain.desk.models import Contact, Desk, Place, Visit
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.models import Person
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, TransitionRefused

TAKEN = "Il turno {number} è già con {who}{since}: chiama il prossimo."
MOVED = "Nel frattempo il turno {number} è cambiato: ora è «{state}». Ricarica la pagina per vedere la fila."


@transaction.atomic
def join_queue(
    *,
    desk: Desk,
    called: str = "",
    reason: str = "",
    place: Place | None = None,
    contact: Contact | None = None,
    person: Person | None = None,
    actor: Actor,
) -> Visit:
    """Somebody has come: they take the next number of the day. A name is not needed."""
    works(actor, desk)
    _known(desk, reason, place, contact)
    visit = Visit(
        desk=desk,
        place=place,
        day=clock.today(),
        kind=states.VisitKind.WALK_IN,
        number=_next_number(desk, clock.today()),
        called=called,
        reason=reason,
        contact=contact,
        person=person,
        arrived_at=clock.now(),
        state=states.VisitState.WAITING,
    )
    save_checked(visit)
    audit.record(actor=actor, verb="visit.join", subject=visit)
    return visit


@transaction.atomic
def book_visit(
    *,
    desk: Desk,
    due_at: datetime.datetime,
    called: str = "",
    reason: str = "",
    place: Place | None = None,
    contact: Contact | None = None,
    person: Person | None = None,
    actor: Actor,
) -> Visit:
    """An appointment at the desk. Raises InputRefused for a time gone by."""
    works(actor, desk)
    _known(desk, reason, place, contact)
    if due_at < clock.now():
        refuse({"due_at": "Quest'ora è già passata: scrivi un momento che deve ancora venire."})
    if not called.strip() and contact is None and person is None:
        refuse({"called": "Scrivi come chiamarla o chiamarlo: basta un nome scelto."})
    day = clock.local_date(due_at)
    visit = Visit(
        desk=desk,
        place=place,
        day=day,
        kind=states.VisitKind.APPOINTMENT,
        number=_next_number(desk, day),
        called=called,
        reason=reason,
        due_at=due_at,
        contact=contact,
        person=person,
        state=states.VisitState.EXPECTED,
    )
    save_checked(visit)
    audit.record(actor=actor, verb="visit.book", subject=visit, changes={"due_at": due_at})
    return visit


def _known(desk: Desk, reason: str, place: Place | None, contact: Contact | None) -> None:
    problems = {}
    if reason and reason not in dict(desk.choices("reasons")):
        problems["reason"] = "Scegli il motivo dall'elenco."
    if place is not None and place.desk_id != desk.pk:
        problems["place"] = UNKNOWN_PLACE
    if contact is not None and contact.desk_id != desk.pk:
        problems["contact"] = "Questo codice è di un altro sportello."
    refuse(problems)


def _next_number(desk: Desk, day: datetime.date) -> int:
    """Numbers of one desk are given one at a time: the row of the desk is held meanwhile."""
    Desk.objects.select_for_update(of=("self",)).only("pk").get(pk=desk.pk)
    last = Visit.objects.filter(desk=desk, day=day).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def mark_arrived(*, visit: Visit, actor: Actor) -> Visit:
    """Who had an appointment is here. Raises Conflict."""
    return _move(visit, "arrive", actor)


@transaction.atomic
def take_visit(*, visit: Visit, actor: Actor) -> Visit:
    """Call somebody in: from now on they are with the actor. Raises Conflict that names who was first."""
    return _move(visit, "take", actor)


@transaction.atomic
def give_back_visit(*, visit: Visit, actor: Actor) -> Visit:
    """Called by mistake: back in the queue, where they were. Raises Conflict."""
    return _move(visit, "give_back", actor)


@transaction.atomic
def end_visit(*, visit: Visit, verb: str, actor: Actor) -> Visit:
    """Gone without being received (`leave`), not come (`miss`), cancelled (`cancel`). Raises Conflict."""
    if verb not in ("leave", "miss", "cancel"):
        raise ValueError(verb)
    return _move(visit, verb, actor)


def _move(visit: Visit, verb: str, actor: Actor) -> Visit:
    works(actor, visit.desk)
    visit = locked_visit(visit)
    turn(visit, verb, actor)
    audit.record(
        actor=actor,
        verb=f"visit.{verb}",
        subject=visit,
        person_id=visit.person_id,
        changes={"number": visit.number},
    )
    return visit


def turn(visit: Visit, verb: str, actor: Actor) -> None:
    """Move a locked turn and save it. A service."""
    try:
        visit.state = states.VISIT.target(visit.state, verb)
    except TransitionRefused as refusal:
        raise Conflict(_what_happened(visit)) from refusal
    if verb in ("take", "finish") and visit.taken_by_id is None:
        visit.taken_by_id, visit.taken_at = actor.membership_id, clock.now()
    if verb == "give_back":
        visit.taken_by, visit.taken_at = None, None
    if visit.arrived_at is None and verb in ("arrive", "take", "finish"):
        visit.arrived_at = clock.now()
    if visit.state not in states.OPEN_VISITS:
        visit.ended_at, visit.called = clock.now(), ""
    save_checked(visit)


def check_open(visit: Visit) -> None:
    """Raises Conflict when a locked turn is over. A service."""
    if visit.state not in states.OPEN_VISITS:
        raise Conflict(_what_happened(visit))


def _what_happened(visit: Visit) -> str:
    if visit.state == states.VisitState.WITH_US and visit.taken_by is not None:
        at = f" dalle {visit.taken_at.astimezone(clock.ROME):%H:%M}" if visit.taken_at else ""
        return TAKEN.format(number=visit.number, who=visit.taken_by.user.get_full_name(), since=at)
    return MOVED.format(number=visit.number, state=visit.get_state_display().lower())


@transaction.atomic
def sweep_queue(*, before: datetime.date, actor: Actor) -> int:
    """The queues of days gone by are over: who was left in them has gone. Run by the clock; says how many."""
    rows = Visit.objects.select_for_update(of=("self",)).filter(day__lt=before, state__in=states.OPEN_VISITS)
    found = list(rows.select_related("desk"))
    for visit in found:
        turn(visit, "miss" if visit.state == states.VisitState.EXPECTED else "leave", actor)
    return len(found)
