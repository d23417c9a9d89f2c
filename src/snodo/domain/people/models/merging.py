"""Pairs that may be one person, what was said of them, and persons that became one."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.people.models.persons import Person
from snodo.domain.people.states import Answer, Likely, PairState
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class PossiblePair(TenantModel):
    """Two persons found alike in the night, and what was said of them.

    `seen` is a print of what was known of both when the state was written: a pair that was told to be two
    persons comes back only when it changes. How alike they are and why is worked out whenever it is shown.
    """

    one = TenantForeignKey(Person)  # of the two ids the smaller
    other = TenantForeignKey(Person)
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.OPEN)
    tier = models.CharField(max_length=10, choices=Likely.choices)
    seen = models.CharField(max_length=64, editable=False)
    decided_by = TenantForeignKey("network.Membership", null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "one", "other"], name="pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(state=PairState.OPEN) | Q(decided_on__isnull=False), name="pair_decided_on"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "other"], name="pair_other"),
            models.Index(fields=["network_id", "tier"], name="pair_open", condition=Q(state="open")),
        ]


class PairQuestion(TenantModel):
    """Asked of another body: is the one you follow the one we follow? Nothing else is told of either."""

    pair = TenantForeignKey(PossiblePair)
    mine = TenantForeignKey(Person)  # whom the asking body follows
    theirs = TenantForeignKey(Person)  # whom the asked body follows
    asked_by = TenantForeignKey("network.Membership")
    organisation = TenantForeignKey("network.Organisation")  # of whom it is asked
    asked_on = models.DateField(default=clock.today)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")
    answered_by = TenantForeignKey("network.Membership", null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "pair", "organisation"],
                condition=Q(answer=""),
                name="pair_question_open_once",
                violation_error_message="È già stato chiesto: si aspetta la risposta.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | ~Q(answer="") & Q(answered_on__isnull=False),
                name="pair_question_answered_on",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "organisation"], name="pair_question_waiting", condition=Q(answer="")
            ),
        ]


class PersonMerge(TenantModel):
    """`gone` was found to be `kept`: one file now; until `undo_until` they can be two again."""

    kept = TenantForeignKey(Person)
    gone = TenantForeignKey(Person)
    done_by = TenantForeignKey("network.Membership")
    done_on = models.DateField(default=clock.today)
    undo_until = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    undone_by = TenantForeignKey("network.Membership", null=True, blank=True)
    undone_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "gone"], condition=Q(undone_on__isnull=True), name="merge_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "kept"], name="merge_kept")]


class MergedRow(TenantModel):
    """One row a joining changed, with what it held: enough to go back. Swept when the time is over."""

    merge = TenantForeignKey(PersonMerge)
    place = models.PositiveIntegerField()
    model = models.CharField(max_length=80)
    row = models.UUIDField()
    values = EncryptedJSONField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "merge", "place"], name="merged_row_once")
        ]
