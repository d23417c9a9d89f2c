"""Fixing a time with somebody, and saying how it went."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from snodo.domain.activities import access, states
from snodo.domain.activities.actions.common import charge, checked
from snodo.domain.activities.models import Appointment
from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.casework.queries import persons_in
from snodo.domain.casework.states import StepKind
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.models import ActivityKind, Programme
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

STEP = "appointment"


@transaction.atomic
def plan_appointment(
    *,
    kind: ActivityKind,
    starts_at: datetime.datetime,
    case: Case | None = None,
    person: Person | None = None,
    programme: Programme | None = None,
    operator: Membership | None = None,
    minutes: int | None = None,
    mode: str = states.Mode.IN_PERSON,
    place: str = "",
    online_link: str = "",
    topic: str = "",
    companion: str = "",
    payer: str = Payer.FUNDER,
    actor: Actor,
) -> Appointment:
    """Fix an appointment, for a case or with a person not in charge yet. Raises InputRefused, NotAllowed."""
    if case is None and person is None:
        raise InputRefused({"person": "Scegli con chi è l'appuntamento."})
    programme = case.programme if case is not None else (programme or kind.programme)
    access.require(
        access.can_plan(actor, case=case, person=person, programme=programme),
        "Puoi fissare appuntamenti con le persone che segui.",
    )
    if kind.programme_id != programme.pk:
        raise InputRefused({"kind": "Questa attività è di un altro programma: scegline una dall'elenco."})
    if case is not None and kind.action_id not in (None, case.action_id):
        raise InputRefused({"kind": "Questa attività è di un'altra azione: scegline una dall'elenco."})
    if case is not None and case.state == "closed":
        raise InputRefused({"": "Il percorso è concluso: non si fissano altri appuntamenti."})
    operator = operator or Membership.objects.get(pk=actor.membership_id)
    _respect_choice(case, person, operator, actor)
    appointment = Appointment(
        programme=programme,
        case=case,
        person=person,
        kind=kind,
        mode=mode,
        starts_at=starts_at,
        minutes=minutes or kind.default_minutes,
        place=place,
        online_link=online_link,
        organisation_id=operator.organisation_id,
        operator=operator,
        companion=companion,
        topic=topic,
        payer=payer,
    )
    checked(appointment)
    appointment.save()
    _promise(appointment, actor)
    audit.record(
        actor=actor,
        verb="appointment.plan",
        subject=case or appointment,
        person_id=_whom(appointment),
        changes={"appointment": str(appointment.pk), "starts_at": starts_at.isoformat()},
    )
    return appointment


def _respect_choice(case: Case | None, person: Person | None, operator: Membership, actor: Actor) -> None:
    """Nobody is sent to a colleague of a body they keep out. Raises InputRefused."""
    if operator.organisation_id == actor.organisation_id:
        return
    persons = list(persons_in(case)) if case is not None else [person] if person is not None else []
    if sentence := refusal_sentence(persons, operator.organisation, SharingPurpose.PATH):
        raise InputRefused({"operator": sentence})


def _whom(appointment: Appointment) -> UUID | None:
    """The person in whose ledger the line goes."""
    if appointment.person_id is not None:
        return appointment.person_id
    return appointment.case.person_id if appointment.case is not None else None


def _promise(appointment: Appointment, actor: Actor) -> None:
    if appointment.case is None:
        return
    casework.promise_step(
        case=appointment.case,
        kind=STEP,
        title=appointment.kind.title,
        due_on=clock.local_date(appointment.starts_at),
        owner_membership=appointment.operator,
        owner_organisation=appointment.operator.organisation,
        ref=appointment,
        actor=actor,
    )


@dataclass(frozen=True, slots=True)
class _Result:
    """What was said about how it went."""

    minutes: int | None
    what: str
    note: str
    missed_reason: str
    moved_to_at: datetime.datetime | None


@transaction.atomic
def record_appointment(
    *,
    appointment: Appointment,
    outcome: str,
    minutes: int | None = None,
    what: str = "",
    note: str = "",
    missed_reason: str = "",
    moved_to_at: datetime.datetime | None = None,
    next_at: datetime.datetime | None = None,
    actor: Actor,
) -> Appointment:
    """Say how it went: `outcome` is done, missed, moved or cancelled; `next_at` fixes the following one.

    Raises InputRefused, NotAllowed, TransitionRefused.
    """
    access.require(access.can_record(actor, appointment))
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related(
            "case__person",
            "case__household",
            "case__programme",
            "kind",
            "operator__organisation",
            "person",
            "programme",
        )
        .get(pk=appointment.pk)
    )
    if outcome not in _OUTCOMES:
        raise InputRefused({"outcome": "Scegli com'è andata: svolto, mancato, spostato o annullato."})
    result = _Result(minutes, what, note, missed_reason, moved_to_at)
    _OUTCOMES[outcome](appointment, result, actor)
    if next_at is not None:
        _following(appointment, next_at, actor)
    audit.record(
        actor=actor,
        verb=f"appointment.{outcome}",
        subject=appointment.case or appointment,
        person_id=_whom(appointment),
        changes={"appointment": str(appointment.pk)},
    )
    return appointment


def _done(appointment: Appointment, result: _Result, actor: Actor) -> None:
    if appointment.starts_at > clock.now() + datetime.timedelta(hours=1):
        raise InputRefused({"outcome": "L'appuntamento non c'è ancora stato: registralo quando si è svolto."})
    appointment.state = states.APPOINTMENT.target(appointment.state, "done")
    appointment.done_minutes = result.minutes or appointment.minutes
    _settle(appointment, result, actor, step="done", title=f"{appointment.kind.title}: svolto")
    if appointment.case is not None:
        charge(
            case=appointment.case,
            source=appointment,
            minutes=appointment.done_minutes,
            payer=appointment.payer,
            worked_on=clock.local_date(appointment.starts_at),
            kind=appointment.kind,
            actor=actor,
        )


def _missed(appointment: Appointment, result: _Result, actor: Actor) -> None:
    if result.missed_reason not in states.MissedReason.values:
        raise InputRefused({"missed_reason": "Scegli il motivo: aiuta a capire se serve richiamare."})
    appointment.state = states.APPOINTMENT.target(appointment.state, "missed")
    appointment.missed_reason = result.missed_reason
    _settle(appointment, result, actor, step="missed", title=f"{appointment.kind.title}: non si è svolto")


def _moved(appointment: Appointment, result: _Result, actor: Actor) -> None:
    if result.moved_to_at is None:
        raise InputRefused({"moved_to_at": "Scrivi il nuovo giorno e la nuova ora."})
    target = states.APPOINTMENT.target(appointment.state, "move")
    appointment.moved_to = _following(appointment, result.moved_to_at, actor)
    appointment.state = target
    _settle(appointment, result, actor, step="dropped", title=f"{appointment.kind.title}: spostato")


def _cancelled(appointment: Appointment, result: _Result, actor: Actor) -> None:
    appointment.state = states.APPOINTMENT.target(appointment.state, "cancel")
    _settle(appointment, result, actor, step="dropped", title=f"{appointment.kind.title}: annullato")


_OUTCOMES: dict[str, Callable[[Appointment, _Result, Actor], None]] = {
    states.AppointmentState.DONE: _done,
    states.AppointmentState.MISSED: _missed,
    states.AppointmentState.MOVED: _moved,
    states.AppointmentState.CANCELLED: _cancelled,
}


def call_off(appointment: Appointment, actor: Actor) -> None:
    """The person does not want to meet this body any more. A service: whoever calls it has checked."""
    _cancelled(appointment, _Result(None, "", "", "", None), actor)
    audit.record(
        actor=actor,
        verb="appointment.cancelled",
        subject=appointment.case or appointment,
        person_id=_whom(appointment),
        changes={"appointment": str(appointment.pk), "choice": "refused"},
    )


def _settle(appointment: Appointment, result: _Result, actor: Actor, *, step: str, title: str) -> None:
    """What all four have in common: words, a line in the story, the step closed."""
    appointment.what, appointment.note = result.what, result.note
    appointment.recorded_at = clock.now()
    checked(appointment)
    appointment.save()
    if appointment.case is None:
        return
    casework.note_event(
        case=appointment.case,
        kind=STEP,
        title=title,
        detail=appointment.what,
        at=appointment.starts_at if step == "done" else clock.now(),
        audience="team",
        ref=appointment,
        actor=actor,
    )
    casework.close_step(ref=appointment, outcome=step, actor=actor)
    if step == "done":
        casework.close_step(ref=appointment.case, kind=StepKind.FIRST_INTERVIEW, outcome="done", actor=actor)


def _following(appointment: Appointment, starts_at: datetime.datetime, actor: Actor) -> Appointment:
    """The same appointment at another time."""
    return plan_appointment(
        kind=appointment.kind,
        starts_at=starts_at,
        case=appointment.case,
        person=appointment.person,
        programme=appointment.programme,
        operator=appointment.operator,
        minutes=appointment.minutes,
        mode=appointment.mode,
        place=appointment.place,
        online_link=appointment.online_link,
        topic=appointment.topic,
        companion=appointment.companion,
        payer=appointment.payer,
        actor=actor,
    )
