"""The story of a case and what is due: services that every context above calls, and notes."""

import datetime

from django.db import models, transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, messages, states
from snodo.domain.casework.actions.checks import refuse, required
from snodo.domain.casework.models import Case, CaseEvent, CaseSeen, Commitment, NextStep, Support
from snodo.domain.network.models import Membership, Organisation
from snodo.kernel import clock, statements
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


def _reference(ref: models.Model | None) -> dict[str, object]:
    return {"ref_kind": ref._meta.label_lower, "ref_id": ref.pk} if ref is not None else {}


@transaction.atomic
def note_event(
    *,
    case: Case,
    kind: str,
    title: str,
    detail: str = "",
    at: datetime.datetime | None = None,
    audience: str = states.Audience.TEAM,
    ref: models.Model | None = None,
    actor: Actor,
) -> CaseEvent:
    """Add a line to the story of a case. A service: whoever calls it has checked its own rule and audits.

    `audience`: "team", or "network" for what the sender reads too: such titles never name illnesses,
    addictions, prison or violence. Raises InputRefused for an unknown audience or an empty title.
    """
    if audience not in states.Audience.values:
        raise InputRefused({"audience": "Non si capisce chi può leggere questa riga."})
    event = CaseEvent(
        case=case,
        kind=kind,
        title=title,
        detail=detail,
        at=at or clock.now(),
        audience=audience,
        author=" · ".join(part for part in (actor.user_name, actor.organisation_name) if part)[:160],
        author_membership_id=None if actor.by_link else actor.membership_id,
        **_reference(ref),
    )
    event.clean_fields(exclude=["case", "author_membership"])
    event.save()
    return event


@transaction.atomic
def promise_step(
    *,
    case: Case,
    kind: str,
    title: str,
    due_on: datetime.date,
    owner_membership: Membership | None = None,
    owner_organisation: Organisation,
    ref: models.Model | None = None,
    actor: Actor,
) -> NextStep:
    """Put something among the next steps: what, by whom, by when. A service, as `note_event`.

    With a `ref`, the step of the same kind still due for it is moved rather than doubled.
    """
    step = None
    if ref is not None:
        step = NextStep.objects.filter(
            case=case, kind=kind, state=states.StepState.DUE, **_reference(ref)
        ).first()
    step = step or NextStep(case=case, kind=kind, **_reference(ref))
    step.title, step.due_on = title, due_on
    step.organisation, step.membership = owner_organisation, owner_membership
    step.save()
    return step


@transaction.atomic
def close_step(
    *,
    step: NextStep | None = None,
    ref: models.Model | None = None,
    kind: str | None = None,
    outcome: str = "done",
    actor: Actor,
) -> int:
    """Settle a step, or all those due for `ref` (of `kind`): "done", "missed" or "dropped". A service.

    Returns how many were settled; none is no error, they may have been settled by hand.
    """
    due = NextStep.objects.filter(state=states.StepState.DUE)
    if step is not None:
        due = due.filter(pk=step.pk)
    elif ref is not None:
        due = due.filter(**_reference(ref))
    else:
        raise ValueError("close_step needs a step or a ref")
    if kind is not None:
        due = due.filter(kind=kind)
    target = states.STEP.target(states.StepState.DUE, outcome)
    return int(due.update(state=target, settled_on=clock.today()))


@transaction.atomic
def add_step(
    *,
    case: Case,
    title: str,
    due_on: datetime.date | None,
    owner: Membership | None = None,
    actor: Actor,
) -> NextStep:
    """Promise something by hand: to oneself or to another of the team. Raises InputRefused."""
    access.require(access.can_write_case(actor, case))
    problems: dict[str, str] = {}
    required(problems, "Scrivi che cosa c'è da fare.", title=title)
    required(problems, "Scrivi entro quando.", due_on=due_on)
    owner = owner or Membership.objects.get(pk=actor.membership_id)
    if not case.team.filter(access.in_force(), membership=owner).exists() and owner.pk != actor.membership_id:
        problems["owner"] = "Scegli una persona dell'équipe."
    if due_on is not None and due_on < clock.today():
        problems["due_on"] = "Scrivi oggi o un giorno che deve ancora venire."
    refuse(problems)
    assert due_on is not None
    step = promise_step(
        case=case,
        kind=states.StepKind.OTHER,
        title=title,
        due_on=due_on,
        owner_membership=owner,
        owner_organisation=owner.organisation,
        actor=actor,
    )
    audit.record(
        actor=actor, verb="case.step_add", subject=step, person_id=case.person_id, changes={"due_on": due_on}
    )
    return step


# What a step says of the promise of the plan it stands for.
PROMISES: dict[str, type[Commitment] | type[Support]] = {
    states.StepKind.COMMITMENT: Commitment,
    states.StepKind.SUPPORT: Support,
}
KEPT: dict[str, str] = {
    states.StepState.DONE: states.PromiseState.KEPT,
    states.StepState.MISSED: states.PromiseState.NOT_KEPT,
    states.StepState.DROPPED: states.PromiseState.DROPPED,
}


def _answer_plan(step: NextStep) -> None:
    """A step that stands for a promise answers for it: nobody is asked twice."""
    promise = PROMISES.get(step.kind)
    if promise is None or step.ref_id is None or step.state not in KEPT:
        return
    promise.objects.filter(pk=step.ref_id, state=states.PromiseState.OPEN).update(state=KEPT[step.state])


@transaction.atomic
def settle_step(*, step: NextStep, outcome: str, note: str = "", actor: Actor) -> NextStep:
    """Say by hand how a step ended. Raises TransitionRefused when it was settled already."""
    access.require(access.can_write_case(actor, step.case))
    if outcome not in states.STEP.table:
        raise InputRefused({"outcome": "Scegli com'è andata."})
    step = NextStep.objects.select_for_update(of=("self",)).select_related("case").get(pk=step.pk)
    step.state = states.STEP.target(step.state, outcome)
    step.settled_on = clock.today()
    step.save(update_fields=["state", "settled_on"])
    _answer_plan(step)
    label = states.StepState(step.state).label
    note_event(
        case=step.case, kind="step", title=f"{label}: {step.title}"[:200], detail=note, ref=step, actor=actor
    )
    changes = {"state": [states.StepState.DUE.value, step.state]}
    audit.record(
        actor=actor, verb="case.step_settle", subject=step, person_id=step.case.person_id, changes=changes
    )
    return step


@transaction.atomic
def postpone_step(*, step: NextStep, due_on: datetime.date | None, actor: Actor) -> NextStep:
    """Move a step to another day. Raises InputRefused for a day gone by, TransitionRefused if settled."""
    access.require(access.can_write_case(actor, step.case))
    problems: dict[str, str] = {}
    required(problems, "Scrivi la nuova data.", due_on=due_on)
    if due_on is not None and due_on < clock.today():
        problems["due_on"] = "Scrivi oggi o un giorno che deve ancora venire."
    refuse(problems)
    assert due_on is not None
    step = NextStep.objects.select_for_update(of=("self",)).select_related("case").get(pk=step.pk)
    states.STEP.target(step.state, "done")
    before, step.due_on = step.due_on, due_on
    step.save(update_fields=["due_on"])
    changes = {"due_on": [before, due_on]}
    audit.record(
        actor=actor, verb="case.step_postpone", subject=step, person_id=step.case.person_id, changes=changes
    )
    return step


@transaction.atomic
def add_note(*, case: Case, text: str, audience: str = states.Audience.TEAM, actor: Actor) -> CaseEvent:
    """Write in the diary: for the team only, or for the sender too. Raises InputRefused."""
    access.require(access.can_follow_up(actor, case))
    _need_text(text)
    event = note_event(
        case=case, kind=states.EventKind.NOTE, title="Nota", detail=text, audience=audience, actor=actor
    )
    audit.record(
        actor=actor, verb="case.note", subject=case, person_id=case.person_id, changes={"audience": audience}
    )
    return event


@transaction.atomic
def send_message(*, case: Case, text: str, actor: Actor) -> CaseEvent:
    """A message between the team and the body that sent the person: both read it. Raises InputRefused."""
    access.require(access.can_message(actor, case), "Puoi scrivere solo sui percorsi che segui.")
    _need_text(text)
    event = note_event(
        case=case,
        kind=states.EventKind.MESSAGE,
        title=f"Messaggio da {actor.organisation_name or actor.user_name}"[:200],
        detail=text,
        audience=states.Audience.NETWORK,
        actor=actor,
    )
    messages.tell_message(case, actor)
    audit.record(actor=actor, verb="case.message", subject=case, person_id=case.person_id)
    return event


def _need_text(text: str) -> None:
    problems: dict[str, str] = {}
    required(problems, "Scrivi il testo.", text=text)
    if len(text) > 4000:
        problems["text"] = (
            "Il testo è troppo lungo: al massimo 4.000 caratteri. Accorcialo o dividilo in due note."
        )
    refuse(problems)


def mark_seen(*, case: Case, actor: Actor) -> None:
    """Remember that the actor has looked at the case now: what comes later is new to them. One statement.

    Called from pages that have just read the case through `access`; the read itself is in the log.
    """
    seen = CaseSeen(case_id=case.pk, membership_id=actor.membership_id, seen_at=clock.now())
    statements.insert(seen, conflict=("network_id", "case_id", "membership_id"), update=("seen_at",))


__all__ = [
    "add_note",
    "add_step",
    "close_step",
    "mark_seen",
    "note_event",
    "postpone_step",
    "promise_step",
    "send_message",
    "settle_step",
]
