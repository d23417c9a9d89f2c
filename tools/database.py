"""Which database this installation works on: its own cluster, or the one DATABASE_URL names.

Either way there are two roles: the owner of the tables, used for migrations alone, and the
runtime role, which row-level security binds.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tools import keys, outside_database
from tools.failures import ToolError
from tools.pglocal import OWNER, RUNTIME, SUPERUSER, Cluster
from tools.places import DATABASE, ROOT, SOURCE, data_dir, made_data_dir

EMPTY, DEMO_LOADING, DEMO, REAL = "empty", "demo-loading", "demo", "real"


@dataclass
class Database:
    runtime_url: str
    owner_url: str
    folder: Path
    cluster: Cluster | None = None
    secrets: dict[str, Any] = field(default_factory=dict)

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """What a Django process is told. Only who changes tables learns the owner's address."""
        given = {name: value for name, value in os.environ.items() if name != "SNODO_OWNER_URL"}
        source = os.pathsep.join([str(SOURCE), *filter(None, [given.get("PYTHONPATH")])])
        kind = "1" if self.contents() in (DEMO, DEMO_LOADING) else "0"
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SNODO_DEMO": kind,
            "SNODO_FILES": str(self.folder / "files"),
            "SNODO_MAIL_DIR": str(self.folder / "mail"),
            "SNODO_STATIC_ROOT": str(self.folder / "static"),
            **given,
            "PYTHONPATH": source,
            "PYTHONUNBUFFERED": "1",
            **keys.environment(self.secrets),
            "DATABASE_URL": self.owner_url if as_owner else self.runtime_url,
            **({"SNODO_OWNER_URL": self.owner_url} if as_owner else {}),
            "SNODO_RUNTIME_ROLE": self._runtime_role(),
        }

    def _runtime_role(self) -> str:
        """Who is given the rows' privileges; nobody where a single role does everything."""
        if self.runtime_url == self.owner_url:
            return ""
        return str(conninfo_to_dict(self.runtime_url).get("user") or RUNTIME)

    @contextmanager
    def as_owner(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.owner_url, autocommit=True, connect_timeout=10) as connection:
            yield connection

    # --- what the database says of itself -----------------------------------------------------

    def stamp(self) -> dict[str, str]:
        """Version of the tables and kind of contents, kept as the database's own comment."""
        query = (
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        with self.as_owner() as connection:
            row = connection.execute(query).fetchone()
        with contextlib.suppress(ValueError, TypeError):
            found = json.loads(row[0]) if row else None
            if isinstance(found, dict):
                return found
        return {}

    def write_stamp(self, **facts: str) -> None:
        text = json.dumps({**self.stamp(), **facts})
        with self.as_owner() as connection:
            name = connection.info.dbname
            statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
            with contextlib.suppress(psycopg.errors.InsufficientPrivilege):  # then it is found out each time
                connection.execute(statement.format(sql.Identifier(name), text))

    def contents(self) -> str:
        return self.stamp().get("contents") or (EMPTY if self.has_no_users() else REAL)

    def has_no_users(self) -> bool:
        with self.as_owner() as connection:
            there = connection.execute("SELECT to_regclass('public.network_user')").fetchone()
            if there is None or there[0] is None:
                return True
            return connection.execute("SELECT 1 FROM public.network_user LIMIT 1").fetchone() is None

    def erase(self) -> None:
        """Back to an empty database. Whoever asked has made sure that nothing is lost."""
        if self.cluster:
            self.cluster.sql(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)', role=OWNER)
            self.cluster.ensure_database(DATABASE)
            return
        with self.as_owner() as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        self.write_stamp(schema="", contents="")

    def superuser_url(self) -> str:
        """For whole copies, which row-level security would cut: only over our own cluster."""
        if self.cluster is None:
            raise ToolError("Solo sulla banca dati locale.")
        return self.cluster.url(DATABASE, SUPERUSER)


@contextmanager
def opened() -> Iterator[Database]:
    """The database, started if it is ours, and left as it was found."""
    folder = made_data_dir()
    for name in ("files", "mail", "log", "static"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    if url := os.environ.get("DATABASE_URL"):
        yield outside(url, folder)
        return
    root = folder / "pg"
    kept = keys.load_or_make(folder, database_exists=(root / "data").exists())
    cluster = Cluster(root).start()
    try:
        cluster.ensure_database(DATABASE)
        yield Database(cluster.url(DATABASE, RUNTIME), cluster.url(DATABASE, OWNER), folder, cluster, kept)
    finally:
        cluster.stop()


def outside(url: str, folder: Path) -> Database:
    """A database on somebody's server: roles are made if this address may make them."""
    kept = keys.load_or_make(folder, database_exists=False)
    runtime, owner = outside_database.prepare(
        url, os.environ.get("SNODO_OWNER_URL"), password_for=lambda role: keys.password_for(folder, role)
    )
    return Database(runtime, owner, folder, None, kept)


def schema_mark() -> str:
    """Changes whenever `migrate` might have something to do: migrations, models' walls, libraries."""
    files = [
        *SOURCE.glob("snodo/**/migrations/*.py"),
        *SOURCE.glob("snodo/**/apps.py"),
        *SOURCE.glob("snodo/domain/*/models.py"),
        *SOURCE.glob("snodo/domain/*/models/*.py"),
        *SOURCE.glob("snodo/kernel/*.py"),
        *SOURCE.glob("snodo/jobs/*.py"),
        ROOT / "requirements.lock",
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def local_data_exists() -> bool:
    return (data_dir() / "pg" / "data").exists()
