"""The verbs of closures: where a body has its office, on which days a place or a body does not work."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network import access, calendars
from snodo.domain.network.models import ClosedDay, Organisation, Territory
from snodo.domain.network.patrons import PATRONS
from snodo.domain.network.states import ClosureRule, TerritoryKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

WHO_MAY = "I giorni di chiusura li scrive chi coordina l'ente o chi amministra la rete."
LONGEST = datetime.timedelta(days=62)
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS_OF_THE_YEAR = {
    (month, day) for month, days in enumerate(DAYS_OF_MONTH, start=1) for day in range(1, days + 1)
}


def take_patron(territory: Territory) -> None:
    """Give a municipality just written down the feast that is known of it. A service: who calls checks."""
    patron = PATRONS.get(territory.belfiore)
    if patron is not None and territory.kind == TerritoryKind.MUNICIPALITY:
        ClosedDay.objects.create(
            territory=territory,
            title=patron.saint,
            rule=ClosureRule.YEARLY,
            month=patron.month,
            day=patron.day,
            source=patron.source,
        )


def take_calendar(organisation: Organisation, seat: Territory | None, closed_days: list[ClosedDay]) -> None:
    """Give a body the seat and the closures of its pack. What it has said of itself stays.

    A service of who starts a programme: who calls has checked.
    """
    unseated = Organisation.objects.filter(pk=organisation.pk, seat__isnull=True)
    if seat is not None:
        unseated.update(seat=seat)
    if ClosedDay.objects.filter(organisation=organisation).exists():
        return
    for row in closed_days:
        row.organisation = organisation
        row.save(force_insert=True)


@transaction.atomic
def set_seat(*, organisation: Organisation, territory: Territory | None, actor: Actor) -> Organisation:
    """Say in which municipality a body has its office. Raises InputRefused."""
    access.require(access.can_keep_calendar(actor, organisation), WHO_MAY)
    if territory is not None and territory.kind != TerritoryKind.MUNICIPALITY:
        raise InputRefused({"territory": "Scegli un comune."})
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    organisation.seat = territory
    organisation.save(update_fields=["seat"])
    changes = {"seat": territory.pk if territory else None}
    audit.record(actor=actor, verb="organisation.seat", subject=organisation, changes=changes)
    return organisation


@transaction.atomic
def add_closed_day(
    *, organisation: Organisation, whole_town: bool = False, actor: Actor, **fields: Any
) -> ClosedDay:
    """A closure of a body, or with `whole_town` of everyone in its municipality. Raises InputRefused.

    `fields`: title, rule, month, day, weekday, which, shift, since, until, source. Days promised before keep
    the day they were promised for.
    """
    access.require(access.can_keep_calendar(actor, organisation), WHO_MAY)
    row = ClosedDay(**fields)
    problems = _problems_of(row)
    place = calendars.place_of(organisation) if whole_town else None
    if whole_town and place is None:
        problems["whole_town"] = "Prima scegli il comune in cui ha sede l'ente."
    if problems:
        raise InputRefused(problems)
    if whole_town:
        row.territory_id = place
    else:
        row.organisation = organisation
    row.take_binding()
    try:
        row.clean_fields(exclude=["territory", "organisation"])
    except ValidationError as error:
        raise InputRefused({name: said[0] for name, said in error.message_dict.items()}) from error
    row.save(force_insert=True)
    _log(row, "add", actor)
    return row


def _problems_of(row: ClosedDay) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not row.title.strip():
        problems["title"] = "Scrivi che cosa si festeggia, o perché si chiude."
    if row.rule not in ClosureRule.values:
        problems["rule"] = "Scegli come si trova il giorno."
    elif row.rule == ClosureRule.DATES:
        problems |= _problems_of_dates(row)
    elif row.rule == ClosureRule.YEARLY:
        if (row.month, row.day) not in DAYS_OF_THE_YEAR:
            problems["day"] = "Scegli un giorno che esiste in quel mese."
    elif row.rule == ClosureRule.WEEKDAY and (
        row.month not in range(1, 13) or row.weekday not in range(7) or row.which not in (-1, 1, 2, 3, 4)
    ):
        problems["which"] = "Scegli il mese, il giorno della settimana e quale del mese."
    if row.rule != ClosureRule.DATES and row.since and row.until and row.until < row.since:
        problems["until"] = "La fine viene prima dell'inizio: correggi una delle due date."
    if row.shift not in range(-60, 71):
        problems["shift"] = "I giorni di distanza sono troppi: al massimo 60 prima e 70 dopo."
    return problems


def _problems_of_dates(row: ClosedDay) -> dict[str, str]:
    if row.since is None:
        return {"since": "Scrivi il primo giorno di chiusura."}
    row.until = row.until or row.since
    if row.until < row.since:
        return {"until": "L'ultimo giorno viene prima del primo: correggi una delle due date."}
    if row.until - row.since > LONGEST:
        return {"until": "Una chiusura dura al massimo due mesi: per di più chiudi prima l'atto dell'ente."}
    return {}


@transaction.atomic
def end_closed_day(*, closed_day: ClosedDay, organisation: Organisation, actor: Actor) -> None:
    """From tomorrow it counts no more; what has not begun goes. `organisation`: from whose page."""
    access.require(access.can_keep_calendar(actor, organisation), WHO_MAY)
    row = calendars.closed_days_of(organisation).filter(pk=closed_day.pk).first()
    if row is None:
        raise InputRefused({"": "Questa chiusura non è più nell'elenco: ricarica la pagina."})
    today = clock.today()
    _log(row, "end", actor)
    if row.rule == ClosureRule.DATES and row.since is not None and row.since > today:
        row.delete()
    elif row.until is None or row.until > today:
        row.until = max(today, row.since or today)
        row.save(update_fields=["until"])


def _log(row: ClosedDay, verb: str, actor: Actor) -> None:
    changes = {
        "title": row.title,
        "organisation": row.organisation_id,
        "territory": row.territory_id,
        "rule": row.rule,
        "since": row.since,
        "until": row.until,
    }
    audit.record(actor=actor, verb=f"closed_day.{verb}", subject=row, changes=changes)
