"""The plan: read, write, sign, keep."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.casework import actions, queries, states
from snodo.domain.casework.models import Commitment, Goal, Plan, Support
from snodo.web.casework.forms import work as forms
from snodo.web.casework.views.common import allow, form_page, head, head_or_404
from snodo.web.http import ActingRequest, post_only, require_safe, toast

NOT_TEAM = "Può scrivere il piano chi fa parte dell'équipe."
PROMISES: dict[str, type[Commitment] | type[Support]] = {"impegno": Commitment, "sostegno": Support}


def plan_url(pk: UUID, number: int | None = None) -> str:
    return reverse("casework:plan", args=[pk]) + (f"?versione={number}" if number else "")


@require_safe
def plan(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The plan in force, or the version asked for."""
    page = head_or_404(request, pk, states.Section.PLAN)
    versions = queries.plans_of(page.case)
    shown = _shown(versions, request.GET.get("versione", ""))
    goals = queries.whole_plan(shown) if shown else []
    context = {
        **head(page),
        "title": "Piano",
        "plan": shown,
        "is_draft": shown is not None and shown.state == states.PlanState.DRAFT,
        "is_signed": shown is not None and shown.state == states.PlanState.SIGNED,
        "versions": [
            {
                "label": f"Versione {one.number}: {one.get_state_display().lower()}",
                "url": plan_url(pk, one.number),
                "here": one == shown,
            }
            for one in versions
        ],
        "has_draft": any(one.state == states.PlanState.DRAFT for one in versions),
        "goals": goals,
        "signatures": queries.signatures_of(shown) if shown else [],
        "kept": _kept(goals),
        "promise_states": [choice for choice in states.PromiseState.choices if choice[0] != "open"],
    }
    return render(request, "casework/plan.html", context)


def _shown(versions: list[Plan], asked: str) -> Plan | None:
    """The version asked for; else the draft, else the signed one, else the last."""
    for one in versions:
        if str(one.number) == asked:
            return one
    if asked:
        raise Http404
    return versions[0] if versions else None


def _kept(goals: list[Goal]) -> dict[str, int]:
    """Promises kept, out of those that are over."""
    promises = [promise for goal in goals for promise in (*goal.commitments.all(), *goal.supports.all())]
    over = [promise for promise in promises if promise.state in ("kept", "not_kept")]
    return {
        "kept": sum(1 for promise in over if promise.state == "kept"),
        "over": len(over),
        "all": len(promises),
    }


def write(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Start a version, or write its head again."""
    page = head_or_404(request, pk, states.Section.PLAN)
    allow(page.standing.can_write, NOT_TEAM)
    versions = queries.plans_of(page.case)
    draft = next((one for one in versions if one.state == states.PlanState.DRAFT), None)
    last = draft or next((one for one in versions if one.state == states.PlanState.SIGNED), None)

    def act(data: dict[str, Any]) -> str:
        actions.write_plan(case=page.case, actor=request.actor, **data)
        return "Piano salvato." if draft else "Bozza pronta: ora scrivi gli obiettivi."

    initial = {"summary": last.summary, "review_on": draft.review_on if draft else None} if last else {}
    form = forms.PlanForm(request.POST or None, initial=initial)
    lead = (
        "" if draft or not last else "Si parte da una copia del piano firmato, con gli impegni ancora aperti."
    )
    title = "Il piano in breve" if draft else ("Nuova versione del piano" if last else "Comincia il piano")
    submit = "Salva" if draft else "Comincia"
    return form_page(request, page, form, act, title=title, lead=lead, submit=submit, back=plan_url(pk))


@post_only
def discard(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Throw the draft away."""
    page = head_or_404(request, pk, states.Section.PLAN)
    actions.discard_draft(plan=_draft_or_404(page), actor=request.actor)
    toast(request, "Bozza eliminata.")
    return redirect(plan_url(pk))


def _draft_or_404(page: queries.CasePage) -> Plan:
    draft = page.case.plans.select_related("case").filter(state=states.PlanState.DRAFT).first()
    if draft is None:
        raise Http404
    return draft


def goal_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A goal of the draft."""
    page = head_or_404(request, pk, states.Section.PLAN)
    allow(page.standing.can_write, NOT_TEAM)
    draft = _draft_or_404(page)

    def act(data: dict[str, Any]) -> str:
        actions.add_goal(plan=draft, actor=request.actor, **data)
        return "Obiettivo aggiunto."

    form = forms.GoalForm(request.POST or None)
    return form_page(
        request, page, form, act, title="Aggiungi un obiettivo", submit="Aggiungi", back=plan_url(pk)
    )


def _goal_or_404(page: queries.CasePage, goal: UUID) -> Goal:
    row = Goal.objects.select_related("plan__case").filter(plan__case=page.case, pk=goal).first()
    if row is None:
        raise Http404
    return row


def goal_edit(request: ActingRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Write a goal again."""
    page = head_or_404(request, pk, states.Section.PLAN)
    allow(page.standing.can_write, NOT_TEAM)
    row = _goal_or_404(page, goal)

    def act(data: dict[str, Any]) -> str:
        actions.edit_goal(goal=row, actor=request.actor, **data)
        return "Obiettivo salvato."

    initial = {name: getattr(row, name) for name in ("text", "expected_result", "area", "due_on")}
    form = forms.GoalForm(request.POST or None, initial=initial)
    return form_page(request, page, form, act, title="Cambia l'obiettivo", back=plan_url(pk))


@post_only
def goal_remove(request: ActingRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Take a goal off."""
    page = head_or_404(request, pk, states.Section.PLAN)
    actions.remove_goal(goal=_goal_or_404(page, goal), actor=request.actor)
    toast(request, "Obiettivo tolto.")
    return redirect(plan_url(pk))


def promise_new(request: ActingRequest, pk: UUID, goal: UUID, kind: str) -> HttpResponse:
    """What the person will do, or what a service gives."""
    page = head_or_404(request, pk, states.Section.PLAN)
    allow(page.standing.can_write, NOT_TEAM)
    row = _goal_or_404(page, goal)
    is_commitment = _kind_or_404(kind) is Commitment

    def act(data: dict[str, Any]) -> str:
        if is_commitment:
            actions.add_commitment(goal=row, actor=request.actor, **data)
        else:
            actions.add_support(goal=row, actor=request.actor, **data)
        return "Aggiunto al piano."

    made = forms.CommitmentForm if is_commitment else forms.SupportForm
    form = made(request.POST or None, case=page.case)
    title = "Impegno della persona" if is_commitment else "Sostegno di un servizio"
    return form_page(
        request,
        page,
        form,
        act,
        title=title,
        lead=f"Obiettivo: {row.text}",
        submit="Aggiungi",
        back=plan_url(pk),
    )


def _kind_or_404(kind: str) -> type[Commitment] | type[Support]:
    if kind not in PROMISES:
        raise Http404
    return PROMISES[kind]


def _promise_or_404(page: queries.CasePage, kind: str, promise: UUID) -> Any:
    rows = _kind_or_404(kind).objects.select_related("goal__plan__case")
    row = rows.filter(goal__plan__case=page.case, pk=promise).first()
    if row is None:
        raise Http404
    return row


def promise_edit(request: ActingRequest, pk: UUID, kind: str, promise: UUID) -> HttpResponse:
    """Write a promise of the draft again."""
    page = head_or_404(request, pk, states.Section.PLAN)
    allow(page.standing.can_write, NOT_TEAM)
    row = _promise_or_404(page, kind, promise)

    def act(data: dict[str, Any]) -> str:
        actions.edit_promise(promise=row, actor=request.actor, **data)
        return "Salvato."

    made = forms.CommitmentForm if isinstance(row, Commitment) else forms.SupportForm
    form = made(request.POST or None, case=page.case)
    for name in form.fields:
        value = getattr(row, f"{name}_id", None) or getattr(row, name)
        form.initial[name] = value
    return form_page(
        request, page, form, act, title="Cambia", lead=f"Obiettivo: {row.goal.text}", back=plan_url(pk)
    )


@post_only
def promise_remove(request: ActingRequest, pk: UUID, kind: str, promise: UUID) -> HttpResponse:
    """Take a promise off the draft."""
    page = head_or_404(request, pk, states.Section.PLAN)
    actions.remove_promise(promise=_promise_or_404(page, kind, promise), actor=request.actor)
    toast(request, "Tolto dal piano.")
    return redirect(plan_url(pk))


@post_only
def promise_mark(request: ActingRequest, pk: UUID, kind: str, promise: UUID) -> HttpResponse:
    """Kept or not."""
    page = head_or_404(request, pk, states.Section.PLAN)
    row = _promise_or_404(page, kind, promise)
    actions.mark_promise(promise=row, state=request.POST.get("state", ""), actor=request.actor)
    toast(request, "Segnato.")
    return redirect(plan_url(pk, row.goal.plan.number))


def sign(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Collect the signatures: the draft comes into force."""
    page = head_or_404(request, pk, states.Section.PLAN)
    allow(page.standing.can_write, NOT_TEAM)
    draft = _draft_or_404(page)
    case = page.case
    form = forms.SignForm(
        request.POST or None,
        initial={
            "person": case.title if case.person_id else "",
            "guardian": queries.who_signs_for(request.actor, case),
            "operator": case.responsible.user.get_full_name(),
        },
    )

    def act(data: dict[str, Any]) -> str:
        signatures = [
            actions.Signature(kind=kind, name=name, method=data["method"]) for kind, name in form.signatures()
        ]
        actions.sign_plan(plan=draft, signatures=signatures, signed_on=data["signed_on"], actor=request.actor)
        return "Piano firmato: la copia da consegnare è pronta."

    lead = (
        "Le firme mettono il piano in vigore. Si prepara il documento da stampare e da consegnare, "
        "e gli impegni con una data entrano fra i prossimi passi."
    )
    return form_page(
        request,
        page,
        form,
        act,
        title="Raccogli le firme",
        lead=lead,
        submit="Metti in vigore",
        back=plan_url(pk),
    )
