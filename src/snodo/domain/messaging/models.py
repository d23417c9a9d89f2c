"""Notifications to people who work in the network, and the progress of the jobs they started."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.messaging.states import OPEN_STATES, JobState
from snodo.kernel.tenancy import TenantModel
from snodo.kernel.text import PlainCharField


class Notification(TenantModel):
    """A line in somebody's list: general words and where to go, never anything about a person."""

    recipient_id = models.UUIDField()
    membership_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=80)
    title = PlainCharField(max_length=160)
    path = models.CharField(max_length=300)
    read_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(path__startswith="/"), name="notification_path_ours"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "recipient_id", "created_at"], name="notification_list"),
            models.Index(
                fields=["network_id", "recipient_id"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class JobProgress(TenantModel):
    """How far a long job is, so that who started it may leave the page and come back."""

    kind = models.CharField(max_length=80)
    title = PlainCharField(max_length=160)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    message = PlainCharField(max_length=300, blank=True, default="")
    result_path = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN_STATES), ended_at__isnull=True)
                | Q(state__in=[JobState.FINISHED, JobState.FAILED], ended_at__isnull=False),
                name="job_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(result_path="") | Q(state=JobState.FINISHED), name="job_result_when_finished"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "created_by", "created_at"], name="job_of_user"),
        ]

    @property
    def percent(self) -> int:
        """From 0 to 100; 0 while the total is not known."""
        if self.state == JobState.FINISHED:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_open(self) -> bool:
        """Whether it still has to end."""
        return self.state in OPEN_STATES
