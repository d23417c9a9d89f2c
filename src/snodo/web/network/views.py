"""Bodies of the network, their people, and invitations."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.network import access, actions, queries
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.network.states import Capability
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, post_only, require_safe, toast
from snodo.web.network.forms import InviteForm, NetworkFilters, OrganisationForm


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """All bodies, with how many people work in each."""
    filters = NetworkFilters(request.GET)
    bodies = queries.organisation_list(
        request.actor, text=filters.value("testo") or "", kind=filters.value("tipo") or ""
    )
    page = paginate(request, bodies)
    counts = queries.member_counts(request.actor)
    rows = [
        {
            "organisation": body,
            "people": counts.get(body.pk, 0),
            "known": access.knows_body(request.actor, body),
        }
        for body in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "can_administer": access.can_administer(request.actor),
    }
    return render(request, "network/index.html", context)


@require_safe
def organisation_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One body: what it may do, where, who works there, who is invited."""
    organisation = get_or_404(access.organisations_visible_to(request.actor), pk)
    words = dict(Capability.choices)
    invites = access.can_invite_to(request.actor, organisation)
    invitations = access.invitations_visible_to(request.actor).filter(
        organisation=organisation, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    known = access.knows_body(request.actor, organisation)
    context = {
        "organisation": organisation,
        "known": known,
        "name": organisation.true_name if known else organisation.name,
        "capabilities": [words.get(code, code) for code in organisation.capabilities if known],
        "places": [row.territory.name for row in organisation.places.select_related("territory")],
        "members": list(queries.members_of(request.actor, organisation)),
        "invitations": list(invitations) if invites else [],
        "invites": invites,
        "can_administer": access.can_administer(request.actor),
    }
    return render(request, "network/organisation.html", context)


def _territories(request: ActingRequest) -> list[Territory]:
    return list(access.territories_visible_to(request.actor).order_by("kind", "name"))


def _organisation_form(request: ActingRequest, initial: dict[str, Any] | None = None) -> OrganisationForm:
    form = OrganisationForm(request.POST or None, initial=initial)
    form.fields["territories"].choices = [(str(t.pk), t.name) for t in _territories(request)]  # type: ignore[attr-defined]
    return form


def _values(request: ActingRequest, form: OrganisationForm) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    wanted = set(data.pop("territories"))
    return {**data, "territories": [t for t in _territories(request) if str(t.pk) in wanted]}


def new_organisation(request: ActingRequest) -> HttpResponse:
    """Register a body."""
    access.require(access.can_administer(request.actor))
    form = _organisation_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            values = _values(request, form)
            values["sensitive"] = values["sensitive"] or None  # not ticked: the kind decides
            body = actions.register_organisation(**values, actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Ente registrato. Ora puoi invitare chi ci lavora.")
            return redirect("network:organisation", pk=body.pk)
    return render(
        request,
        "network/edit.html",
        {"form": form, "title": "Registra un ente", "back": reverse("network:index")},
    )


def edit_organisation(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Change what is written of a body."""
    organisation = get_or_404(access.organisations_visible_to(request.actor), pk)
    access.require(access.can_administer(request.actor))
    form = _organisation_form(request, _initial(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_organisation(
                organisation=organisation, actor=request.actor, **_values(request, form)
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Modifiche salvate.")
            return redirect("network:organisation", pk=organisation.pk)
    back = reverse("network:organisation", args=[organisation.pk])
    return render(request, "network/edit.html", {"form": form, "title": organisation.true_name, "back": back})


def _initial(organisation: Organisation) -> dict[str, Any]:
    names = ("name", "short_name", "kind", "vat_number", "capabilities", "email", "phone", "address")
    places = organisation.places.values_list("territory_id", flat=True)
    masked = {
        "name": organisation.true_name,
        "short_name": organisation.own_short_name or organisation.short_name,
        "sensitive": organisation.sensitive,
        "masked_name": organisation.name if organisation.sensitive else "",
    }
    held = {name: getattr(organisation, name) for name in names}
    return held | masked | {"territories": [str(pk) for pk in places]}


def invite(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Invite a colleague by e-mail."""
    organisation = get_or_404(access.organisations_visible_to(request.actor), pk)
    access.require(access.can_invite_to(request.actor, organisation))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_member(
                organisation=organisation,
                link_of=lambda token: _link(request, token),
                actor=request.actor,
                **form.cleaned_data,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Invito spedito. Il collegamento vale sette giorni.")
            return redirect("network:organisation", pk=organisation.pk)
    return render(request, "network/invite.html", {"form": form, "organisation": organisation})


def _link(request: ActingRequest, token: str) -> str:
    path = reverse("accept_invitation", args=[request.actor.network_id, token])
    return request.build_absolute_uri(path)


@post_only
def withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The link stops working."""
    invitation = get_or_404(access.invitations_visible_to(request.actor).select_related("organisation"), pk)
    actions.withdraw_invitation(invitation=invitation, actor=request.actor)
    toast(request, "Invito ritirato.")
    return redirect("network:organisation", pk=invitation.organisation_id)


@post_only
def end_membership(request: ActingRequest, pk: UUID) -> HttpResponse:
    """From now on this person no longer works here."""
    memberships = access.memberships_visible_to(request.actor).select_related("organisation")
    membership = get_or_404(memberships, pk)
    actions.end_membership(membership=membership, actor=request.actor)
    toast(request, "Incarico chiuso: l'accesso è finito subito.")
    return redirect("network:organisation", pk=membership.organisation_id)
