"""Listening to the territory: meetings, what was heard in each, and all of it side by side."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.actions.themes import DECLARES, WRITES
from snodo.domain.programmes.access import programmes_visible_to
from snodo.domain.programmes.models import Programme
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, require_safe, toast, typed
from snodo.web.outreach.forms import HearForm, ThemesForm
from snodo.web.outreach.views import COUNTED_BY


def _counted(request: ActingRequest, pk: UUID) -> Programme:
    one = get_or_404(programmes_visible_to(request.actor), pk)
    access.require(access.can_count(request.actor, one), COUNTED_BY)
    return one


@require_safe
def listening(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Presentations and focus groups, and their themes side by side."""
    one, actor = _counted(request, programme), request.actor
    compared = queries.comparison(one)
    context = {
        "programme": one,
        "meetings": list(queries.meetings_of(actor, one)[:50]),
        "compared": compared,
        "bars": [
            {
                "label": row.theme.title,
                "value": row.total,
                "note": f"{row.total} in {row.meetings} {'incontro' if row.meetings == 1 else 'incontri'}",
            }
            for row in compared.rows
            if row.total
        ],
        "may_declare": access.can_declare_themes(actor, one),
        "guide": queries.territory_guide(one),
        "may_convene": access.can_work(actor, one),
    }
    return render(request, "outreach/listening.html", context)


def declare(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The themes one starts with."""
    one = _counted(request, programme)
    access.require(access.can_declare_themes(request.actor, one), DECLARES)
    standing = [theme.title for theme in queries.themes_of(one) if theme.declared]
    form = ThemesForm(posted(request), initial={"titles": "\n".join(standing)})
    act = lambda: actions.declare_themes(  # noqa: E731
        programme=one, titles=form.cleaned_data["titles"].splitlines(), actor=request.actor
    )
    back = reverse("outreach:listening", args=[programme])
    if done(form, act):
        toast(request, "Temi salvati.")
        return redirect(back)
    context = {"form": form, "title": "I temi di partenza", "submit": "Salva", "back": back}
    context |= {"eyebrow": one.title, "sub": "Quelli che vi aspettate. Chi viene ne porterà altri."}
    return render(request, "outreach/form.html", context, status=422 if form.is_bound else 200)


def meeting(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What was heard in one meeting; who convened it writes."""
    table = get_or_404(queries.one_meeting(request.actor), pk)
    may_write = access.can_write_themes(request.actor, table)
    if request.method == "POST":
        access.require(may_write, WRITES)
    form = HearForm(posted(request)).for_programme(table.programme)
    if done(form, lambda: actions.hear_theme(table=table, actor=request.actor, **typed(form))):
        toast(request, "Tema scritto.")
        return redirect("outreach:meeting", pk)
    context = {
        "table": table,
        "voices": list(queries.voices_of(table)),
        "form": form if may_write else None,
        "back": reverse("outreach:listening", args=[table.programme_id]),
    }
    return render(request, "outreach/meeting.html", context, status=422 if form.is_bound else 200)


@post_only
def unhear(request: ActingRequest, pk: UUID, voice_pk: UUID) -> HttpResponse:
    """It had not come up after all."""
    table = get_or_404(queries.one_meeting(request.actor), pk)
    actions.unhear_theme(voice=get_or_404(queries.voices_of(table), voice_pk), actor=request.actor)
    toast(request, "Tema tolto.")
    return redirect("outreach:meeting", pk)
