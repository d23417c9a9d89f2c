"""Moving through the phases, suspending, closing, reporting."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, events, papers, states
from snodo.domain.casework.actions.checks import instant, lock, past_day, refuse, required, save_checked
from snodo.domain.casework.actions.story import note_event
from snodo.domain.casework.models import (
    Case,
    CasePhase,
    CaseSuspension,
    Handover,
    NextStep,
)
from snodo.domain.documents.models import Document
from snodo.domain.programmes.models import Phase
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@transaction.atomic
def move_phase(
    *, case: Case, phase: Phase, on: datetime.date | None = None, note: str = "", actor: Actor
) -> Case:
    """Take the case to another phase of its action, forward or back. Raises InputRefused …"""
    access.require(access.can_move_phase(actor, case), "Può cambiare fase chi è responsabile del percorso.")
    case = lock(case)
    states.CASE.target(case.state, "close")  # any state but closed
    on = on or clock.today()
    present = case.phases.filter(left_on__isnull=True).first()
    problems: dict[str, str] = {}
    if phase.action_id != case.action_id:
        problems["phase"] = "Questa fase è di un'altra azione."
    elif phase.pk == case.phase_id:
        problems["phase"] = "Il percorso è già in questa fase."
    past_day(problems, "on", on, since=present.entered_on if present else case.opened_on)
    if problems.get("on") and on <= clock.today():
        problems["on"] = "Questa data viene prima dell'inizio della fase in corso."
    refuse(problems)
    if present is not None:
        present.left_on = on
        save_checked(present)
    save_checked(CasePhase(case=case, phase=phase, entered_on=on, note=note))
    before, case.phase = case.phase_id, phase
    case.version += 1
    case.save(update_fields=["phase", "version"])
    note_event(
        case=case,
        kind=states.EventKind.PHASE,
        title=f"Comincia la fase «{phase.title}»"[:200],
        at=instant(on),
        audience=states.Audience.NETWORK,
        ref=phase,
        actor=actor,
    )
    if note:
        note_event(
            case=case, kind=states.EventKind.NOTE, title="Nota sul cambio di fase", detail=note, actor=actor
        )
    changes = {"phase": [before, phase.pk], "on": on}
    audit.record(actor=actor, verb="case.move_phase", subject=case, person_id=case.person_id, changes=changes)
    events.phase_moved.send(sender=Case, case=case, phase=phase, actor=actor)
    return case


@transaction.atomic
def suspend_case(
    *,
    case: Case,
    reason: str,
    from_day: datetime.date | None = None,
    note: str = "",
    actor: Actor,
) -> CaseSuspension:
    """Stop the clock. The reason is for the team only. Raises InputRefused, TransitionRefused."""
    access.require(access.can_suspend_case(actor, case), "Può sospendere chi è responsabile del percorso.")
    case = lock(case)
    case.state = states.CASE.target(case.state, "suspend")
    from_day = from_day or clock.today()
    problems: dict[str, str] = {}
    if reason not in states.SuspensionReason.values:
        problems["reason"] = "Scegli il motivo della sospensione."
    past_day(problems, "from_day", from_day, since=case.opened_on)
    refuse(problems)
    suspension = CaseSuspension(case=case, reason=reason, from_day=from_day, note=note)
    save_checked(suspension)
    case.version += 1
    case.save(update_fields=["state", "version"])
    note_event(
        case=case,
        kind=states.EventKind.SUSPENDED,
        title="Percorso sospeso",
        at=instant(from_day),
        audience=states.Audience.NETWORK,
        ref=suspension,
        actor=actor,
    )
    changes = {"state": case.state, "from_day": from_day}
    audit.record(actor=actor, verb="case.suspend", subject=case, person_id=case.person_id, changes=changes)
    events.case_suspended.send(sender=Case, case=case, suspension=suspension, actor=actor)
    return suspension


@transaction.atomic
def resume_case(*, case: Case, on: datetime.date | None = None, actor: Actor) -> CaseSuspension:
    """Start again; due steps move on by the days that did not count. Raises InputRefused …"""
    access.require(
        access.can_suspend_case(actor, case), "Può far riprendere chi è responsabile del percorso."
    )
    case = lock(case)
    case.state = states.CASE.target(case.state, "resume")
    suspension = case.suspensions.get(until_day__isnull=True)
    on = on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "on", on, since=None)
    if on < suspension.from_day:
        problems["on"] = "Questa data viene prima dell'inizio della sospensione."
    refuse(problems)
    suspension.until_day = on
    save_checked(suspension)
    case.version += 1
    case.save(update_fields=["state", "version"])
    moved = _move_steps(case, suspension)
    days = (on - suspension.from_day).days
    note_event(
        case=case,
        kind=states.EventKind.RESUMED,
        title="Il percorso riprende",
        at=instant(on),
        detail=f"Giorni di sospensione: {days}. Passi spostati in avanti: {moved}.",
        audience=states.Audience.NETWORK,
        ref=suspension,
        actor=actor,
    )
    changes = {"state": case.state, "until_day": on, "steps_moved": moved}
    audit.record(actor=actor, verb="case.resume", subject=case, person_id=case.person_id, changes=changes)
    events.case_resumed.send(sender=Case, case=case, suspension=suspension, actor=actor)
    return suspension


def _move_steps(case: Case, suspension: CaseSuspension) -> int:
    """What fell due from the first day of the suspension on is given the same number of days more."""
    assert suspension.until_day is not None
    gap = suspension.until_day - suspension.from_day
    steps = list(case.steps.filter(state=states.StepState.DUE, due_on__gte=suspension.from_day))
    for step in steps:
        step.due_on += gap
    NextStep.objects.bulk_update(steps, ["due_on"])
    return len(steps)


@transaction.atomic
def close_case(
    *,
    case: Case,
    reason: str,
    on: datetime.date | None = None,
    note: str = "",
    drop_open_steps: bool = False,
    actor: Actor,
) -> Case:
    """End the path. What is still due must be settled, or dropped on purpose. Raises InputRefused …"""
    access.require(access.can_close_case(actor, case), "Può concludere chi è responsabile del percorso.")
    case = lock(case)
    case.state = states.CASE.target(case.state, "close")
    on = on or clock.today()
    due = case.steps.filter(state=states.StepState.DUE)
    problems = _closing_problems(case, reason, on, due.count(), drop_open_steps)
    refuse(problems)
    due.update(state=states.StepState.DROPPED, settled_on=clock.today())
    case.suspensions.filter(until_day__isnull=True).update(until_day=on)
    case.phases.filter(left_on__isnull=True).update(left_on=on)
    offers = Handover.objects.filter(case=case, state=states.HandoverState.PROPOSED)
    offers.update(state=states.HandoverState.WITHDRAWN, decided_on=on)
    case.closed_on, case.closing_reason = on, reason
    case.version += 1
    save_checked(case)
    note_event(
        case=case,
        kind=states.EventKind.CLOSED,
        title="Percorso concluso",
        at=instant(on),
        detail=states.ClosingReason(reason).label + ".",
        audience=states.Audience.NETWORK,
        ref=case,
        actor=actor,
    )
    if note:
        note_event(case=case, kind=states.EventKind.NOTE, title="Nota di chiusura", detail=note, actor=actor)
    changes = {"state": case.state, "closing_reason": reason, "closed_on": on}
    audit.record(actor=actor, verb="case.close", subject=case, person_id=case.person_id, changes=changes)
    events.case_closed.send(sender=Case, case=case, actor=actor)
    return case


def _closing_problems(
    case: Case, reason: str, on: datetime.date, due: int, drop_open_steps: bool
) -> dict[str, str]:
    problems: dict[str, str] = {}
    required(problems, "Scegli il motivo della conclusione.", reason=reason)
    if reason and reason not in states.ClosingReason.values:
        problems["reason"] = "Scegli il motivo della conclusione."
    past_day(problems, "on", on, since=case.opened_on)
    present = case.phases.filter(left_on__isnull=True).first()
    if present is not None and on < present.entered_on:
        problems["on"] = "Questa data viene prima dell'inizio della fase in corso."
    paused = case.suspensions.filter(until_day__isnull=True).first()
    if paused is not None and on < paused.from_day:
        problems["on"] = "Questa data viene prima dell'inizio della sospensione."
    if due and not drop_open_steps:
        problems["drop_open_steps"] = (
            "C'è ancora un passo da fare" if due == 1 else f"Ci sono ancora {due} passi da fare"
        ) + ": segna com'è andata, oppure conferma che non serve più."
    return problems


@transaction.atomic
def make_report(*, case: Case, actor: Actor) -> Document:
    """Produce the end-of-path report for the person and the body that sent them."""
    access.require(access.can_follow_up(actor, case), "Può produrre la relazione chi fa parte dell'équipe.")
    document = papers.end_of_path_document(case, actor=actor)
    note_event(
        case=case,
        kind="report",
        title="Relazione di fine percorso",
        audience=states.Audience.NETWORK,
        ref=document,
        actor=actor,
    )
    audit.record(actor=actor, verb="case.report", subject=case, person_id=case.person_id)
    return document
