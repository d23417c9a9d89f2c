"""What pages read of notifications and jobs."""

from django.db.models import QuerySet

from snodo.domain.messaging import access
from snodo.domain.messaging.models import JobProgress, Notification
from snodo.kernel.actor import Actor


def unread_notifications(actor: Actor) -> QuerySet[Notification]:
    """Those still to be read; its count is the number beside the bell."""
    return access.notifications_visible_to(actor).filter(read_at__isnull=True)


def unread_count(actor: Actor) -> int:
    """How many are still to be read."""
    return unread_notifications(actor).count()


def notifications(actor: Actor, *, only_unread: bool = False) -> QuerySet[Notification]:
    """Newest first."""
    found = unread_notifications(actor) if only_unread else access.notifications_visible_to(actor)
    return found.order_by("-created_at", "-id")


def recent_jobs(actor: Actor) -> QuerySet[JobProgress]:
    """The actor's jobs, newest first."""
    return access.jobs_visible_to(actor).order_by("-created_at", "-id")
