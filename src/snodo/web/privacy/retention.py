"""Files whose time is over: the list, one file with its dry run, the steps, and the rules."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.models import LegalHold, RetentionFile
from snodo.domain.privacy.states import FileState
from snodo.kernel.errors import InputRefused
from snodo.web.forms import SnodoForm
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, post_only, require_safe, toast
from snodo.web.privacy import retention_forms as forms


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Whose time is over, the oldest first."""
    access.require(access.can_watch(request.actor), "Decide chi si occupa di protezione dei dati.")
    form = forms.FileFilters(request.GET)
    found = queries.file_list(request.actor, state=form.value("stato") or "", kind=form.value("tipo") or "")
    page = paginate(request, found)
    audit.record_list(actor=request.actor, kind="privacy.retentionfile", ids=[row.pk for row in page])
    context = {"page": page, "rows": queries.named(page), "form": form, "reset": reverse("privacy:retention")}
    return render(request, "privacy/retention.html", context)


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One file: where it stands, exactly what would go, what stops it."""
    file = get_or_404(queries.file_list(request.actor), pk)
    audit.record_read(actor=request.actor, subject=file, section="retention", ground="conservazione dei dati")
    return _draw(request, file)


def _draw(
    request: ActingRequest, file: RetentionFile, *, status: int = 200, **typed: SnodoForm
) -> HttpResponse:
    """The page of a file, with whatever form came back."""
    over = file.state == FileState.ERASED
    stripped = file.state == FileState.STATISTICS
    context = {
        "file": file,
        "row": queries.named([file])[0],
        "holds": queries.holds_of(file.subject_id),
        "run": None if over else queries.dry_run(file, all_of_it=stripped),
        "hold_form": forms.HoldForm(),
        "final_form": forms.FinalStepForm(),
        **typed,
    }
    return render(request, "privacy/retention_file.html", context, status=status)


STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "chiudi": (actions.freeze_file, "Fascicolo chiuso: lo legge solo chi si occupa di protezione dei dati."),
    "riapri": (actions.thaw_file, "Fascicolo riaperto, com'era."),
    "pseudonimizza": (actions.strip_file, "Restano solo le statistiche."),
    "cancella": (actions.erase_file, "Fascicolo cancellato: qui sotto trovi il certificato."),
}
FINAL = ("pseudonimizza", "cancella")


@post_only
def step(request: ActingRequest, pk: UUID, name: str) -> HttpResponse:
    """One step of a file on its way out."""
    file = get_or_404(queries.file_list(request.actor), pk)
    if name not in STEPS:
        raise Http404
    form = forms.FinalStepForm(request.POST)
    if name in FINAL and not form.is_valid():
        return _draw(request, file, status=422, final_form=form)
    verb, done = STEPS[name]
    verb(file=file, actor=request.actor)
    toast(request, done)
    return redirect("privacy:retention_file", pk=file.pk)


@post_only
def hold(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Nothing goes while something lasts."""
    file = get_or_404(queries.file_list(request.actor), pk)
    form = forms.HoldForm(request.POST)
    if form.is_valid():
        try:
            actions.place_hold(file=file, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Fascicolo fermo finché non togli il blocco.")
            return redirect("privacy:retention_file", pk=file.pk)
    return _draw(request, file, status=422, hold_form=form)


@post_only
def lift(request: ActingRequest, pk: UUID, hold_pk: UUID) -> HttpResponse:
    """What lasted is over."""
    file = get_or_404(access.files_visible_to(request.actor), pk)
    standing = get_or_404(LegalHold.objects.filter(subject_id=file.subject_id), hold_pk)
    actions.lift_hold(file=file, hold=standing, actor=request.actor)
    toast(request, "Blocco tolto.")
    return redirect("privacy:retention_file", pk=file.pk)


def rules(request: ActingRequest) -> HttpResponse:
    """How long each class of data is kept, with the source; who may, writes another."""
    actor = request.actor
    access.require(access.can_keep_rules(actor), "Le regole le tiene chi amministra la rete.")
    form = forms.RuleForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_retention_rule(actor=actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Regola scritta: vale da oggi.")
            return redirect("privacy:retention_rules")
    context = {"form": form, "lines": queries.rule_lines(), "watching": access.can_watch(actor)}
    return render(request, "privacy/retention_rules.html", context, status=422 if form.errors else 200)
