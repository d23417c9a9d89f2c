"""The verbs of company scouting: know a company, log a contact, record an agreement."""

import datetime
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.documents.models import Document
from snodo.domain.employers import access, queries
from snodo.domain.employers.models import FrameworkAgreement, HostContact, HostProfile, ScoutingContact
from snodo.domain.employers.states import ContactKind, HostKind, Readiness
from snodo.domain.network import actions as network
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import Capability, OrganisationKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

_PROFILE_FIELDS = frozenset(
    {
        "kind",
        "activity",
        "ateco_code",
        "ateco_edition",
        "permanent_employees",
        "fixed_term_employees",
        "public_body",
        "region",
        "municipality",
        "site",
        "transport",
        "transport_note",
        "notes",
    }
)


@transaction.atomic
def register_host(
    *,
    name: str,
    kind: str,
    vat_number: str = "",
    organisation_kind: str = OrganisationKind.COMPANY,
    email: str = "",
    phone: str = "",
    address: str = "",
    actor: Actor,
    **profile: Any,
) -> HostProfile:
    """A company new to the network, with its profile.

    Raises InputRefused for a name or P.IVA already there or malformed, or an unknown kind.
    """
    access.require(access.can_write_hosts(actor))
    _check_profile({"kind": kind, **profile})
    organisation = network.register_organisation(
        name=name,
        kind=organisation_kind,
        vat_number=vat_number,
        capabilities=[Capability.INTERNSHIP_HOST],
        email=email,
        phone=phone,
        address=address,
        actor=actor,
    )
    return open_host_profile(organisation=organisation, kind=kind, actor=actor, **profile)


@transaction.atomic
def open_host_profile(*, organisation: Organisation, kind: str, actor: Actor, **profile: Any) -> HostProfile:
    """See a body that is already in the network as a place of work. Raises InputRefused when it is one."""
    access.require(access.can_write_hosts(actor))
    _check_profile({"kind": kind, **profile})
    if HostProfile.objects.filter(organisation=organisation).exists():
        raise InputRefused({"organisation": "Questa azienda ha già la sua scheda: cercala nell'elenco."})
    host = HostProfile.objects.create(organisation=organisation, kind=kind, **profile)
    audit.record(actor=actor, verb="host.open_profile", subject=host, changes={"kind": kind})
    return host


@transaction.atomic
def update_host_profile(*, host: HostProfile, actor: Actor, **changes: Any) -> HostProfile:
    """Correct the profile. Raises InputRefused for values that cannot be."""
    access.require(access.can_write_hosts(actor))
    _check_profile(changes)
    host = HostProfile.objects.select_for_update(of=("self",)).get(pk=host.pk)
    for field, value in changes.items():
        setattr(host, field, value)
    host.save(update_fields=sorted(changes))
    audit.record(actor=actor, verb="host.update_profile", subject=host, changes={"fields": sorted(changes)})
    return host


def _check_profile(values: dict[str, Any]) -> None:
    unknown = set(values) - _PROFILE_FIELDS
    if unknown:
        raise TypeError(f"not fields of a host profile: {sorted(unknown)}")
    problems: dict[str, str] = {}
    if "kind" in values and values["kind"] not in HostKind.values:
        problems["kind"] = "Scegli il tipo di azienda dall'elenco."
    if values.get("ateco_code") and not values.get("ateco_edition"):
        problems["ateco_edition"] = "Indica di quale edizione è il codice ATECO."
    if problems:
        raise InputRefused(problems)


@transaction.atomic
def add_host_contact(
    *, host: HostProfile, name: str, job_title: str = "", phone: str = "", email: str = "", actor: Actor
) -> HostContact:
    """Somebody to speak to in the company. Raises InputRefused without a name."""
    access.require(access.can_write_hosts(actor))
    if not name.strip():
        raise InputRefused({"name": "Scrivi il nome della persona da contattare."})
    contact = HostContact.objects.create(
        host=host, name=name, job_title=job_title, phone=phone, email=email.strip()
    )
    audit.record(actor=actor, verb="host.add_contact", subject=host)
    return contact


@transaction.atomic
def end_host_contact(*, contact: HostContact, actor: Actor) -> HostContact:
    """This person no longer answers for the company."""
    access.require(access.can_write_hosts(actor))
    contact = HostContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.ended_on is None:
        contact.ended_on = clock.today()
        contact.save(update_fields=["ended_on"])
        audit.record(actor=actor, verb="host.end_contact", subject=contact)
    return contact


@transaction.atomic
def log_scouting_contact(
    *,
    host: HostProfile,
    kind: str,
    readiness: str,
    on_day: datetime.date | None = None,
    spoke_with: str = "",
    summary: str = "",
    next_on: datetime.date | None = None,
    actor: Actor,
) -> ScoutingContact:
    """Write down a contact; the company's readiness follows the latest one.

    Raises InputRefused for a day to come, or a next contact before this one.
    """
    access.require(access.can_write_hosts(actor))
    day = on_day or clock.today()
    _check_scouting(kind, readiness, day, next_on)
    host = HostProfile.objects.select_for_update(of=("self",)).get(pk=host.pk)
    contact = ScoutingContact.objects.create(
        host=host,
        kind=kind,
        on_day=day,
        membership_id=actor.membership_id,
        spoke_with=spoke_with,
        readiness=readiness,
        summary=summary,
        next_on=next_on,
    )
    if host.last_contact_on is None or day >= host.last_contact_on:
        host.readiness, host.last_contact_on, host.next_contact_on = readiness, day, next_on
        host.save(update_fields=["readiness", "last_contact_on", "next_contact_on"])
    audit.record(actor=actor, verb="host.log_contact", subject=host, changes={"readiness": readiness})
    return contact


def _check_scouting(kind: str, readiness: str, day: datetime.date, next_on: datetime.date | None) -> None:
    problems: dict[str, str] = {}
    if kind not in ContactKind.values:
        problems["kind"] = "Scegli come vi siete sentiti."
    if readiness not in Readiness.values or readiness == Readiness.NEW:
        problems["readiness"] = "Scegli quanto è disponibile l'azienda."
    if day > clock.today():
        problems["on_day"] = "Il contatto non può essere nel futuro: per quello usa «risentire il»."
    if next_on is not None and next_on < day:
        problems["next_on"] = "La data per risentirsi viene prima del contatto: correggila."
    if problems:
        raise InputRefused(problems)


@transaction.atomic
def record_agreement(
    *,
    promoter: Organisation,
    host: Organisation,
    valid_from: datetime.date,
    valid_until: datetime.date,
    number: str = "",
    document: Document | None = None,
    actor: Actor,
) -> FrameworkAgreement:
    """Record a *convenzione*. Raises InputRefused for one body with itself or dates the wrong way round."""
    access.require(access.can_write_hosts(actor))
    problems: dict[str, str] = {}
    if promoter.pk == host.pk:
        problems["promoter"] = "Promotore e azienda ospitante devono essere due enti diversi."
    if valid_until < valid_from:
        problems["valid_until"] = "La fine viene prima dell'inizio: correggi una delle due date."
    if queries.profile_of(host.pk) is None:
        problems["host"] = "Questo ente non ha ancora una scheda azienda: aprila prima."
    if problems:
        raise InputRefused(problems)
    agreement = FrameworkAgreement.objects.create(
        promoter=promoter,
        host=host,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        document=document,
    )
    audit.record(
        actor=actor,
        verb="agreement.record",
        subject=agreement,
        changes={"valid_from": valid_from.isoformat(), "valid_until": valid_until.isoformat()},
    )
    return agreement


@transaction.atomic
def end_agreement(*, agreement: FrameworkAgreement, actor: Actor) -> FrameworkAgreement:
    """The agreement stops holding today. Internships already started go on to their end."""
    access.require(access.can_end_agreement(actor, agreement))
    agreement = FrameworkAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.ended_on is not None:
        raise Conflict("Questa convenzione era già stata chiusa.")
    agreement.ended_on = clock.today()
    agreement.save(update_fields=["ended_on"])
    audit.record(actor=actor, verb="agreement.end", subject=agreement)
    return agreement
