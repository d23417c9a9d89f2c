"""Sent to a service: accompanied or not, and what came of it."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework.models import Case
from snodo.domain.desk.models import Access
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.services import access, states
from snodo.domain.services.models import Sending, Service
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, TransitionRefused

ASK_AFTER = datetime.timedelta(days=14)
SENDS = "A un servizio manda chi lavora allo sportello o segue il percorso."


@transaction.atomic
def send_to_service(
    *,
    service: Service,
    entry: Access | None = None,
    case: Case | None = None,
    accompanied: bool = False,
    sent_on: datetime.date | None = None,
    ask_on: datetime.date | None = None,
    actor: Actor,
) -> Sending:
    """Write down that somebody was sent to a service, from an access or a path, and when to ask how it went.

    Raises InputRefused for a service that is not open, NotAllowed.
    """
    if (entry is None) == (case is None):
        raise TypeError("from an access or from a path")
    allowed = access.can_send_from_access(actor, entry) if entry is not None else False
    allowed = allowed or (case is not None and access.can_send_from_case(actor, case))
    access.require(allowed, SENDS)
    day = sent_on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "sent_on", day)
    if service.state != states.ServiceState.ACTIVE:
        problems["service"] = "Questo servizio non è aperto: scegline un altro."
    if ask_on is not None and ask_on < day:
        problems["ask_on"] = "Questa data viene prima dell'invio."
    refuse(problems)
    sending = Sending(
        service=service,
        access=entry,
        case=case,
        organisation_id=actor.organisation_id,
        operator_id=actor.membership_id,
        sent_on=day,
        accompanied=accompanied,
        ask_on=ask_on or day + ASK_AFTER,
    )
    save_checked(sending)
    _log(sending, "sending.send", actor)
    return sending


@transaction.atomic
def record_outcome(
    *, sending: Sending, verb: str, note: str = "", ask_on: datetime.date | None = None, actor: Actor
) -> Sending:
    """What was heard: `contacted` (and asked about again), `taken_on`, `refused`, `no_answer`, `not_gone`.

    Raises Conflict when a colleague has already said how it ended.
    """
    access.require(access.can_record(actor, sending), "Lo scrive l'ente che l'ha mandata o mandato.")
    sending = Sending.objects.select_for_update(of=("self",)).select_related("service").get(pk=sending.pk)
    if verb not in states.SENDING.table:
        raise InputRefused({"verb": "Scegli com'è andata."})
    try:
        sending.state = states.SENDING.target(sending.state, verb)
    except TransitionRefused as refusal:
        said = sending.get_state_display().lower()
        raise Conflict(f"Com'è andata è già scritto: «{said}».") from refusal
    if sending.state in states.OPEN:
        sending.ask_on = ask_on or clock.today() + ASK_AFTER
    else:
        sending.ended_on = clock.today()
    sending.note = note
    sending.version += 1
    save_checked(sending)
    _log(sending, "sending.outcome", actor)
    return sending


def _log(sending: Sending, verb: str, actor: Actor) -> None:
    entry, case = sending.access, sending.case
    person = entry.person_id if entry is not None else case.person_id if case is not None else None
    changes = {"state": sending.state, "service": sending.service_id}
    audit.record(actor=actor, verb=verb, subject=sending, person_id=person, changes=changes)
