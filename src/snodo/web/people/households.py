"""Households: their page, who joins, who leaves."""

from uuid import UUID

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.casework import queries as casework
from snodo.domain.people import access, actions, queries
from snodo.domain.people.states import GuardianKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import apply_refusal, get_or_404, post_only, posted, require_safe, toast, warn
from snodo.web.people.forms import HouseholdForm, LeavingForm, MemberForm
from snodo.web.people.views import case_url
from snodo.web.reading import person_or_404, shown

MOST_OFFERED = 50


@require_safe
def household(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is in it; each member with their own visibility."""
    actor = request.actor
    visible = access.households_visible_to(actor).select_related("municipality", "quarter")
    visible = visible.annotate(with_reference=Exists(queries.references_of()))
    found = get_or_404(visible, pk)
    members, gone = queries.members_over_time(actor, found)
    shown(request, found)
    decide = _who_decide(actor, members)
    return render(
        request,
        "people/household.html",
        {
            "household": found,
            "members": members,
            "places": [(one, *decide.get(one.row.pk, ((), False))) for one in members],
            "gone": gone,
            "today": clock.today(),
            "cases": [(case, case_url(case.pk, actor)) for case in casework.cases_of_household(actor, pk)],
            "may_edit": access.can_register(actor),
            "has_reference": found.with_reference,  # type: ignore[attr-defined]
        },
    )


def _who_decide(actor: Actor, members: list[queries.Member]) -> dict[UUID, tuple[list[str], bool]]:
    """Of each member one may read of: kinds of guardian that decide today, and whether a minor has nobody."""
    known = {one.row.pk: one.person for one in members if one.person is not None}
    kinds = queries.kinds_for(actor, [person.pk for person in known.values()])
    return {
        row: (
            [str(GuardianKind(kind).label).lower() for kind in kinds[person.pk]],
            queries.lacks_guardian(person, kinds[person.pk]),
        )
        for row, person in known.items()
        if person.pk in kinds
    }


def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A household around a person, who is its reference adult."""
    actor = request.actor
    reference = person_or_404(actor, pk)
    access.require(access.can_edit_person(actor, reference))
    shown(request, reference)
    usual = reference.pseudonym if reference.protected else reference.last_name or reference.first_name
    form = HouseholdForm(request.POST or None, initial={"name": f"Famiglia {usual}"})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_household(
                name=form.cleaned_data["name"], reference=reference, actor=actor
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Nucleo creato: ora aggiungi chi ne fa parte.")
            return redirect("people:household", pk=made.pk)
    return render(request, "people/household_new.html", {"form": form, "person": reference})


def member_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody known joins; who is not known yet is written down first."""
    actor = request.actor
    found = get_or_404(access.households_visible_to(actor), pk)
    access.require(access.can_register(actor))
    shown(request, found)
    inside = access.members_visible_to(actor).filter(queries.present(), household=found).values("person_id")
    people = access.people_visible_to(actor).exclude(pk__in=inside)
    text = request.GET.get("q", "") or request.POST.get("q", "")
    people = queries.matching(people, text).order_by("search_name", "pk")
    form = MemberForm(posted(request), people=people)
    if form.is_valid():
        try:
            actions.add_household_member(household=found, actor=actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Componente aggiunto.")
            return redirect("people:household", pk=pk)
    # All may be chosen; on the page stand the first of them, the others are found by name.
    offered = list(people.values_list("pk", flat=True)[:MOST_OFFERED])
    form.fields["person"].queryset = people.filter(pk__in=offered)  # type: ignore[attr-defined]
    audit.record_list(actor=actor, kind="people.person", ids=offered)
    context = {"form": form, "household": found, "text": text, "most": MOST_OFFERED}
    return render(request, "people/member_add.html", context, status=422 if form.is_bound else 200)


@post_only
def member_end(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """Somebody leaves the household: today, or on the day that is written."""
    actor = request.actor
    found = get_or_404(access.households_visible_to(actor), pk)
    member = get_or_404(access.members_visible_to(actor).filter(household=found), member_pk)
    form = LeavingForm(request.POST)
    if not form.is_valid():
        warn(request, str(form.errors["ended_on"][0]))
        return redirect("people:household", pk=pk)
    try:
        actions.end_member(member=member, ended_on=form.cleaned_data["ended_on"], actor=actor)
        toast(request, "Uscita registrata.")
    except Conflict as conflict:
        warn(request, conflict.sentence)
    except InputRefused as refusal:
        warn(request, " ".join(refusal.problems.values()))
    return redirect("people:household", pk=pk)
