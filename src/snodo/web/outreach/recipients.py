"""Somebody who might take part: written down, told, booked, referred, taken off."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.actions.recipients import OURS
from snodo.domain.outreach.models import PossibleRecipient
from snodo.web.forms import SnodoForm
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, toast, typed
from snodo.web.outreach.forms import (
    BookForm,
    CarryForm,
    InformForm,
    NoteForm,
    RecipientForm,
    TakeOffForm,
    initial_of,
)
from snodo.web.outreach.views import worked_in
from snodo.web.reading import shown

TOLD = "Da scrivere prima del primo colloquio, e in ogni caso entro un mese da quando hai avuto il nome."
AWAY = "Il nome e le parole dei colloqui si cancellano adesso, per sempre: resta solo il conto."


def note(request: ActingRequest, programme: UUID) -> HttpResponse:
    """A new name on the list."""
    one = worked_in(request, programme)
    form = NoteForm(posted(request)).for_programme(one)
    made: list[PossibleRecipient] = []
    if done(form, lambda: made.append(actions.note_recipient(actor=request.actor, **typed(form)))):
        toast(request, f"Nome segnato. Si cancella da solo dopo il {made[0].expires_on:%d/%m/%Y}.")
        return redirect("outreach:recipient", made[0].pk)
    back = reverse("outreach:recipients", args=[one.pk])
    context = {"form": form, "title": "Segna un possibile destinatario", "submit": "Segna", "back": back}
    context |= {"eyebrow": one.title, "sub": "Il meno possibile: quello che serve per incontrarsi."}
    return render(request, "outreach/form.html", context, status=422 if form.is_bound else 200)


def kept(request: ActingRequest, pk: UUID) -> PossibleRecipient:
    """One name of one's own list, to be worked on."""
    row = get_or_404(queries.one_recipient(request.actor), pk)
    access.require(access.can_work(request.actor, row.programme), OURS)
    return row


def _page(
    request: ActingRequest,
    row: PossibleRecipient,
    form: SnodoForm,
    act: Callable[[], object],
    said: str,
    title: str,
    submit: str,
    sub: str = "",
    then: str = "",
) -> HttpResponse:
    """One form about one name; `then` is where it leads when the name is gone."""
    here = reverse("outreach:recipient", args=[row.pk])
    if done(form, act):
        toast(request, said)
        return redirect(then or here)
    shown(request, row)
    context = {"form": form, "title": title, "submit": submit, "back": here, "eyebrow": row.name, "sub": sub}
    return render(
        request, "outreach/form.html", context | {"danger": bool(then)}, status=422 if form.is_bound else 200
    )


def change(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Correct what is written."""
    row = kept(request, pk)
    form = RecipientForm(posted(request), initial=initial_of(row))
    act = lambda: actions.change_recipient(recipient=row, actor=request.actor, **typed(form))  # noqa: E731
    return _page(request, row, form, act, "Corretto.", "Correggi", "Salva")


def inform(request: ActingRequest, pk: UUID) -> HttpResponse:
    """They were told who keeps their name, and why."""
    row, form = kept(request, pk), InformForm(posted(request))
    act = lambda: actions.inform_recipient(recipient=row, actor=request.actor, **typed(form))  # noqa: E731
    return _page(request, row, form, act, "Scritto.", "È stata informata", "Salva", TOLD)


def book(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A day to meet."""
    row, form = kept(request, pk), BookForm(posted(request))
    act = lambda: actions.book_interview(recipient=row, actor=request.actor, **typed(form))  # noqa: E731
    return _page(request, row, form, act, "Colloquio fissato.", "Fissa un colloquio", "Fissa")


def take_off(request: ActingRequest, pk: UUID) -> HttpResponse:
    """They said no, or cannot be reached."""
    row, form = kept(request, pk), TakeOffForm(posted(request))
    act = lambda: actions.take_off(recipient=row, actor=request.actor, **typed(form))  # noqa: E731
    then = reverse("outreach:recipients", args=[row.programme_id])
    said = "Cancellato. Resta solo il conto."
    return _page(request, row, form, act, said, "Togli dall'elenco", "Cancella adesso", AWAY, then)


def carry(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Whether what was said goes into a path."""
    row = kept(request, pk)
    form = CarryForm(posted(request), initial={"carry": row.carry})
    act = lambda: actions.allow_carrying(recipient=row, actor=request.actor, **typed(form))  # noqa: E731
    here = reverse("outreach:recipient", args=[pk])
    if done(form, act):
        toast(request, "Scritto.")
        there = access.recipients_visible_to(request.actor).filter(pk=pk).exists()
        return redirect(here if there else reverse("outreach:recipients", args=[row.programme_id]))
    shown(request, row)
    context = {"form": form, "title": "Che cosa passa nel percorso", "submit": "Salva", "back": here}
    context |= {"eyebrow": row.name, "sub": "Si chiede alla persona. Si può cambiare finché non è passato."}
    return render(request, "outreach/form.html", context, status=422 if form.is_bound else 200)


@post_only
def refer(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Begin a referral with what is known, or go on with the one begun."""
    referral = actions.refer_recipient(recipient=kept(request, pk), actor=request.actor)
    draft = referral.sent_at is None
    return redirect("intake:edit" if draft else "intake:referral", referral.pk)
