"""The cards: written for a person, handed over, answered."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case
from snodo.domain.opportunities import access, actions, queries
from snodo.domain.opportunities.models import Card, CardLine, CardLink
from snodo.domain.tables import access as tables
from snodo.kernel.errors import InputRefused
from snodo.web.http import (
    ActingRequest,
    get_or_404,
    paginate,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
    warn,
)
from snodo.web.opportunities.common import done, form_page
from snodo.web.opportunities.forms import AnswerForm, CardForm, FromTableForm, LineForm
from snodo.web.reading import shown

CASE_PAGE = "/percorsi/{}/"


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Cards in use."""
    page = paginate(request, queries.card_list(request.actor))
    if page.items:
        audit.record_list(
            actor=request.actor, kind="opportunities.card", ids=[card.pk for card in page.items]
        )
    return render(request, "opportunities/cards.html", {"page": page})


def _card(request: ActingRequest, pk: UUID) -> Card:
    rows = access.cards_visible_to(request.actor)
    return get_or_404(
        rows.select_related("case__person", "case__household", "case__programme", "document"), pk
    )


def new(request: ActingRequest) -> HttpResponse:
    """Begin a card for a case; if one is in use, open that."""
    cases = casework.cases_visible_to(request.actor).select_related("person", "household", "programme")
    case: Case = get_or_404(cases, request.POST.get("percorso") or request.GET.get("percorso") or "")
    standing = queries.card_of(request.actor, case)
    if standing is not None:
        return redirect("opportunities:card", standing.pk)
    access.require(access.can_write_cards_of(request.actor, case))
    form = CardForm(posted(request))
    made: list[Card] = []
    if done(form, lambda: made.append(actions.draft_card(case=case, actor=request.actor, **typed(form)))):
        toast(request, "Tessera iniziata: ora aggiungi le opportunità.")
        return redirect("opportunities:add_line", made[0].pk)
    return form_page(
        request,
        form,
        title="Nuova tessera delle opportunità",
        submit="Inizia la tessera",
        back=CASE_PAGE.format(case.pk),
        eyebrow=case.title,
    )


@require_safe
def card_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The card as the person reads it, with the answers."""
    card = _card(request, pk)
    audit.record_read(actor=request.actor, subject=card, person_id=card.case.person_id)
    lines = list(queries.lines_of(card))
    context = {
        "card": card,
        "lines": lines,
        "may_write": access.can_write_card(request.actor, card) and card.state != "ended",
        "may_answer": card.state in ("issued", "updated"),
        "link": queries.link_of(request.actor, card),
        "case_url": CASE_PAGE.format(card.case_id),
    }
    return render(request, "opportunities/card.html", context)


def edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The words around the lines."""
    card = _card(request, pk)
    access.require(access.can_write_card(request.actor, card))
    shown(request, card, card.case.person_id)
    form = CardForm(posted(request), initial={"greeting": card.greeting, "contact": card.contact})
    if done(form, lambda: actions.update_card(card=card, actor=request.actor, **typed(form))):
        toast(request, "Tessera aggiornata.")
        return redirect("opportunities:card", pk)
    back = reverse("opportunities:card", args=[pk])
    return form_page(
        request, form, title="Le parole della tessera", submit="Salva", back=back, eyebrow=card.case.title
    )


def add_line(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An opportunity in plain words."""
    card = _card(request, pk)
    access.require(access.can_write_card(request.actor, card))
    shown(request, card, card.case.person_id)
    taken = list(
        access.lines_visible_to(request.actor).filter(card=card).values_list("opportunity", flat=True)
    )
    form = LineForm(
        posted(request),
        actor=request.actor,
        taken=taken,
        initial={"opportunity": request.GET.get("opportunita")},
    )
    if done(form, lambda: actions.add_card_line(card=card, actor=request.actor, **typed(form))):
        toast(request, "Opportunità aggiunta alla tessera.")
        return redirect("opportunities:card", pk)
    back = reverse("opportunities:card", args=[pk])
    return form_page(
        request, form, title="Aggiungi alla tessera", submit="Aggiungi", back=back, eyebrow=card.case.title
    )


def from_table(request: ActingRequest, pk: UUID) -> HttpResponse:
    """From what a table put together to the person's card."""
    rows = tables.put_opportunities_visible_to(request.actor).filter(table_case__isnull=False)
    put = get_or_404(
        rows.select_related(
            "organisation", "table_case__case__person", "table_case__case__household", "table"
        ),
        pk,
    )
    case: Case = put.table_case.case
    get_or_404(casework.cases_visible_to(request.actor), case.pk)
    access.require(access.can_write_cards_of(request.actor, case))
    shown(request, case, case.person_id)
    known = queries.tabled_opportunity(put)
    form = FromTableForm(
        posted(request),
        known=known is not None,
        initial={"words": (known.description if known else put.detail)[:600]},
    )
    made: list[CardLine] = []
    if done(
        form,
        lambda: made.append(actions.write_on_card(table_opportunity=put, actor=request.actor, **typed(form))),
    ):
        toast(request, "Scritta nella tessera. Quando è pronta, preparala e consegnala.")
        return redirect("opportunities:card", made[0].card_id)
    return form_page(
        request,
        form,
        title=f"Scrivi nella tessera: {put.text}",
        submit="Scrivi nella tessera",
        back=f"/tavoli/{put.table_id}/?caso={put.table_case_id}",
        eyebrow=case.title,
    )


@post_only
def issue(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Hand it over: the sheet to print is made."""
    card = _card(request, pk)
    try:
        card = actions.issue_card(card=card, actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Tessera pronta: stampala e consegnala. Il codice della pagina dillo a voce.")
    return redirect("opportunities:card", pk)


@post_only
def end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """No longer used."""
    card = _card(request, pk)
    actions.end_card(card=card, actor=request.actor)
    toast(request, "Tessera ritirata.")
    return redirect(CASE_PAGE.format(card.case_id))


def _line(request: ActingRequest, pk: UUID) -> CardLine:
    return get_or_404(access.lines_visible_to(request.actor).select_related("card__case"), pk)


@post_only
def answer(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What the person said of one opportunity."""
    line = _line(request, pk)
    form = AnswerForm(request.POST)
    if done(form, lambda: actions.answer_card_line(line=line, actor=request.actor, **typed(form))):
        toast(request, "Risposta registrata.")
    else:
        warn(request, "Scegli che cosa ha risposto, e scrivi al massimo 300 caratteri.")
    return redirect("opportunities:card", line.card_id)


@post_only
def remove_line(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Take an opportunity off the card."""
    line = _line(request, pk)
    actions.remove_card_line(line=line, actor=request.actor)
    toast(request, "Opportunità tolta dalla tessera.")
    return redirect("opportunities:card", line.card_id)


def _link(request: ActingRequest, card: Card) -> CardLink:
    link = queries.link_of(request.actor, card)
    if link is None:
        raise Http404
    link.card = card
    return link


@post_only
def code(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The code of the person's page, read again or changed: shown here once, to be told by voice."""
    card = _card(request, pk)
    link = _link(request, card)
    changed = request.POST.get("cosa") == "cambia"
    act = actions.change_card_code if changed else actions.tell_card_code
    digits = act(link=link, actor=request.actor)
    context = {"card": card, "code": digits, "changed": changed}
    return render(request, "opportunities/card_code.html", context)


@post_only
def close_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The sheet was lost or taken: its drawing opens nothing any more."""
    card = _card(request, pk)
    actions.revoke_card_link(link=_link(request, card), actor=request.actor)
    toast(request, "Pagina chiusa: il disegno sul foglio non apre più nulla.")
    return redirect("opportunities:card", pk)
