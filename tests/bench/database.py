"""A database of its own for one measurement, made by the owner, used by the runtime role, then dropped."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import environ
import psycopg
from django.core.management import call_command
from django.db import connections


@contextmanager
def throwaway_database(name: str) -> Iterator[Callable[[], None]]:
    """Inside the block the default connection is the new database, under row-level security.

    Where there are several of them, what it gives makes this one the default again.
    """
    owner_url = os.environ["SNODO_OWNER_URL"]
    owner = environ.Env.db_url_config(owner_url)
    before = connections["default"]
    runtime = {key: before.settings_dict[key] for key in ("USER", "PASSWORD")}
    with psycopg.connect(owner_url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    made = connections.create_connection("default")
    made.settings_dict = {**made.settings_dict, "NAME": name}

    def use() -> None:
        connections["default"] = made

    try:
        use()
        made.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"] or "")
        call_command("migrate", verbosity=0)
        made.close()
        made.settings_dict.update(runtime)
        yield use
    finally:
        made.close()
        connections["default"] = before
        with psycopg.connect(owner_url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def take_statistics(name: str) -> None:
    """As the server does by itself a minute after so many rows; only their owner may ask for it."""
    with psycopg.connect(os.environ["SNODO_OWNER_URL"], dbname=name, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")


def server_milliseconds() -> float:
    """What the server has worked for this connection; 0 where the machine does not say."""
    connection: Any = connections["default"]
    connection.ensure_connection()
    try:
        with open(f"/proc/{connection.connection.info.backend_pid}/schedstat", encoding="ascii") as told:
            return int(told.read().split()[0]) / 1e6
    except OSError:
        return 0.0
