"""The plan: written together, signed, printed, kept or not kept."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, events, papers, states
from snodo.domain.casework.actions.checks import (
    instant,
    lock,
    past_day,
    refuse,
    required,
    save_checked,
)
from snodo.domain.casework.actions.story import close_step, note_event, promise_step
from snodo.domain.casework.models import Case, Commitment, Goal, NextStep, Plan, PlanSignature, Support
from snodo.domain.network.models import Organisation
from snodo.domain.people import queries as people
from snodo.domain.people.models import Person
from snodo.domain.people.states import GuardianPower, GuardianWay
from snodo.domain.programmes.models import ActivityKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import erase

WRITES = "Può scrivere il piano chi fa parte dell'équipe."
NOT_DRAFT = "Questa versione è già firmata: per cambiarla comincia una versione nuova."
Promise = Commitment | Support


@dataclass(frozen=True, slots=True)
class Signature:
    """One who agrees: the person, a guardian, the operator, a body."""

    kind: str
    name: str
    organisation: Organisation | None = None
    method: str = states.SigningMethod.PAPER


@transaction.atomic
def write_plan(
    *, case: Case, summary: str = "", review_on: datetime.date | None = None, actor: Actor
) -> Plan:
    """Start a draft (with what is still open in the signed version) or write its head again."""
    access.require(access.can_write_case(actor, case), WRITES)
    case = lock(case)
    if review_on is not None and review_on < clock.today():
        raise InputRefused({"review_on": "La verifica è un giorno che deve ancora venire."})
    plan = case.plans.filter(state=states.PlanState.DRAFT).first()
    is_new = plan is None
    if plan is None:
        last = case.plans.aggregate(last=Max("number"))["last"] or 0
        plan = Plan(case=case, number=last + 1)
    plan.summary, plan.review_on = summary, review_on
    save_checked(plan)
    if is_new:
        _carry_over(case, plan)
        note_event(
            case=case,
            kind=states.EventKind.PLAN,
            title=f"Comincia la scrittura del piano, versione {plan.number}",
            ref=plan,
            actor=actor,
        )
    changes = {"number": plan.number, "new": is_new, "review_on": review_on}
    audit.record(actor=actor, verb="plan.write", subject=plan, person_id=case.person_id, changes=changes)
    return plan


def _carry_over(case: Case, plan: Plan) -> None:
    """Goals of the signed version, with the promises still open."""
    signed = case.plans.filter(state=states.PlanState.SIGNED).first()
    if signed is None:
        return
    for goal in signed.goals.order_by("position"):
        kept = {
            name: getattr(goal, name) for name in ("area", "text", "expected_result", "due_on", "position")
        }
        new = Goal.objects.create(plan=plan, **kept)
        for model in (Commitment, Support):
            for promise in model.objects.filter(goal_id=goal.pk, state=states.PromiseState.OPEN):
                same = {field.attname: getattr(promise, field.attname) for field in model._meta.fields}
                for own in ("id", "network_id", "created_at", "created_by", "goal_id"):
                    del same[own]
                model.objects.create(goal=new, **same)


# Goals and promises of a draft


def _draft(plan: Plan, actor: Actor) -> Plan:
    access.require(access.can_write_case(actor, plan.case), WRITES)
    draft = Plan.objects.select_for_update(of=("self",)).select_related("case").get(pk=plan.pk)
    if draft.state != states.PlanState.DRAFT:
        raise InputRefused({"": NOT_DRAFT})
    return draft


def _coming(due_on: datetime.date | None, plan: Plan) -> dict[str, str]:
    if due_on is not None and due_on < plan.case.opened_on:
        return {"due_on": "Questa data viene prima della presa in carico."}
    return {}


@transaction.atomic
def add_goal(
    *,
    plan: Plan,
    text: str,
    area: str = "",
    expected_result: str = "",
    due_on: datetime.date | None = None,
    actor: Actor,
) -> Goal:
    """Where the person wants to get. Raises InputRefused."""
    plan = _draft(plan, actor)
    position = (plan.goals.aggregate(last=Max("position"))["last"] or 0) + 1
    goal = Goal(plan=plan, position=position)
    return _write_goal(goal, plan, "plan.goal_add", text, area, expected_result, due_on, actor)


@transaction.atomic
def edit_goal(
    *,
    goal: Goal,
    text: str,
    area: str = "",
    expected_result: str = "",
    due_on: datetime.date | None = None,
    actor: Actor,
) -> Goal:
    """Write a goal of the draft again. Raises InputRefused."""
    plan = _draft(goal.plan, actor)
    return _write_goal(goal, plan, "plan.goal_edit", text, area, expected_result, due_on, actor)


def _write_goal(
    goal: Goal,
    plan: Plan,
    verb: str,
    text: str,
    area: str,
    expected_result: str,
    due_on: datetime.date | None,
    actor: Actor,
) -> Goal:
    problems = _coming(due_on, plan)
    required(problems, "Scrivi l'obiettivo con parole semplici.", text=text)
    refuse(problems)
    goal.text, goal.area, goal.expected_result, goal.due_on = text, area, expected_result, due_on
    save_checked(goal)
    audit.record(actor=actor, verb=verb, subject=goal, person_id=plan.case.person_id)
    return goal


@transaction.atomic
def remove_goal(*, goal: Goal, actor: Actor) -> None:
    """Take a goal, with its promises, off the draft."""
    plan = _draft(goal.plan, actor)
    audit.record(actor=actor, verb="plan.goal_remove", subject=goal, person_id=plan.case.person_id)
    erase(Commitment.objects.filter(goal=goal))
    erase(Support.objects.filter(goal=goal))
    erase(Goal.objects.filter(pk=goal.pk))


@transaction.atomic
def add_commitment(
    *,
    goal: Goal,
    text: str,
    member: Person | None = None,
    due_on: datetime.date | None = None,
    actor: Actor,
) -> Commitment:
    """What the person (or a member of the household) will do. Raises InputRefused."""
    plan = _draft(goal.plan, actor)
    problems = _coming(due_on, plan)
    required(problems, "Scrivi che cosa farà la persona.", text=text)
    refuse(problems)
    commitment = Commitment(goal=goal, text=text, member=member, due_on=due_on)
    save_checked(commitment)
    audit.record(actor=actor, verb="plan.commitment_add", subject=commitment, person_id=plan.case.person_id)
    return commitment


@transaction.atomic
def add_support(
    *,
    goal: Goal,
    text: str,
    organisation: Organisation,
    activity_kind: ActivityKind | None = None,
    due_on: datetime.date | None = None,
    actor: Actor,
) -> Support:
    """What a service gives. Raises InputRefused."""
    plan = _draft(goal.plan, actor)
    problems = _coming(due_on, plan)
    required(problems, "Scrivi che cosa farà il servizio.", text=text)
    refuse(problems)
    support = Support(
        goal=goal, text=text, organisation=organisation, activity_kind=activity_kind, due_on=due_on
    )
    save_checked(support)
    audit.record(actor=actor, verb="plan.support_add", subject=support, person_id=plan.case.person_id)
    return support


@transaction.atomic
def edit_promise(*, promise: Promise, actor: Actor, **changes: Any) -> Promise:
    """Write a promise of the draft again: text, due_on; member, or organisation and activity_kind."""
    plan = _draft(promise.goal.plan, actor)
    allowed = {"text", "due_on"} | (
        {"member"} if isinstance(promise, Commitment) else {"organisation", "activity_kind"}
    )
    unknown = set(changes) - allowed
    if unknown:
        raise TypeError(f"edit_promise cannot change {', '.join(sorted(unknown))}")
    problems = _coming(changes.get("due_on"), plan)
    if "text" in changes:
        required(problems, "Scrivi l'impegno con parole semplici.", text=changes["text"])
    refuse(problems)
    for name, value in changes.items():
        setattr(promise, name, value)
    save_checked(promise)
    audit.record(actor=actor, verb="plan.promise_edit", subject=promise, person_id=plan.case.person_id)
    return promise


@transaction.atomic
def remove_promise(*, promise: Promise, actor: Actor) -> None:
    """Take a commitment or a support off the draft."""
    plan = _draft(promise.goal.plan, actor)
    audit.record(actor=actor, verb="plan.promise_remove", subject=promise, person_id=plan.case.person_id)
    erase(type(promise).objects.filter(pk=promise.pk))


@transaction.atomic
def discard_draft(*, plan: Plan, actor: Actor) -> None:
    """Throw a draft away; the signed version stays in force."""
    plan = _draft(plan, actor)
    audit.record(actor=actor, verb="plan.discard", subject=plan, person_id=plan.case.person_id)
    erase(Commitment.objects.filter(goal__plan=plan))
    erase(Support.objects.filter(goal__plan=plan))
    erase(Goal.objects.filter(plan=plan))
    erase(Plan.objects.filter(pk=plan.pk))


# Signing


@transaction.atomic
def sign_plan(
    *,
    plan: Plan,
    signatures: Iterable[Signature],
    signed_on: datetime.date | None = None,
    actor: Actor,
) -> Plan:
    """Put the plan in force: the paper is made and kept, promises become next steps, the old one is replaced.

    Raises InputRefused without a goal, or without the signature of the person (or who answers for them).
    """
    access.require(access.can_write_case(actor, plan.case), WRITES)
    case = lock(plan.case)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("case").get(pk=plan.pk)
    state = states.PLAN.target(plan.state, "sign")
    signed_on = signed_on or clock.today()
    signers = list(signatures)
    refuse(_signing_problems(plan, case, signers, signed_on))
    _replace_signed(case, actor)
    plan.state, plan.signed_on = state, signed_on
    save_checked(plan)
    for signer in signers:
        save_checked(
            PlanSignature(
                plan=plan,
                signer_kind=signer.kind,
                signer_name=_signing_name(signer, case),
                organisation=signer.organisation,
                method=signer.method,
                signed_at=instant(signed_on),
            )
        )
    plan.document = papers.plan_document(plan, actor=actor)
    plan.save(update_fields=["document"])
    _promise_plan(case, plan, actor)
    note_event(
        case=case,
        kind=states.EventKind.PLAN,
        title="Piano firmato" if plan.number == 1 else f"Piano firmato, versione {plan.number}",
        detail=f"Obiettivi: {plan.goals.count()}. Firme: {len(signers)}.",
        at=instant(signed_on),
        audience=states.Audience.NETWORK,
        ref=plan,
        actor=actor,
    )
    changes = {"state": plan.state, "signed_on": signed_on, "signatures": len(signers)}
    audit.record(actor=actor, verb="plan.sign", subject=plan, person_id=case.person_id, changes=changes)
    events.plan_signed.send(sender=Plan, plan=plan, actor=actor)
    return plan


def _signing_name(signer: Signature, case: Case) -> str:
    """A signature never changes: of a protected person it is kept with the pseudonym from the start."""
    own = signer.kind in (states.SignerKind.PERSON, states.SignerKind.GUARDIAN)
    return case.title if own and case.person is not None and case.person.protected else signer.name


def _signing_problems(
    plan: Plan, case: Case, signers: list[Signature], signed_on: datetime.date
) -> dict[str, str]:
    problems: dict[str, str] = {}
    past_day(problems, "signed_on", signed_on, since=case.opened_on)
    if not plan.goals.exists():
        problems[""] = "Il piano non ha ancora obiettivi: scrivine almeno uno prima di firmare."
    if any(signer.kind not in states.SignerKind.values for signer in signers):
        problems["signatures"] = "Di una firma non si capisce chi la mette."
    elif any(not signer.name.strip() for signer in signers):
        problems["signatures"] = "Scrivi il nome di chi firma."
    elif not {states.SignerKind.PERSON, states.SignerKind.GUARDIAN} & {signer.kind for signer in signers}:
        problems["signatures"] = (
            "Manca la firma della persona, o di chi ne fa le veci: il piano è prima di tutto suo."
        )
    elif case.person is not None:
        problems |= _deciding_problems(case.person, {signer.kind for signer in signers}, signed_on)
    return problems


def _deciding_problems(person: Person, kinds: set[str], day: datetime.date) -> dict[str, str]:
    """Where somebody decides of the path that day, they sign; beside the person, if they decide together."""
    deciding = [one for one in people.guardians_on(person, day) if GuardianPower.PATH in one.powers]
    if not deciding:
        return {}
    if states.SignerKind.GUARDIAN not in kinds:
        said = ", ".join(sorted({str(one.get_kind_display()).lower() for one in deciding}))
        return {"signatures": f"Per il percorso decide anche: {said}. Serve la sua firma."}
    together = all(one.way == GuardianWay.BESIDE for one in deciding)
    if together and states.SignerKind.PERSON not in kinds:
        return {"signatures": "Chi assiste la persona firma insieme: serve anche la sua firma."}
    return {}


def _replace_signed(case: Case, actor: Actor) -> None:
    for old in case.plans.filter(state=states.PlanState.SIGNED):
        old.state = states.PLAN.target(old.state, "replace")
        old.save(update_fields=["state"])
        promises = [old.pk]
        for model in (Commitment, Support):
            promises += model.objects.filter(goal__plan=old).values_list("pk", flat=True)
        NextStep.objects.filter(case=case, state=states.StepState.DUE, ref_id__in=promises).update(
            state=states.StepState.DROPPED, settled_on=clock.today()
        )


def _promise_plan(case: Case, plan: Plan, actor: Actor) -> None:
    """What has a day becomes a next step: of the operator for the person's, of the body for its own."""
    for commitment in Commitment.objects.filter(goal__plan=plan, due_on__isnull=False, state="open"):
        assert commitment.due_on is not None
        promise_step(
            case=case,
            kind=states.StepKind.COMMITMENT,
            title=commitment.text[:200],
            due_on=commitment.due_on,
            owner_membership=case.responsible,
            owner_organisation=case.organisation,
            ref=commitment,
            actor=actor,
        )
    supports = Support.objects.filter(goal__plan=plan, due_on__isnull=False, state="open")
    for support in supports.select_related("organisation"):
        assert support.due_on is not None
        mine = support.organisation_id == case.organisation_id
        promise_step(
            case=case,
            kind=states.StepKind.SUPPORT,
            title=support.text[:200],
            due_on=support.due_on,
            owner_membership=case.responsible if mine else None,
            owner_organisation=support.organisation,
            ref=support,
            actor=actor,
        )
    if plan.review_on is not None:
        promise_step(
            case=case,
            kind=states.StepKind.PLAN_REVIEW,
            title="Verifica del piano",
            due_on=plan.review_on,
            owner_membership=case.responsible,
            owner_organisation=case.organisation,
            ref=plan,
            actor=actor,
        )


@transaction.atomic
def mark_promise(*, promise: Promise, state: str, actor: Actor) -> Promise:
    """Say whether a promise of the signed plan was kept. Raises InputRefused."""
    plan = promise.goal.plan
    access.require(access.can_write_case(actor, plan.case), WRITES)
    if state not in states.PromiseState.values:
        raise InputRefused({"state": "Scegli com'è andata."})
    if plan.state == states.PlanState.DRAFT:
        raise InputRefused({"state": "Il piano non è ancora firmato."})
    promise = (
        type(promise)
        .objects.select_for_update(of=("self",))
        .select_related("goal__plan__case")
        .get(pk=promise.pk)
    )
    before, promise.state = promise.state, state
    promise.save(update_fields=["state"])
    if state != states.PromiseState.OPEN:
        outcome = {"kept": "done", "not_kept": "missed"}.get(state, "dropped")
        close_step(ref=promise, outcome=outcome, actor=actor)
        note_event(
            case=plan.case,
            kind=states.EventKind.PLAN,
            title=f"{states.PromiseState(state).label}: {promise.text}"[:200],
            ref=promise,
            actor=actor,
        )
    changes = {"state": [before, state]}
    audit.record(
        actor=actor, verb="plan.mark_promise", subject=promise, person_id=plan.case.person_id, changes=changes
    )
    return promise
