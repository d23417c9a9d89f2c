"""Networks, the bodies and places in them, and the people who work there."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from snodo.domain.network.closure_models import ClosedDay
from snodo.domain.network.states import Capability, OrganisationKind, Role, TerritoryKind
from snodo.kernel import clock
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField

__all__ = [
    "ClosedDay",
    "Invitation",
    "Membership",
    "Network",
    "Organisation",
    "OrganisationTerritory",
    "Submission",
    "Territory",
    "User",
]

NETWORK = "nullif(current_setting('snodo.network', true), '')::uuid"
USER = "nullif(current_setting('snodo.user', true), '')::uuid"
MINE = f"(SELECT m.network_id FROM network_membership m WHERE m.user_id = {USER} AND m.ended_on IS NULL)"  # noqa: S608


class Network(models.Model):
    """The tenant: the bodies that share the files of the people they accompany."""

    wall = f"id = {NETWORK} OR id IN {MINE}"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = PlainCharField("nome", max_length=120)
    slug = models.SlugField("nome breve", unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return self.name


class Territory(TenantModel):
    """A place by which people are routed and results are counted."""

    kind = models.CharField(max_length=20, choices=TerritoryKind.choices)
    name = PlainCharField("nome", max_length=120)
    parent = TenantForeignKey("network.Territory", null=True, blank=True)
    belfiore = models.CharField("codice catastale", max_length=4, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "kind", "name", "parent"], name="territory_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(TenantModel):
    """A body of the network."""

    wall = f"network_id = {NETWORK} OR network_id IN {MINE}"

    name = PlainCharField("nome", max_length=160)
    short_name = PlainCharField("nome breve", max_length=40, blank=True, default="")
    kind = models.CharField("tipo", max_length=30, choices=OrganisationKind.choices)
    vat_number = models.CharField("partita IVA", max_length=11, blank=True, default="")
    tax_code = models.CharField("codice fiscale", max_length=16, blank=True, default="")
    capabilities = ArrayField(
        models.CharField(max_length=30, choices=Capability.choices), default=list, blank=True
    )
    email = models.EmailField("posta elettronica", blank=True, default="")
    phone = models.CharField("telefono", max_length=30, blank=True, default="")
    address = PlainCharField("indirizzo", max_length=200, blank=True, default="")
    active = models.BooleanField("attiva", default=True)
    # Of a sensitive body `name` is the generalised one, so that every page, list, paper and message is
    # safe by itself; the true one is read on purpose, through `true_name`, where it may be known.
    sensitive = models.BooleanField("ente riservato", default=False)
    own_name = PlainCharField("vero nome", max_length=160, blank=True, default="")
    own_short_name = PlainCharField("vero nome breve", max_length=40, blank=True, default="")
    # Where its office is: whose patron saint closes it. Empty: the one municipality it works in.
    seat = TenantForeignKey("network.Territory", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "name"], name="organisation_name_once"),
            models.CheckConstraint(
                condition=Q(sensitive=True) & ~Q(own_name="") & Q(short_name="")
                | Q(sensitive=False, own_name="", own_short_name=""),
                name="organisation_masked_iff_sensitive",
            ),
            models.UniqueConstraint(
                fields=["network_id", "vat_number"],
                condition=~Q(vat_number=""),
                name="organisation_vat_once",
                violation_error_message="C'è già un'organizzazione con questa partita IVA.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def true_name(self) -> str:
        """The name behind the mask: only for who may know it (`network.access.knows_body`)."""
        return self.own_name or self.name

    @property
    def true_label(self) -> str:
        """The short form of the true name."""
        return self.own_short_name or self.own_name or self.label

    def can(self, capability: str) -> bool:
        """Whether the body holds this capability."""
        return capability in self.capabilities


class OrganisationTerritory(TenantModel):
    """Where a body works."""

    organisation = TenantForeignKey(Organisation, related_name="places")
    territory = TenantForeignKey(Territory)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "organisation", "territory"], name="organisation_territory_once"
            )
        ]


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail, in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One who signs in; may work in several organisations and networks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("posta elettronica", unique=True)
    first_name = PlainCharField("nome", max_length=80)
    last_name = PlainCharField("cognome", max_length=80)
    is_active = models.BooleanField(default=True)
    # Keyed hash of the codice fiscale: knows again who comes from an identity gateway. Empty: not given.
    tax_code_index = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tax_code_index"], condition=~Q(tax_code_index=""), name="user_tax_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Name and surname as written."""
        return f"{self.first_name} {self.last_name}".strip()


class Membership(TenantModel):
    """A person's role in one body of one network, for a time."""

    wall = f"network_id = {NETWORK} OR user_id = {USER}"

    organisation = TenantForeignKey(Organisation)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField("ruolo", max_length=20, choices=Role.choices)
    job_title = PlainCharField("professione", max_length=80, blank=True, default="")
    own_job_title = PlainCharField(max_length=80, blank=True, default="")  # where the body is masked
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)

    across = models.Manager()  # before a network is chosen: the wall shows a user's own rows only

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "organisation", "user", "role"],
                condition=Q(ended_on__isnull=True),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="membership_dates",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user"], name="membership_user")]

    @property
    def title(self) -> str:
        """The profession, or the role where none is written; in a masked body always the role."""
        return self.job_title or self.get_role_display()

    @property
    def true_title(self) -> str:
        """The profession, for who may know the body."""
        return self.own_job_title or self.title


class Submission(TenantModel):
    """A form that was sent: the same form sent twice (two clicks, a cut connection) is done once."""

    key = models.UUIDField()
    membership = TenantForeignKey(Membership)
    location = models.CharField(max_length=400, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "key"], name="submission_once")
        ]


class Invitation(TenantModel):
    """A link sent by e-mail, good once and for seven days."""

    organisation = TenantForeignKey(Organisation)
    email = models.EmailField("posta elettronica")
    role = models.CharField("ruolo", max_length=20, choices=Role.choices)
    job_title = PlainCharField("professione", max_length=80, blank=True, default="")
    tax_code_index = models.CharField(max_length=64, blank=True, default="")
    token_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "token_hash"], name="invitation_token_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
        ]
