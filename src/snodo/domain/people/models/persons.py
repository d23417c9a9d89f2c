"""Persons, identifiers, households, information given, sharing choices."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.people.keys import SearchKeyField
from snodo.domain.people.naming import NAME_PARTS, shown_name, whole_years
from snodo.domain.people.states import (
    Choice,
    CircleReason,
    GuardianKind,
    IdentifierKind,
    Keeping,
    Relation,
    Sex,
    SharingPurpose,
)
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField

# What could tell who a person is: of a protected one it lies sealed in `ProtectedIdentity` and nowhere else.
IDENTIFYING = (
    *("first_name", "last_name", "lived_name", "birth_date", "birth_place", "citizenship"),
    *("phone", "email", "contact_notes", "municipality", "quarter"),
)
DECADE = 10
_DATES_AND_PLACES = ("birth_date", "municipality", "quarter")
_BARE = Q(**{f"{name}__isnull": True for name in _DATES_AND_PLACES}) & Q(
    **{name: "" for name in IDENTIFYING if name not in _DATES_AND_PLACES}
)


CLOSED_FILE = "Fascicolo chiuso"


class Person(TenantModel):
    """One human being as the network knows them."""

    first_name = PlainCharField("nome", max_length=80, blank=True, default="")
    last_name = PlainCharField("cognome", max_length=80, blank=True, default="")
    lived_name = PlainCharField(
        "nome con cui vuole essere chiamata o chiamato", max_length=80, blank=True, default=""
    )
    search_name = SearchKeyField(editable=False)
    birth_date = models.DateField("data di nascita", null=True, blank=True)
    birth_place = PlainCharField("luogo di nascita", max_length=120, blank=True, default="")
    sex = models.CharField("sesso", max_length=10, choices=Sex.choices, blank=True, default="")
    citizenship = models.CharField("cittadinanza", max_length=2, blank=True, default="")
    language = models.CharField("lingua preferita", max_length=10, blank=True, default="it")
    phone = models.CharField("telefono", max_length=30, blank=True, default="")
    email = models.EmailField("posta elettronica", blank=True, default="")
    contact_notes = PlainCharField("come e quando contattare", max_length=200, blank=True, default="")
    municipality = TenantForeignKey("network.Territory", null=True, blank=True)
    quarter = TenantForeignKey("network.Territory", null=True, blank=True)
    protected = models.BooleanField("persona protetta", default=False)
    pseudonym = PlainCharField("pseudonimo", max_length=80, blank=True, default="")
    born_decade = models.PositiveSmallIntegerField(
        "decennio di nascita", null=True, editable=False
    )  # of a protected person, for counts: 1980…
    keeping = models.CharField(max_length=12, choices=Keeping.choices, default=Keeping.IN_USE, editable=False)
    # the file this one became part of
    merged_into = TenantForeignKey("people.Person", null=True, blank=True, editable=False)
    # GDPR art. 18: kept and not used, until this is empty again
    restricted_since = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "search_name"],
                name="person_search",
                opclasses=["uuid_ops", "text_pattern_ops"],
            ),
            models.Index(fields=["network_id", "birth_date"], name="person_birth"),
            models.Index(fields=["network_id", "phone"], name="person_phone", condition=~Q(phone="")),
            models.Index(
                fields=["network_id", "merged_into"],
                name="person_merged_into",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(protected=False) | ~Q(pseudonym=""),
                name="person_protected_has_pseudonym",
                violation_error_message="Per una persona protetta serve uno pseudonimo.",
            ),
            models.CheckConstraint(
                condition=Q(protected=True) | ~Q(first_name="") | ~Q(last_name=""),
                name="person_has_a_name",
                violation_error_message="Scrivi almeno il nome o il cognome.",
            ),
            models.CheckConstraint(condition=Q(protected=False) | _BARE, name="person_protected_is_bare"),
            models.CheckConstraint(
                condition=Q(keeping=Keeping.MERGED, merged_into__isnull=False)
                | ~Q(keeping=Keeping.MERGED) & Q(merged_into__isnull=True),
                name="person_merged_iff_into",
            ),
            models.CheckConstraint(
                condition=Q(born_decade__isnull=True)
                | Q(protected=True, born_decade__in=range(1900, 2200, DECADE)),
                name="person_decade_of_protected",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As every list shows it; of who is frozen nobody reads the name, wherever the row comes from."""
        return CLOSED_FILE if self.keeping == Keeping.FROZEN else self.own_name

    @property
    def own_name(self) -> str:
        """The name also of who is frozen: for data protection alone."""
        return shown_name(**{part: getattr(self, part) for part in NAME_PARTS})

    def age_on(self, day: datetime.date) -> int | None:
        """Whole years on a day; None when the birth date is unknown."""
        return None if self.birth_date is None else whole_years(self.birth_date, day)

    def age_for_counts(self, day: datetime.date) -> int | None:
        """As much of an age as numbers need: of a protected person, from the middle of the decade of birth.

        For bands in counts, never for a page about the person or a rule on what they may do.
        """
        if self.born_decade is None:
            return self.age_on(day)
        return max(0, day.year - self.born_decade - DECADE // 2)

    @property
    def age(self) -> int | None:
        """Whole years today."""
        return self.age_on(clock.today())


class PersonNameKey(TenantModel):
    """A form under which a person is looked up; rewritten whenever the name changes."""

    person = TenantForeignKey(Person, related_name="name_keys")
    key = SearchKeyField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "person", "key"], name="name_key_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "key", "person"],
                name="name_key_search",
                opclasses=["uuid_ops", "text_pattern_ops", "uuid_ops"],
            )
        ]


class PersonIdentifier(TenantModel):
    """A code with its time: a provisional code gives way to a definitive one and stays in history."""

    person = TenantForeignKey(Person, related_name="identifiers")
    kind = models.CharField("tipo di codice", max_length=20, choices=IdentifierKind.choices)
    value = EncryptedTextField("codice", blank=True, default="")
    fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "fingerprint"], name="identifier_fingerprint")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "person", "kind"],
                condition=Q(ended_on__isnull=True),
                name="identifier_one_current",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="identifier_dates"
            ),
        ]


class PersonCircle(TenantModel):
    """A body that may see a person, why and until when: the root of every access rule on people.

    `ground_id` is the programme on which the reason stands; empty when it is the body's own.
    """

    person = TenantForeignKey(Person, related_name="circle")
    organisation = TenantForeignKey("network.Organisation")
    reason = models.CharField(max_length=20, choices=CircleReason.choices)
    ground_id = models.UUIDField(null=True, blank=True, editable=False)
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "person", "organisation", "reason", "ground_id"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="circle_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "organisation", "person"], name="circle_organisation")
        ]


class Household(TenantModel):
    """A *nucleo familiare* taken in charge as one."""

    name = PlainCharField("nome del nucleo", max_length=120)
    municipality = TenantForeignKey("network.Territory", null=True, blank=True)
    quarter = TenantForeignKey("network.Territory", null=True, blank=True)
    split_from = TenantForeignKey("people.Household", null=True, blank=True)
    split_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class HouseholdMember(TenantModel):
    """Who belongs to a household, since when."""

    household = TenantForeignKey(Household, related_name="members")
    person = TenantForeignKey(Person, related_name="households")
    relation = models.CharField("ruolo nel nucleo", max_length=20, choices=Relation.choices)
    cohabiting = models.BooleanField("convive", default=True)
    hidden = models.BooleanField("nascosta a chi segue gli altri", default=False)
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "household", "person"],
                condition=Q(ended_on__isnull=True),
                name="household_member_once",
            ),
            models.UniqueConstraint(
                fields=["network_id", "household"],
                condition=Q(relation="reference", ended_on__isnull=True),
                name="household_one_reference",
                violation_error_message="Il nucleo ha già un adulto di riferimento.",
            ),
        ]


class InformationGiven(TenantModel):
    """Proof that the person was informed: which notice, which version, which language, by whom.

    `ground_id` is the programme whose notice it is: another programme has other controllers.
    """

    person = TenantForeignKey(Person)
    ground_id = models.UUIDField(null=True, blank=True, editable=False)
    notice_code = models.SlugField("informativa", max_length=60)
    notice_version = models.PositiveIntegerField("versione")
    language = models.CharField("lingua", max_length=10)
    given_on = models.DateField("data")
    given_by = TenantForeignKey("network.Membership")
    with_mediator = models.BooleanField("con mediazione linguistica", default=False)


class SharingChoice(TenantModel):
    """What the person chose about sharing with one body, for one purpose, until a day."""

    person = TenantForeignKey(Person)
    organisation = TenantForeignKey("network.Organisation")
    purpose = models.CharField("per che cosa", max_length=200, choices=SharingPurpose.choices)
    choice = models.CharField("scelta", max_length=10, choices=Choice.choices)
    decided_on = models.DateField("data", default=clock.today)
    valid_until = models.DateField("vale fino al", null=True, blank=True)
    superseded = models.BooleanField(default=False)
    note = PlainTextField("nota", max_length=2000, blank=True, default="")
    # Who decided, where it was not the person alone.
    decided_by = models.CharField(
        "chi ha deciso", max_length=12, choices=GuardianKind.choices, blank=True, default=""
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "person", "organisation", "purpose"],
                condition=Q(superseded=False),
                name="sharing_choice_current",
            )
        ]
