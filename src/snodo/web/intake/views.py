"""The sheet by which a referral is written and sent."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.intake import access, actions, queries
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import ReferralState
from snodo.domain.programmes.models import ProgrammeAction
from snodo.domain.programmes.queries import with_promises
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import apply_refusal, get_or_404, require_safe, toast
from snodo.web.sheet import attaching
from snodo.web.sheet.form import SheetForm, towns_of


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Where to: the programmes open to my body. One only goes straight to its sheet."""
    actor = request.actor
    open_to_me = list(
        access.actions_open_to(actor)
        .select_related("programme")
        .defer("programme__definition")
        .order_by("programme__title", "position")
    )
    if len(open_to_me) == 1:
        return redirect("intake:new", action_id=open_to_me[0].pk)
    return render(request, "intake/choose.html", {"actions": with_promises(open_to_me)})


def new(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """A sheet to fill in."""
    actor = request.actor
    action = get_or_404(access.actions_open_to(actor).select_related("programme"), action_id)
    return _sheet(request, action, None)


def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft taken up again."""
    actor = request.actor
    referral = get_or_404(
        access.referrals_sent_by(actor).select_related("action__programme", "municipality"), pk
    )
    if referral.state != ReferralState.DRAFT:
        return redirect("intake:referral", pk=referral.pk)
    return _sheet(request, referral.action, referral)


def _sheet(request: HttpRequest, action: ProgrammeAction, referral: Referral | None) -> HttpResponse:
    actor = request.actor
    towns = towns_of(action, actor)
    if request.method != "POST":
        form = SheetForm(action=action, towns=towns, referral=referral)
        return _show(request, form, referral)
    form = SheetForm(request.POST, action=action, towns=towns, referral=referral)
    if form.says_no:
        return _said_no(request, form, referral)
    if not form.is_valid():
        return _show(request, form, referral)
    try:
        referral = _save(request, form, referral)
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return _show(request, form, referral)
    except Conflict as conflict:
        form.add_error(None, conflict.sentence)
        return _show(request, form, referral, version=request.POST.get("version", ""))
    if attaching.asked(request):
        refused = attaching.handle(request, referral)
        if refused is not None:
            return _show(request, form, referral, file=refused)
        return redirect(f"{reverse('intake:edit', args=[referral.pk])}#allegati")
    if request.POST.get("do") == "save":
        toast(request, "Bozza salvata: la trovi tra le segnalazioni aperte.")
        return redirect("intake:edit", pk=referral.pk)
    return _send(request, form, referral)


def _said_no(request: HttpRequest, form: SheetForm, referral: Referral | None) -> HttpResponse:
    """Nothing is kept: first it is said what one can do, then what was there goes."""
    if request.POST.get("do") != "forget":
        return _show(request, form, referral)
    actions.respect_refusal(action=form.action, referral=referral, actor=request.actor)
    toast(request, "Fatto. Della persona non resta nulla: è stato contato un rifiuto, senza nomi.")
    return redirect("intake:index")


def _save(request: HttpRequest, form: SheetForm, referral: Referral | None) -> Referral:
    version = request.POST.get("version", "")
    return actions.save_draft(
        action=form.action,
        referral=referral,
        version=int(version) if version.isdecimal() and referral is not None else None,
        criteria_answers=form.criteria_answers(),
        criteria_reasons=form.criteria_reasons(),
        sheet_answers=form.sheet_answers(),
        actor=request.actor,
        **form.values(),
    )


def _send(request: HttpRequest, form: SheetForm, referral: Referral) -> HttpResponse:
    try:
        sent = actions.send_referral(
            referral=referral,
            acknowledge_duplicates=request.POST.get("do") == "send-anyway",
            actor=request.actor,
        )
    except actions.PossibleDuplicates as doubt:
        return _show(request, form, referral, doubt=doubt)
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return _show(request, form, referral)
    toast(request, "Segnalazione inviata. Ti avvisiamo a ogni passo.")
    return redirect("intake:referral", pk=sent.pk)


def _show(
    request: HttpRequest,
    form: SheetForm,
    referral: Referral | None,
    *,
    doubt: actions.PossibleDuplicates | None = None,
    version: str = "",
    file: attaching.AttachForm | None = None,
) -> HttpResponse:
    """The sheet; from the first saving on it posts to its own draft."""
    address = reverse("intake:new", args=[form.action.pk])
    attachments = []
    if referral is not None and not referral._state.adding:
        attachments = queries.attachments(request.actor, referral)
        address = reverse("intake:edit", args=[referral.pk])
    with_promises([form.action])
    context = {
        "form": form,
        "action": form.action,
        "referral": referral,
        "address": address,
        "doubt": doubt,
        "attachments": attachments,
        "file": file or attaching.AttachForm(prefix=attaching.PREFIX),
        "version": version or (referral.version if referral is not None else ""),
    }
    return render(request, "intake/sheet.html", context, status=422 if form.says_no else 200)
