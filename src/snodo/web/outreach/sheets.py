"""The public sheet of a programme, from inside: written, published, printed; and who asks to be called."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.actions.sheets import WRITES
from snodo.domain.outreach.models import CallRequest, PublicSheet
from snodo.domain.programmes.access import programmes_visible_to
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import ProgrammeState
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, require_safe, toast, typed
from snodo.web.outreach.forms import SettleForm, SheetWordsForm


def _programme(request: ActingRequest, pk: UUID) -> Programme:
    return get_or_404(programmes_visible_to(request.actor), pk)


@require_safe
def sheet(request: ActingRequest, programme: UUID) -> HttpResponse:
    """As it stands, its address, and who asks to be called."""
    one, actor = _programme(request, programme), request.actor
    found = queries.sheet_of(one)
    context: dict[str, Any] = {
        "programme": one,
        "sheet": found,
        "may_write": access.can_write_sheet(actor, one) and one.state != ProgrammeState.CONCLUDED,
        "calls": list(queries.calls_of(actor, found)[:200]) if found else [],
        "may_reply": access.can_reply(actor, one) and queries.territory_guide(one) is not None,
        "keeps": found is not None and found.organisation_id == actor.organisation_id,
    }
    if found is not None and found.good:
        address = request.build_absolute_uri(reverse("personal:sheet", args=[queries.address_of(found)]))
        context |= {"address": address, "drawing": _drawing(address)}
    return render(request, "outreach/sheet.html", context)


def _drawing(address: str) -> str:
    """To be printed on a poster and read with a telephone."""
    import segno

    drawn: str = segno.make(address, error="m", micro=False).svg_data_uri(border=2, scale=3)
    return drawn


def write(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The words of the sheet."""
    one = _programme(request, programme)
    access.require(access.can_write_sheet(request.actor, one), WRITES)
    found = queries.sheet_of(one)
    names = SheetWordsForm.base_fields
    first = {name: getattr(found, name) for name in names} if found else queries.proposed(one)
    form = SheetWordsForm(posted(request), initial=first)
    act = lambda: actions.write_sheet(programme=one, actor=request.actor, **typed(form))  # noqa: E731
    back = reverse("outreach:sheet", args=[programme])
    if done(form, act):
        toast(request, "Scheda salvata." if found else "Scheda salvata. Per farla leggere, pubblicala.")
        return redirect(back)
    context = {"form": form, "title": "Scheda pubblica", "submit": "Salva", "back": back}
    context |= {"eyebrow": one.title, "sub": "La legge chiunque. Parole semplici, e nessun dato di persone."}
    return render(request, "outreach/form.html", context, status=422 if form.is_bound else 200)


def _sheet(request: ActingRequest, programme: UUID) -> PublicSheet:
    found = queries.sheet_of(_programme(request, programme))
    if found is None:
        raise Http404
    return found


@post_only
def publish(request: ActingRequest, programme: UUID) -> HttpResponse:
    """From now on whoever has the address reads it."""
    actions.publish_sheet(sheet=_sheet(request, programme), actor=request.actor)
    toast(request, "La scheda è pubblica.")
    return redirect("outreach:sheet", programme)


@post_only
def take_down(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Nobody reads it any more."""
    actions.take_down_sheet(sheet=_sheet(request, programme), actor=request.actor)
    toast(request, "La scheda non è più pubblica.")
    return redirect("outreach:sheet", programme)


def settle(request: ActingRequest, pk: UUID) -> HttpResponse:
    """They were called."""
    call: CallRequest = get_or_404(access.calls_visible_to(request.actor).select_related("sheet"), pk)
    form = SettleForm(posted(request))
    back = reverse("outreach:sheet", args=[call.sheet.programme_id])
    act = lambda: actions.settle_call(call=call, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Scritto.")
        return redirect(back)
    context = {"form": form, "title": f"{call.body}: com'è andata", "submit": "Salva", "back": back}
    context |= {"eyebrow": "Scheda pubblica", "sub": f"{call.contact}, {call.phone or call.email}"}
    return render(request, "outreach/form.html", context, status=422 if form.is_bound else 200)
