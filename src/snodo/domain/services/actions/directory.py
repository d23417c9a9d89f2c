"""The directory: written, corrected, confirmed, closed, brought in from another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.states import LANGUAGES
from snodo.domain.services import access, hsds, states
from snodo.domain.services.models import Service, ServiceConfirmation
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

KEEPS = "L'elenco dei servizi lo cura chi lavora con le persone."
STALE = "Qualcuno l'ha cambiato mentre scrivevi: ricontrolla e salva di nuovo."
MOST_IMPORTED = 2000
LEADS_TO = {
    states.ServiceState.ACTIVE: "reopen",
    states.ServiceState.PAUSED: "pause",
    states.ServiceState.CLOSED: "close",
}
FIELDS = frozenset(
    {
        *("name", "kind", "provider", "organisation", "description", "eligibility", "minimum_age"),
        *("maximum_age", "schedule", "languages", "documents", "how", "fees", "wait_days", "area"),
        *("address", "phone", "email", "url", "stale_after_days"),
    }
)


def _write(service: Service, values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a service: {sorted(unknown)}")
    for name, value in values.items():
        setattr(service, name, value)
    problems: dict[str, str] = {}
    if not service.name.strip():
        problems["name"] = "Scrivi il nome del servizio."
    if not service.provider.strip():
        problems["provider"] = "Scrivi chi lo offre."
    if service.kind not in states.ServiceKind.values:
        problems["kind"] = "Scegli per che cosa ci si va."
    if not set(service.languages) <= set(LANGUAGES):
        problems["languages"] = "Scegli le lingue dall'elenco."
    refuse(problems)
    service.search_words = service.worded()


@transaction.atomic
def list_service(*, actor: Actor, **values: Any) -> Service:
    """Put a service in the directory: writing it down is the first confirmation. Raises InputRefused."""
    access.require(access.can_keep(actor), KEEPS)
    service = Service(confirmed_by_id=actor.membership_id)
    _write(service, values)
    save_checked(service)
    _trace(service, actor)
    audit.record(actor=actor, verb="service.list", subject=service)
    return service


@transaction.atomic
def update_service(*, service: Service, actor: Actor, version: int | None = None, **values: Any) -> Service:
    """Correct what is written. Raises Conflict when it has moved since `version`, InputRefused."""
    access.require(access.can_keep(actor), KEEPS)
    service = _locked(service)
    if version is not None and version != service.version:
        raise Conflict(STALE)
    _write(service, values)
    service.version += 1
    save_checked(service)
    changes = {"fields": sorted(values)}
    audit.record(actor=actor, verb="service.update", subject=service, changes=changes)
    return service


@transaction.atomic
def confirm_service(*, service: Service, actor: Actor) -> Service:
    """Somebody has called: it is as written, today. Raises Conflict for a closed one."""
    access.require(access.can_confirm(actor), KEEPS)
    service = _locked(service)
    if service.state == states.ServiceState.CLOSED:
        raise Conflict("Questo servizio risulta chiuso: se ha riaperto, riaprilo.")
    _confirm(service, actor)
    audit.record(actor=actor, verb="service.confirm", subject=service)
    return service


@transaction.atomic
def turn_service(*, service: Service, verb: str, actor: Actor) -> Service:
    """Paused, closed, open again (`pause`, `close`, `reopen`). Raises TransitionRefused."""
    access.require(access.can_keep(actor), KEEPS)
    service = _locked(service)
    service.state = states.SERVICE.target(service.state, verb)
    _confirm(service, actor)
    audit.record(actor=actor, verb=f"service.{verb}", subject=service)
    return service


def _confirm(service: Service, actor: Actor) -> None:
    service.confirmed_at, service.confirmed_by_id = clock.now(), actor.membership_id
    service.version += 1
    save_checked(service)
    _trace(service, actor)


def _trace(service: Service, actor: Actor) -> None:
    ServiceConfirmation.objects.create(
        service=service, at=service.confirmed_at, membership_id=actor.membership_id
    )


def _locked(service: Service) -> Service:
    found: Service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    return found


# From another directory


@dataclass(slots=True)
class Imported:
    """What became of a file."""

    new: int = 0
    changed: int = 0
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # line, name, sentence


@transaction.atomic
def import_services(*, rows: Sequence[Mapping[str, Any]], actor: Actor) -> Imported:
    """Take in services written in HSDS: those known by their identifier are brought up to date.

    What is wrong in one does not stop the others; the same file twice changes nothing more.
    """
    access.require(access.can_import(actor), "Un elenco intero lo porta chi coordina o amministra.")
    if len(rows) > MOST_IMPORTED:
        raise InputRefused({"file": f"Al massimo {MOST_IMPORTED} servizi per volta."})
    told = Imported()
    for number, row in enumerate(rows, 1):
        fields = hsds.from_hsds(row)
        try:
            with transaction.atomic():
                _take_in(fields, told, actor)
        except InputRefused as refusal:
            told.problems.append((number, fields.get("name", ""), refusal.sentence))
    changes = {"new": told.new, "changed": told.changed, "refused": len(told.problems)}
    audit.record(actor=actor, verb="service.import", changes=changes)
    return told


def _take_in(fields: dict[str, Any], told: Imported, actor: Actor) -> None:
    source, state = fields.pop("source_id"), fields.pop("state")
    fields["languages"] = [code for code in fields["languages"] if code in LANGUAGES]
    service: Service | None = None
    if source:
        service = Service.objects.select_for_update(of=("self",)).filter(source_id=source).first()
    new = service is None
    if service is None:
        service = Service(source_id=source, confirmed_by_id=actor.membership_id)
    _write(service, {name: value for name, value in fields.items() if name in FIELDS})
    if state != service.state:
        service.state = states.SERVICE.target(service.state, LEADS_TO[state])
    service.version += not new
    save_checked(service)
    told.new, told.changed = told.new + new, told.changed + (not new)
