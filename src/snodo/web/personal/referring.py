"""Referring without an account: the service's page, and the page of each referral begun there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.desk.queries import questions
from snodo.domain.documents import actions as documents
from snodo.domain.intake import actions, queries, states
from snodo.domain.intake import queries_by_link as by
from snodo.domain.intake.models import ReceiptLink, Referral, ReferringLink
from snodo.domain.intake.states import VERBS, ReferralState
from snodo.domain.programmes.queries import with_promises
from snodo.kernel import clock, passes
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting, in_network
from snodo.web.handing import attachment
from snodo.web.http import apply_refusal
from snodo.web.personal import memory
from snodo.web.personal.door import Door, LinkRequest, by_link, gone
from snodo.web.personal.referring_forms import SayForm, WhoForm
from snodo.web.sheet import attaching
from snodo.web.sheet.form import SheetForm, towns_of


def _late(token: str) -> None:
    """Somebody came with a link that is over: the log of its network says so."""
    link = by.late_link(token)
    if link is None:
        return
    with in_network(link.network_id, link.pk):
        actor = by.late_holder(link)
    with acting(actor):
        actions.note_late_opening(link=link, actor=actor)


SAFE = "Una segnalazione già inviata non va persa: l'ha chi l'ha ricevuta."
FROM_GIVER = (
    "Sono le 5 cifre che ti ha detto a voce chi ti ha dato il collegamento. "
    "Servono perché nessun altro, se il collegamento viene inoltrato, segnali al posto del tuo servizio."
)
FROM_PAGE = (
    "Sono le 5 cifre scritte in fondo alla pagina della segnalazione, quando l'hai cominciata. "
    "Servono perché nessun altro, se il collegamento viene inoltrato, legga della persona."
)
ASK_GIVER = "Non lo trovi? Chiedilo a chi coordina il programma."
SERVICE = Door(
    by.find_referring_link, by.referring_holder, actions.try_link_code, _late, SAFE, FROM_GIVER, ASK_GIVER
)
RECEIPT = Door(
    by.find_receipt_link, by.receipt_holder, actions.try_link_code, _late, SAFE, FROM_PAGE, ASK_GIVER
)
# The state in the words of who sent: the others speak to who receives.
HEADINGS = {
    ReferralState.SENT: "Inviata: aspetta la prima risposta",
    ReferralState.ASSIGNED: "Inviata: qualcuno la sta guardando",
}
SAID = {"risposta": "La tua risposta è arrivata.", "messaggio": "Messaggio inviato.", "ritiro": "Ritirata."}


@by_link(SERVICE)
def service_page(request: LinkRequest, link: ReferringLink) -> HttpResponse:
    """Where it leads, and who is writing; then a page of one's own."""
    action = by.action_of(request.actor)
    if action is None:
        return gone(request)
    form = WhoForm(request.POST if "name" in request.POST else None)
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            receipt, token = actions.begin_by_link(link=link, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            response = HttpResponseRedirect(reverse("personal:referral", args=[token]))
            memory.keep(request, response, receipt)
            return response
    actions.open_link(link=link, actor=request.actor)
    with_promises([action])
    context = {"action": action, "body": link.organisation, "form": form}
    return render(request, "personal/refer.html", context, status=422 if form.errors else 200)


@by_link(RECEIPT)
def referral_page(request: LinkRequest, link: ReceiptLink) -> HttpResponse:
    """The sheet while it is a draft; after the sending what becomes of it."""
    referral = by.own_referral(request.actor)
    if referral is None:
        return _ended(request, link)
    if referral.state == ReferralState.DRAFT:
        return _draft(request, link, referral)
    if referral.sent_at is None:
        return _declined(request, referral)
    if request.method == "POST":
        return _say(request, link, referral)
    actions.open_link(link=link, actor=request.actor)
    return _receipt(request, link, referral)


def _declined(request: LinkRequest, referral: Referral) -> HttpResponse:
    """Nothing is left; and where somebody may ask for advice without saying whose it is."""
    page = questions.page_of_programme(referral.programme)
    ask = reverse("personal:ask", args=[questions.address_of(page)]) if page is not None else ""
    return render(request, "personal/declined.html", {"referral": referral, "ask": ask})


@by_link(RECEIPT)
def attached_file(request: LinkRequest, link: ReceiptLink, pk: UUID) -> HttpResponse:
    """One of one's own files again, never shown inside a page; the reading is logged."""
    if request.method == "POST":
        return HttpResponseNotAllowed(("GET", "HEAD"))
    referral = by.own_referral(request.actor)
    if referral is None:
        return _ended(request, link)
    document = by.own_attachment(request.actor, referral, pk)
    if document is None:
        return _no_file(request, "È stato tolto, oppure è di un'altra segnalazione.", 404)
    try:
        content = documents.open_document(document=document, actor=request.actor)
    except Conflict as refusal:
        return _no_file(request, refusal.sentence, 409)
    name = f"allegato-{document.created_at:%Y%m%d}-{document.pk.hex[-6:]}.{document.extension}"
    return attachment(content, document.media_type, name)


def _no_file(request: LinkRequest, why: str, status: int) -> HttpResponse:
    page = request.path.partition("allegati/")[0]
    return render(request, "personal/no_file.html", {"why": why, "page": page}, status=status)


def _ended(request: LinkRequest, link: ReceiptLink) -> HttpResponse:
    """The act of the service is over: whoever has the code is told so, and whom to ask."""
    bodies = by.whom_to_ask(link)
    if not bodies:
        return gone(request)
    return render(request, "personal/ended.html", {"bodies": bodies}, status=410)


# The draft


def _draft(request: LinkRequest, link: ReceiptLink, referral: Referral) -> HttpResponse:
    towns = towns_of(referral.action, request.actor)
    if request.method != "POST":
        form = SheetForm(action=referral.action, towns=towns, referral=referral)
        return _sheet(request, link, referral, form)
    form = SheetForm(request.POST, action=referral.action, towns=towns, referral=referral)
    step = request.POST.get("do")
    if form.says_no:
        return _said_no(request, link, referral, form)
    file = None
    try:
        referral = _keep(request, form, referral) if form.is_valid() else referral
        if form.is_valid() and step == "send":
            actions.send_referral(referral=referral, actor=request.actor)
            return HttpResponseRedirect(f"{request.path}?inviata=1")
        if form.is_valid() and attaching.asked(request):
            file = attaching.handle(request, referral)
            if file is None:
                return HttpResponseRedirect(f"{request.path}#allegati")
    except InputRefused as refusal:
        apply_refusal(form, refusal)
    except (Conflict, NotAllowed) as refusal:  # sent meanwhile; the act or the link is over
        form.add_error(None, refusal.sentence)
    if step == "keep":
        return _kept(request, referral, form)
    return _sheet(request, link, referral, form, kept=not form.errors, file=file)


def _said_no(request: LinkRequest, link: ReceiptLink, referral: Referral, form: SheetForm) -> HttpResponse:
    """What was typed is not kept; what had been kept goes when it is confirmed."""
    if request.POST.get("do") == "forget":
        actions.respect_refusal(action=referral.action, referral=referral, actor=request.actor)
        return HttpResponseRedirect(request.path)
    if request.POST.get("do") == "keep":
        return render(request, "personal/_not_kept.html")
    return _sheet(request, link, referral, form)


def _keep(request: LinkRequest, form: SheetForm, referral: Referral) -> Referral:
    return actions.save_draft(
        action=form.action,
        referral=referral,
        criteria_answers=form.criteria_answers(),
        criteria_reasons=form.criteria_reasons(),
        sheet_answers=form.sheet_answers(),
        actor=request.actor,
        **form.values(),
    )


def _kept(request: LinkRequest, referral: Referral, form: SheetForm) -> HttpResponse:
    """What saves itself: whether it was kept, and each criterion as it stands."""
    context = {"referral": referral, "form": form, "at": clock.now()}
    return render(request, "personal/_kept.html", context)


def _sheet(
    request: LinkRequest,
    link: ReceiptLink,
    referral: Referral,
    form: SheetForm,
    *,
    kept: bool = False,
    file: attaching.AttachForm | None = None,
) -> HttpResponse:
    context = {
        "referral": referral,
        "form": form,
        "code": passes.code_of(link),
        "kept": kept,
        "attachments": queries.attachments(request.actor, referral),
        "by_link": True,
        "file": file or attaching.AttachForm(prefix=attaching.PREFIX),
        "at": clock.now(),
    }
    wrong = form.errors or form.says_no or (file is not None and file.errors)
    return render(request, "personal/refer_sheet.html", context, status=422 if wrong else 200)


# After the sending


def _receipt(
    request: LinkRequest, link: ReceiptLink, referral: Referral, wrong: SayForm | None = None
) -> HttpResponse:
    closed = queries.closed_until(request.actor, referral)
    context: dict[str, Any] = {
        "referral": referral,
        "heading": HEADINGS.get(ReferralState(referral.state), referral.get_state_display()),
        "clock": queries.clocks_of([referral])[0],
        "history": [(VERBS.get(one.verb, one.verb), one) for one in queries.history(referral, closed)],
        "conversation": queries.conversation(referral, closed),
        "attachments": queries.attachments(request.actor, referral),
        "asked": referral.state == ReferralState.INFORMATION_REQUESTED,
        "open": referral.state in states.OPEN,
        "form": wrong or SayForm(),
        "code": passes.code_of(link),
        "just_sent": "inviata" in request.GET,
        "done": SAID.get(request.GET.get("fatto", "")),
    }
    return render(request, "personal/receipt.html", context, status=422 if wrong else 200)


def _say(request: LinkRequest, link: ReceiptLink, referral: Referral) -> HttpResponse:
    form = SayForm(request.POST)
    what = request.POST.get("do", "")
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if what == "risposta":
                actions.answer_information(referral=referral, text=text, actor=request.actor)
            elif what == "ritiro":
                actions.withdraw_referral(referral=referral, note=text[:300], actor=request.actor)
            else:
                what = "messaggio"
                actions.write_message(referral=referral, text=text, actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            return HttpResponseRedirect(f"{request.path}?fatto={what}")
    return _receipt(request, link, referral, form)
