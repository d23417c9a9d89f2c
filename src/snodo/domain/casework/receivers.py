"""What casework does when people announce something."""

import datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from snodo.domain.casework import access, states
from snodo.domain.casework.actions.parties import take_off
from snodo.domain.casework.actions.story import promise_step
from snodo.domain.casework.models import CaseParty
from snodo.domain.people import events as people_events
from snodo.domain.people.models import HouseholdMember, SharingChoice
from snodo.domain.people.states import SharingPurpose
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
