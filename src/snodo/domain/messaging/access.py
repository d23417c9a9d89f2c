"""Notifications and jobs are seen only by those they are for."""

from django.db.models import QuerySet

from snodo.domain.messaging.models import JobProgress, Notification
from snodo.kernel.actor import Actor


def notifications_visible_to(actor: Actor) -> QuerySet[Notification]:
    """The actor's own, in the network in which they act."""
    own: QuerySet[Notification] = Notification.objects.filter(recipient_id=actor.user_id)
    return own


def jobs_visible_to(actor: Actor) -> QuerySet[JobProgress]:
    """The jobs the actor started."""
    own: QuerySet[JobProgress] = JobProgress.objects.filter(created_by=actor.user_id)
    return own
