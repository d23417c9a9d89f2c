"""Questions to a desk from whoever has the address of its page, without saying who they are."""

import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from snodo.domain.desk import states
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey

KEPT_DAYS = 14


def last_moment() -> datetime.datetime:
    """A question asked or answered now is read until then; the night after it goes."""
    return clock.now() + datetime.timedelta(days=KEPT_DAYS)


class QuestionPage(PersonalLink):
    """Where questions to a desk are asked: hours, places, a form. Its address is no secret (ADR-0096)."""

    desk = TenantForeignKey("desk.Desk", related_name="question_pages")

    class Meta(PersonalLink.Meta):
        constraints: ClassVar = [
            *PersonalLink.Meta.constraints,
            models.UniqueConstraint(fields=["network_id", "desk"], name="desk_question_page_once"),
        ]

    @property
    def subject_id(self) -> UUID:
        return self.pk


class DeskQuestion(PersonalLink):
    """One question, and its answer: read by the desk, and by whoever kept the address of its page.

    Nobody knows whose it is: no name, no way to reach them, no cookie. It is gone after `expires_at`.
    """

    desk = TenantForeignKey("desk.Desk")
    topic = models.CharField("che cosa vuole sapere", max_length=11, choices=states.QuestionTopic.choices)
    text = EncryptedTextField("domanda", max_length=300, blank=True, default="")
    state = models.CharField(
        max_length=8, choices=states.QuestionState.choices, default=states.QuestionState.WAITING
    )
    answer = EncryptedTextField("risposta", max_length=1000, blank=True, default="")
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = TenantForeignKey("network.Membership", null=True, blank=True)

    class Meta(PersonalLink.Meta):
        constraints: ClassVar = [
            *PersonalLink.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(state="waiting"),
                name="desk_question_settled_iff_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "desk", "state", "asked_at"], name="desk_question_queue"),
            models.Index(fields=["network_id", "expires_at"], name="desk_question_over"),
        ]

    @property
    def subject_id(self) -> UUID:
        return self.pk
