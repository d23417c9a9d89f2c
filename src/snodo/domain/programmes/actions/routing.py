"""Whom the bodies of a programme receive: written from a day on, never over what was."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes import access
from snodo.domain.programmes.models import Programme, Route, RoutingRule
from snodo.domain.programmes.queries import bodies_that_receive, routes_standing, towns_of
from snodo.domain.programmes.routing import NEXT_DAY, Taken, change
from snodo.domain.programmes.states import RoutedBy
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

SOURCE = "Scrivi dov'è deciso: il protocollo, l'accordo di zona, la delibera."
NO_ACT = "Il {day:%d/%m/%Y} questo ente non ha un accordo per ricevere persone nel programma."
TAKEN = (
    "Per {town} c'è già una riga che comincia il {day:%d/%m/%Y}: se è sbagliata toglila, "
    "oppure scegli altri giorni."
)
STOOD = "Questa riga vale già da prima di oggi: non si toglie. Scrivine un'altra, da oggi in poi."
GONE = "Nel frattempo un collega ha già tolto questa riga."


def hold_programme(programme: Programme) -> None:
    """Two who write who receives wait for each other, and the second sees what the first wrote."""
    Programme.objects.select_for_update(of=("self",)).only("pk").get(pk=programme.pk)


@transaction.atomic
def route_municipalities(
    *,
    programme: Programme,
    municipalities: Sequence[Territory],
    organisation: Organisation | None,
    service: str = "",
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    source: str,
    actor: Actor,
) -> list[Route]:
    """Say who receives those who live in some municipalities from a day on; no body: nobody does.

    With `valid_until`, the day after what held before comes back. Rows that stand are never changed: one
    that begins on a day of the change refuses it. Raises InputRefused.
    """
    access.require(access.can_manage(actor, programme))
    access.require_open(programme)
    hold_programme(programme)
    problems = _problems_of(programme, municipalities, organisation, valid_from, valid_until)
    if not source.strip():
        problems["source"] = SOURCE
    if problems:
        raise InputRefused(problems)
    written: list[Route] = []
    for town in municipalities:
        written += _rows_of(programme, town, valid_from, valid_until)
    for row in written:
        row.source = source.strip()
        if row.valid_from == valid_from:
            row.organisation, row.service = organisation, service.strip() if organisation else ""
        row.save(force_insert=True)
        changes = {
            "municipality": row.municipality_id,
            "organisation": row.organisation_id,
            "valid_from": row.valid_from,
        }
        audit.record(actor=actor, verb="programme.route", subject=row, changes=changes)
    return written


def _problems_of(
    programme: Programme,
    municipalities: Sequence[Territory],
    organisation: Organisation | None,
    valid_from: datetime.date,
    valid_until: datetime.date | None,
) -> dict[str, str]:
    problems: dict[str, str] = {}
    known = set(towns_of(programme).values_list("pk", flat=True))
    if not municipalities or {town.pk for town in municipalities} - known:
        problems["municipalities"] = "Scegli almeno un comune, tra quelli del programma."
    if valid_from < clock.today():
        problems["valid_from"] = "Chi riceve si cambia da oggi in poi: il passato resta com'era."
    if valid_until is not None and valid_until < valid_from:
        problems["valid_until"] = "La fine viene prima dell'inizio: correggi una delle due date."
    if organisation is not None and not _receives(programme, organisation, valid_from):
        problems["organisation"] = NO_ACT.format(day=valid_from)
    return problems


def _receives(programme: Programme, organisation: Organisation, day: datetime.date) -> bool:
    return bodies_that_receive(programme, day).filter(pk=organisation.pk).exists()


def _rows_of(
    programme: Programme, town: Territory, start: datetime.date, end: datetime.date | None
) -> list[Route]:
    """The row of the change and, where it ends, the one that gives back what held before."""
    rows = list(routes_standing(programme).filter(municipality=town))
    try:
        gives_back, before = change(rows, start, end)
    except Taken as taken:
        problem = TAKEN.format(town=town.name, day=taken.day)
        raise InputRefused({"valid_from" if taken.day == start else "valid_until": problem}) from taken
    new = [Route(programme=programme, municipality=town, valid_from=start)]
    if gives_back and end is not None:
        back = Route(programme=programme, municipality=town, valid_from=end + NEXT_DAY)
        if before is not None:
            back.organisation_id, back.service = before.organisation_id, before.service
        new.append(back)
    return new


@transaction.atomic
def withdraw_route(*, route: Route, actor: Actor) -> Route:
    """Take back a row on which no whole day has stood yet: what held before goes on. Raises Conflict."""
    access.require(access.can_manage(actor, route.programme))
    access.require_open(route.programme)
    hold_programme(route.programme)
    found: Route = Route.objects.select_for_update(of=("self",)).get(pk=route.pk)
    if found.withdrawn_at is not None:
        raise Conflict(GONE)
    if found.valid_from < clock.today():
        raise Conflict(STOOD)
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    changes = {"municipality": found.municipality_id, "valid_from": found.valid_from}
    audit.record(actor=actor, verb="programme.withdraw_route", subject=found, changes=changes)
    return found


@transaction.atomic
def declare_routing_rule(
    *,
    programme: Programme,
    grounds: Sequence[str],
    last_resort: Organisation | None = None,
    protected_receiver: Organisation | None = None,
    valid_from: datetime.date,
    source: str,
    actor: Actor,
) -> RoutingRule:
    """From a day on, what decides who receives, and whose it is at the end. Raises InputRefused."""
    access.require(access.can_manage(actor, programme))
    access.require_open(programme)
    hold_programme(programme)
    problems: dict[str, str] = {}
    if not grounds or set(grounds) - set(RoutedBy.values) or len(set(grounds)) != len(grounds):
        problems["grounds"] = "Scegli che cosa decide, tra le possibilità dell'elenco."
    for field, body in (("last_resort", last_resort), ("protected_receiver", protected_receiver)):
        if body is not None and not _receives(programme, body, valid_from):
            problems[field] = NO_ACT.format(day=valid_from)
    if valid_from < clock.today():
        problems["valid_from"] = "La regola si cambia da oggi in poi: il passato resta com'era."
    elif RoutingRule.objects.filter(programme=programme, valid_from=valid_from).exists():
        problems["valid_from"] = "C'è già una regola che vale da questo giorno: scegline un altro."
    if not source.strip():
        problems["source"] = SOURCE
    if problems:
        raise InputRefused(problems)
    rule: RoutingRule = RoutingRule.objects.create(
        programme=programme,
        grounds=list(grounds),
        last_resort=last_resort,
        protected_receiver=protected_receiver,
        valid_from=valid_from,
        source=source.strip(),
    )
    changes = {
        "grounds": rule.grounds,
        "last_resort": rule.last_resort_id,
        "protected_receiver": rule.protected_receiver_id,
        "valid_from": valid_from,
    }
    audit.record(actor=actor, verb="programme.routing_rule", subject=rule, changes=changes)
    return rule
