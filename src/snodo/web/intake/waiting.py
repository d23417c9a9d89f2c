"""Waiting lists: who comes next and why, and the order, declared with its source."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.intake import actions, queries_exceptions, waiting
from snodo.domain.programmes import access as programmes
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.web.forms import DateInput, LineField, SnodoForm
from snodo.web.http import done, get_or_404, paginate, posted, require_safe, toast

STEPS = ("first", "second", "third", "fourth")
WORDS = ("Prima conta", "A parità, poi", "Poi", "Poi")


class OrderForm(SnodoForm):
    """Criteria one after the other; the day of sending always comes last."""

    valid_from = forms.DateField(label="Vale dal", widget=DateInput())
    source = LineField(
        label="Dov'è deciso", help_text="Per esempio: verbale del tavolo di progetto.", max_length=200
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = {
            name: forms.ChoiceField(label=word, choices=[("", "Niente altro"), *choices], required=False)
            for name, word in zip(STEPS, WORDS, strict=True)
        }
        self.fields = {**steps, **self.fields}

    def criteria(self) -> list[str]:
        """Those chosen, in order."""
        return [code for name in STEPS if (code := self.cleaned_data[name])]


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of my body: how many wait in each, and how long the longest wait is."""
    return render(request, "intake/waiting_lists.html", {"lists": waiting.lists_kept_by(request.actor)})


@require_safe
def waiting_list(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Who waits for an action, in order, each with what put them there."""
    actor = request.actor
    action = _action(request, action_id)
    versions = waiting.rules_of(action)
    rule = waiting.in_force(versions)
    line, unseen = waiting.line_seen_by(actor, action, rule)
    page = paginate(request, line)
    audit.record_list(actor=actor, kind="intake.referral", ids=[one.referral.pk for one in page])
    context = {
        "action": action,
        "rule": rule,
        "words": waiting.words_of(action, rule),
        "page": page,
        "unseen": unseen,
        "versions": versions,
        "jumps": queries_exceptions.jumps_in_words(action.jumps),
        "may_declare": programmes.can_manage(actor, action.programme),
    }
    return render(request, "intake/waiting_list.html", context)


def _action(request: HttpRequest, action_id: UUID) -> ProgrammeAction:
    actions = waiting.actions_waited_for(request.actor).select_related("programme")
    actions = queries_exceptions.told_who_jumped(actions)
    found = get_or_404(programmes.told_who_leads(request.actor, actions), action_id)
    found.programme.led = found.led
    action: ProgrammeAction = found
    return action


def declare_order(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """A new version of the order."""
    actor = request.actor
    action = _action(request, action_id)
    programmes.require(programmes.can_manage(actor, action.programme))
    form = OrderForm(
        posted(request), choices=waiting.choices_of(action), initial={"valid_from": clock.today()}
    )

    def declare() -> None:
        actions.declare_waiting_rule(
            action=action,
            criteria=form.criteria(),
            valid_from=form.cleaned_data["valid_from"],
            source=form.cleaned_data["source"],
            actor=actor,
        )

    if request.method == "POST" and done(form, declare):
        toast(request, "Ordine salvato: la lista si ricalcola dal giorno scelto.")
        return redirect("intake:waiting_list", action_id=action.pk)
    context = {"action": action, "form": form}
    return render(request, "intake/declare_order.html", context, status=422 if form.errors else 200)
