"""How a household changes shape: another reference adult, another place in it, two households out of one.

What changes from a day on ends a row and begins another; what was written wrong is put right where it stands.
"""

import datetime
from collections.abc import Collection

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people import access, events
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.actions.households import end_member
from snodo.domain.people.guardianship import OF_AGE
from snodo.domain.people.models import Household, HouseholdMember, Person
from snodo.domain.people.states import Relation
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

FOLLOWED = "Scegli tra i componenti che segui."
ASK_THE_OTHERS = "Per questo nucleo chiedi a chi segue gli altri componenti."


@transaction.atomic
def name_reference(
    *,
    household: Household,
    person: Person,
    former_relation: str = Relation.OTHER,
    since: datetime.date | None = None,
    actor: Actor,
) -> HouseholdMember:
    """Another adult is the one the others are seen from, since a day; the former one keeps another place.

    Where the former one has left already, this is how the household has one again. Raises InputRefused.
    """
    member = _standing(household, person, actor)
    day = since or clock.today()
    problems: dict[str, str] = {}
    _days(problems, "since", day, member)
    age = person.age
    if member.relation == Relation.REFERENCE:
        problems["person"] = f"{person.name} è già l'adulto di riferimento."
    elif age is not None and age < OF_AGE:
        problems["person"] = "È minorenne: scegli una persona adulta."
    former = _reference_of(household)
    if former is not None and not access.members_visible_to(actor).filter(pk=former.pk).exists():
        raise Conflict(ASK_THE_OTHERS)
    if former is not None:
        if former_relation not in Relation.values or former_relation == Relation.REFERENCE:
            problems["former_relation"] = "Scegli che posto ha adesso chi era il riferimento."
        _days(problems, "since", day, former)
    refuse(problems)
    if former is not None:
        _from_a_day(former, day, relation=former_relation, cohabiting=former.cohabiting)
    made = _from_a_day(member, day, relation=Relation.REFERENCE, cohabiting=member.cohabiting)
    _log("name_reference", household, person, actor, since=day)
    return made


@transaction.atomic
def change_member(
    *,
    member: HouseholdMember,
    relation: str,
    cohabiting: bool,
    since: datetime.date,
    actor: Actor,
) -> HouseholdMember:
    """Since a day they have another place, or live with the others, or no longer. What was before stays."""
    member = _locked(member, actor)
    problems: dict[str, str] = {}
    _days(problems, "since", since, member)
    _place(problems, member, relation)
    if (relation, cohabiting) == (member.relation, member.cohabiting):
        problems[""] = "È già scritto così: cambia il ruolo o la convivenza."
    refuse(problems)
    made = _from_a_day(member, since, relation=relation, cohabiting=cohabiting)
    _log("change_member", member.household, member.person, actor, relation=relation, cohabiting=cohabiting)
    return made


@transaction.atomic
def correct_member(
    *,
    member: HouseholdMember,
    relation: str,
    cohabiting: bool,
    started_on: datetime.date,
    actor: Actor,
) -> HouseholdMember:
    """It was written wrong: put right where it stands. Raises InputRefused, Conflict."""
    member = _locked(member, actor)
    problems: dict[str, str] = {}
    past_day(problems, "started_on", started_on)
    _place(problems, member, relation)
    earlier = HouseholdMember.objects.filter(
        household=member.household_id, person=member.person_id, ended_on__gt=started_on
    ).exclude(pk=member.pk)
    if earlier.exists():
        problems["started_on"] = "In quel giorno era già scritto in questo nucleo: scegli un giorno dopo."
    refuse(problems)
    before = {"relation": member.relation, "cohabiting": member.cohabiting, "started_on": member.started_on}
    member.relation, member.cohabiting, member.started_on = relation, cohabiting, started_on
    save_checked(member)
    _log("correct_member", member.household, member.person, actor, before=before)
    return member


@transaction.atomic
def split_household(
    *,
    household: Household,
    name: str,
    reference: Person,
    persons: Collection[Person],
    since: datetime.date | None = None,
    actor: Actor,
) -> Household:
    """Some members make a household of their own since a day; each row of the old one ends, none is lost.

    Only those the actor follows can be moved. Raises InputRefused, NotAllowed.
    """
    day = since or clock.today()
    problems: dict[str, str] = {}
    moving = {person.pk: _standing(household, person, actor) for person in {reference, *persons}}
    present = HouseholdMember.objects.filter(household=household, ended_on__isnull=True)
    if not name.strip():
        problems["name"] = "Scrivi un nome per il nuovo nucleo."
    for member in moving.values():
        _days(problems, "since", day, member)
    age = reference.age
    if age is not None and age < OF_AGE:
        problems["reference"] = "È minorenne: scegli una persona adulta."
    if not present.exclude(pk__in=[member.pk for member in moving.values()]).exists():
        problems["persons"] = "Almeno una persona resta nel nucleo di prima: altrimenti cambia solo il nome."
    refuse(problems)
    made = Household(
        name=f"Nucleo di {reference.pseudonym}" if reference.protected else name,
        municipality_id=None if reference.protected else household.municipality_id,
        quarter_id=None if reference.protected else household.quarter_id,
        split_from=household,
        split_on=day,
    )
    save_checked(made)
    for member in moving.values():
        _leave(member, day, actor)
    for member in sorted(moving.values(), key=lambda one: one.person_id != reference.pk):
        first = member.person_id == reference.pk
        relation = Relation.REFERENCE if first else _place_in_new(member)
        _enter(made, member, relation, day, actor)
    changes = {"household": made.pk, "members": len(moving), "since": day}
    audit.record(actor=actor, verb="household.split", subject=household, changes=changes)
    return made


def _place_in_new(member: HouseholdMember) -> str:
    return Relation.OTHER if member.relation == Relation.REFERENCE else member.relation


def _leave(member: HouseholdMember, day: datetime.date, actor: Actor) -> None:
    if day == member.started_on:  # written down that very day
        member.ended_on = day
        member.save(update_fields=["ended_on"])
        events.household_left.send(sender=HouseholdMember, member=member, actor=actor)
        return
    end_member(member=member, ended_on=day, actor=actor)


def _enter(
    household: Household, member: HouseholdMember, relation: str, day: datetime.date, actor: Actor
) -> None:
    row = HouseholdMember(
        household=household,
        person_id=member.person_id,
        relation=relation,
        cohabiting=True,
        started_on=day,
        hidden=member.hidden,
    )
    save_checked(row)
    events.household_joined.send(sender=HouseholdMember, member=row, actor=actor)


# Shared


def _standing(household: Household, person: Person, actor: Actor) -> HouseholdMember:
    """The present place of somebody the actor works with. Raises NotAllowed, InputRefused."""
    allowed = access.can_edit_household(actor, household) and access.can_edit_person(actor, person)
    access.require(allowed, FOLLOWED)
    found = (
        access.members_visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("person", "household")
        .filter(household=household, person=person, ended_on__isnull=True)
        .first()
    )
    if found is None:
        raise Conflict("Nel frattempo è uscita dal nucleo: ricarica la pagina.")
    return found


def _locked(member: HouseholdMember, actor: Actor) -> HouseholdMember:
    return _standing(member.household, member.person, actor)


def _reference_of(household: Household) -> HouseholdMember | None:
    return (
        HouseholdMember.objects.select_for_update(of=("self",))
        .filter(household=household, relation=Relation.REFERENCE, ended_on__isnull=True)
        .first()
    )


def _days(problems: dict[str, str], field: str, day: datetime.date, member: HouseholdMember) -> None:
    past_day(problems, field, day)
    if day < member.started_on:
        problems[field] = "Questo giorno viene prima dell'ingresso nel nucleo: controlla la data."


def _place(problems: dict[str, str], member: HouseholdMember, relation: str) -> None:
    if relation not in Relation.values:
        problems["relation"] = "Scegli il ruolo nel nucleo dall'elenco."
    elif (relation == Relation.REFERENCE) != (member.relation == Relation.REFERENCE):
        problems["relation"] = "L'adulto di riferimento si cambia con il suo pulsante."


def _from_a_day(
    member: HouseholdMember, day: datetime.date, *, relation: str, cohabiting: bool
) -> HouseholdMember:
    """End the row and begin another; a row begun that very day is changed where it stands."""
    if member.started_on == day:
        member.relation, member.cohabiting = relation, cohabiting
        save_checked(member)
        return member
    member.ended_on = day
    member.save(update_fields=["ended_on"])
    made = HouseholdMember(
        household_id=member.household_id,
        person_id=member.person_id,
        relation=relation,
        cohabiting=cohabiting,
        started_on=day,
        hidden=member.hidden,
    )
    save_checked(made)
    return made


def _log(verb: str, household: Household, person: Person, actor: Actor, **changes: object) -> None:
    audit.record(
        actor=actor, verb=f"household.{verb}", subject=household, person_id=person.pk, changes=changes
    )
