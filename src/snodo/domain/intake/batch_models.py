"""Lists of referrals from a spreadsheet, while they are needed; and how many did not want to be referred."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.intake import states
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField, EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel

KEPT_DAYS = 7


def last_day() -> datetime.date:
    """The day after which the night takes a list away."""
    return clock.today() + datetime.timedelta(days=KEPT_DAYS)


class ReferralBatch(TenantModel):
    """A spreadsheet of persons to refer. The file itself is not kept: its rows are, sealed, for a few days.

    `reading` holds the headings of the file, the column each stands for, and what was said of the file: a
    heading may turn out to be somebody's name.
    """

    action = TenantForeignKey("programmes.ProgrammeAction")
    organisation = TenantForeignKey("network.Organisation")
    membership = TenantForeignKey("network.Membership")
    state = models.CharField(
        max_length=10, choices=states.BatchState.choices, default=states.BatchState.MATCHING
    )
    file_name = EncryptedTextField(max_length=120)
    reading = EncryptedJSONField(default=dict)
    job_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    over_on = models.DateField(default=last_day)
    refusals_counted = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="batch_sent_iff_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "sending"]) | Q(job_id__isnull=False),
                name="batch_at_work_has_job",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "organisation", "-created_at"], name="batch_of_body"),
            models.Index(fields=["network_id", "over_on"], name="batch_over"),
        ]

    @property
    def at_work(self) -> bool:
        """Whether a job has it."""
        return self.state in (states.BatchState.CHECKING, states.BatchState.SENDING)


class BatchRow(TenantModel):
    """One row of the spreadsheet: sealed, and emptied as soon as it is sent or must not be."""

    batch = TenantForeignKey(ReferralBatch, related_name="rows")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=states.RowState.choices, default=states.RowState.UNREAD)
    written = EncryptedJSONField(default=dict)  # {"cells": […], "problems": {column: sentence}}
    # {"name": …, "problems": {column: sentence}, "readings": ["Rossi, Maria", …]}
    found = EncryptedJSONField(default=dict)
    mark = models.CharField(max_length=64, blank=True, default="")
    referral_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "batch", "number"], name="batch_row_once"),
            models.CheckConstraint(
                condition=Q(state="sent", referral_id__isnull=False)
                | (~Q(state="sent") & Q(referral_id__isnull=True)),
                name="batch_row_sent_iff_referral",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "batch", "state", "number"], name="batch_row_state")
        ]


class SaidNo(TenantModel):
    """Somebody did not want to be referred. Counted, so that it is seen; nothing says who they are.

    Where the ground is agreement, a refusal leaves none (Regulation 2016/679, artt. 6(1)(a) and 7(3)):
    nothing of the person may be kept, hence neither names nor words. Who must act against somebody's will,
    because the law says so, does it on another ground (art. 6(1)(c) to (e)) and says which.
    """

    append_only = True

    action = TenantForeignKey("programmes.ProgrammeAction")
    organisation = TenantForeignKey("network.Organisation")
    on = models.DateField(default=clock.today)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["network_id", "action", "on"], name="said_no_counted")]
