"""What referrals do when people announce something, or a worker comes to a list."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.dispatch import receiver

from snodo.domain.intake import effects, events, states
from snodo.domain.intake.actions import batches
from snodo.domain.intake.actions.handovers import lapse_for_choice
from snodo.domain.intake.actions.nobody import on_leaving
from snodo.domain.intake.actions.returning import BY_CHOICE, give_back, release
from snodo.domain.intake.actions.story import lock
from snodo.domain.intake.models import Referral
from snodo.domain.network import events as network_events
from snodo.domain.network.models import Membership
from snodo.domain.people import events as people_events
from snodo.domain.people.models import PersonIdentifier, SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.kernel.actor import Actor


@receiver(people_events.sharing_refused, dispatch_uid="intake.find_another_way")
def find_another_way(*, choice: SharingChoice, actor: Actor, **_: Any) -> None:
    """A referral leaves the hands of a body the person keeps out; with nobody left, it goes back."""
    if choice.purpose not in (SharingPurpose.PATH, SharingPurpose.EVERYTHING):
        return
    bears = PersonIdentifier.objects.filter(person=choice.person).exclude(fingerprint="")
    about = Q(person=choice.person)
    if not choice.person.protected:
        about |= Q(code_fingerprint__in=bears.values("fingerprint"))
    for one in Referral.objects.filter(about, state__in=states.TO_TRIAGE):
        referral = lock(one)
        lapse_for_choice(referral, choice.organisation_id, BY_CHOICE, actor)
        if not give_back(referral, choice.person, actor):
            release(referral, choice, actor)


@receiver(events.batch_waits, dispatch_uid="intake.work_on_batch")
def work_on_batch(*, batch_id: UUID, step: str, actor: Actor, **_: Any) -> None:
    """A worker has come to a list."""
    {effects.CHECK: batches.check_rows, effects.SEND: batches.send_rows}[step](batch_id=batch_id, actor=actor)


@receiver(network_events.membership_ended, dispatch_uid="intake.left")
def left(*, membership: Membership, actor: Actor, **_: Any) -> None:
    """No referral stays with somebody who no longer works there."""
    on_leaving(membership, actor)
