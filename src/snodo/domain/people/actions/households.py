"""Households: who belongs to them, since when."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Territory
from snodo.domain.people import access, events
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.models import Household, HouseholdMember, Person
from snodo.domain.people.states import Relation
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

HIDES = "Lo decide solo l'équipe che segue questa persona."


@transaction.atomic
def register_household(
    *,
    name: str,
    reference: Person,
    municipality: Territory | None = None,
    quarter: Territory | None = None,
    actor: Actor,
) -> Household:
    """A household with its reference adult. Raises InputRefused without a name."""
    access.require(access.can_edit_person(actor, reference))
    if not name.strip():
        raise InputRefused({"name": "Scrivi un nome per il nucleo, per esempio «Famiglia» e il cognome."})
    return form_household(
        name=name, reference=reference, municipality=municipality, quarter=quarter, actor=actor
    )


@transaction.atomic
def form_household(
    *,
    name: str,
    reference: Person,
    municipality: Territory | None = None,
    quarter: Territory | None = None,
    actor: Actor,
) -> Household:
    """The rows of a household. A service: whoever calls it, as who takes in a referral, has its own rule."""
    if reference.protected:
        name = f"Nucleo di {reference.pseudonym}"
    household = Household(
        name=name,
        municipality=municipality or reference.municipality,
        quarter=quarter or reference.quarter,
    )
    save_checked(household)
    save_checked(
        HouseholdMember(
            household=household,
            person=reference,
            relation=Relation.REFERENCE,
            hidden=reference.protected,
        )
    )
    audit.record(actor=actor, verb="household.register", subject=household, person_id=reference.pk)
    return household


@transaction.atomic
def add_household_member(
    *,
    household: Household,
    person: Person,
    relation: str,
    cohabiting: bool = True,
    started_on: datetime.date | None = None,
    actor: Actor,
) -> HouseholdMember:
    """Put a person in a household. Raises InputRefused for a second reference adult."""
    access.require(access.can_edit_household(actor, household) and access.can_edit_person(actor, person))
    problems: dict[str, str] = {}
    past_day(problems, "started_on", started_on)
    if relation not in Relation.values:
        problems["relation"] = "Scegli il ruolo nel nucleo dall'elenco."
    standing = HouseholdMember.objects.filter(household=household, ended_on__isnull=True)
    if standing.filter(person=person, hidden=True).exists():
        problems["person"] = "Per questa persona chiedi a chi la segue."
    elif standing.filter(person=person).exists():
        problems["person"] = f"{person.name} fa già parte di questo nucleo."
    elif relation == Relation.REFERENCE and standing.filter(relation=Relation.REFERENCE).exists():
        problems["relation"] = "Il nucleo ha già un adulto di riferimento: scegli un altro ruolo."
    refuse(problems)
    member = HouseholdMember(
        household=household,
        person=person,
        relation=relation,
        cohabiting=cohabiting,
        started_on=started_on or clock.today(),
        hidden=person.protected,
    )
    save_checked(member)
    audit.record(
        actor=actor,
        verb="household.add_member",
        subject=household,
        person_id=person.pk,
        changes={"relation": relation, "cohabiting": cohabiting},
    )
    events.household_joined.send(sender=HouseholdMember, member=member, actor=actor)
    return member


@transaction.atomic
def end_member(
    *, member: HouseholdMember, ended_on: datetime.date | None = None, actor: Actor
) -> HouseholdMember:
    """A person leaves a household. Raises Conflict if already out, InputRefused for an impossible day."""
    access.require(access.can_edit_household(actor, member.household))
    member = (
        HouseholdMember.objects.select_for_update(of=("self",)).select_related("household").get(pk=member.pk)
    )
    if member.ended_on is not None:
        raise Conflict("Questa persona era già uscita dal nucleo.")
    day = ended_on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "ended_on", day)
    if day < member.started_on:
        problems["ended_on"] = "L'uscita viene prima dell'ingresso nel nucleo: controlla la data."
    refuse(problems)
    member.ended_on = day
    member.save(update_fields=["ended_on"])
    audit.record(
        actor=actor,
        verb="household.end_member",
        subject=member.household,
        person_id=member.person_id,
        changes={"ended_on": day},
    )
    events.household_left.send(sender=HouseholdMember, member=member, actor=actor)
    return member


@transaction.atomic
def hide_member(*, member: HouseholdMember, hidden: bool, actor: Actor) -> HouseholdMember:
    """Keep a member from those who follow the others of the household, or let them know again.

    Only who keeps that person's secrets decides; a protected person is always hidden. Raises Conflict.
    """
    access.require(access.can_keep(actor, member.person), HIDES)
    member = (
        HouseholdMember.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    )
    if member.person.protected and not hidden:
        raise Conflict("Una persona protetta resta nascosta a chi segue gli altri componenti.")
    member.hidden = hidden
    member.save(update_fields=["hidden"])
    audit.record(
        actor=actor,
        verb="household.hide_member",
        subject=member.household,
        person_id=member.person_id,
        changes={"hidden": hidden},
    )
    return member
