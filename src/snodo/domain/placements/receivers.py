"""What internships do when people announce something."""

import datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from snodo.domain.casework import actions as casework
from snodo.domain.people import events as people_events
from snodo.domain.people.models import SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.domain.placements import calendar, states
from snodo.domain.placements.actions.common import DECIDE_STEP, lock, log, promise_end, save, tell
from snodo.domain.placements.actions.meetings import promise_next
from snodo.domain.placements.models import Internship
from snodo.kernel import clock
from snodo.kernel.actor import Actor

DECIDE_DAYS = 3


@receiver(people_events.sharing_refused, dispatch_uid="placements.decide_anew")
def decide_anew(*, choice: SharingChoice, actor: Actor, **_: Any) -> None:
    """An internship does not end by a line in a register: somebody decides with the person, within days."""
    if choice.purpose not in (SharingPurpose.WORK, SharingPurpose.EVERYTHING):
        return
    body = choice.organisation_id
    takes_part = Q(promoter_id=body) | Q(host_id=body) | Q(taking_organisation_id=body)
    found = Internship.objects.filter(
        takes_part | Q(responsible__organisation_id=body),
        person=choice.person,
        state__in=(*states.PREPARING, *states.RUNNING),
    )
    for one in found:
        internship = lock(one)
        _take_back(internship, choice, actor)
        _put_before_the_team(internship, actor)
        log(internship, "refused_by_person", actor, organisation=body)


def _take_back(internship: Internship, choice: SharingChoice, actor: Actor) -> None:
    """Who keeps it may no longer see it: the operator responsible for the path does."""
    if internship.responsible.organisation_id != choice.organisation_id:
        return
    internship.responsible = internship.case.responsible
    save(internship, "responsible")
    if internship.state in states.RUNNING:
        promise_end(internship, actor)
        promise_next(internship, actor)


def _put_before_the_team(internship: Internship, actor: Actor) -> None:
    """Neither the step nor the line of the story says whom the person keeps out, nor where they work."""
    case = internship.case
    casework.promise_step(
        case=case,
        kind=DECIDE_STEP,
        title="Decidere con la persona se il tirocinio continua: ha cambiato una scelta sui suoi dati",
        due_on=calendar.next_working_day(clock.today() + datetime.timedelta(days=DECIDE_DAYS), range(5)),
        owner_membership=case.responsible,
        owner_organisation=case.organisation,
        ref=internship,
        actor=actor,
    )
    tell(internship, "Il tirocinio è da rivedere con la persona", actor, audience="team")
