"""What casework does when people announce something."""

import datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from snodo.domain.casework import access, states
from snodo.domain.casework.actions.opening import admit_to
from snodo.domain.casework.actions.parties import leave_circle, take_off
from snodo.domain.casework.actions.story import promise_step
from snodo.domain.casework.models import Case, CaseParty
from snodo.domain.people import actions as people
from snodo.domain.people import events as people_events
from snodo.domain.people.access import in_use
from snodo.domain.people.models import HouseholdMember, Person, SharingChoice
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import CircleReason, SharingPurpose
from snodo.kernel import clock
from snodo.kernel.actor import Actor

TALK_DAYS = 7


@receiver(people_events.sharing_refused, dispatch_uid="casework.shut_out")
def shut_out(*, choice: SharingChoice, actor: Actor, **_: Any) -> None:
    """The body leaves the paths of whoever said no; the responsible one stays, and is told to talk of it."""
    households = HouseholdMember.objects.filter(person=choice.person, ended_on__isnull=True)
    parties = CaseParty.objects.filter(
        access.parties_in_force(),
        Q(case__person=choice.person) | Q(case__household__in=households.values("household")),
        organisation=choice.organisation,
    ).select_related("case")
    if choice.purpose != SharingPurpose.EVERYTHING:
        parties = parties.filter(purpose=choice.purpose)
    for party in parties:
        if party.function == states.PartyFunction.RESPONSIBLE:
            _ask_to_hand_over(party, actor)
        else:
            take_off(party=party, why="La persona ha scelto così.", actor=actor)


@receiver(people_events.household_joined, dispatch_uid="casework.joined")
def joined(*, member: HouseholdMember, actor: Actor, **_: Any) -> None:
    """Who joins a household in charge is seen by the bodies of its path: as the others, no more, no less."""
    if member.hidden:
        return
    for party in _parties_around(member):
        purpose = str(party.purpose)
        if not refusal_sentence([member.person], party.organisation, purpose):
            admit_to(party, member.person, actor)
        elif party.function == states.PartyFunction.RESPONSIBLE:
            _ask_to_hand_over(party, actor)
        else:
            take_off(party=party, why="La persona ha scelto così.", actor=actor)


@receiver(people_events.household_left, dispatch_uid="casework.left")
def left(*, member: HouseholdMember, actor: Actor, **_: Any) -> None:
    """Who left is no longer seen through the household; the desk that met them answers for them again."""
    for party in _parties_around(member):
        leave_circle(party, member.person, actor)
        refused = refusal_sentence([member.person], party.organisation)
        if party.function == states.PartyFunction.RESPONSIBLE and not refused:
            people.admit_organisation(
                person=member.person, organisation=party.organisation, reason=CircleReason.DESK, actor=actor
            )


def _parties_around(member: HouseholdMember) -> list[CaseParty]:
    """The bodies of the open paths of a household."""
    parties = CaseParty.objects.filter(access.parties_in_force(), case__household=member.household_id)
    open_ = parties.exclude(case__state=states.CaseState.CLOSED)
    return list(open_.select_related("case__responsible", "case__organisation", "organisation"))


def _ask_to_hand_over(party: CaseParty, actor: Actor) -> None:
    """Somebody answers for the person until another body accepts: it is a step, not an end."""
    if party.case.state == states.CaseState.CLOSED:
        return
    promise_step(
        case=party.case,
        kind=states.StepKind.OTHER,
        title="Parlare con la persona: non vuole più che il percorso sia seguito da questo ente",
        due_on=clock.today() + datetime.timedelta(days=TALK_DAYS),
        owner_membership=party.case.responsible,
        owner_organisation=party.case.organisation,
        ref=party,
        actor=actor,
    )


@receiver(people_events.keeping_changed, dispatch_uid="casework.close_files")
def close_files(*, person: Person, **_: Any) -> None:
    """The paths of a person are read while the person is in use; a household's, while one of them is."""
    Case.objects.filter(person=person).update(
        frozen=not Person.objects.filter(in_use(), pk=person.pk).exists()
    )
    for household in HouseholdMember.objects.filter(person=person).values_list("household_id", flat=True):
        used = HouseholdMember.objects.filter(in_use("person"), household=household).exists()
        Case.objects.filter(household=household).update(frozen=not used)
