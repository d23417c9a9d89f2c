"""Readings with instruments, and critical issues taken up by someone."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, states
from snodo.domain.casework.actions.checks import (
    coming_day,
    instant,
    lock,
    past_day,
    refuse,
    required,
    save_checked,
)
from snodo.domain.casework.actions.story import close_step, note_event, promise_step
from snodo.domain.casework.models import Assessment, Case, CriticalIssue
from snodo.domain.instruments import actions as instruments
from snodo.domain.instruments.models import Instrument
from snodo.domain.instruments.states import Filler
from snodo.domain.network.models import Membership
from snodo.kernel import clock
from snodo.kernel.actor import Actor

READS = "Può compilare le schede chi fa parte dell'équipe."


@transaction.atomic
def record_assessment(
    *,
    case: Case,
    instrument: Instrument,
    answers: Mapping[str, Any],
    filler: str = Filler.OPERATOR,
    moment: str = "",
    read_on: datetime.date | None = None,
    actor: Actor,
) -> Assessment:
    """Keep a reading made with one of the instruments of the action. Raises InputRefused, field by item."""
    access.require(access.can_write_case(actor, case), READS)
    case = lock(case)
    read_on = read_on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "read_on", read_on, since=case.opened_on)
    if moment and moment not in states.Moment.values:
        problems["moment"] = "Scegli a che punto del percorso si fa la lettura."
    if filler not in Filler.values:
        problems["filler"] = "Scegli di chi è il punto di vista."
    refuse(problems)
    response = instruments.record_response(
        instrument=instrument, subject=case, filler=filler, answers=answers, filled_on=read_on, actor=actor
    )
    assessment = Assessment(
        case=case,
        response=response,
        purpose=instrument.purpose,
        moment=moment,
        author_id=actor.membership_id,
        read_on=read_on,
    )
    save_checked(assessment)
    note_event(
        case=case,
        kind=states.EventKind.READING,
        title=f"{instrument.title}: nuova scheda"[:200],
        detail=f"Punto di vista: {Filler(filler).label.lower()}.",
        at=instant(read_on),
        ref=assessment,
        actor=actor,
    )
    changes = {
        "instrument": instrument.code,
        "version": instrument.version,
        "filler": filler,
        "moment": moment,
    }
    audit.record(
        actor=actor, verb="case.assess", subject=assessment, person_id=case.person_id, changes=changes
    )
    return assessment


@transaction.atomic
def open_issue(
    *,
    case: Case,
    title: str,
    severity: str,
    due_on: datetime.date | None,
    detail: str = "",
    owner: Membership | None = None,
    actor: Actor,
) -> CriticalIssue:
    """Take up an early signal: who follows it and by when. Raises InputRefused."""
    access.require(access.can_write_case(actor, case))
    case = lock(case)
    owner = owner or Membership.objects.select_related("organisation").get(pk=actor.membership_id)
    problems = _issue_problems(case, title, severity, due_on, owner)
    refuse(problems)
    assert due_on is not None
    issue = CriticalIssue(
        case=case, title=title, detail=detail, severity=severity, owner=owner, due_on=due_on
    )
    save_checked(issue)
    _promise_review(issue, case, actor)
    note_event(
        case=case, kind=states.EventKind.ISSUE, title=f"Criticità: {title}"[:200], ref=issue, actor=actor
    )
    changes = {"severity": severity, "owner": owner.pk, "due_on": due_on}
    audit.record(actor=actor, verb="issue.open", subject=issue, person_id=case.person_id, changes=changes)
    return issue


def _issue_problems(
    case: Case, title: str, severity: str, due_on: datetime.date | None, owner: Membership
) -> dict[str, str]:
    problems: dict[str, str] = {}
    required(problems, "Scrivi in poche parole che cosa preoccupa.", title=title)
    required(problems, "Scrivi entro quando rivederla.", due_on=due_on)
    coming_day(problems, "due_on", due_on)
    if severity not in states.Severity.values:
        problems["severity"] = "Scegli quanto pesa."
    if not case.team.filter(access.in_force(), membership=owner).exists():
        problems["owner"] = "Scegli una persona dell'équipe."
    return problems


def _promise_review(issue: CriticalIssue, case: Case, actor: Actor) -> None:
    promise_step(
        case=case,
        kind=states.StepKind.ISSUE,
        title=f"Rivedere: {issue.title}"[:200],
        due_on=issue.due_on,
        owner_membership=issue.owner,
        owner_organisation=issue.owner.organisation,
        ref=issue,
        actor=actor,
    )


@transaction.atomic
def follow_issue(
    *, issue: CriticalIssue, what_was_done: str, due_on: datetime.date | None, actor: Actor
) -> CriticalIssue:
    """Write what was done and when to look again. Raises InputRefused, TransitionRefused."""
    return _work_on(issue, "follow", what_was_done, due_on, actor)


@transaction.atomic
def close_issue(*, issue: CriticalIssue, what_was_done: str, actor: Actor) -> CriticalIssue:
    """The issue is over, and how. Raises InputRefused, TransitionRefused."""
    return _work_on(issue, "close", what_was_done, None, actor)


def _work_on(
    issue: CriticalIssue, verb: str, what_was_done: str, due_on: datetime.date | None, actor: Actor
) -> CriticalIssue:
    access.require(access.can_write_case(actor, issue.case))
    case = lock(issue.case)
    issue = (
        CriticalIssue.objects.select_for_update(of=("self",))
        .select_related("owner__organisation")
        .get(pk=issue.pk)
    )
    state = states.ISSUE.target(issue.state, verb)
    problems: dict[str, str] = {}
    required(problems, "Scrivi che cosa si è fatto.", what_was_done=what_was_done)
    if verb == "follow":
        required(problems, "Scrivi quando rivederla.", due_on=due_on)
        coming_day(problems, "due_on", due_on)
    refuse(problems)
    before, issue.state, issue.what_was_done = issue.state, state, what_was_done
    if state == states.IssueState.CLOSED:
        issue.closed_on = clock.today()
        close_step(ref=issue, actor=actor)
    elif due_on is not None:
        issue.due_on = due_on
        _promise_review(issue, case, actor)
    save_checked(issue)
    label = states.IssueState(state).label.lower()
    note_event(
        case=case,
        kind=states.EventKind.ISSUE,
        title=f"Criticità {label}: {issue.title}"[:200],
        detail=what_was_done,
        ref=issue,
        actor=actor,
    )
    changes = {"state": [before, state], "due_on": issue.due_on}
    audit.record(actor=actor, verb=f"issue.{verb}", subject=issue, person_id=case.person_id, changes=changes)
    return issue


__all__ = ["close_issue", "follow_issue", "open_issue", "record_assessment"]
