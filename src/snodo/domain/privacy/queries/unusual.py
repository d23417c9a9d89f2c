"""What was unusual in the readings of one day, each person at work beside their own habit and their role's.

Nothing here says that something wrong was done: it says what to ask. A day costs two statements on the log,
each bounded in time so that only the months concerned are read.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.domain.casework.models import Case
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.models import EmergencyAccess, Person
from snodo.domain.privacy import access
from snodo.domain.privacy.models import UnusualReading
from snodo.domain.privacy.states import Pattern
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.calendars import ITALY
from snodo.kernel.clock import ROME
from snodo.kernel.text import search_form

HABIT_DAYS = 28
FEWEST_FILES, TIMES_OWN, TIMES_ROLE = 15, 3, 2
FEWEST_AT_NIGHT, NIGHT_FROM, NIGHT_TO = 3, 22, 6
LEAVING_DAYS, FEWEST_LEAVING = 7, 10
FEWEST_OUTSIDE = 5
FEWEST_REFUSALS = 5
EMERGENCY_DAYS, FEWEST_EMERGENCIES = 30, 3
DAYS_TO_WRITE = 2
SATURDAY, SUNDAY = 5, 6
RESERVED = ("case.open_reserved", "person.open_section")


def unusual_list(actor: Actor, *, state: str = "", pattern: str = "") -> QuerySet[UnusualReading]:
    """What the actor may see, the newest first."""
    rows = access.unusual_visible_to(actor).select_related(
        "membership__user", "membership__organisation", "looked_by__user"
    )
    if state:
        rows = rows.filter(state=state)
    if pattern:
        rows = rows.filter(pattern=pattern)
    return rows.order_by("-day", "-count", "pk")


def explanation_of(row: UnusualReading) -> str:
    """In plain words, what was seen and against what it was compared."""
    count, usual = row.count, row.usual
    return {
        Pattern.MANY: f"Quel giorno ha aperto le schede di {count} persone; di solito sono circa {usual}.",
        Pattern.HOURS: f"Ha aperto schede {count} volte di notte o in un giorno di festa.",
        Pattern.SURNAME: "Ha aperto la scheda di una persona con il suo stesso cognome. Può essere un caso.",
        Pattern.LEAVING: f"Il suo incarico sta per finire e ha aperto le schede di {count} persone.",
        Pattern.OUTSIDE: f"Ha aperto le schede di {count} persone seguite da altri enti, senza far parte "
        "dell'équipe.",
        Pattern.REFUSED: f"Ha provato {count} volte qualcosa che non rientra nel suo ruolo. Forse una pagina "
        "non è chiara.",
        Pattern.EMERGENCIES: f"Ha chiesto {count} accessi d'emergenza in {EMERGENCY_DAYS} giorni.",
        Pattern.CLOSED_PART: f"Ha aperto {count} parti riservate e nei due giorni dopo non ha scritto nulla "
        "su quelle persone.",
    }[Pattern(row.pattern)]


# One day


@dataclass(slots=True)
class _Day:
    """What one membership did on the day."""

    people: set[UUID]
    odd_hours: int = 0


def unusual_of(day: datetime.date) -> list[UnusualReading]:
    """Everything unusual of one day in the bound network, not yet saved."""
    done = _done_on(day)
    members = {row.pk: row for row in Membership.objects.filter(pk__in=list(done)).select_related("user")}
    found = [
        *_many(day, done, members),
        *_odd_hours(day, done),
        *_same_surname(day, done, members),
        *_leaving(day, done, members),
        *_outside(day, done, members),
        *_refused(day),
        *_emergencies(day),
        *_closed_parts(day - datetime.timedelta(days=DAYS_TO_WRITE)),
    ]
    known = set(
        Membership.objects.filter(pk__in={row.membership_id for row in found}).values_list("pk", flat=True)
    )
    return [row for row in found if row.membership_id in known]


def _bounds(day: datetime.date, days: int = 1) -> tuple[datetime.datetime, datetime.datetime]:
    """From the midnight that begins the day to the one that ends it, so many days later."""
    return clock.at(day, 0), clock.at(day + datetime.timedelta(days=days), 0)


def _reads(since: datetime.datetime, until: datetime.datetime) -> QuerySet[Entry]:
    reads: QuerySet[Entry] = Entry.objects.filter(
        act=Act.READ,
        created_at__gte=since,
        created_at__lt=until,
        person_id__isnull=False,
        membership_id__isnull=False,
    )
    return reads.exclude(verb__in=("audit.review", "ledger.read", "ledger.find"))


def _done_on(day: datetime.date) -> dict[UUID, _Day]:
    done: dict[UUID, _Day] = {}
    feast = day.weekday() == SUNDAY or (day.weekday() < SATURDAY and not ITALY.is_open(day))
    lines: Any = _reads(*_bounds(day)).values_list("membership_id", "person_id", "created_at")
    for membership_id, person_id, at in lines:
        one = done.setdefault(membership_id, _Day(set()))
        one.people.add(person_id)
        hour = at.astimezone(ROME).hour
        one.odd_hours += feast or hour >= NIGHT_FROM or hour < NIGHT_TO
    return done


def _many(
    day: datetime.date, done: dict[UUID, _Day], members: dict[UUID, Membership]
) -> Iterator[UnusualReading]:
    busy = {pk: len(one.people) for pk, one in done.items() if len(one.people) >= FEWEST_FILES}
    if not busy:
        return
    habit = _habit(day)
    by_role: dict[str, list[float]] = defaultdict(list)
    roles = dict(Membership.objects.filter(pk__in=list(habit)).values_list("pk", "role"))
    for pk, usual in habit.items():
        by_role[roles.get(pk, "")].append(usual)
    for pk, count in busy.items():
        own = habit.get(pk, 0.0)
        member = members.get(pk)
        role = fmean(by_role[member.role]) if member is not None and by_role.get(member.role) else 0.0
        if count > TIMES_OWN * own and count > TIMES_ROLE * role:
            yield UnusualReading(
                pattern=Pattern.MANY, membership_id=pk, day=day, count=count, usual=round(own or role)
            )


def _habit(day: datetime.date) -> dict[UUID, float]:
    """How many files each opens on a day of work, over the four weeks before."""
    since, until = _bounds(day - datetime.timedelta(days=HABIT_DAYS), HABIT_DAYS)
    rows: Any = (
        _reads(since, until)
        .annotate(on=TruncDate("created_at", tzinfo=ROME))
        .values("membership_id", "on")
        .annotate(files=Count("person_id", distinct=True))
        .values_list("membership_id", "files")
    )
    days: dict[UUID, list[int]] = defaultdict(list)
    for pk, files in rows:
        days[pk].append(files)
    return {pk: fmean(files) for pk, files in days.items()}


def _odd_hours(day: datetime.date, done: dict[UUID, _Day]) -> Iterator[UnusualReading]:
    for pk, one in done.items():
        if one.odd_hours >= FEWEST_AT_NIGHT:
            yield UnusualReading(pattern=Pattern.HOURS, membership_id=pk, day=day, count=one.odd_hours)


def _same_surname(
    day: datetime.date, done: dict[UUID, _Day], members: dict[UUID, Membership]
) -> Iterator[UnusualReading]:
    everyone = {person for one in done.values() for person in one.people}
    surnames = {
        pk: search_form(name)
        for pk, name in Person.objects.filter(pk__in=everyone, protected=False).values_list("pk", "last_name")
    }
    for pk, one in done.items():
        member = members.get(pk)
        own = search_form(member.user.last_name) if member is not None else ""
        for person in one.people if own else ():
            if surnames.get(person) == own:
                yield UnusualReading(
                    pattern=Pattern.SURNAME, membership_id=pk, day=day, count=1, subject_id=person
                )


def _leaving(
    day: datetime.date, done: dict[UUID, _Day], members: dict[UUID, Membership]
) -> Iterator[UnusualReading]:
    soon = day + datetime.timedelta(days=LEAVING_DAYS)
    for pk, one in done.items():
        member = members.get(pk)
        if member is None or member.ended_on is None or member.ended_on > soon:
            continue
        if len(one.people) >= FEWEST_LEAVING:
            yield UnusualReading(pattern=Pattern.LEAVING, membership_id=pk, day=day, count=len(one.people))


def _outside(
    day: datetime.date, done: dict[UUID, _Day], members: dict[UUID, Membership]
) -> Iterator[UnusualReading]:
    """Co-ordinators, on persons of whom only other bodies are in charge, and in no team of theirs."""
    coordinating = {pk: m for pk, m in members.items() if m.role == Role.COORDINATOR}
    everyone = {person for pk in coordinating for person in done[pk].people}
    charge: dict[UUID, set[UUID]] = defaultdict(set)
    team: dict[UUID, set[UUID]] = defaultdict(set)
    rows: Any = Case.objects.filter(person_id__in=everyone).values_list(
        "person_id", "organisation_id", "team__membership_id"
    )
    for person, body, mate in rows:
        charge[person].add(body)
        team[person].add(mate)
    for pk, member in coordinating.items():
        others = [
            person
            for person in done[pk].people
            if charge.get(person) and member.organisation_id not in charge[person] and pk not in team[person]
        ]
        if len(others) >= FEWEST_OUTSIDE:
            yield UnusualReading(pattern=Pattern.OUTSIDE, membership_id=pk, day=day, count=len(others))


def _refused(day: datetime.date) -> Iterator[UnusualReading]:
    since, until = _bounds(day)
    rows: Any = (
        Entry.objects.filter(
            act=Act.REFUSAL, created_at__gte=since, created_at__lt=until, membership_id__isnull=False
        )
        .values("membership_id")
        .annotate(times=Count("id"))
        .filter(times__gte=FEWEST_REFUSALS)
    )
    for row in rows:
        yield UnusualReading(
            pattern=Pattern.REFUSED, membership_id=row["membership_id"], day=day, count=row["times"]
        )


def _emergencies(day: datetime.date) -> Iterator[UnusualReading]:
    since, until = _bounds(day - datetime.timedelta(days=EMERGENCY_DAYS - 1), EMERGENCY_DAYS)
    today = clock.at(day, 0)
    rows: Any = (
        EmergencyAccess.objects.filter(started_at__gte=since, started_at__lt=until)
        .values("membership_id")
        .annotate(times=Count("id"), now=Count("id", filter=Q(started_at__gte=today)))
        .filter(times__gte=FEWEST_EMERGENCIES, now__gt=0)
    )
    for row in rows:
        yield UnusualReading(
            pattern=Pattern.EMERGENCIES, membership_id=row["membership_id"], day=day, count=row["times"]
        )


def _closed_parts(day: datetime.date) -> Iterator[UnusualReading]:
    since, until = _bounds(day)
    opened = list(
        Entry.objects.filter(
            verb__in=RESERVED, act=Act.READ, created_at__gte=since, created_at__lt=until
        ).values_list("membership_id", "person_id")
    )
    if not opened:
        return
    _, later = _bounds(day, DAYS_TO_WRITE + 1)
    wrote = set(
        Entry.objects.filter(
            act=Act.VERB,
            created_at__gte=since,
            created_at__lt=later,
            person_id__in={person for _, person in opened if person},
        ).values_list("membership_id", "person_id")
    )
    silent: dict[UUID, int] = defaultdict(int)
    for pair in opened:
        if pair not in wrote and pair[0] is not None:
            silent[pair[0]] += 1
    for pk, count in silent.items():
        yield UnusualReading(pattern=Pattern.CLOSED_PART, membership_id=pk, day=day, count=count)
