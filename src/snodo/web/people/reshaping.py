"""A household that changes: another reference adult, another place in it, two households out of one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import Household, HouseholdMember, Person
from snodo.domain.people.states import Relation
from snodo.web.forms import SnodoForm
from snodo.web.http import ActingRequest, done, get_or_404, posted, toast
from snodo.web.people.guardian_forms import PlaceForm, ReferenceForm, SplitForm
from snodo.web.reading import shown


def _household(request: ActingRequest, pk: UUID) -> Household:
    found = get_or_404(access.households_visible_to(request.actor), pk)
    access.require(access.can_register(request.actor))
    shown(request, found)
    return found


def _followed(request: ActingRequest, household: Household) -> list[HouseholdMember]:
    """Present members the actor works with: those of others are not theirs to move."""
    worked = access.people_worked_with(request.actor).values("pk")
    rows = access.members_visible_to(request.actor).filter(
        queries.present(), household=household, person__in=worked
    )
    return list(rows.select_related("person").order_by("started_on", "pk"))


def _page(request: ActingRequest, form: SnodoForm, household: Household, **words: str) -> HttpResponse:
    context = {"form": form, "household": household, "back": reverse("people:household", args=[household.pk])}
    return render(
        request, "people/household_form.html", context | words, status=422 if form.is_bound else 200
    )


def _chosen(people: dict[str, Person], typed: list[str]) -> list[Person]:
    return [people[one] for one in typed]


def reference(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another adult is the reference; also where the former one has left."""
    found = _household(request, pk)
    members = _followed(request, found)
    people = {str(one.person_id): one.person for one in members if one.relation != Relation.REFERENCE}
    former = queries.has_reference(found)
    form = ReferenceForm(posted(request), people=people.values(), former=former)

    def act() -> None:
        data: dict[str, Any] = dict(form.cleaned_data)
        person = people[data.pop("person")]
        actions.name_reference(household=found, person=person, actor=request.actor, **data)

    if done(form, act):
        toast(request, "Adulto di riferimento scritto.")
        return redirect("people:household", pk)
    return _page(
        request,
        form,
        found,
        title="L'adulto di riferimento",
        submit="Salva",
        sub="Gli altri restano nel nucleo, con il loro posto. Quello che c'era prima resta scritto.",
    )


def member_place(request: ActingRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """Another place in the household, since a day; without a day, a mistake is put right."""
    found = _household(request, pk)
    rows = access.members_visible_to(request.actor).filter(queries.present(), household=found)
    worked = access.people_worked_with(request.actor).values("pk")
    member = get_or_404(rows.filter(person__in=worked).select_related("person", "household"), member_pk)
    first = {name: getattr(member, name) for name in ("relation", "cohabiting", "started_on")}
    form = PlaceForm(posted(request), initial=first)

    def act() -> None:
        data = form.cleaned_data
        place = {"relation": data["relation"], "cohabiting": data["cohabiting"], "member": member}
        if data["since"]:
            actions.change_member(since=data["since"], actor=request.actor, **place)
        else:
            day = data["started_on"] or member.started_on
            actions.correct_member(started_on=day, actor=request.actor, **place)

    if done(form, act):
        toast(request, "Scritto.")
        return redirect("people:household", pk)
    title = f"Il posto di {member.person.name}"
    return _page(request, form, found, title=title, submit="Salva", sub="")


def split(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Two households out of one."""
    found = _household(request, pk)
    people = {str(one.person_id): one.person for one in _followed(request, found)}
    form = SplitForm(posted(request), people=people.values())
    made: list[Household] = []

    def act() -> None:
        data = form.cleaned_data
        household = actions.split_household(
            household=found,
            name=data["name"],
            reference=people[data["reference"]],
            persons=_chosen(people, data["persons"]),
            since=data["since"],
            actor=request.actor,
        )
        made.append(household)

    if done(form, act):
        toast(request, "Nucleo diviso: questo è il nuovo.")
        return redirect("people:household", made[0].pk)
    return _page(
        request,
        form,
        found,
        title="Dividi il nucleo",
        submit="Dividi",
        sub="Chi va nel nuovo nucleo esce da questo lo stesso giorno. I percorsi restano dove sono.",
    )
