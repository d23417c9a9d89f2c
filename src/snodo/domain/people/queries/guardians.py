"""Who decides for a person, today or on a day, and whether somebody is missing."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from snodo.domain.people import access
from snodo.domain.people.guardianship import KINDS, OF_AGE
from snodo.domain.people.models import Guardian, GuardianSearch, Person
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def holding_on(day: datetime.date) -> Q:
    """Guardians who decide that day: from the first day on, until the one before the last."""
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def in_force(guardian: Guardian) -> bool:
    """Whether they decide today."""
    today = clock.today()
    return guardian.started_on <= today and (guardian.ended_on is None or guardian.ended_on > today)


def guardians_on(person: Person, day: datetime.date) -> list[Guardian]:
    """Who decides for a person that day. Asks no access rule."""
    return list(Guardian.objects.filter(holding_on(day), person=person).order_by("started_on", "pk"))


def guardians_of(actor: Actor, person: Person) -> QuerySet[Guardian]:
    """All of them, those of today first, for who may read who they are."""
    rows = access.guardians_visible_to(actor).filter(person=person)
    return rows.select_related("written_by__user").order_by("-ended_on", "-started_on", "pk")


def kinds_for(actor: Actor, people: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Which kinds of guardian each has today, of those the actor may read of; never who they are."""
    today = Guardian.objects.filter(holding_on(clock.today()), person=OuterRef("pk")).order_by(
        "started_on", "pk"
    )
    rows = access.people_for_guardians(actor).filter(pk__in=list(people))
    return dict(rows.annotate(kinds=ArraySubquery(today.values("kind"))).values_list("pk", "kinds"))


def search_for(person: Person) -> GuardianSearch | None:
    """Who takes care that somebody be named."""
    rows = GuardianSearch.objects.filter(person=person, ended_on__isnull=True)
    return rows.select_related("membership__user", "membership__organisation").first()


def lacks_guardian(person: Person, kinds: list[str]) -> bool:
    """A minor for whom nobody decides. `kinds`: of those who decide today."""
    age = person.age
    return age is not None and age < OF_AGE and not any(KINDS[kind].for_minors for kind in kinds)
