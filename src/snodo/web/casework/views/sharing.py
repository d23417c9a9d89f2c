"""Who is around the path and what each sees; responsibility handed over; reserved sections."""

import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, actions, queries, states
from snodo.domain.casework.models import CaseParty, CaseTeamMember, Handover
from snodo.domain.instruments.states import Section as Restricted
from snodo.domain.people.access import section_open_in
from snodo.domain.people.models import Person
from snodo.kernel import clock
from snodo.web.casework import wording
from snodo.web.casework.forms import moves as forms
from snodo.web.casework.views.common import allow, case_url, form_page, head, head_or_404
from snodo.web.http import ActingRequest, post_only, require_safe, toast

NOT_RESPONSIBLE = "Può cambiarlo chi è responsabile del percorso."


def sharing_url(pk: UUID) -> str:
    return reverse("casework:sharing", args=[pk])


@require_safe
def sharing(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Chi vede che cosa."""
    page = head_or_404(request, pk)
    today = clock.today()
    team, parties = queries.team_of(page.case), queries.parties_of(page.case)
    offer = Handover.objects.filter(case=page.case, state=states.HandoverState.PROPOSED)
    context = {
        **head(page),
        "title": "Chi è nel percorso e che cosa vede",
        "team": [row for row in team if row.ended_on is None or row.ended_on > today],
        "parties": [(row, _grid(row)) for row in parties if not _gone(row, today)],
        "sections": [label for _, label in states.Section.choices],
        "gone_team": [row for row in team if row.ended_on is not None and row.ended_on <= today],
        "gone_parties": [row for row in parties if _gone(row, today)],
        "offer": offer.select_related("to_membership__user", "to_organisation").first(),
        "restricted": Restricted.choices,
    }
    return render(request, "casework/sharing.html", context)


def _gone(party: CaseParty, today: datetime.date) -> bool:
    """Taken off, or at the end of its time."""
    off = party.ended_on is not None and party.ended_on <= today
    return off or (party.until is not None and party.until < today)


def _grid(party: CaseParty) -> list[tuple[str, bool]]:
    return [(label, value in party.sees) for value, label in states.Section.choices]


def team_add(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A colleague joins."""
    page = head_or_404(request, pk)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)

    def act(data: dict[str, Any]) -> str:
        actions.add_team_member(case=page.case, actor=request.actor, **data)
        return "Aggiunta all'équipe."

    form = forms.TeamForm(request.POST or None, case=page.case)
    lead = "Si può scegliere fra chi lavora negli enti che partecipano al percorso."
    return form_page(
        request,
        page,
        form,
        act,
        title="Aggiungi all'équipe",
        lead=lead,
        submit="Aggiungi",
        back=sharing_url(pk),
    )


@post_only
def team_end(request: ActingRequest, pk: UUID, member: UUID) -> HttpResponse:
    """A colleague leaves."""
    page = head_or_404(request, pk)
    row = CaseTeamMember.objects.filter(case=page.case, pk=member).select_related("case").first()
    if row is None:
        raise Http404
    actions.end_team_member(member=row, actor=request.actor)
    toast(request, "Non fa più parte dell'équipe: non vede più il percorso.")
    return redirect(sharing_url(pk))


def party_add(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A body joins."""
    page = head_or_404(request, pk)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)

    def act(data: dict[str, Any]) -> str:
        party = actions.add_party(case=page.case, actor=request.actor, **data)
        return f"{party.organisation.label} partecipa al percorso."

    form = forms.PartyForm(request.POST or None, case=page.case)
    return form_page(
        request, page, form, act, title="Aggiungi un ente", submit="Aggiungi", back=sharing_url(pk)
    )


def _party_or_404(page: queries.CasePage, party: UUID) -> CaseParty:
    row = CaseParty.objects.filter(case=page.case, pk=party).select_related("case", "organisation").first()
    if row is None:
        raise Http404
    return row


def party_change(request: ActingRequest, pk: UUID, party: UUID) -> HttpResponse:
    """What a body sees."""
    page = head_or_404(request, pk)
    row = _party_or_404(page, party)
    allow(page.standing.can_steer, NOT_RESPONSIBLE)

    def act(data: dict[str, Any]) -> str:
        actions.change_party(party=row, actor=request.actor, **data)
        return f"Aggiornato che cosa vede {row.organisation.label}."

    terms = {"purpose": row.purpose, "legal_base": row.legal_base, "until": row.until}
    form = forms.SeesForm(request.POST or None, initial={"sees": row.sees, **terms})
    title = f"Che cosa vede {row.organisation.label}"
    return form_page(request, page, form, act, title=title, back=sharing_url(pk))


@post_only
def party_end(request: ActingRequest, pk: UUID, party: UUID) -> HttpResponse:
    """A body leaves."""
    page = head_or_404(request, pk)
    actions.end_party(party=_party_or_404(page, party), actor=request.actor)
    toast(request, "L'ente non partecipa più: da ora non vede il percorso.")
    return redirect(sharing_url(pk))


# Responsibility


def handover(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Offer the responsibility."""
    page = head_or_404(request, pk)
    allow(page.standing.can_hand_over, NOT_RESPONSIBLE)

    def act(data: dict[str, Any]) -> str:
        actions.propose_handover(case=page.case, actor=request.actor, **data)
        return "Proposta inviata: fino alla risposta la responsabilità resta com'è."

    form = forms.HandoverForm(request.POST or None, case=page.case)
    lead = "Fino a quando l'altra persona non accetta, il percorso resta a chi lo segue ora."
    return form_page(
        request,
        page,
        form,
        act,
        title="Proponi un passaggio",
        lead=lead,
        submit="Proponi",
        back=sharing_url(pk),
    )


def _offer_or_404(request: ActingRequest, offer: UUID) -> Handover:
    row = queries.offers_to_me(request.actor).filter(pk=offer).first()
    if row is None:
        raise Http404
    return row


def offer(request: ActingRequest, offer: UUID) -> HttpResponse:
    """The offer as the one who receives it sees it: the essential, and two answers."""
    row = _offer_or_404(request, offer)
    form = forms.DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline_handover(handover=row, answer=form.cleaned_data["answer"], actor=request.actor)
        toast(request, "Risposta inviata: la responsabilità resta a chi l'aveva.")
        return redirect("/")
    audit.record_read(
        actor=request.actor,
        subject=row,
        section="progress",
        person_id=row.case.person_id,
        verb="case.offer_read",
    )
    context = {"offer": row, "case": row.case, "form": form, "since": wording.since(row.case.opened_on)}
    return render(request, "casework/offer.html", context, status=422 if form.errors else 200)


@post_only
def offer_accept(request: ActingRequest, offer: UUID) -> HttpResponse:
    """Take the responsibility."""
    case = actions.accept_handover(handover=_offer_or_404(request, offer), actor=request.actor)
    toast(request, "Ora il percorso è affidato a te.")
    return redirect(case_url(case) if access.can_see_case(request.actor, case) else "/")


@post_only
def offer_withdraw(request: ActingRequest, pk: UUID, offer: UUID) -> HttpResponse:
    """Take the offer back."""
    page = head_or_404(request, pk)
    row = Handover.objects.filter(case=page.case, pk=offer).select_related("case").first()
    if row is None:
        raise Http404
    actions.withdraw_handover(handover=row, actor=request.actor)
    toast(request, "Proposta ritirata.")
    return redirect(sharing_url(pk))


# Reserved sections: of a person on the person's own page; of a household's sheets here


def restricted(request: ActingRequest, pk: UUID, section: str) -> HttpResponse:
    """Open one reserved section; each opening is written down with its reason."""
    page = head_or_404(request, pk)
    if section not in page.standing.restricted:
        raise Http404
    if page.case.person_id is not None:
        return redirect("people:section", pk=page.case.person_id, section=section)
    if section not in Restricted.values:
        raise Http404
    label = Restricted(section).label
    form = forms.GroundForm(request.POST or None)
    opened: list[Any] | None = None
    if request.method == "POST" and form.is_valid():
        audit.record_read(
            actor=request.actor,
            subject=page.case,
            section=section,
            ground=form.cleaned_data["ground"],
            person_id=page.case.person_id,
            verb="case.open_reserved",
        )
        opened = queries.reserved_answers(page.case, section)
    context = {
        **head(page),
        "title": f"{label}: parte riservata",
        "label": label,
        "form": form,
        "opened": opened,
        "members": _open_members(request, page, section) if opened is not None else [],
        "section": section,
    }
    return render(request, "casework/restricted.html", context, status=422 if form.errors else 200)


def _open_members(request: ActingRequest, page: queries.CasePage, section: str) -> list[Person]:
    """The members of whom the actor may open the section too."""
    inside = queries.persons_in(page.case).values("pk")
    return list(section_open_in(request.actor, section).filter(pk__in=inside))
