"""Interviews before a path: written, read, taken back when written by mistake."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.instruments.queries import shape_of
from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.models import PriorInterview
from snodo.domain.people.states import Section
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, posted, require_safe, toast
from snodo.web.outreach.forms import PREFIX, InterviewForm
from snodo.web.outreach.recipients import kept
from snodo.web.reading import shown


def hold(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Write an interview that was held."""
    row = kept(request, pk)
    guide = queries.guide_of(row.action)
    known = {"held_on": clock.today()}
    shape = shape_of(guide) if guide else None
    form = InterviewForm(posted(request), initial=known, first=row.unit_number is None, shape=shape)
    if form.is_bound and form.is_valid():
        try:
            actions.hold_interview(recipient=row, answers=form.answers(), actor=request.actor, **form.facts())
            toast(request, "Colloquio scritto.")
            return redirect("outreach:recipient", pk)
        except InputRefused as refusal:
            apply_refusal(form, _by_field(refusal, form))
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
    shown(request, row)
    context = {"form": form, "row": row, "guide": guide, "back": reverse("outreach:recipient", args=[pk])}
    return render(request, "outreach/hold.html", context, status=422 if form.is_bound else 200)


def _by_field(refusal: InputRefused, form: InterviewForm) -> InputRefused:
    """Questions of the guide are fields with a prefix."""
    return InputRefused(
        {
            (PREFIX + code if PREFIX + code in form.fields else code): sentence
            for code, sentence in refusal.problems.items()
        }
    )


@require_safe
def interview(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What was said."""
    one = get_or_404(queries.one_interview(request.actor), pk)
    shown(request, one, one.person_id, Section.HISTORY if one.person_id else "")
    mine = access.interviews_kept_by(request.actor).filter(pk=pk).exists()
    context = {
        "one": one,
        "facts": _facts(one),
        "said": queries.said_in(one),
        "may_drop": mine and one.recipient_id and access.can_work(request.actor, one.programme),
        "back": _back(one),
    }
    return render(request, "outreach/interview.html", context)


def _back(one: PriorInterview) -> str:
    if one.recipient_id:
        return reverse("outreach:recipient", args=[one.recipient_id])
    return reverse("people:person", args=[one.person_id])


def _facts(one: PriorInterview) -> list[tuple[str, str]]:
    said = [
        ("Con chi", one.get_kind_display()),
        ("Chi c'era", one.who),
        ("Come", one.get_mode_display()),
        ("Durata", f"{one.minutes} minuti"),
        ("Persone", str(one.people)),
        ("Chi ha ascoltato", f"{one.conducted_by.user.get_full_name()}, {one.organisation.label}"),
        ("Foglio firmato", one.paper_at),
        ("È nel percorso perché", one.get_carried_display() if one.carried else ""),
    ]
    return [(word, str(value)) for word, value in said if value]


@post_only
def drop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It was written by mistake."""
    one = get_or_404(queries.one_interview(request.actor), pk)
    recipient, programme = one.recipient_id, one.programme_id
    actions.drop_interview(interview=one, actor=request.actor)
    toast(request, "Colloquio tolto.")
    return redirect("outreach:recipient", recipient) if recipient else redirect("outreach:book", programme)
