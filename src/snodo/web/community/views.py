"""The diary: looked up, written, told, counted year by year."""

from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.community import access, actions, queries
from snodo.domain.community.models import NetworkActivity
from snodo.domain.community.states import ActivityState, Audience
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.web.community.forms import ActivityForm, CancelForm, DiaryFilter, TellForm, initial_of
from snodo.web.http import (
    ActingRequest,
    done,
    get_or_404,
    paginate,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
)

MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
TABS = (("", "Tutte"), ("to_tell", "Da raccontare"), ("held", "Raccontate"), ("cancelled", "Annullate"))
FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """What is coming, then what was done."""
    actor = request.actor
    years = queries.years(actor)
    form = DiaryFilter(request.GET)
    form.set_years(years)
    wanted, asked = request.GET.get("stato", ""), form.value("anno") or ""
    rows = queries.diary(
        actor,
        text=form.value("testo") or "",
        kind=form.value("tipo") or "",
        year=int(asked) if asked else None,
        state=wanted if wanted in dict(TABS) else "",
    )
    context = {
        "page": paginate(request, rows),
        "form": form,
        "tabs": [
            {"label": label, "url": f"?stato={state}" if state else "?", "here": wanted == state}
            for state, label in TABS
        ],
        "wanted": wanted,
        "filtered": bool(request.GET),
        "reset": reverse("community:index"),
        "may_plan": access.can_plan(actor),
        "year": years[0] if years else clock.today().year,
    }
    return render(request, "community/index.html", context)


def _activity(request: ActingRequest, pk: UUID) -> NetworkActivity:
    return get_or_404(queries.one_activity(request.actor), pk)


@require_safe
def activity(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One activity: what it is for, how it went, who was there."""
    actor, one = request.actor, _activity(request, pk)
    may_mark = access.can_mark(actor)
    marked = queries.marked_at(actor, one) if may_mark else []
    if marked:
        audit.record_list(actor=actor, kind="people.person", ids=[row.person_id for row in marked])
    may_change = access.can_change(actor, one)
    context = {
        "one": one,
        "facts": _facts(one),
        "partners": list(queries.partners_of(one)),
        "marked": marked,
        "may_change": may_change,
        "may_tell": may_change and one.state != ActivityState.CANCELLED and one.starts_on <= clock.today(),
        "may_mark": may_mark and one.state != ActivityState.CANCELLED and one.starts_on <= clock.today(),
    }
    return render(request, "community/activity.html", context)


def _facts(one: NetworkActivity) -> list[tuple[str, str]]:
    told = [
        ("Luogo", ", ".join(word for word in (one.place, str(one.municipality or "")) if word)),
        ("Per chi", ", ".join(_words_for(one))),
        ("Programma", one.programme.title if one.programme else ""),
        ("Che cosa ci si aspetta", one.purpose),
    ]
    return [(word, value) for word, value in told if value]


def _words_for(one: NetworkActivity) -> list[str]:
    return [Audience(code).label.lower() for code in one.audience if code in Audience.values]


def new(request: ActingRequest) -> HttpResponse:
    """Something to come, or just held."""
    access.require(access.can_plan(request.actor))
    form = ActivityForm(posted(request)).for_actor(request.actor)
    made: list[NetworkActivity] = []
    if done(form, lambda: made.append(actions.plan_activity(actor=request.actor, **typed(form)))):
        toast(request, "Attività messa in diario.")
        return redirect("community:activity", made[0].pk)
    return _form(request, form, "Metti in diario un'attività", "Metti in diario", reverse("community:index"))


def edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Correct what was written."""
    one = _changed_by(request.actor, _activity(request, pk))
    form = ActivityForm(posted(request), initial=initial_of(one)).for_actor(request.actor)
    act = lambda: actions.change_activity(activity=one, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Attività corretta.")
        return redirect("community:activity", pk)
    return _form(request, form, "Correggi l'attività", "Salva", reverse("community:activity", args=[pk]))


def tell(request: ActingRequest, pk: UUID) -> HttpResponse:
    """How it went, and how many came."""
    one = _changed_by(request.actor, _activity(request, pk))
    first = {name: getattr(one, name) for name in TellForm.base_fields}
    form = TellForm(posted(request), initial=first)
    act = lambda: actions.tell_activity(activity=one, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Grazie: com'è andata resta nel diario della rete.")
        return redirect("community:activity", pk)
    return _form(
        request, form, "Racconta com'è andata", "Salva", reverse("community:activity", args=[pk]), one.title
    )


def cancel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It does not take place."""
    one = _changed_by(request.actor, _activity(request, pk))
    form = CancelForm(posted(request))
    act = lambda: actions.cancel_activity(activity=one, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Attività annullata.")
        return redirect("community:activity", pk)
    back = reverse("community:activity", args=[pk])
    return _form(request, form, "Annulla l'attività", "Annulla l'attività", back, one.title)


@post_only
def plan_again(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It takes place after all."""
    actions.plan_again(activity=_activity(request, pk), actor=request.actor)
    toast(request, "Attività di nuovo in programma.")
    return redirect("community:activity", pk)


def _changed_by(actor: Actor, one: NetworkActivity) -> NetworkActivity:
    access.require(access.can_change(actor, one), "La cambia l'ente che la promuove.")
    return one


def _form(
    request: ActingRequest,
    form: BaseForm,
    title: str,
    submit: str,
    back: str,
    eyebrow: str = "Diario della rete",
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back, "eyebrow": eyebrow}
    return render(request, "community/form.html", context, status=422 if form.is_bound else 200)


@require_safe
def year(request: ActingRequest, year: int) -> HttpResponse:
    """A year on one page, to be printed for who asks what the network did."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    book = queries.year_book(request.actor, year)
    context = {
        "book": book,
        "months": [
            {"label": month, "value": number, "note": str(number)}
            for month, number in zip(MONTHS, book.months, strict=True)
        ],
        "kinds": [{"label": label, "value": number, "note": str(number)} for label, number in book.kinds],
        "before": year - 1,
        "after": year + 1,
    }
    return render(request, "community/year.html", context)
