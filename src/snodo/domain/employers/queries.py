"""What pages read of host companies."""

import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.employers import access
from snodo.domain.employers.models import FrameworkAgreement, HostContact, HostProfile, ScoutingContact
from snodo.domain.network.models import Organisation
from snodo.kernel import clock
from snodo.kernel.actor import Actor

EXPIRY_WARNING_DAYS = 60


def in_force(day: datetime.date | None = None) -> Q:
    """Agreements that hold on a day."""
    day = day or clock.today()
    return Q(valid_from__lte=day, valid_until__gte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def host_list(
    actor: Actor,
    *,
    text: str = "",
    kind: str = "",
    readiness: str = "",
    municipality: UUID | None = None,
    to_call: bool = False,
) -> QuerySet[HostProfile]:
    """Companies by name, with `has_agreement` for today."""
    standing = FrameworkAgreement.objects.filter(in_force(), host=OuterRef("organisation"))
    hosts = (
        access.hosts_visible_to(actor)
        .select_related("organisation", "municipality")
        .annotate(has_agreement=Exists(standing))
        .order_by("organisation__name", "pk")
    )
    if text:
        hosts = hosts.filter(
            Q(organisation__name__icontains=text) | Q(activity__icontains=text) | Q(site__icontains=text)
        )
    if kind:
        hosts = hosts.filter(kind=kind)
    if readiness:
        hosts = hosts.filter(readiness=readiness)
    if municipality:
        hosts = hosts.filter(municipality=municipality)
    if to_call:
        hosts = hosts.filter(next_contact_on__lte=clock.today())
    return hosts


def scouting_log(actor: Actor, host: HostProfile) -> QuerySet[ScoutingContact]:
    """Contacts with one company, the latest first."""
    return (
        access.scouting_visible_to(actor)
        .filter(host=host)
        .select_related("membership__user", "membership__organisation")
        .order_by("-on_day", "-pk")
    )


def contacts_of(actor: Actor, host: HostProfile) -> QuerySet[HostContact]:
    """Whom to call there today."""
    return access.contacts_visible_to(actor).filter(host=host, ended_on__isnull=True).order_by("name", "pk")


def agreements_of(actor: Actor, organisation: Organisation) -> QuerySet[FrameworkAgreement]:
    """All agreements of a host, those that last longest first."""
    return (
        access.agreements_visible_to(actor)
        .filter(host=organisation)
        .select_related("promoter", "host", "document")
        .order_by("-valid_until", "pk")
    )


def agreements_expiring(
    actor: Actor, *, within_days: int = EXPIRY_WARNING_DAYS
) -> QuerySet[FrameworkAgreement]:
    """Agreements in force that end soon, the nearest first."""
    return (
        access.agreements_visible_to(actor)
        .filter(in_force(), valid_until__lte=clock.today() + datetime.timedelta(days=within_days))
        .select_related("promoter", "host")
        .order_by("valid_until", "pk")
    )


def agreement_between(
    promoter_id: UUID, host_id: UUID, day: datetime.date | None = None
) -> FrameworkAgreement | None:
    """The agreement under which the two may start an internship on a day, if any."""
    return (
        FrameworkAgreement.objects.filter(in_force(day), promoter=promoter_id, host=host_id)
        .order_by("-valid_until", "pk")
        .first()
    )


def profile_of(organisation_id: UUID) -> HostProfile | None:
    """What is known of a body as a place of work."""
    return HostProfile.objects.filter(organisation=organisation_id).first()
