"""The person's own card: what was found together, and what they say to it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from snodo.domain.opportunities import access, actions, queries
from snodo.domain.opportunities.models import Card, CardLine, CardLink
from snodo.domain.opportunities.states import Answer, OpportunityState
from snodo.kernel.errors import InputRefused
from snodo.web.forms import LineField, SnodoForm
from snodo.web.personal.door import PAPER, Door, LinkRequest, by_link, gone

CARD = Door(
    find=queries.find_card_link, holder_of=queries.holder_of, try_code=actions.try_card_code, hint=PAPER
)
# What the person may say, in their own voice, with the verb of the button.
ANSWERS = (
    (Answer.ACCEPTED, "Sì, mi interessa", "Hai detto: sì, mi interessa"),
    (Answer.TALK, "Voglio parlarne", "Hai detto: voglio parlarne"),
    (Answer.DECLINED, "Non fa per me", "Hai detto: non fa per me"),
)


class NoteForm(SnodoForm):
    """A few words beside the answer."""

    note = LineField(label="Vuoi aggiungere qualcosa?", max_length=300, required=False)


@by_link(CARD)
def card_page(request: LinkRequest, link: CardLink) -> HttpResponse:
    """The card, and a place to answer each opportunity."""
    card = queries.own_card(request.actor)
    if card is None:
        return gone(request)
    if request.method == "POST" and "riga" in request.POST:
        return _answer(request, link, card)
    link.card = card
    actions.open_card_link(link=link, actor=request.actor)
    return _draw(request, card)


def _draw(request: LinkRequest, card: Card, refused: dict[str, str] | None = None) -> HttpResponse:
    guarded = queries.guarded(card)
    context = {
        "card": card,
        "guarded": guarded,
        "lines": [_shown(line, guarded) for line in queries.lines_of(card)],
        "answers": [(value.value, verb) for value, verb, _ in ANSWERS],
        "answered": request.GET.get("risposta", ""),
        "refused": refused,
    }
    return render(request, "personal/card.html", context, status=422 if refused else 200)


def _shown(line: CardLine, guarded: bool) -> dict[str, object]:
    """One opportunity as the person reads it; of somebody protected, its number and kind alone."""
    one = line.opportunity
    facts = [
        ("Chi la offre", one.offered_by),
        ("Dove", one.place),
        ("Quando", one.schedule),
        ("A chi rivolgersi", one.contact),
    ]
    shown = {
        "line": line,
        "title": one.get_kind_display(),
        "over": one.state == OpportunityState.CLOSED,
        "said": next((said for value, _, said in ANSWERS if value == line.answer), ""),
    }
    if guarded:
        return shown
    return shown | {
        "title": one.title,
        "words": line.words,
        "first_step": line.first_step,
        "note": line.answer_note,
        "facts": [(label, value) for label, value in facts if value],
    }


def _answer(request: LinkRequest, link: CardLink, card: Card) -> HttpResponse:
    line = _line(request)
    if line is None:
        return gone(request)
    note = request.POST.get("note", "")
    form = NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise InputRefused({"note": "Scrivi al massimo 300 caratteri, su una riga sola."})
        answer = request.POST.get("risposta", "")
        actions.answer_card_line(
            line=line, answer=answer, note=form.cleaned_data["note"], actor=request.actor
        )
    except InputRefused as refusal:
        kept = {"line": str(line.pk), "sentence": refusal.sentence, "note": note[:2000]}
        return _draw(request, card, kept)
    return HttpResponseRedirect(f"{request.path}?risposta={line.position}#n{line.position}")


def _line(request: LinkRequest) -> CardLine | None:
    try:
        pk = UUID(request.POST["riga"])
    except ValueError:
        return None
    lines = access.lines_visible_to(request.actor).select_related("card")
    return lines.filter(pk=pk).first()
