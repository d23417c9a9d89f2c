"""The people of the measures: a network of any size, made quickly and always the same.

One person with their path is written through the models; all others are copies of those rows with other
names and ids, made by the database itself, so that a million takes minutes and a new column takes no care.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

from snodo.domain.casework.models import Case, CaseEvent, CaseParty, CasePhase, CaseTeamMember, NextStep
from snodo.domain.network import actions as network
from snodo.domain.network import queries as network_queries
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.keys import list_key, name_keys
from snodo.domain.people.models import Person, PersonCircle, PersonNameKey
from snodo.domain.programmes.actions import start_programme
from snodo.domain.programmes.models import Phase, ProgrammeAction
from snodo.kernel import clock, tenancy
from snodo.kernel.ids import uuid7
from snodo.kernel.packfile import load_pack, pack_folder
from tests.factories.world import World, build_world

MINE = 300
LARGE = 10_000
STEPS, EVENTS = 3, 12
SYLLABLES = ["ro", "ma", "ti", "le", "ca", "sin", "bel", "fer", "no", "da", "gri", "val", "do", "pe"]


@dataclass
class Town:
    """Who works there, and the ids of some paths."""

    world: World
    people: int
    # who opens it -> a path of theirs
    cases: dict[str, UUID]
    # the beginning of a surname that a few people have
    sought: str = ""


def build_town(people: int) -> Town:
    """*nadia* follows all 300 people of the small body, *bruno* co-ordinates it; *sara* follows 300 of the
    large one, *lidia* co-ordinates it. Who is left over is followed by a third body.
    """
    world = build_world()
    _lidia(world)
    marta = world.actor("marta")
    with tenancy.acting(marta):
        first = _first_path(world)
        rows = list(_people(world, people))
        _copies(first, rows)
    small, large = rows[0], rows[MINE]
    cases = {"nadia": small.case, "bruno": small.case, "sara": large.case, "lidia": large.case}
    return Town(world, people, cases, sought=small.last[:4].lower())


@dataclass(frozen=True, slots=True)
class Row:
    """What tells one person from another."""

    person: UUID
    case: UUID
    first: str
    last: str
    born: datetime.date
    body: UUID
    hands: UUID
    opened: datetime.date
    lively: bool


def _lidia(world: World) -> None:
    user = network.create_user(
        email="lidia@rhodense.example", first_name="Lidia", last_name="Prova", password=None, actor=None
    )
    with tenancy.acting(world.founder):
        made = network.add_membership(
            user=user,
            organisation=world.organisations["coop"],
            role=Role.COORDINATOR,
            job_title="coordinatrice",
            actor=world.founder,
        )
        membership = Membership.objects.select_related("user", "organisation").get(pk=made.pk)
    world.users["lidia"], world.memberships["lidia"] = user, membership
    world.actors["lidia"] = network_queries.actor_of(membership, network_name=world.network.name)


def _first_path(world: World) -> dict[type[models.Model], models.Model]:
    """One person and their path, as the models write them."""
    lead, coop, small, health = (world.organisations[key] for key in ("lead", "coop", "other_coop", "health"))
    programme = start_programme(
        pack=load_pack(pack_folder("in-lav")),
        starts_on=clock.today() - datetime.timedelta(days=200),
        ends_on=clock.today() + datetime.timedelta(days=200),
        partners={"comuni-insieme": lead, "ozanam": coop, "a-e-i": small, "asst-rhodense": health},
        actor=world.actor("marta"),
    )
    action = ProgrammeAction.objects.filter(programme=programme).order_by("position")[0]
    phase = Phase.objects.filter(action=action).order_by("position")[1]
    person = Person.objects.create(
        first_name="Prima", last_name="Persona", municipality=world.territories["bollate"]
    )
    case = Case.objects.create(
        programme=programme,
        action=action,
        phase=phase,
        person=person,
        organisation=coop,
        responsible=world.memberships["sara"],
    )
    sara = world.memberships["sara"]
    made = [
        person,
        PersonNameKey.objects.create(person=person, key="prima persona"),
        PersonCircle.objects.create(person=person, organisation=health, reason="case"),
        case,
        CaseParty.objects.create(case=case, organisation=health, function="responsible"),
        CaseTeamMember.objects.create(case=case, membership=sara, function="responsible"),
        CasePhase.objects.create(case=case, phase=phase, entered_on=clock.today()),
        NextStep.objects.create(
            case=case,
            kind="appointment",
            title="Passo",
            due_on=clock.today(),
            organisation=coop,
            membership=sara,
        ),
        CaseEvent.objects.create(
            case=case,
            kind="note",
            title="Incontro: presente",
            at=clock.now(),
            audience="team",
            author="Omar Prova",
        ),
    ]
    return {type(row): row for row in made}


# Copies


def _people(world: World, count: int) -> Iterator[Row]:
    """First the small body, then the large one, then the others."""
    dice = random.Random(7)

    def word(parts: int) -> str:
        return "".join(dice.choice(SYLLABLES) for _ in range(parts)).capitalize()

    today = clock.today()
    for place in range(count):
        body, hands = _followed_by(place)
        yield Row(
            person=uuid7(),
            case=uuid7(),
            first=word(2),
            last=word(3),
            born=datetime.date(1960, 1, 1) + datetime.timedelta(days=dice.randrange(16_000)),
            body=world.organisations[body].pk,
            hands=world.memberships[hands].pk,
            opened=today - datetime.timedelta(days=place % 180),
            lively=place < MINE + LARGE,
        )


def _followed_by(place: int) -> tuple[str, str]:
    if place < MINE:
        return "other_coop", "nadia"
    if place < MINE + LARGE:
        return "coop", "sara" if place < 2 * MINE else "lidia"
    return "health", "carla"


def _copies(first: dict[type[models.Model], models.Model], rows: list[Row]) -> None:
    _write_down(
        "bench_row",
        "person uuid, case_ uuid, first text, last text, sorted text, born date, body uuid, hands uuid,"
        " opened date, lively bool",
        (
            (
                r.person,
                r.case,
                r.first,
                r.last,
                list_key(r.last, r.first),
                r.born,
                r.body,
                r.hands,
                r.opened,
                r.lively,
            )
            for r in rows
        ),
    )
    _write_down(
        "bench_key",
        "person uuid, key text",
        ((r.person, key) for r in rows for key in name_keys((r.first, r.last))),
    )
    names = {
        "first_name": "r.first",
        "last_name": "r.last",
        "search_name": "r.sorted",
    }
    body, case = {"organisation_id": "r.body"}, {"case_id": "r.case_"}
    _copy(first[Person], "bench_row r", id="r.person", **names)
    _copy(first[PersonNameKey], "bench_key r", person_id="r.person", key="r.key")
    _copy(first[PersonCircle], "bench_row r", person_id="r.person", **body)
    path = {"person_id": "r.person", "responsible_id": "r.hands", "opened_on": "r.opened"}
    _copy(first[Case], "bench_row r", id="r.case_", **path, **body)
    _copy(first[CaseParty], "bench_row r", **case, **body)
    _copy(first[CaseTeamMember], "bench_row r", membership_id="r.hands", **case)
    _copy(first[CasePhase], "bench_row r", entered_on="r.opened", **case)
    steps = f"bench_row r CROSS JOIN generate_series(1, {STEPS}) s WHERE r.lively"
    due = {"due_on": "t.due_on + 3 * s - 4", "title": "'Passo ' || s"}
    _copy(first[NextStep], steps, membership_id="r.hands", **due, **case, **body)
    events = f"bench_row r CROSS JOIN generate_series(1, {EVENTS}) s WHERE r.lively"
    said = {"at": "t.at - s * interval '1 day'", "title": "'Incontro ' || s || ': presente'"}
    _copy(first[CaseEvent], events, **said, **case)


def _write_down(table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _copy(like: models.Model, source: str, **columns: str) -> None:
    """One row for each of `source` (`r`), like the given one (`t`) but for these columns."""
    table, bare = like._meta.db_table, source.partition(" WHERE ")
    columns.setdefault("id", "gen_random_uuid()")
    names = [field.column for field in like._meta.concrete_fields]
    values = ", ".join(columns.get(name, f't."{name}"') for name in names)
    told = ", ".join(f'"{name}"' for name in names)
    where = f"t.network_id = %s AND t.id = %s{' AND ' + bare[2] if bare[2] else ''}"
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({told}) SELECT {values} FROM "{table}" t CROSS JOIN {bare[0]}'
            f" WHERE {where}",
            [tenancy.bound_network(), like.pk],
        )
