"""Hours, places, shifts and words of a desk: decided by who co-ordinates it, read by who works there."""

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.desk import access, actions, queries, states, words
from snodo.domain.desk.models import Desk, Opening, Shift
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.queries import quarters_of as quarters_of_programme
from snodo.kernel import clock
from snodo.web.desk.common import a_desk, form_page
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm, TextField
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, require_safe, toast, typed

DAYS_AHEAD = 21


class OpeningForm(SnodoForm):
    """When a place is open."""

    dropdowns = ("weekday", "place")
    place = NamedModelChoiceField(queryset=None, label="Dove")
    weekday = forms.TypedChoiceField(label="Giorno", choices=states.Weekday.choices, coerce=int)
    opens = forms.TimeField(label="Dalle")
    closes = forms.TimeField(label="Alle")

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = desk.places.order_by("name")  # type: ignore[attr-defined]


class ShiftForm(SnodoForm):
    """Who is there."""

    dropdowns = ("place",)
    membership = NamedModelChoiceField(
        queryset=None, label="Chi", naming=lambda row: row.user.get_full_name()
    )
    place = NamedModelChoiceField(queryset=None, label="Dove")
    day = forms.DateField(label="Giorno")
    opens = forms.TimeField(label="Dalle")
    closes = forms.TimeField(label="Alle")

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = access.operators_for(desk)  # type: ignore[attr-defined]
        self.fields["place"].queryset = desk.places.order_by("name")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """As the action wants them."""
        data = self.cleaned_data
        return {
            "membership": data["membership"],
            "place": data["place"],
            "starts_at": _instant(data["day"], data["opens"]),
            "ends_at": _instant(data["day"], data["closes"]),
        }


def _instant(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return clock.at(day, time.hour, time.minute)


class PlaceForm(SnodoForm):
    """Another room or address."""

    name = LineField(label="Nome del luogo", max_length=120)
    address = LineField(label="Indirizzo", max_length=200, required=False)


class WordsForm(SnodoForm):
    """What may be chosen, one line for each."""

    title = LineField(label="Nome dello sportello", max_length=120)
    reasons = TextField(
        label="Motivi", max_length=2000, rows=9, help_text="Uno per riga, nell'ordine in cui si scelgono."
    )
    services = TextField(label="Che cosa si fa", max_length=2000, rows=7, help_text="Una voce per riga.")
    results = TextField(label="Come può finire", max_length=2000, rows=6, help_text="Una voce per riga.")


class OpenForm(SnodoForm):
    """A new desk."""

    programme = NamedModelChoiceField(queryset=None, label="Per quale programma")
    title = LineField(label="Nome dello sportello", max_length=120)
    place = LineField(label="Dove", max_length=120, required=False)
    address = LineField(label="Indirizzo", max_length=200, required=False)


@require_safe
def hours(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The week, the shifts to come, the places."""
    desk = a_desk(request, pk)
    openings = queries.openings_of(desk, clock.today())
    week = [
        {"label": label, "hours": [one for one in openings if one.weekday == day]}
        for day, label in states.Weekday.choices
    ]
    context = {
        "desk": desk,
        "week": [day for day in week if day["hours"]],
        "shifts": queries.shifts_on(desk, clock.today(), days=DAYS_AHEAD),
        "places": desk.places.order_by("name"),
        "leads": access.can_lead(request.actor, desk) and desk.closed_on is None,
    }
    return render(request, "desk/hours.html", context)


def _led(request: ActingRequest, pk: UUID) -> Desk:
    desk = a_desk(request, pk)
    access.require(access.can_lead(request.actor, desk), actions.LEADS)
    return desk


def add_opening(request: ActingRequest, pk: UUID) -> HttpResponse:
    """More hours."""
    desk = _led(request, pk)
    form = OpeningForm(posted(request), desk=desk, initial={"place": desk.places.first()})
    act = lambda: actions.add_opening(desk=desk, actor=request.actor, **typed(form))  # noqa: E731
    return _one(request, desk, form, act, "Aggiungi un orario", "Orario aggiunto.")


def plan_shift(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody on shift."""
    desk = _led(request, pk)
    first = {"place": desk.places.first(), "day": clock.today()}
    form = ShiftForm(posted(request), desk=desk, initial=first)
    act = lambda: actions.plan_shift(desk=desk, actor=request.actor, **form.values())  # noqa: E731
    return _one(request, desk, form, act, "Metti di turno", "Turno aggiunto.")


def add_place(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another place."""
    desk = _led(request, pk)
    form = PlaceForm(posted(request))
    act = lambda: actions.add_place(desk=desk, actor=request.actor, **typed(form))  # noqa: E731
    return _one(request, desk, form, act, "Aggiungi un luogo", "Luogo aggiunto.")


def change_words(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The name and the words of the desk."""
    desk = _led(request, pk)
    lines = {part: "\n".join(title for _, title in desk.choices(part)) for part in words.PARTS}
    form = WordsForm(posted(request), initial={"title": desk.title, **lines})

    def act() -> None:
        data = form.cleaned_data
        lists = {part: data[part].splitlines() for part in words.PARTS}
        actions.change_words(desk=desk, title=data["title"], lists=lists, actor=request.actor)

    return _one(request, desk, form, act, "Cambia le voci", "Voci aggiornate.", submit="Salva")


def _one(
    request: ActingRequest, desk: Desk, form: SnodoForm, act: Any, title: str, told: str, submit: str = ""
) -> HttpResponse:
    back = reverse("desk:hours", args=[desk.pk])
    if done(form, act):
        toast(request, told)
        return redirect(back)
    return form_page(request, form, title=title, submit=submit or title, back=back, eyebrow=desk.title)


@post_only
def end_opening(request: ActingRequest, pk: UUID) -> HttpResponse:
    """These hours no longer hold."""
    rows = Opening.objects.filter(desk__in=access.desks_visible_to(request.actor).values("pk"))
    opening = get_or_404(rows.select_related("desk"), pk)
    actions.end_opening(opening=opening, actor=request.actor)
    toast(request, "Orario tolto.")
    return redirect("desk:hours", pk=opening.desk_id)


@post_only
def cancel_shift(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody is no longer on shift."""
    rows = Shift.objects.filter(desk__in=access.desks_visible_to(request.actor).values("pk"))
    shift = get_or_404(rows.select_related("desk"), pk)
    actions.cancel_shift(shift=shift, actor=request.actor)
    toast(request, "Turno tolto.")
    return redirect("desk:hours", pk=shift.desk_id)


@post_only
def close(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Nobody is received here any more."""
    desk = _led(request, pk)
    actions.close_desk(desk=desk, actor=request.actor)
    toast(request, "Sportello chiuso: quello che è scritto resta.")
    return redirect("desk:board", pk=pk)


def open_desk(request: ActingRequest) -> HttpResponse:
    """A desk that no pack describes."""
    actor = request.actor
    access.require(actor.has_role("coordinator"), "Uno sportello lo apre chi coordina l'ente che lo terrà.")
    programmes = access.programmes_for_a_desk(actor)
    form = OpenForm(posted(request))
    form.fields["programme"].queryset = programmes.defer("definition")  # type: ignore[attr-defined]
    made: list[Desk] = []

    def act() -> None:
        data = typed(form)
        body = Organisation.objects.get(pk=actor.organisation_id)
        quarters = [place for _, place in quarters_of_programme(data["programme"])]
        made.append(actions.open_desk(organisation=body, quarters=quarters, actor=actor, **data))

    if done(form, act):
        toast(request, "Sportello aperto: scrivi orari e turni.")
        return redirect("desk:hours", pk=made[0].pk)
    return form_page(
        request,
        form,
        title="Apri uno sportello",
        submit="Apri lo sportello",
        back=reverse("desk:index"),
        intro="Comincia con le voci più usate: le cambi quando vuoi.",
    )
