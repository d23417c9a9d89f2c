"""The log in months: made ahead, out of reach one by one, let go under signature."""

import datetime
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from snodo.domain.audit import actions, discarding, months, queries, verifying
from snodo.domain.audit.models import DiscardedMonth, Entry
from snodo.kernel import clock
from snodo.kernel.errors import Conflict
from snodo.kernel.tenancy import acting, in_network
from tests.conftest import OWNER, _reconnected
from tests.domain.audit.settle import settle
from tests.factories.world import World, build_world

LONG_AGO = datetime.datetime(2023, 3, 10, 9, tzinfo=datetime.UTC)


def place_of(pk: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM audit_entry WHERE network_id ="
            " nullif(current_setting('snodo.network'), '')::uuid AND id = %s",
            [pk],
        )
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_line_lies_in_its_month_and_a_month_nobody_made_refuses_none(world: World) -> None:
    sara = world.actor("sara")
    with acting(sara):
        entry = actions.record(actor=sara, verb="x.y")
        assert place_of(entry.pk) == months.Month.of(clock.today()).table
        with clock.held(LONG_AGO):
            entry = actions.record(actor=sara, verb="x.y")
        assert place_of(entry.pk) == months.DEFAULT


@pytest.mark.django_db
def test_strays_go_home_when_their_month_is_made(world: World) -> None:
    for actor in (world.actor("sara"), world.actor("stranger")):
        with acting(actor), clock.held(LONG_AGO):
            entry = actions.record(actor=actor, verb="x.y")
    assert [month.table for month in months.make_between(LONG_AGO.date(), LONG_AGO.date())] == [
        "audit_entry_2023_03"
    ]
    assert months.make_between(LONG_AGO.date(), LONG_AGO.date()) == []
    with acting(world.actor("stranger")):
        assert place_of(entry.pk) == "audit_entry_2023_03"
        assert Entry.objects.filter(verb="x.y").count() == 1


@pytest.mark.django_db
def test_months_are_made_ahead_and_only_near_the_present() -> None:
    present = months.Month.of(clock.today())
    assert months.keep_ahead() == []
    with clock.held(clock.now() + datetime.timedelta(days=70)):
        assert months.keep_ahead()
    assert present.plus(4).table in months.partitions()
    assert present in months.months()
    with pytest.raises(Exception, match="too far"), transaction.atomic():
        months.make(present.plus(40))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM {} WHERE network_id = %s",
        "INSERT INTO {} SELECT * FROM audit_entry WHERE network_id = %s",
        "UPDATE {} SET verb = 'x' WHERE network_id = %s",
        "DELETE FROM {} WHERE network_id = %s",
        "TRUNCATE {} /* %s */",
        "ALTER TABLE audit_entry DETACH PARTITION {} /* %s */",
        "DROP TABLE {} /* %s */",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY /* %s */",
        "CREATE TABLE {}b PARTITION OF audit_entry FOR VALUES FROM ('2001-01-01') TO ('2002-01-01') -- %s",
    ],
)
def test_the_runtime_role_reaches_no_month_directly(world: World, statement: str) -> None:
    sara = world.actor("sara")
    for table in months.partitions():
        with (
            acting(sara),
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            transaction.atomic(),
        ):
            connection.cursor().execute(statement.format(table), [sara.network_id])


@pytest.mark.django_db
def test_every_month_has_its_wall_also_one_made_by_the_job(world: World) -> None:
    with clock.held(clock.now() + datetime.timedelta(days=200)):
        months.keep_ahead(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid"
            " WHERE inhparent = 'audit_entry'::regclass AND relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
        )
        assert {name for (name,) in cursor.fetchall()} == set(months.partitions())


# Letting go


@pytest.fixture
def old(transactional_db: None) -> Iterator[World]:
    """A log with a seal long ago, one at the edge (of both times), one of today."""
    world = build_world()
    sara = world.actor("sara")
    settle()
    with in_network(world.network.pk):
        actions.seal_entries()
    for old_lines, new_lines in ((3, 0), (2, 2), (0, 3)):
        with acting(sara):
            for number in range(old_lines):
                with clock.held(LONG_AGO):
                    actions.record(actor=sara, verb=f"old.line_{number}")
            for number in range(new_lines):
                actions.record(actor=sara, verb=f"new.line_{number}")
        settle()
        with in_network(world.network.pk):
            actions.seal_entries()
    months.make_between(LONG_AGO.date(), LONG_AGO.date())
    yield world
    with _reconnected(**OWNER), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS audit_entry_2023_03")


@pytest.fixture
def as_owner(old: World) -> Iterator[Any]:
    """Connected as the owner of the tables."""
    with _reconnected(**OWNER):
        yield old


def link(world: World) -> Any:
    url = os.environ.get("SNODO_OWNER_URL") or os.environ["DATABASE_URL"]
    parts = psycopg.conninfo.conninfo_to_dict(url.replace("postgres://", "postgresql://"))
    opened = psycopg.connect(**{**parts, "dbname": connection.settings_dict["NAME"]}, autocommit=True)  # type: ignore[arg-type]
    opened.execute("SELECT set_config('snodo.network', %s, false)", [str(world.network.pk)])
    return opened


def verdict(world: World) -> verifying.Verdict:
    with in_network(world.network.pk):
        return verifying.verify_chain()


@pytest.mark.slow
def test_a_discarded_month_leaves_a_chain_that_holds(as_owner: World) -> None:
    world = as_owner
    before = verdict(world)
    (month,) = discarding.old_months()
    assert month.table == "audit_entry_2023_03"
    assert discarding.discard(month) == 5
    after = verdict(world)
    assert after.broken is None
    assert (after.discarded, after.lines) == (5, before.lines - 5)
    with in_network(world.network.pk):
        row = DiscardedMonth.objects.get()
        assert (row.lines, row.whole, list(row.parts)) == (5, [[2, 2]], ["3"])
        assert Entry.objects.filter(verb="old.line_0").count() == 0
        assert Entry.objects.filter(verb="audit.discard").count() == 1
    assert discarding.old_months() == []


@pytest.mark.slow
def test_what_goes_without_a_statement_or_under_a_false_one_is_seen(as_owner: World) -> None:
    world = as_owner
    (month,) = discarding.old_months()
    discarding.discard(month)
    with link(world) as psql:
        psql.execute(
            "DELETE FROM audit_entry WHERE network_id = %s AND verb = 'new.line_0'", [world.network.pk]
        )
    broken = verdict(world).broken
    assert broken is not None
    assert "cancellata" in broken.sentence
    with link(world) as psql:
        psql.execute("UPDATE audit_discardedmonth SET lines = 6 WHERE network_id = %s", [world.network.pk])
    broken = verdict(world).broken
    assert broken is not None
    assert "dichiarazione" in broken.sentence


@pytest.mark.slow
def test_nothing_is_discarded_from_a_chain_that_does_not_hold(as_owner: World) -> None:
    world = as_owner
    with link(world) as psql:
        psql.execute(
            "UPDATE audit_entry SET verb = 'x' WHERE network_id = %s AND verb = 'old.line_1'",
            [world.network.pk],
        )
    (month,) = discarding.old_months()
    with pytest.raises(Conflict, match="modificate"):
        discarding.discard(month)
    assert month.table in months.partitions()


@pytest.mark.slow
def test_unsealed_lines_hold_a_month_back(as_owner: World) -> None:
    world = as_owner
    sara = world.actor("sara")
    with acting(sara), clock.held(LONG_AGO):
        actions.record(actor=sara, verb="late.line")
    (month,) = discarding.old_months()
    with pytest.raises(Conflict, match="sigillate"):
        discarding.discard(month)


@pytest.mark.django_db
def test_the_runtime_role_writes_no_statement(world: World) -> None:
    sara = world.actor("sara")
    with acting(sara), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        DiscardedMonth.objects.create(
            number=1, month="x", until=clock.now(), lines=1, digest="", rule="", hash="", signature=""
        )
    assert queries.network_ids()
