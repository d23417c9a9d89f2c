"""Before a path exists: rows that live shortly, and the bare numbers that stay.

Names, ways to reach somebody and what was said are encrypted and go at their term. What a funder counts (how
many interviews, when, how long, of how many households) is nobody's data and stays: `unit_number` tells two
households apart and leads to none.
"""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.outreach import states
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField, EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class PossibleRecipient(TenantModel):
    """Somebody who might take part and has not been taken in charge: kept apart, and shortly.

    The Reg. (UE) 2016/679 wants them told who keeps their name, from whom it comes and why: at once when they
    gave it themselves (art. 13), within a month and at the first contact when others did (art. 14, par. 3).
    """

    organisation = TenantForeignKey("network.Organisation")
    owner = TenantForeignKey("network.Membership")
    programme = TenantForeignKey("programmes.Programme")
    action = TenantForeignKey("programmes.ProgrammeAction")
    unit = models.CharField("chi", max_length=10, choices=states.Unit.choices)
    name = EncryptedTextField("nome o iniziali", max_length=120)
    reach = EncryptedTextField("come raggiungerla", max_length=200, blank=True, default="")
    note = EncryptedTextField("perché potrebbe interessarle", max_length=1000, blank=True, default="")
    source = models.CharField("da dove viene il nome", max_length=10, choices=states.Source.choices)
    indicated_by = EncryptedTextField("chi l'ha indicata", max_length=160, blank=True, default="")
    indicated_on = models.DateField("segnata il", default=clock.today)
    ground = models.CharField("a che titolo", max_length=10, choices=states.Ground.choices)
    informed_on = models.DateField("informata il", null=True, blank=True)
    informed_how = models.CharField(
        "come", max_length=10, choices=states.Informed.choices, blank=True, default=""
    )
    informed_by = TenantForeignKey("network.Membership", null=True, blank=True)
    expires_on = models.DateField("si cancella dopo il")
    state = models.CharField(
        max_length=10, choices=states.RecipientState.choices, default=states.RecipientState.NOTED
    )
    booked_at = models.DateTimeField("colloquio fissato per", null=True, blank=True)
    unit_number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # Whether the interviews may follow into a path: asked of the person, or on a ground that is written.
    carry = models.CharField(max_length=10, choices=states.Ground.choices, blank=True, default="")
    carry_on = models.DateField(null=True, blank=True)
    carry_by = TenantForeignKey("network.Membership", null=True, blank=True)
    referral = TenantForeignKey("intake.Referral", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(informed_on__isnull=True, informed_how="")
                | Q(informed_on__isnull=False) & ~Q(informed_how=""),
                name="outreach_recipient_informed",
            ),
            models.CheckConstraint(
                condition=Q(carry="", carry_on__isnull=True) | ~Q(carry="") & Q(carry_on__isnull=False),
                name="outreach_recipient_carry",
            ),
            models.CheckConstraint(
                condition=~Q(state="referred") | Q(referral__isnull=False), name="outreach_recipient_referred"
            ),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(booked_at__isnull=False), name="outreach_recipient_booked"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "organisation", "programme", "expires_on"], name="outreach_recipient_of"
            ),
            models.Index(
                fields=["network_id", "referral"],
                name="outreach_recipient_referral",
                condition=Q(referral__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_unit_display()

    @property
    def late_to_inform(self) -> bool:
        """The month of the law is over, and nobody has told them."""
        return self.informed_on is None and clock.today() > self.inform_by

    @property
    def inform_by(self) -> datetime.date:
        """The last day to tell them: a month from when the name was obtained (art. 14, par. 3, lett. a)."""
        return self.indicated_on + datetime.timedelta(days=30)

    @property
    def days_left(self) -> int:
        """Until it is deleted."""
        return (self.expires_on - clock.today()).days


class PriorInterview(TenantModel):
    """An interview before a path. Past its term the words go; when, how long and which unit stay, bare."""

    organisation = TenantForeignKey("network.Organisation")
    programme = TenantForeignKey("programmes.Programme")
    action = TenantForeignKey("programmes.ProgrammeAction")
    recipient = TenantForeignKey(PossibleRecipient, null=True, blank=True, related_name="interviews")
    unit = models.CharField("chi", max_length=10, choices=states.Unit.choices)
    unit_number = models.PositiveIntegerField(editable=False)
    kind = models.CharField("con chi", max_length=10, choices=states.InterviewKind.choices)
    mode = models.CharField("come", max_length=10, choices=states.Mode.choices)
    held_on = models.DateField("giorno")
    minutes = models.PositiveSmallIntegerField("durata in minuti")
    conducted_by = TenantForeignKey("network.Membership")
    people = models.PositiveSmallIntegerField("quante persone c'erano")
    # As whom was met said: another body had met them, so that they count once. Of which body nothing is kept.
    met_elsewhere = models.BooleanField("già incontrata da un altro ente", default=False)
    paper_at = PlainCharField("dove sta il foglio firmato", max_length=160, blank=True, default="")
    instrument = TenantForeignKey("instruments.Instrument", null=True, blank=True)
    answers = EncryptedJSONField("risposte", default=dict, blank=True)
    who = EncryptedTextField("chi c'era", max_length=500, blank=True, default="")
    notes = EncryptedTextField("che cosa è emerso", max_length=6000, blank=True, default="")
    expires_on = models.DateField("le parole si cancellano dopo il", null=True, blank=True)
    case = TenantForeignKey("casework.Case", null=True, blank=True)
    person = TenantForeignKey("people.Person", null=True, blank=True)
    household = TenantForeignKey("people.Household", null=True, blank=True)
    carried = models.CharField(
        "a che titolo è nel percorso", max_length=10, choices=states.Ground.choices, blank=True, default=""
    )
    carried_on = models.DateField("nel percorso dal", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=30),
                name="outreach_interview_people",
                violation_error_message="Scrivi quante persone c'erano, da 1 a 30.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480),
                name="outreach_interview_minutes",
                violation_error_message="Scrivi quanti minuti è durato, da 5 a 480.",
            ),
            # With a term as long as it hangs on a name; without, once it lies in a path or is bare.
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, expires_on__isnull=False, case__isnull=True)
                | Q(recipient__isnull=True, expires_on__isnull=True),
                name="outreach_interview_kept",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, carried="")
                | Q(case__isnull=False, carried_on__isnull=False) & ~Q(carried=""),
                name="outreach_interview_carried",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "programme", "-held_on"], name="outreach_interview_day"),
            models.Index(
                fields=["network_id", "person"],
                name="outreach_interview_person",
                condition=Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Colloquio prima del percorso · {self.get_kind_display().lower()}"


class OutreachTally(TenantModel):
    """How many were taken off the list in a month, and why. Nobody's data."""

    organisation = TenantForeignKey("network.Organisation")
    programme = TenantForeignKey("programmes.Programme")
    month = models.DateField()
    ending = models.CharField(max_length=12, choices=states.Ending.choices)
    number = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "organisation", "programme", "month", "ending"],
                name="outreach_tally_once",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="outreach_tally_month"),
        ]
