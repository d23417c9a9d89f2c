"""To whom a referral is given: whose it is by the rules, who can follow it, and why not so."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.intake import access, actions, proposing, queries, states
from snodo.domain.intake.actions import Because
from snodo.domain.network.models import Membership
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.forms import LineField, SnodoForm
from snodo.web.http import apply_refusal, posted, toast
from snodo.web.intake.detail import found_or_404, too_late
from snodo.web.reading import shown

ROUTE, TURN = states.ExceptionKind.ROUTE.value, states.ExceptionKind.TURN.value


def _reason(kind: str, label: str, help_text: str) -> forms.ChoiceField:
    choices = [("", "Nessuno: la affido a chi tocca"), *states.REASONS_OF[kind].choices]
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, required=False)


class TurnForm(SnodoForm):
    """Why somebody passes before who is ahead in the waiting list: asked only where it happens."""

    dropdowns: tuple[str, ...] = ("turn_reason", "route_reason")

    turn_reason = _reason(TURN, "Perché passa prima", "Lo legge chi ha segnalato, e si conta.")
    turn_words = LineField(label="Perché prima, con le tue parole", max_length=300, required=False)

    def __init__(self, *args: Any, turn: proposing.Turn | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["turn_reason"].choices = [("", "Scegli…"), *states.TurnReason.choices]  # type: ignore[attr-defined]
        if turn is None:
            del self.fields["turn_reason"], self.fields["turn_words"]

    def because(self, kind: str) -> Because:
        """The reason typed, if it was asked."""
        data = self.cleaned_data
        return Because(data.get(f"{kind}_reason", ""), data.get(f"{kind}_words", ""))


class AssignForm(TurnForm):
    """To whom, with what they already carry; the reason where it is not theirs by the rules."""

    membership = forms.ChoiceField(label="A chi la affidi", widget=forms.RadioSelect)
    route_reason = _reason(
        ROUTE,
        "Se scegli un altro ente, perché",
        "Lo legge chi ha segnalato, e si conta. Serve solo in quel caso.",
    )
    route_words = LineField(label="Perché un altro ente, con le tue parole", max_length=300, required=False)
    note = LineField(label="Nota per chi la riceve", max_length=300, required=False)
    field_order = ("membership", "route_reason", "route_words", "turn_reason", "turn_words", "note")

    def __init__(self, *args: Any, choices: list[Any], routed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = choices  # type: ignore[attr-defined]
        if not routed:
            del self.fields["route_reason"], self.fields["route_words"]


def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """People body by body with their workload, those of the body whose it is first."""
    found = found_or_404(request, pk)
    actor = request.actor
    if "assign" not in access.verbs_of(actor, found):
        return too_late(request, found, "Questa segnalazione ora non si può affidare.")
    shown(request, found, found.person_id)
    proposal = proposing.proposal_of(found)
    turn = proposing.departs_from_turn(found)
    loads = queries.workloads(found)
    body = proposal.organisation
    form = AssignForm(
        posted(request),
        choices=_choices(loads, body.pk if body is not None else None),
        routed=body is not None,
        turn=turn,
    )
    if form.is_bound and form.is_valid():
        chosen = next(one for one in loads if str(one.membership.pk) == form.cleaned_data["membership"])
        try:
            actions.assign_referral(
                referral=found,
                membership=chosen.membership,
                note=form.cleaned_data["note"],
                route=form.because(ROUTE),
                turn=form.because(TURN),
                actor=actor,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            return too_late(request, found, conflict.sentence)
        else:
            toast(request, f"Affidata a {chosen.membership.user.get_full_name()}.")
            return redirect("intake:referral", pk=pk)
    context = {"referral": found, "form": form, "proposal": proposal, "turn": turn}
    return render(request, "intake/assign.html", context, status=422 if form.is_bound else 200)


def _choices(loads: list[queries.Workload], first: UUID | None) -> list[tuple[str, str]]:
    """Body by body; the one whose it is comes first."""
    ordered = sorted(loads, key=lambda one: one.membership.organisation_id != first)
    return [(str(load.membership.pk), f"{_who(load.membership)} · {load.words}") for load in ordered]


def _who(membership: Membership) -> str:
    name, body = membership.user.get_full_name(), membership.organisation.label
    return f"{name}, {membership.title.lower()} · {body}"
