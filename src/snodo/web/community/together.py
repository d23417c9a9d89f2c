"""With whom an activity is done, and which of one's own people were there."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.community import access, actions, queries
from snodo.domain.community.models import NetworkActivity
from snodo.web.community.forms import MarkForm, PartnerForm
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, toast, typed


def _activity(request: ActingRequest, pk: UUID) -> NetworkActivity:
    return get_or_404(queries.one_activity(request.actor), pk)


def add_partner(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A body that does it too."""
    one = _activity(request, pk)
    access.require(access.can_change(request.actor, one), "Gli enti li scrive chi promuove l'attività.")
    form = PartnerForm(posted(request))
    form.fields["organisation"].queryset = queries.bodies_to_add(one)  # type: ignore[attr-defined]
    act = lambda: actions.add_partner(activity=one, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Ente aggiunto.")
        return redirect("community:activity", pk)
    return _form(request, form, one, "Aggiungi un ente", "Aggiungi")


@post_only
def remove_partner(request: ActingRequest, pk: UUID, partner_pk: UUID) -> HttpResponse:
    """It was not there after all."""
    one = _activity(request, pk)
    actions.remove_partner(partner=get_or_404(queries.partners_of(one), partner_pk), actor=request.actor)
    toast(request, "Ente tolto.")
    return redirect("community:activity", pk)


def mark(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One of one's own people was there."""
    one, actor = _activity(request, pk), request.actor
    access.require(access.can_mark(actor), "Chi c'era lo segna chi lavora con le persone.")
    form = MarkForm(posted(request))
    form.fields["person"].queryset = queries.markable(actor, one)  # type: ignore[attr-defined]
    act = lambda: actions.add_participant(activity=one, actor=actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Presenza segnata.")
        return redirect("community:activity", pk)
    text = request.GET.get("q", "")
    people = queries.markable(actor, one, text)
    offered = list(people.values_list("pk", flat=True)[: queries.MOST_OFFERED])
    form.fields["person"].queryset = people.filter(pk__in=offered)  # type: ignore[attr-defined]
    audit.record_list(actor=actor, kind="people.person", ids=offered)
    back = reverse("community:activity", args=[pk])
    context = {"form": form, "one": one, "back": back, "text": text, "most": queries.MOST_OFFERED}
    return render(request, "community/mark.html", context, status=422 if form.is_bound else 200)


@post_only
def unmark(request: ActingRequest, pk: UUID, participant_pk: UUID) -> HttpResponse:
    """They were not there after all."""
    one = _activity(request, pk)
    rows = access.participants_visible_to(request.actor).filter(activity=one).select_related("person")
    actions.remove_participant(participant=get_or_404(rows, participant_pk), actor=request.actor)
    toast(request, "Presenza tolta.")
    return redirect("community:activity", pk)


def _form(
    request: ActingRequest, form: object, one: NetworkActivity, title: str, submit: str
) -> HttpResponse:
    back = reverse("community:activity", args=[one.pk])
    context = {"form": form, "title": title, "submit": submit, "back": back, "eyebrow": one.title}
    return render(request, "community/form.html", context, status=422 if form.is_bound else 200)  # type: ignore[attr-defined]
