"""Notes, messages, steps, phases, suspension, closing, critical issues."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.casework import access, actions, queries, states
from snodo.domain.casework.models import CriticalIssue, NextStep
from snodo.kernel.errors import InputRefused
from snodo.web.casework.forms import moves as forms
from snodo.web.casework.views.common import allow, case_url, form_page, head_or_404
from snodo.web.http import ActingRequest, apply_refusal, post_only, toast

NOT_TEAM = "Può scrivere chi fa parte dell'équipe."
NOT_RESPONSIBLE = "Può farlo chi è responsabile del percorso."


def note(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Write in the diary."""
    page = head_or_404(request, pk)
    allow(page.standing.can_follow_up, NOT_TEAM)

    def act(data: dict[str, Any]) -> str:
        if data["audience"] == "own":
            actions.keep_own_note(case=page.case, text=data["text"], actor=request.actor)
            return "Appunto salvato: lo vedi solo tu, in «I tuoi appunti»."
        actions.add_note(case=page.case, actor=request.actor, **data)
        return "Nota salvata."

    return form_page(
        request,
        page,
        forms.NoteForm(request.POST or None),
        act,
        title="Scrivi una nota",
        submit="Salva la nota",
    )


def message(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Write to the body that sent the person."""
    page = head_or_404(request, pk)
    allow(page.standing.can_follow_up, NOT_TEAM)

    def act(data: dict[str, Any]) -> str:
        actions.send_message(case=page.case, actor=request.actor, **data)
        return "Messaggio inviato."

    return form_page(
        request,
        page,
        forms.MessageForm(request.POST or None),
        act,
        title="Scrivi al servizio inviante",
        submit="Invia il messaggio",
        lead="Lo leggono l'équipe e il servizio che ha segnalato la persona.",
    )


@post_only
def progress_message(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A message from the body that sent the person."""
    case = access.progress_visible_to(request.actor).filter(pk=pk).first()
    if case is None:
        raise Http404
    form = forms.MessageForm(request.POST)
    back = reverse("casework:progress", args=[pk])
    if form.is_valid():
        try:
            actions.send_message(case=case, actor=request.actor, **form.cleaned_data)
            toast(request, "Messaggio inviato all'équipe.")
            return redirect(back)
        except InputRefused as error:
            apply_refusal(form, error)
    return render(request, "casework/message.html", {"form": form, "back": back, "case": case}, status=422)


# Steps


def step_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Put something among the next steps."""
    page = head_or_404(request, pk)
    allow(page.standing.can_write, NOT_TEAM)

    def act(data: dict[str, Any]) -> str:
        actions.add_step(case=page.case, actor=request.actor, **data)
        return "Passo aggiunto."

    form = forms.StepForm(
        request.POST or None, case=page.case, initial={"owner": request.actor.membership_id}
    )
    return form_page(request, page, form, act, title="Aggiungi un passo", submit="Aggiungi")


def _step_or_404(page: queries.CasePage, step: UUID) -> NextStep:
    found = page.case.steps.select_related("case", "organisation", "membership__user").filter(pk=step).first()
    if found is None:
        raise Http404
    return found


def step_settle(request: ActingRequest, pk: UUID, step: UUID) -> HttpResponse:
    """Say how a step ended."""
    page = head_or_404(request, pk)
    row = _step_or_404(page, step)
    allow(page.standing.can_write, NOT_TEAM)

    def act(data: dict[str, Any]) -> str:
        actions.settle_step(step=row, actor=request.actor, **data)
        return "Segnato."

    form = forms.SettleForm(request.POST or None, initial={"outcome": "done"})
    return form_page(request, page, form, act, title="Com'è andata?", lead=row.title, submit="Segna")


def step_postpone(request: ActingRequest, pk: UUID, step: UUID) -> HttpResponse:
    """Move a step to another day."""
    page = head_or_404(request, pk)
    row = _step_or_404(page, step)
    allow(page.standing.can_write, NOT_TEAM)

    def act(data: dict[str, Any]) -> str:
        actions.postpone_step(step=row, actor=request.actor, **data)
        return "Data spostata."

    form = forms.PostponeForm(request.POST or None)
    return form_page(request, page, form, act, title="Riprogramma", lead=row.title, submit="Sposta")


# The path itself


def details(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The person's own words, target groups, what makes it harder."""
    page = head_or_404(request, pk, states.Section.READINGS)
    allow(page.standing.can_write, NOT_TEAM)
    case = page.case

    def act(data: dict[str, Any]) -> str:
        actions.update_case(case=case, actor=request.actor, **data)
        return "Percorso aggiornato."

    initial = {name: getattr(case, name) for name in ("need_in_own_words", "target_groups", "barriers")}
    form = forms.DetailsForm(request.POST or None, definition=case.programme.definition, initial=initial)
    return form_page(request, page, form, act, title="Il bisogno e le condizioni")


def phase(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Move to another phase."""
    page = head_or_404(request, pk)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)
    phases = queries.phases_of(page.case)

    def act(data: dict[str, Any]) -> str:
        chosen = next(one for one in phases if str(one.pk) == data["phase"])
        actions.move_phase(
            case=page.case, phase=chosen, on=data["on"], note=data["note"], actor=request.actor
        )
        return f"Comincia la fase «{chosen.title}»."

    form = forms.PhaseForm(request.POST or None, case=page.case, phases=phases)
    lead = f"Ora il percorso è nella fase «{page.case.phase.title}». Si può andare avanti o tornare indietro."
    return form_page(request, page, form, act, title="Cambia fase", lead=lead, submit="Cambia fase")


def suspend(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Stop the clock."""
    page = head_or_404(request, pk)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)

    def act(data: dict[str, Any]) -> str:
        actions.suspend_case(case=page.case, actor=request.actor, **data)
        return "Percorso sospeso: le scadenze si fermano."

    form = forms.SuspendForm(request.POST or None)
    lead = "Le scadenze si fermano e, alla ripresa, si spostano in avanti degli stessi giorni."
    return form_page(request, page, form, act, title="Sospendi il percorso", lead=lead, submit="Sospendi")


def resume(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Start again."""
    page = head_or_404(request, pk)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)

    def act(data: dict[str, Any]) -> str:
        actions.resume_case(case=page.case, actor=request.actor, **data)
        return "Il percorso riprende: le scadenze sono state spostate."

    form = forms.ResumeForm(request.POST or None)
    return form_page(request, page, form, act, title="Riprendi il percorso", submit="Riprendi")


def close(request: ActingRequest, pk: UUID) -> HttpResponse:
    """End the path."""
    page = head_or_404(request, pk)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)
    due = queries.steps_open(page.case)

    def act(data: dict[str, Any]) -> str:
        actions.close_case(case=page.case, actor=request.actor, **data)
        return "Percorso concluso. Esiti e note si possono ancora aggiungere."

    form = forms.CloseForm(request.POST or None, due=due)
    lead = "La persona e il servizio inviante leggeranno che il percorso è concluso e perché."
    return form_page(
        request, page, form, act, title="Concludi il percorso", lead=lead, submit="Concludi", danger=True
    )


@post_only
def report(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Produce the end-of-path report."""
    page = head_or_404(request, pk)
    actions.make_report(case=page.case, actor=request.actor)
    toast(request, "Relazione pronta: la trovi fra i documenti.")
    return redirect(case_url(page.case) + "#documenti")


# Critical issues


def issues(request: ActingRequest, pk: UUID) -> HttpResponse:
    """All issues, and a new one."""
    page = head_or_404(request, pk, states.Section.DIARY)
    form = forms.IssueForm(
        request.POST or None, case=page.case, initial={"owner": request.actor.membership_id}
    )

    def act(data: dict[str, Any]) -> str:
        actions.open_issue(case=page.case, actor=request.actor, **data)
        return "Criticità aperta: è fra i prossimi passi."

    return form_page(
        request,
        page,
        form,
        act,
        title="Criticità",
        submit="Apri la criticità",
        template="casework/issues.html",
        issues=queries.issues_of(page.case),
        done=reverse("casework:issues", args=[pk]),
    )


def issue(request: ActingRequest, pk: UUID, issue: UUID) -> HttpResponse:
    """Follow an issue or close it."""
    page = head_or_404(request, pk, states.Section.DIARY)
    row = CriticalIssue.objects.filter(case=page.case, pk=issue).select_related("case").first()
    if row is None:
        raise Http404
    allow(page.standing.can_write, NOT_TEAM)

    def act(data: dict[str, Any]) -> str:
        if data["verb"] == "close":
            actions.close_issue(issue=row, what_was_done=data["what_was_done"], actor=request.actor)
            return "Criticità chiusa."
        actions.follow_issue(
            issue=row, what_was_done=data["what_was_done"], due_on=data["due_on"], actor=request.actor
        )
        return "Criticità aggiornata."

    form = forms.FollowForm(request.POST or None)
    back = reverse("casework:issues", args=[pk])
    return form_page(request, page, form, act, title=row.title, lead=row.detail, back=back)
