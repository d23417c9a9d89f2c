"""The public sheet of a programme, read by whoever has its address without cookies; and what one may send.

Its link asks no code: what it opens was written to be read by all.
"""

from django import forms
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.desk.queries import questions
from snodo.domain.instruments.queries import shape_of
from snodo.domain.outreach import actions, queries, states
from snodo.domain.outreach.models import PublicSheet
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.forms import LineField, SnodoForm
from snodo.web.http import apply_refusal
from snodo.web.personal import limits
from snodo.web.personal.door import Door, LinkRequest, by_link, gone
from snodo.web.sheet.territory import ReplyForm, by_field

SHEET = Door(find=queries.find_sheet, holder_of=queries.sheet_holder)
WAIT = "Da qui sono già partite più richieste: riprova tra un'ora, oppure usa i recapiti della scheda."


class CallForm(SnodoForm):
    """Whom to call, and of what. No free words: nobody's story fits in."""

    body = LineField(label="La vostra realtà", max_length=120, help_text="Per esempio: Polisportiva Aurora.")
    contact = LineField(label="Chi dobbiamo cercare", max_length=80)
    phone = LineField(label="Telefono", max_length=30, required=False)
    email = forms.EmailField(label="Posta elettronica", max_length=254, required=False)
    topic = forms.ChoiceField(
        label="Di che cosa volete parlare", choices=states.CallTopic.choices, widget=forms.RadioSelect
    )
    when = forms.ChoiceField(
        label="Quando chiamare", choices=states.CallTime.choices, initial=states.CallTime.ANY
    )


@by_link(SHEET)
def sheet_page(request: LinkRequest, link: PublicSheet) -> HttpResponse:
    """What the programme offers, for whom, how one takes part."""
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    sheet = queries.public_sheet(request.actor)
    if sheet is None:
        return gone(request)
    token = request.path.rstrip("/").rpartition("/")[2]
    desk = questions.page_of_programme(sheet.programme)
    context = {
        "sheet": sheet,
        "call": reverse("personal:call", args=[token]),
        "asked": "richiamo" in request.GET,
        "filled": "scheda" in request.GET,
        "guide": queries.territory_guide(sheet.programme),
        "fill": reverse("personal:territory", args=[token]),
        "ask": reverse("personal:ask", args=[questions.address_of(desk)]) if desk is not None else "",
    }
    return render(request, "personal/sheet.html", context)


@by_link(SHEET)
def call_page(request: LinkRequest, link: PublicSheet) -> HttpResponse:
    """Ask to be called."""
    sheet = queries.public_sheet(request.actor)
    if sheet is None:
        return gone(request)
    back = request.path.rstrip("/").rpartition("/")[0] + "/"
    form = CallForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            if limits.asked_too_much(request, "sheet"):
                raise Conflict(WAIT)
            actions.ask_to_be_called(sheet=link, actor=request.actor, **form.cleaned_data)
            return HttpResponseRedirect(f"{back}?richiamo=1")
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
    context = {"sheet": sheet, "form": form, "back": back}
    return render(request, "personal/call.html", context, status=422 if form.errors else 200)


@by_link(SHEET)
def territory_page(request: LinkRequest, link: PublicSheet) -> HttpResponse:
    """Fill in the sheet of the territory, for the focus group."""
    sheet = queries.public_sheet(request.actor)
    guide = queries.territory_guide(sheet.programme) if sheet is not None else None
    if sheet is None or guide is None:
        return gone(request)
    back = request.path.rstrip("/").rpartition("/")[0] + "/"
    form = ReplyForm(request.POST if request.method == "POST" else None, shape=shape_of(guide))
    if form.is_bound and form.is_valid():
        try:
            if limits.asked_too_much(request, "sheet"):
                raise Conflict(WAIT)
            actions.fill_territory_sheet(
                programme=sheet.programme,
                body=form.body(),
                answers=form.answers(),
                sheet=link,
                actor=request.actor,
            )
            return HttpResponseRedirect(f"{back}?scheda=1")
        except InputRefused as refusal:
            apply_refusal(form, by_field(refusal, form))
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
    context = {"sheet": sheet, "form": form, "guide": guide, "shape": form.shape, "back": back}
    return render(request, "personal/territory.html", context, status=422 if form.errors else 200)
