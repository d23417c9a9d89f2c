"""The end: completed with its attestation, or interrupted with its reason."""

import datetime

from django.db import transaction

from snodo.domain.casework import access as casework_access
from snodo.domain.casework import actions as casework
from snodo.domain.documents.models import Document
from snodo.domain.placements import papers, queries, states
from snodo.domain.placements.actions.common import DECIDE_STEP, END_STEP, at_host, held, log, save, tell
from snodo.domain.placements.actions.meetings import drop_meetings
from snodo.domain.placements.models import Internship
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


@transaction.atomic
def complete_internship(
    *, internship: Internship, ended_on: datetime.date | None = None, note: str = "", actor: Actor
) -> Internship:
    """The internship came to its end. With enough attendance the attestation is issued at once.

    Records the outcome of family *internship* where the programme has one. Raises InputRefused …
    """
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "complete")
    _end(internship, ended_on or min(internship.ends_on, clock.today()), note)
    save(internship, "state", "ended_on", "end_note")
    _settle(internship, actor, "done")
    tell(internship, f"Concluso il tirocinio{at_host(internship)}", actor)
    log(internship, "complete", actor, ended_on=internship.ended_on)
    if _enough(internship):
        internship = issue_attestation(internship=internship, actor=actor)
    _outcome(internship, "internship", internship.attestation or internship.training_project, actor)
    return internship


@transaction.atomic
def interrupt_internship(
    *,
    internship: Internship,
    reason: str,
    ended_on: datetime.date | None = None,
    note: str = "",
    actor: Actor,
) -> Internship:
    """It ends before its day. The reason is for the team. Raises InputRefused, TransitionRefused."""
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "interrupt")
    if reason not in states.EndReason.values:
        raise InputRefused({"reason": "Scegli il motivo: serve a capire che cosa si può fare ora."})
    _end(internship, ended_on or min(internship.ends_on, clock.today()), note)
    internship.end_reason = reason
    open_pause = internship.pauses.filter(until_day__isnull=True).first()
    if open_pause is not None:
        open_pause.until_day = max(internship.ended_on or open_pause.from_day, open_pause.from_day)
        open_pause.save(update_fields=["until_day"])
    save(internship, "state", "ended_on", "end_note", "end_reason")
    _settle(internship, actor, "dropped")
    tell(internship, f"Il tirocinio{at_host(internship)} si interrompe", actor)
    log(internship, "interrupt", actor, reason=reason, ended_on=internship.ended_on)
    return internship


def _end(internship: Internship, day: datetime.date, note: str) -> None:
    if day > clock.today():
        raise InputRefused({"ended_on": "Questo giorno non è ancora arrivato."})
    if not internship.starts_on <= day <= internship.ends_on:
        raise InputRefused({"ended_on": "Scegli un giorno fra l'inizio e la fine del tirocinio."})
    later = internship.days.filter(day__gt=day, kind=states.DayKind.PRESENT)
    if later.exists():
        raise InputRefused(
            {"ended_on": "Nel registro ci sono presenze dopo questo giorno: correggi una delle due."}
        )
    internship.days.filter(day__gt=day).delete()
    internship.ended_on, internship.end_note = day, note


def _settle(internship: Internship, actor: Actor, outcome: str) -> None:
    drop_meetings(internship, actor)
    casework.close_step(ref=internship, kind=END_STEP, outcome=outcome, actor=actor)
    casework.close_step(ref=internship, kind=DECIDE_STEP, outcome="done", actor=actor)


def _enough(internship: Internship) -> bool:
    """Whether the register allows the attestation."""
    total, monthly = queries.threshold(internship)
    return queries.attendance_of(internship, threshold=total, monthly_threshold=monthly).enough


@transaction.atomic
def issue_attestation(*, internship: Internship, actor: Actor) -> Internship:
    """The final attestation, when the register shows enough attendance, and the programme's outcome.

    Raises InputRefused with the attendance reached and the one required.
    """
    internship = held(internship, actor)
    if internship.state != states.InternshipState.COMPLETED:
        raise InputRefused({"": "L'attestazione si rilascia a tirocinio concluso."})
    if internship.attested_on is not None:
        raise InputRefused({"": "L'attestazione è già stata rilasciata."})
    total, monthly = queries.threshold(internship)
    attendance = queries.attendance_of(internship, threshold=total, monthly_threshold=monthly)
    if not attendance.enough:
        raise InputRefused(
            {
                "": f"Per l'attestazione serve il {total} % delle ore: il registro ne mostra il "
                f"{attendance.final_percent or 0} %. Controlla i giorni non ancora scritti."
            }
        )
    internship.attestation = papers.attestation(internship, attendance, actor)
    internship.attested_on = clock.today()
    save(internship, "attestation", "attested_on")
    tell(internship, "Rilasciata l'attestazione finale del tirocinio", actor)
    log(internship, "attest", actor, percent=attendance.final_percent)
    _outcome(internship, "attestation", internship.attestation, actor)
    return internship


def _outcome(internship: Internship, family: str, evidence: Document | None, actor: Actor) -> None:
    """Record the programme's outcome of a family, where it has one and the actor may write outcomes."""
    case = internship.case
    words = [
        word for word in case.programme.definition.get("outcome_kinds") or [] if word.get("family") == family
    ]
    if not words or not casework_access.can_follow_up(actor, case):
        return
    assert internship.ended_on is not None
    casework.record_outcome(
        case=case,
        kind=words[0]["code"],
        person=internship.person,
        happened_on=internship.ended_on if family == "internship" else clock.today(),
        employer=internship.host.name[:160],
        detail=f"{internship.get_kind_display()}: {internship.job}"[:300],
        evidence=evidence,
        actor=actor,
    )
