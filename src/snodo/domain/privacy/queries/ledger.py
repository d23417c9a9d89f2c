"""A person's ledger: what was shared with whom, why, until when; and who looked.

Colleagues and data protection read names. The person reads bodies and what they were doing there: names of
those who work for a body are given only where they are needed to exercise a right (Court of Justice,
C-579/21, 22 June 2023), and data protection gives them on request.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.domain.casework.models import CaseParty
from snodo.domain.casework.states import PartyFunction
from snodo.domain.casework.states import Section as CaseSection
from snodo.domain.network.models import Organisation
from snodo.domain.people.models import Person, PersonCircle, SectionGrant, SharingChoice
from snodo.domain.people.states import CircleReason
from snodo.domain.people.states import Section as PersonSection
from snodo.domain.privacy.models import EmergencyReview, PersonRequest
from snodo.kernel import clock
from snodo.kernel.clock import ROME

KEPT_DAYS = 731  # 24 months: as long as the log itself
MANY = 400
# What the person read of themselves, and the readings of the ledger itself.
OWN_OR_OF_THE_LEDGER = ("audit.review", "ledger.read", "ledger.own", "copy.own", "copy.fetch")


@dataclass(frozen=True, slots=True)
class Share:
    """Something that was opened to a body."""

    body: str
    what: str
    why: str
    since: datetime.date
    until: datetime.date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody of a body read on one day."""

    day: datetime.date
    body: str
    who: str
    parts: tuple[str, ...]
    grounds: tuple[str, ...]
    times: int
    emergency: bool


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency access and what was said of it."""

    at: datetime.datetime
    until: datetime.datetime
    body: str
    who: str
    reason: str
    verdict: str
    pk: UUID


@dataclass(slots=True)
class Ledger:
    """All of it, the newest first."""

    person: Person
    shares: list[Share] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)
    requests: list[PersonRequest] = field(default_factory=list)
    cut: bool = False

    @property
    def bodies(self) -> list[tuple[str, list[Share]]]:
        """Each body once, with all that is opened to it."""
        found: dict[str, list[Share]] = {}
        for share in self.shares:
            found.setdefault(share.body, []).append(share)
        return list(found.items())


def ledger_of(person: Person, *, names: bool) -> Ledger:
    """The ledger; `names` for those who work here, never for the person's own copy. Asks no access rule."""
    bodies = {one.pk: one.label for one in Organisation.objects.all()}
    looks = _looks(person, bodies, names)
    return Ledger(
        person=person,
        shares=sorted(_shares(person, bodies), key=lambda share: (share.in_force, share.since), reverse=True),
        looks=looks[:MANY],
        emergencies=_emergencies(person, names),
        cut=len(looks) > MANY,
    )


# Shared with whom


def _shares(person: Person, bodies: dict[UUID, str]) -> list[Share]:
    found = [
        Share(
            body=bodies.get(row.organisation_id, ""),
            what="Dati della persona",
            why=CircleReason(row.reason).label,
            since=row.started_on,
            until=row.ended_on,
            in_force=_holds(row.ended_on),
        )
        for row in PersonCircle.objects.filter(person=person)
    ]
    found += [_party(row, bodies) for row in CaseParty.objects.filter(case__person=person)]
    found += [_grant(row, bodies) for row in SectionGrant.objects.filter(person=person)]
    for choice in SharingChoice.objects.filter(person=person, superseded=False, choice="agreed"):
        over = choice.valid_until is not None and choice.valid_until < clock.today()
        found.append(
            Share(
                body=bodies.get(choice.organisation_id, ""),
                what=choice.get_purpose_display(),
                why="scelta della persona",
                since=choice.decided_on,
                until=choice.valid_until,
                in_force=not over,
            )
        )
    return found


def _party(row: CaseParty, bodies: dict[UUID, str]) -> Share:
    labels = dict(CaseSection.choices)
    seen = [str(labels.get(section, section)).lower() for section in row.sees]
    what = "Percorso, tutto" if row.function == PartyFunction.RESPONSIBLE else "Percorso"
    return Share(
        body=bodies.get(row.organisation_id, ""),
        what=f"{what}: {', '.join(seen)}" if seen else what,
        why=PartyFunction(row.function).label,
        since=row.started_on,
        until=row.ended_on,
        in_force=_holds(row.ended_on),
    )


def _grant(row: SectionGrant, bodies: dict[UUID, str]) -> Share:
    """Restricted parts: always with an end, and shut again in one step."""
    labels = dict(PersonSection.choices)
    until = min(row.revoked_on, row.valid_until) if row.revoked_on else row.valid_until
    return Share(
        body=bodies.get(row.organisation_id, ""),
        what=f"Parti riservate: {', '.join(str(labels[section]).lower() for section in row.sections)}",
        why=row.get_purpose_display(),
        since=row.valid_from,
        until=until,
        in_force=row.revoked_on is None and row.valid_until >= clock.today(),
    )


def _holds(ended_on: datetime.date | None) -> bool:
    return ended_on is None or ended_on > clock.today()


# Who looked


def _looks(person: Person, bodies: dict[UUID, str], names: bool) -> list[Look]:
    who: tuple[str, ...] = ("created_by",) if names else ()
    rows: Any = (
        _reads(person)
        .annotate(day=TruncDate("created_at", tzinfo=ROME))
        .values("day", "organisation_id", *who)
        .annotate(
            label=Max("actor_label"),
            parts=ArrayAgg("section", distinct=True),
            grounds=ArrayAgg("ground", distinct=True),
            times=Count("id"),
            last=Max("created_at"),
            emergencies=Count("id", filter=Q(verb="emergency.read")),
        )
        .order_by("-last")[: MANY + 1]
    )
    return [
        Look(
            day=row["day"],
            body=bodies.get(row["organisation_id"], ""),
            who=row["label"].partition(" (")[0] if names else "",
            parts=tuple(part for part in row["parts"] if part),
            grounds=tuple(ground for ground in row["grounds"] if ground),
            times=row["times"],
            emergency=bool(row["emergencies"]),
        )
        for row in rows
    ]


def _reads(person: Person) -> QuerySet[Entry]:
    since = clock.now() - datetime.timedelta(days=KEPT_DAYS)
    lines: QuerySet[Entry] = Entry.objects.filter(person_id=person.pk, act=Act.READ, created_at__gte=since)
    return lines.exclude(verb__in=OWN_OR_OF_THE_LEDGER)


def _emergencies(person: Person, names: bool) -> list[Emergency]:
    rows = (
        EmergencyReview.objects.filter(emergency__person=person)
        .select_related("emergency__organisation", "emergency__membership__user")
        .order_by("-created_at")
    )
    return [
        Emergency(
            at=row.emergency.started_at,
            until=row.emergency.ended_at or row.emergency.until,
            body=row.emergency.organisation.label,
            who=row.emergency.membership.user.get_full_name() if names else "",
            reason=row.emergency.get_reason_display(),
            verdict=row.get_state_display(),
            pk=row.pk,
        )
        for row in rows
    ]
