"""A person's ledger: what was shared with whom, why, until when; and who looked.

Colleagues and data protection read names. The person reads bodies and what they were doing there: names of
those who work for a body are given only where they are needed to exercise a right (Court of Justice,
C-579/21, 22 June 2023), and data protection gives them on request.

Sensitive bodies go by their general name, also on the person's copy, which others may read at home. Their
true name is for who keeps the person's secrets, for data protection, and for who works there.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.domain.casework.models import CaseParty
from snodo.domain.casework.states import PartyFunction
from snodo.domain.casework.states import Section as CaseSection
from snodo.domain.network.access import knows_body
from snodo.domain.network.models import Organisation
from snodo.domain.people.access import can_keep, refusals
from snodo.domain.people.models import Person, PersonCircle, SectionGrant, SharingChoice
from snodo.domain.people.states import CircleReason, SharingPurpose
from snodo.domain.people.states import Section as PersonSection
from snodo.domain.privacy.models import EmergencyReview, PersonRequest
from snodo.domain.privacy.queries.break_glass import cases_of
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.clock import ROME

# Who knows by an act alone, without being around the path; and what.
BY_ACT = {
    PartnerRole.LEAD: "Percorso: andamento, piano, letture, esiti",
    PartnerRole.FUNDER: "Solo numeri del programma, mai il nome",
    PartnerRole.MONITOR: "Solo numeri del programma, mai il nome",
}
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
    masked: bool = False  # a sensitive body is named by its mask

    @property
    def bodies(self) -> list[tuple[str, list[Share]]]:
        """Each body once, with all that is opened to it."""
        found: dict[str, list[Share]] = {}
        for share in self.shares:
            found.setdefault(share.body, []).append(share)
        return list(found.items())


def ledger_of(person: Person, *, names: bool, reader: Actor | None = None) -> Ledger:
    """The ledger; `names` for those who work here, never for the person's own copy. Asks no access rule.

    `reader` is who works here: without one, bodies are named as everybody may know them.
    """
    bodies = _Bodies.for_reader(person, reader)
    looks = _looks(person, bodies, names)
    shares = _shares(person, bodies)
    emergencies = _emergencies(person, bodies, names)
    return Ledger(
        person=person,
        shares=sorted(shares, key=lambda share: (share.in_force, share.since), reverse=True),
        looks=looks[:MANY],
        emergencies=emergencies,
        cut=len(looks) > MANY,
        masked=bodies.masked,
    )


@dataclass(slots=True)
class _Bodies:
    """How the reader may call each body."""

    labels: dict[UUID, str]
    behind_masks: frozenset[UUID]
    masked: bool = False

    @classmethod
    def for_reader(cls, person: Person, reader: Actor | None) -> "_Bodies":
        rows = list(Organisation.objects.all())
        keeps = reader is not None and can_keep(reader, person)
        known = {one.pk for one in rows if keeps or (reader is not None and knows_body(reader, one))}
        return cls(
            {one.pk: one.true_label if one.pk in known else one.label for one in rows},
            frozenset(one.pk for one in rows if one.sensitive and one.pk not in known),
        )

    def named(self, pk: UUID | None) -> str:
        """Its name; and it is remembered that a mask was used."""
        self.masked = self.masked or pk in self.behind_masks
        return self.labels.get(pk, "") if pk is not None else ""


# Shared with whom


def _shares(person: Person, bodies: _Bodies) -> list[Share]:
    found = [
        Share(
            body=bodies.named(row.organisation_id),
            what="Dati della persona",
            why=CircleReason(row.reason).label,
            since=row.started_on,
            until=row.ended_on,
            in_force=_holds(row.ended_on),
        )
        for row in PersonCircle.objects.filter(person=person)
    ]
    found += [_party(row, bodies) for row in CaseParty.objects.filter(case__in=cases_of(person.pk))]
    found += [_grant(row, bodies) for row in SectionGrant.objects.filter(person=person)]
    found += [_act(row, bodies) for row in _acts_about(person)]
    for choice in SharingChoice.objects.filter(person=person, superseded=False, choice="agreed"):
        over = choice.valid_until is not None and choice.valid_until < clock.today()
        found.append(
            Share(
                body=bodies.named(choice.organisation_id),
                what=choice.get_purpose_display(),
                why="scelta della persona",
                since=choice.decided_on,
                until=choice.valid_until,
                in_force=not over,
            )
        )
    return found


def _acts_about(person: Person) -> QuerySet[ProgrammePartner]:
    """The bodies that an act of a programme lets know of the person's path, or of its numbers, by itself.

    The lead does not where the person refused it; whoever is around the path is told of as a party.
    """
    paths = cases_of(person.pk).filter(programme=OuterRef("programme"))
    refused = refusals(SharingPurpose.PATH).filter(person=person, organisation=OuterRef("organisation"))
    acts: QuerySet[ProgrammePartner] = ProgrammePartner.objects.filter(role__in=BY_ACT).select_related(
        "programme"
    )
    first = Subquery(paths.order_by("opened_on").values("opened_on")[:1])
    return acts.annotate(first=first).filter(
        ~Q(Exists(refused)) | ~Q(role=PartnerRole.LEAD), first__lte=F("act_until")
    )


def _act(row: ProgrammePartner, bodies: _Bodies) -> Share:
    since = max(row.act_from, row.first)  # type: ignore[attr-defined]
    said = " ".join(part for part in (row.act, row.act_number) if part)
    why = f"{row.get_role_display()} del programma {row.programme.title}"
    return Share(
        body=bodies.named(row.organisation_id),
        what=BY_ACT[PartnerRole(row.role)],
        why=f"{why} ({said})" if said else why,
        since=since,
        until=row.act_until,
        in_force=since <= clock.today() <= row.act_until,
    )


def _party(row: CaseParty, bodies: _Bodies) -> Share:
    labels = dict(CaseSection.choices)
    seen = [str(labels.get(section, section)).lower() for section in row.sees]
    what = "Percorso, tutto" if row.function == PartyFunction.RESPONSIBLE else "Percorso"
    return Share(
        body=bodies.named(row.organisation_id),
        what=f"{what}: {', '.join(seen)}" if seen else what,
        why=PartyFunction(row.function).label,
        since=row.started_on,
        until=row.ended_on,
        in_force=_holds(row.ended_on),
    )


def _grant(row: SectionGrant, bodies: _Bodies) -> Share:
    """Restricted parts: always with an end, and shut again in one step."""
    labels = dict(PersonSection.choices)
    until = min(row.revoked_on, row.valid_until) if row.revoked_on else row.valid_until
    return Share(
        body=bodies.named(row.organisation_id),
        what=f"Parti riservate: {', '.join(str(labels[section]).lower() for section in row.sections)}",
        why=row.get_purpose_display(),
        since=row.valid_from,
        until=until,
        in_force=row.revoked_on is None and row.valid_until >= clock.today(),
    )


def _holds(ended_on: datetime.date | None) -> bool:
    return ended_on is None or ended_on > clock.today()


# Who looked


def _looks(person: Person, bodies: _Bodies, names: bool) -> list[Look]:
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
            body=bodies.named(row["organisation_id"]),
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
    lives = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).values("pk")
    lines: QuerySet[Entry] = Entry.objects.filter(person_id__in=lives, act=Act.READ, created_at__gte=since)
    return lines.exclude(verb__in=OWN_OR_OF_THE_LEDGER)


def _emergencies(person: Person, bodies: _Bodies, names: bool) -> list[Emergency]:
    rows = (
        EmergencyReview.objects.filter(emergency__person=person)
        .select_related("emergency__membership__user")
        .order_by("-created_at")
    )
    return [
        Emergency(
            at=row.emergency.started_at,
            until=row.emergency.ended_at or row.emergency.until,
            body=bodies.named(row.emergency.organisation_id),
            who=row.emergency.membership.user.get_full_name() if names else "",
            reason=row.emergency.get_reason_display(),
            verdict=row.get_state_display(),
            pk=row.pk,
        )
        for row in rows
    ]
