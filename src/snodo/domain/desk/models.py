"""The desk, who waits there, light contacts, and accesses."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.desk import states
from snodo.domain.desk.question_models import DeskQuestion, QuestionPage
from snodo.domain.people.states import Sex
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField

__all__ = [
    "Access",
    "Contact",
    "Desk",
    "DeskQuarter",
    "DeskQuestion",
    "Opening",
    "Place",
    "QuestionPage",
    "Shift",
    "Visit",
]


class Desk(TenantModel):
    """Where a body receives whoever comes, for a programme. `words`: reasons, services, results as data."""

    programme = TenantForeignKey("programmes.Programme")
    organisation = TenantForeignKey("network.Organisation")
    code = models.SlugField(max_length=60)
    title = PlainCharField("nome dello sportello", max_length=120)
    words = models.JSONField(default=dict)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "programme", "code"], name="desk_code_once")
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "organisation"], name="desk_organisation")]

    def __str__(self) -> str:
        return self.title

    def choices(self, part: str) -> list[tuple[str, str]]:
        """The words of one part ("reasons", "services", "results") as code and title."""
        return [(one["code"], one["title"]) for one in self.words.get(part, [])]

    def word(self, part: str, code: str) -> str:
        """The title of a code; a code no longer in use says itself."""
        return str(dict(self.choices(part)).get(code, code))


class DeskQuarter(TenantModel):
    """A quarter or town by which the desk counts, in its order."""

    desk = TenantForeignKey(Desk, related_name="quarters")
    territory = TenantForeignKey("network.Territory")
    position = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "desk", "territory"], name="desk_quarter_once")
        ]


class Place(TenantModel):
    """A room or an address where the desk is open."""

    desk = TenantForeignKey(Desk, related_name="places")
    name = PlainCharField("luogo", max_length=120)
    address = PlainCharField("indirizzo", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "desk", "name"],
                name="desk_place_once",
                violation_error_message="C'è già un luogo con questo nome.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Opening(TenantModel):
    """When a place is open, every week, from a day to a day."""

    desk = TenantForeignKey(Desk, related_name="openings")
    place = TenantForeignKey(Place)
    weekday = models.PositiveSmallIntegerField("giorno", choices=states.Weekday.choices)
    opens = models.TimeField("dalle")
    closes = models.TimeField("alle")
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="desk_opening_times",
                violation_error_message="L'ora di chiusura viene prima dell'apertura.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "place", "weekday", "opens"],
                condition=Q(ended_on__isnull=True),
                name="desk_opening_once",
                violation_error_message="In questo luogo c'è già un'apertura che comincia a quest'ora.",
            ),
        ]


class Shift(TenantModel):
    """Who is at the desk, where and when."""

    desk = TenantForeignKey(Desk)
    place = TenantForeignKey(Place)
    membership = TenantForeignKey("network.Membership")
    starts_at = models.DateTimeField("dalle")
    ends_at = models.DateTimeField("alle")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="desk_shift_times",
                violation_error_message="La fine del turno viene prima dell'inizio.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "membership", "starts_at"],
                name="desk_shift_once",
                violation_error_message="Ha già un turno che comincia a quest'ora.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "desk", "starts_at"], name="desk_shift_at"),
            models.Index(fields=["network_id", "membership", "starts_at"], name="desk_shift_mine"),
        ]


class Contact(TenantModel):
    """Somebody the desk knows again without knowing who they are: a chosen name, and a code on a card.

    `person` is who it turned out to be, when they wished to be known.
    """

    desk = TenantForeignKey(Desk)
    code = models.CharField("codice", max_length=6)
    nickname = PlainCharField("nome scelto", max_length=40, blank=True, default="")
    nickname_key = models.CharField(max_length=60, blank=True, default="", editable=False)
    age_band = models.CharField("età", max_length=6, choices=states.AgeBand.choices, blank=True, default="")
    sex = models.CharField("sesso", max_length=10, choices=Sex.choices, blank=True, default="")
    language = models.CharField("lingua", max_length=10, blank=True, default="")
    quarter = TenantForeignKey("network.Territory", null=True, blank=True)
    person = TenantForeignKey("people.Person", null=True, blank=True)
    first_on = models.DateField(default=clock.today)
    last_on = models.DateField(default=clock.today)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "desk", "code"], name="desk_contact_code_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "desk", "nickname_key"], name="desk_contact_nickname"),
            models.Index(
                fields=["network_id", "person"],
                name="desk_contact_person",
                condition=Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.nickname or f"Contatto {self.code}"


class Visit(TenantModel):
    """A turn in the queue or an appointment of one day. What somebody is called goes when the turn ends."""

    desk = TenantForeignKey(Desk)
    place = TenantForeignKey(Place, null=True, blank=True)
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=states.VisitKind.choices)
    number = models.PositiveSmallIntegerField()
    called = PlainCharField("come chiamarla o chiamarlo", max_length=40, blank=True, default="")
    reason = models.SlugField("motivo", max_length=60, blank=True, default="")
    due_at = models.DateTimeField("ora", null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_by = TenantForeignKey("network.Membership", null=True, blank=True)
    contact = TenantForeignKey(Contact, null=True, blank=True)
    person = TenantForeignKey("people.Person", null=True, blank=True)
    state = models.CharField(max_length=10, choices=states.VisitState.choices)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "desk", "day", "number"], name="desk_visit_number"),
            models.CheckConstraint(
                condition=Q(kind="walk_in", due_at__isnull=True)
                | Q(kind="appointment", due_at__isnull=False),
                name="desk_visit_due_iff_appointment",
            ),
            models.CheckConstraint(
                condition=~Q(state="with_us") | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="desk_visit_with_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.OPEN_VISITS, ended_at__isnull=True)
                | (~Q(state__in=states.OPEN_VISITS) & Q(ended_at__isnull=False)),
                name="desk_visit_ended_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(called=""), name="desk_visit_ended_is_nameless"
            ),
        ]


class Access(TenantModel):
    """Somebody came to the desk: why, what was done, what came of it, and what comes next.

    Without `contact` and `person` nobody knows who it was. `quarter`, `age_band`, `sex` and `language` are
    as on that day, so that counts need nobody's file.
    """

    desk = TenantForeignKey(Desk)
    place = TenantForeignKey(Place, null=True, blank=True)
    visit = TenantForeignKey(Visit, null=True, blank=True)
    contact = TenantForeignKey(Contact, null=True, blank=True)
    person = TenantForeignKey("people.Person", null=True, blank=True)
    referral = TenantForeignKey("intake.Referral", null=True, blank=True)
    case = TenantForeignKey("casework.Case", null=True, blank=True)
    operator = TenantForeignKey("network.Membership")
    happened_on = models.DateField("giorno", default=clock.today)
    source = models.CharField(max_length=6, choices=states.Source.choices, default=states.Source.LIVE)
    reason = models.SlugField("motivo", max_length=60)
    quarter = TenantForeignKey("network.Territory", null=True, blank=True)
    age_band = models.CharField("età", max_length=6, choices=states.AgeBand.choices, blank=True, default="")
    sex = models.CharField("sesso", max_length=10, choices=Sex.choices, blank=True, default="")
    language = models.CharField("lingua", max_length=10, blank=True, default="")
    services = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    result = models.SlugField("risultato", max_length=60, blank=True, default="")
    note = PlainTextField("che cosa si è fatto", max_length=1000, blank=True, default="")
    next_step = PlainCharField("prossimo passo", max_length=200, blank=True, default="")
    next_on = models.DateField("entro quando", null=True, blank=True)
    next_done_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = PlainCharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "visit"], condition=Q(visit__isnull=False), name="desk_access_of_visit"
            ),
            models.UniqueConstraint(
                fields=["network_id", "referral"],
                condition=Q(referral__isnull=False),
                name="desk_access_of_referral",
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | ~Q(next_step=""),
                name="desk_access_next_step_named",
                violation_error_message="Scrivi che cosa si farà entro quel giorno.",
            ),
            models.CheckConstraint(
                condition=Q(next_done_on__isnull=True) | ~Q(next_step=""),
                name="desk_access_next_step_done",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(person__isnull=False), name="desk_access_case_of_person"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="desk_access_withdrawn_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "desk", "-happened_on"], name="desk_access_day"),
            models.Index(
                fields=["network_id", "contact"],
                name="desk_access_contact",
                condition=Q(contact__isnull=False),
            ),
            models.Index(
                fields=["network_id", "person"], name="desk_access_person", condition=Q(person__isnull=False)
            ),
            models.Index(
                fields=["network_id", "operator", "next_on"],
                name="desk_access_next",
                condition=Q(next_on__isnull=False, next_done_on__isnull=True, withdrawn_on__isnull=True),
            ),
        ]

    @property
    def services_words(self) -> list[str]:
        """What was done, in words. Needs the desk loaded."""
        return [self.desk.word("services", code) for code in self.services]

    @property
    def reason_word(self) -> str:
        return str(self.desk.word("reasons", self.reason))

    @property
    def result_word(self) -> str:
        return str(self.desk.word("results", self.result)) if self.result else ""
