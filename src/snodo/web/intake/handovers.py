"""A referral offered to another body: the offer, the answer, and the list of both."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.intake import (
    access,
    actions,
    handover_access,
    hands,
    proposing,
    queries_handovers,
    states,
)
from snodo.domain.intake.actions.handovers import ALREADY, ANSWER_DAYS
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.network.models import Membership
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.forms import NamedModelChoiceField, SnodoForm, TextField
from snodo.web.http import apply_refusal, done, get_or_404, post_only, posted, require_safe, toast, warn
from snodo.web.intake.assigning import TURN, TurnForm
from snodo.web.reading import shown


class ProposeForm(SnodoForm):
    """To which body, why, and on what ground it reads."""

    organisation = NamedModelChoiceField(None, label="A quale ente")
    why = TextField(
        label="Perché a loro",
        help_text="Lo leggeranno loro e chi ha segnalato. Senza nomi e senza diagnosi.",
        max_length=1000,
        rows=3,
    )
    shared_what = TextField(
        label="Che cosa si condivide con loro",
        help_text="Prima di accettare leggono solo il bisogno e i criteri, non chi è la persona.",
        max_length=1000,
        rows=2,
    )
    ground = forms.ChoiceField(label="A che titolo", choices=states.Ground.choices, widget=forms.RadioSelect)


class TakeForm(TurnForm):
    """Who of the body follows it; why now, where others wait before."""

    membership = forms.ChoiceField(label="Chi la segue")
    field_order = ("membership", "turn_reason", "turn_words")

    def __init__(self, *args: Any, members: list[Membership], me: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = sorted(members, key=lambda one: one.pk != me)
        self.fields["membership"].choices = [
            (str(one.pk), f"{one.user.get_full_name()}, {one.title.lower()}") for one in first
        ]


class DeclineForm(SnodoForm):
    """Why not."""

    reason = forms.ChoiceField(
        label="Motivo",
        choices=[("", "Scegli"), *((one.value, one.label) for one in states.DECLINE_REASONS)],
    )
    answer = TextField(
        label="Perché, in poche parole",
        help_text="Se sai chi potrebbe seguirla, scrivilo qui.",
        max_length=1000,
        rows=3,
    )


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """Offers that wait for my body, and those my body has made."""
    actor = request.actor
    context = {
        "waiting": list(queries_handovers.to_answer(actor)[:50]),
        "made": queries_handovers.made_by(actor),
    }
    return render(request, "intake/handovers.html", context)


def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a referral to another body."""
    actor = request.actor
    visible = access.referrals_visible_to(actor).select_related("programme", "action", "person")
    found: Referral = get_or_404(visible, pk)
    if not handover_access.can_propose_handover(actor, found):
        warn(request, "Questa segnalazione ora non si può proporre a un altro ente.")
        return redirect("intake:referral", pk=pk)
    if handover_access.open_handover(found) is not None:
        warn(request, ALREADY)
        return redirect("intake:referral", pk=pk)
    shown(request, found, found.person_id)
    form = ProposeForm(posted(request))
    bodies = handover_access.bodies_to_ask(found, hands.known_of(found), besides=actor)
    form.fields["organisation"].queryset = bodies
    if request.method == "POST" and done(
        form,
        lambda: actions.propose_referral_handover(referral=found, actor=actor, **form.cleaned_data),
    ):
        toast(
            request, f"Proposta a {form.cleaned_data['organisation'].label}: finché non accetta resta a voi."
        )
        return redirect("intake:referral", pk=pk)
    context = {"referral": found, "form": form, "days": ANSWER_DAYS}
    return render(request, "intake/propose_handover.html", context, status=422 if form.errors else 200)


@require_safe
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the body asked reads before it says yes or no. Opening it is written down."""
    found = _addressed(request, pk)
    if not found.is_open:
        return _over(request, found)
    return _page(request, actions.open_handover_page(handover=found, actor=request.actor))


def _addressed(request: HttpRequest, pk: UUID) -> ReferralHandover:
    rows = handover_access.handovers_addressed_to(request.actor)
    related = ("referral__action__programme", "referral__sender_organisation")
    return get_or_404(rows.select_related(*related, *queries_handovers.BOTH_BODIES), pk)


def _over(request: HttpRequest, found: ReferralHandover) -> HttpResponse:
    """Answered or fallen: to the referral where it can be read, else to the list."""
    warn(request, f"Questo passaggio non aspetta più risposta: {found.get_state_display().lower()}.")
    return redirect("intake:handovers")


def _take_form(request: HttpRequest, found: ReferralHandover, data: Any = None) -> TakeForm:
    members = queries_handovers.who_may_take(found)
    turn = proposing.departs_from_turn(found.referral)
    return TakeForm(data, members=members, me=request.actor.membership_id, turn=turn, prefix="take")


def _page(
    request: HttpRequest,
    found: ReferralHandover,
    take: TakeForm | None = None,
    decline: DeclineForm | None = None,
) -> HttpResponse:
    context = {
        "handover": found,
        "about": queries_handovers.shown_to_who_is_asked(found),
        "take": take or _take_form(request, found),
        "decline": decline or DeclineForm(prefix="decline"),
        "declining": decline is not None,
        "turn": proposing.departs_from_turn(found.referral),
    }
    wrong = take is not None or decline is not None
    return render(request, "intake/handover.html", context, status=422 if wrong else 200)


@post_only
def accept_handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """My body takes it."""
    found = _addressed(request, pk)
    form = _take_form(request, found, request.POST)
    if not form.is_valid():
        return _page(request, found, take=form) if found.is_open else _over(request, found)
    members = {str(one.pk): one for one in queries_handovers.who_may_take(found)}
    chosen = members[form.cleaned_data["membership"]]
    try:
        actions.accept_referral_handover(
            handover=found, membership=chosen, turn=form.because(TURN), actor=request.actor
        )
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return _page(request, found, take=form)
    except Conflict as conflict:
        warn(request, conflict.sentence)
        return redirect("intake:handovers")
    toast(request, f"Accettata: ora la segue {chosen.user.get_full_name()}.")
    mine = access.referrals_visible_to(request.actor).filter(pk=found.referral_id).exists()
    return redirect("intake:referral", pk=found.referral_id) if mine else redirect("intake:handovers")


@post_only
def decline_handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """My body does not take it."""
    found = _addressed(request, pk)
    form = DeclineForm(request.POST, prefix="decline")
    if form.is_valid():
        try:
            actions.decline_referral_handover(handover=found, actor=request.actor, **form.cleaned_data)
        except Conflict as conflict:
            warn(request, conflict.sentence)
        else:
            toast(request, "Risposta inviata: la segnalazione resta a chi l'aveva.")
        return redirect("intake:handovers")
    return _page(request, found, decline=form) if found.is_open else _over(request, found)


@post_only
def withdraw_handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The offer is taken back by the body that made it."""
    visible = access.referrals_visible_to(request.actor).values("pk")
    mine = handover_access.handovers_made_by(request.actor).values("pk")
    rows = ReferralHandover.objects.filter(Q(referral__in=visible) | Q(pk__in=mine))
    found = get_or_404(rows.select_related("referral"), pk)
    try:
        actions.withdraw_referral_handover(handover=found, actor=request.actor)
    except Conflict as conflict:
        warn(request, conflict.sentence)
        return redirect("intake:handovers")
    toast(request, "Proposta ritirata: la segnalazione resta a voi.")
    return redirect("intake:referral", pk=found.referral_id)
