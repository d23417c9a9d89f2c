"""The register of a desk, one access, and what becomes of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.desk import access, actions, queries
from snodo.domain.desk.models import Access
from snodo.domain.services import queries as services
from snodo.web.desk.common import a_desk, an_access, form_page
from snodo.web.desk.forms import CorrectForm, RegisterFilter, WithdrawForm, initial_of
from snodo.web.http import ActingRequest, done, go_back, paginate, post_only, posted, require_safe, toast


@require_safe
def register(request: ActingRequest, pk: UUID) -> HttpResponse:
    """All the accesses of a desk, filtered."""
    desk = a_desk(request, pk)
    quarters = queries.quarters_of(desk)
    form = RegisterFilter(request.GET, desk=desk, quarters=quarters)
    quarter = form.value("quartiere")
    filters = queries.AccessFilters(
        since=form.value("dal"),
        until=form.value("al"),
        reason=form.value("motivo") or "",
        result=form.value("risultato") or "",
        quarter=UUID(quarter) if quarter else None,
        to_do=bool(form.value("da_fare")),
    )
    page = paginate(request, queries.access_list(request.actor, desk, filters))
    audit.record_list(actor=request.actor, kind="desk.access", ids=[entry.pk for entry in page])
    context = {
        "desk": desk,
        "form": form,
        "page": page,
        "filtered": bool(request.GET),
        "reset": reverse("desk:register", args=[pk]),
    }
    return render(request, "desk/register.html", context)


@require_safe
def access_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One access: what was done, and what may become of it."""
    actor = request.actor
    entry = an_access(request, pk)
    audit.record_read(actor=actor, subject=entry, person_id=entry.person_id)
    works = entry.desk.organisation_id == actor.organisation_id and access.can_work_at(actor, entry.desk)
    readable = bool(getattr(entry, "readable", False))
    context = {
        "entry": entry,
        "readable": readable,
        "facts": _facts(entry, readable),
        "story": queries.story_of(actor, entry),
        "sendings": list(services.sending_list(actor, entry=pk)[:10]),
        "works": works and entry.withdrawn_on is None,
        "may_change": works and readable and access.can_change(actor, entry),
        "own": entry.desk.organisation_id == actor.organisation_id,
    }
    return render(request, "desk/access.html", context)


def _facts(entry: Access, readable: bool) -> list[tuple[str, str]]:
    told = [
        ("Motivo", entry.reason_word),
        ("Che cosa si è fatto", ", ".join(entry.services_words)),
        ("Com'è finita", entry.result_word),
        ("Da dove viene", entry.quarter.name if entry.quarter else ""),
        ("Dove", entry.place.name if entry.place else ""),
    ]
    about = [entry.get_age_band_display(), entry.get_sex_display() if entry.sex else ""]
    told.append(("Età e sesso", ", ".join(word for word in about if word)))
    if readable:
        told.append(("Annotazioni", entry.note))
    return [(word, value) for word, value in told if value]


def correct(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What was written in haste is put right."""
    entry = an_access(request, pk)
    access.require(access.can_change(request.actor, entry), actions.CHANGES)
    form = CorrectForm(
        posted(request),
        desk=entry.desk,
        quarters=queries.quarters_of(entry.desk),
        places=[],
        initial=initial_of(entry),
    )
    back = reverse("desk:access", args=[pk])
    version = request.POST.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 9 else entry.version
    if done(
        form,
        lambda: actions.correct_access(entry=entry, version=number, actor=request.actor, **form.values()),
    ):
        toast(request, "Accesso corretto.")
        return redirect(back)
    context = {"form": form, "entry": entry, "back": back, "version": version or entry.version}
    return render(request, "desk/correct.html", context, status=422 if form.is_bound else 200)


def withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Written by mistake."""
    entry = an_access(request, pk)
    access.require(access.can_change(request.actor, entry), actions.CHANGES)
    form = WithdrawForm(posted(request))
    if done(
        form,
        lambda: actions.withdraw_access(entry=entry, why=form.cleaned_data["why"], actor=request.actor),
    ):
        toast(request, "Accesso tolto: non viene più contato.")
        return redirect("desk:register", pk=entry.desk_id)
    return form_page(
        request,
        form,
        title="Togli questo accesso",
        submit="Togli",
        back=reverse("desk:access", args=[pk]),
        eyebrow=entry.desk.title,
        intro="Non viene più contato. Resta scritto che c'era, e perché è stato tolto.",
    )


@post_only
def settle(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The next step is done."""
    entry = an_access(request, pk)
    actions.settle_next_step(entry=entry, actor=request.actor)
    toast(request, "Segnato come fatto.")
    return go_back(request, reverse("desk:access", args=[pk]))
