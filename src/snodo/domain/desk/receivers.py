"""What the desk does when other contexts announce something."""

from typing import Any

from django.dispatch import receiver

from snodo.domain.casework import events as casework
from snodo.domain.casework.models import Case
from snodo.domain.desk import actions
from snodo.domain.people import events as people
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.programmes import events as programmes
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor


@receiver(programmes.programme_started, dispatch_uid="desk.open_with_programme")
def open_with_programme(*, programme: Programme, actor: Actor, **_: Any) -> None:
    """The desk a pack describes opens with its programme."""
    actions.open_desk_of_pack(programme=programme, actor=actor)


@receiver(casework.case_opened, dispatch_uid="desk.follow_referral")
def follow_referral(*, case: Case, actor: Actor, **_: Any) -> None:
    """Whoever came first to the desk is known there too, once their referral is accepted."""
    if case.person_id is not None:
        persons = [case.person_id]
    else:
        members = HouseholdMember.objects.filter(household=case.household_id, ended_on__isnull=True)
        persons = list(members.values_list("person_id", flat=True))
    actions.follow_referral(person_ids=persons, actor=actor)


@receiver(people.person_protected, dispatch_uid="desk.conceal_contact")
def conceal_contact(*, person: Person, known_as: list[str], actor: Actor, **_: Any) -> None:
    """Nothing at the desk says any more who a protected person is."""
    actions.conceal_contact(person=person, known_as=known_as, actor=actor)
