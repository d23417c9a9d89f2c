"""A database of its own for one measurement, made by the owner, used by the runtime role, then dropped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import environ
import psycopg
from django.core.management import call_command
from django.db import connection


@contextmanager
def throwaway_database(name: str) -> Iterator[None]:
    """Inside the block the default connection is the new database, under row-level security."""
    owner_url = os.environ["SNODO_OWNER_URL"]
    owner = environ.Env.db_url_config(owner_url)
    before = dict(connection.settings_dict)
    with psycopg.connect(owner_url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        _become(NAME=name, USER=owner["USER"], PASSWORD=owner["PASSWORD"] or "")
        call_command("migrate", verbosity=0)
        _become(USER=before["USER"], PASSWORD=before["PASSWORD"])
        yield
    finally:
        _become(NAME=before["NAME"], USER=before["USER"], PASSWORD=before["PASSWORD"])
        with psycopg.connect(owner_url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _become(**login: object) -> None:
    connection.close()
    connection.settings_dict.update(login)


def take_statistics(name: str) -> None:
    """As the server does by itself a minute after so many rows; only their owner may ask for it."""
    with psycopg.connect(os.environ["SNODO_OWNER_URL"], dbname=name, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")
