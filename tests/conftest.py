"""What every test stands on: the walls of the runtime role, a watch on all SQL, a fixed cast of people."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import environ
import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from tests.factories.world import World, build_world
from tests.sql_watch import DATABASE, SqlWatch

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A slow minute of a shared machine is not a failure; CI looks at the same examples each time.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")

pytest_plugins = ["tests.plugins.rows", "tests.plugins.database"]


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes name no test: an archive made now has other bytes a second later, in the other worker."""
    return argname if isinstance(val, bytes) else None


LONGEST = ("jobs/test_demo.py", "web/matrix", "leaks", "web/test_every_address.py", "tools")
# These wait until no older transaction is open on the cluster, also one of the other worker's long tests.
WAITING = ("domain/audit", "jobs/test_audit_command.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of one long test begin first, so that no worker is left alone with them at the end; those that
    wait for the other worker come when there are none left to wait for.
    """

    def turn(item: pytest.Item) -> int:
        name = item.nodeid.removeprefix("tests/")
        return 0 if name.startswith(LONGEST) else 2 if name.startswith(WAITING) else 1

    items.sort(key=turn)


@contextmanager
def _reconnected(**login: str) -> Iterator[None]:
    """Reconnect to the same database as somebody else."""
    before = {key: connection.settings_dict[key] for key in login}
    connection.close()
    connection.settings_dict.update(login)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _login_of(url: str) -> dict[str, str]:
    parts = environ.Env.db_url_config(url)
    return {"USER": parts["USER"], "PASSWORD": parts["PASSWORD"] or ""}


RUNTIME = _login_of(os.environ["DATABASE_URL"])
OWNER = _login_of(os.environ.get("SNODO_OWNER_URL") or os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The owner makes the test database; tests then run as the runtime role, bound by row-level security."""
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock(), _reconnected(**OWNER):
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[], keepdb=keep)
    with _reconnected(**RUNTIME):
        yield
    if not django_db_keepdb:
        with django_db_blocker.unblock(), _reconnected(**OWNER):
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner() -> Iterator[None]:
    """Tests with real commits end with TRUNCATE, which the runtime role may not do: also of what they queued,
    in tables that are not Django's.
    """
    flush = TransactionTestCase._fixture_teardown

    def as_owner(self: TransactionTestCase) -> None:
        with _reconnected(**OWNER):
            flush(self)
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE procrastinate_jobs CASCADE")

    TransactionTestCase._fixture_teardown = as_owner  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _no_files_left(tmp_path: Any, settings: Any) -> None:
    """Documents of a test go with it."""
    settings.SNODO_FILES_ROOT = str(tmp_path / "files")


@pytest.fixture(autouse=True)
def sql_watch(request: pytest.FixtureRequest) -> Iterator[SqlWatch | None]:
    """Every statement of the suite on a tenant table names `network_id`; a breach fails its test."""
    if not DATABASE & set(request.fixturenames):
        yield None
        return
    watch = SqlWatch()
    with connection.execute_wrapper(watch):
        yield watch
    watch.raise_breaches()


@pytest.fixture
def world(db: None) -> World:
    """Two networks with the fixed cast of `tests.factories.world`."""
    return build_world()


@pytest.fixture
def sign_in(client: Any, world: World) -> Callable[[str], Any]:
    """`sign_in("sara")` gives a client in which that member of the cast is at work."""

    def as_member(who: str) -> Any:
        actor = world.actor(who)
        client.force_login(world.user(who))
        session = client.session
        session["membership_id"], session["network_id"] = str(actor.membership_id), str(actor.network_id)
        session.save()
        return client

    return as_member
