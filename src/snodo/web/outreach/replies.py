"""The sheet bodies of the territory fill in, and what all of them say together."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.instruments.models import Instrument
from snodo.domain.instruments.queries import shape_of
from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.actions.replies import FILLS
from snodo.domain.programmes.access import programmes_visible_to
from snodo.domain.programmes.models import Programme
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, posted, require_safe, toast
from snodo.web.outreach.views import COUNTED_BY
from snodo.web.sheet.territory import ReplyForm, by_field


def _asked(request: ActingRequest, pk: UUID) -> tuple[Programme, Instrument]:
    one = get_or_404(programmes_visible_to(request.actor), pk)
    guide = queries.territory_guide(one)
    if guide is None:
        raise Http404
    return one, guide


@require_safe
def gathered(request: ActingRequest, programme: UUID) -> HttpResponse:
    """What the bodies answered, ready for the focus group; it prints as it is."""
    one, guide = _asked(request, programme)
    access.require(access.can_count(request.actor, one), COUNTED_BY)
    context = {
        "programme": one,
        "guide": guide,
        "gathered": queries.gathered(one, guide),
        "may_fill": access.can_reply(request.actor, one),
        "may_drop": access.can_write_sheet(request.actor, one),
    }
    return render(request, "outreach/gathered.html", context)


def fill(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Fill it in, for one's own body or for one that told it by voice."""
    one, guide = _asked(request, programme)
    access.require(access.can_reply(request.actor, one), FILLS)
    form = ReplyForm(posted(request), shape=shape_of(guide))
    if form.is_bound and form.is_valid():
        try:
            actions.fill_territory_sheet(
                programme=one, body=form.body(), answers=form.answers(), actor=request.actor
            )
            toast(request, "Scheda inviata. Grazie.")
            counts = access.can_count(request.actor, one)
            return redirect("outreach:gathered" if counts else "outreach:sheet", programme)
        except InputRefused as refusal:
            apply_refusal(form, by_field(refusal, form))
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
    context = {"form": form, "guide": guide, "programme": one, "shape": form.shape}
    context["back"] = reverse("outreach:sheet", args=[programme])
    return render(request, "outreach/fill.html", context, status=422 if form.is_bound else 200)


@post_only
def drop(request: ActingRequest, programme: UUID, pk: UUID) -> HttpResponse:
    """Sent by mistake."""
    one, guide = _asked(request, programme)
    access.require(access.can_count(request.actor, one), COUNTED_BY)
    reply = next((row for row in queries.gathered(one, guide).replies if row.pk == pk), None)
    if reply is None:
        raise Http404
    actions.drop_reply(reply=reply, actor=request.actor)
    toast(request, "Scheda tolta.")
    return redirect("outreach:gathered", programme)
