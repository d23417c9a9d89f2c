"""Notices that nobody asks for: the clock looks every day."""

from django.db import transaction

from snodo.domain.programmes import messages, queries
from snodo.domain.programmes.models import ActNotice
from snodo.domain.programmes.states import NOTICE_DAYS
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@transaction.atomic
def notify_ending_acts(*, actor: Actor) -> int:
    """Tell, once for each end and each distance, that an act ends and nothing carries it on.

    A day on which the clock did not run is made good the day after: the nearest distance is told.
    Gives how many acts were told.
    """
    told = 0
    for act in queries.acts_ending(max(NOTICE_DAYS)):
        left = (act.act_until - clock.today()).days
        days = min(one for one in NOTICE_DAYS if left <= one)
        _, new = ActNotice.objects.get_or_create(
            network_id=actor.network_id, partner=act, act_until=act.act_until, days=days
        )
        if new:
            messages.tell_act_ends(act, days, actor)
            told += 1
    return told
