"""The verbs of messaging: tell people, mark as read, follow a long job."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from snodo.domain.messaging import access, effects
from snodo.domain.messaging.messages import JobEnded, Message
from snodo.domain.messaging.models import JobProgress, Notification
from snodo.domain.messaging.states import JOB
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.forgetting import leading_to


class Member(Protocol):
    """A membership, without knowing where it comes from."""

    pk: UUID
    user_id: UUID


class Recipient(NamedTuple):
    """A user and, where it matters, in which role they are told."""

    user_id: UUID
    membership_id: UUID | None = None

    @classmethod
    def of(cls, member: Member) -> "Recipient":
        """From a membership."""
        return cls(member.user_id, member.pk)


@transaction.atomic
def notify(
    *, message: Message, recipients: Iterable[Recipient], also_self: bool = False, actor: Actor
) -> list[Notification]:
    """Tell people, in the application and by e-mail.

    Who acts is not told of what they did. A message still unread is not sent twice for the same page.
    """
    people = {recipient.user_id: recipient for recipient in recipients}
    if not also_self:
        people.pop(actor.user_id, None)
    if not people:
        return []
    told = Notification.objects.filter(
        recipient_id__in=list(people), kind=message.kind, path=message.path, read_at__isnull=True
    ).values_list("recipient_id", flat=True)
    for user_id in told:
        people.pop(user_id, None)
    notifications: list[Notification] = Notification.objects.bulk_create(
        Notification(
            recipient_id=person.user_id,
            membership_id=person.membership_id,
            kind=message.kind,
            title=message.title,
            path=message.path,
        )
        for person in people.values()
    )
    if message.by_email and not settings.DEMO:
        for notification in notifications:
            effects.send_email.later(actor=actor, notification_id=notification.pk)
    return notifications


@transaction.atomic
def mark_read(*, notification: Notification, actor: Actor) -> Notification:
    """The recipient has seen it."""
    found = access.notifications_visible_to(actor).select_for_update().get(pk=notification.pk)
    if found.read_at is None:
        found.read_at = clock.now()
        found.save(update_fields=["read_at"])
    return found


@transaction.atomic
def mark_all_read(*, actor: Actor) -> int:
    """All of the actor's; gives how many."""
    unread = access.notifications_visible_to(actor).filter(read_at__isnull=True)
    return unread.update(read_at=clock.now())


@transaction.atomic
def mark_path_read(*, path: str, actor: Actor) -> int:
    """The actor has come to the page by another way: what led there is read."""
    unread = access.notifications_visible_to(actor).filter(read_at__isnull=True, path=path)
    return unread.update(read_at=clock.now())


@transaction.atomic
def start_job(*, kind: str, title: str, total: int = 0, actor: Actor) -> JobProgress:
    """A long job to follow. `title` is general: "Esportazione delle presenze"."""
    job: JobProgress = JobProgress.objects.create(kind=kind, title=title, total=total)
    return job


@transaction.atomic
def advance_job(
    *, job: JobProgress, by: int = 1, total: int | None = None, message: str = "", actor: Actor
) -> JobProgress:
    """So much more is done. Call it in a transaction of its own, or nobody sees it before the end."""
    job = _locked(job)
    job.state = JOB.target(job.state, "advance")
    job.total = job.total if total is None else total
    job.done = min(job.done + by, job.total) if job.total else job.done + by
    job.message = message or job.message
    job.save(update_fields=["state", "total", "done", "message"])
    return job


@transaction.atomic
def finish_job(*, job: JobProgress, message: str = "", result_path: str = "", actor: Actor) -> JobProgress:
    """It went well; `result_path` leads to what it made. Who started it is told."""
    job = _locked(job)
    job.state = JOB.target(job.state, "finish")
    job.done = job.total or job.done
    job.message, job.result_path, job.ended_at = message or "Fatto.", result_path, clock.now()
    job.save(update_fields=["state", "done", "message", "result_path", "ended_at"])
    _tell_owner(job, actor)
    return job


@transaction.atomic
def fail_job(*, job: JobProgress, message: str, actor: Actor) -> JobProgress:
    """It did not go; `message` says why and what to do."""
    job = _locked(job)
    job.state = JOB.target(job.state, "fail")
    job.message, job.ended_at = message, clock.now()
    job.save(update_fields=["state", "message", "ended_at"])
    _tell_owner(job, actor)
    return job


def _locked(job: JobProgress) -> JobProgress:
    found: JobProgress = JobProgress.objects.select_for_update().get(pk=job.pk)
    return found


def _tell_owner(job: JobProgress, actor: Actor) -> None:
    if job.created_by is None:
        return
    message = JobEnded(path=f"/avvisi/lavori/{job.pk}/")
    notify(message=message, recipients=[Recipient(job.created_by)], also_self=True, actor=actor)


@transaction.atomic
def forget_paths(*, ids: Iterable[UUID], actor: Actor) -> None:
    """Lines that lead to rows that are gone, whoever's list they are in. A service."""
    wanted = list(ids)
    for model, field in ((Notification, "path"), (JobProgress, "result_path")):
        tenancy.erase(leading_to(model, field, wanted))


__all__ = [
    "Recipient",
    "advance_job",
    "fail_job",
    "finish_job",
    "forget_paths",
    "mark_all_read",
    "mark_path_read",
    "mark_read",
    "notify",
    "start_job",
]
