"""A PostgreSQL that is not ours (15 to 18): check it, and have the two roles on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tools.console import warn
from tools.failures import ToolError
from tools.pglocal import OWNER, RUNTIME

OLDEST, NEWEST = 15, 18

ROLES_BY_HAND = f"""\
  CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…';
  CREATE ROLE {RUNTIME} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…';
  CREATE DATABASE snodo OWNER {OWNER};
e poi indicare i due indirizzi:
  DATABASE_URL=postgres://{RUNTIME}:…@HOST/snodo
  SNODO_OWNER_URL=postgres://{OWNER}:…@HOST/snodo"""


def prepare(url: str, owner_url: str | None, *, password_for: Callable[[str], str]) -> tuple[str, str]:
    """The runtime's and the owner's address, with both roles checked. Raises ToolError with the mend."""
    url = re.sub(r"^(psql|pgsql|postgis|timescale)://", "postgres://", url)
    if owner_url:
        _check_version(owner_url)
        _check_runtime(url)
        return url, owner_url
    _make_database(url)
    _check_version(url)
    powers = _powers(url)
    if powers["rolsuper"] or powers["rolcreaterole"]:
        runtime, owner = _make_roles(url, password_for)
        _check_runtime(runtime)
        return runtime, owner
    _check_runtime(url, alone=True)
    warn(
        "Attenzione: DATABASE_URL usa un solo ruolo per le tabelle e per le pagine; la separazione fra reti "
        "tiene, ma è più sicuro averne due. Chi amministra il server può eseguire:\n" + ROLES_BY_HAND
    )
    return url, url


def connect(url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as problem:
        raise ToolError(f"La banca dati di DATABASE_URL non risponde: {str(problem).strip()}") from problem


def with_role(url: str, role: str, password: str) -> str:
    """The same address for another role."""
    facts: dict[str, Any] = {**conninfo_to_dict(url)}
    facts.pop("user", None)
    facts.pop("password", None)
    database, host, port = facts.pop("dbname", ""), str(facts.pop("host", "")), facts.pop("port", "")
    if host.startswith("/"):
        facts["host"] = host
        host = ""
    place = f"{host}:{port}" if port else host
    rest = "?" + urlencode(facts) if facts else ""
    return f"postgres://{role}:{quote(password, safe='')}@{place}/{quote(str(database))}{rest}"


def _make_database(url: str) -> None:
    """Make the named database if it is missing and this role may."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as problem:
        name = conninfo_to_dict(url).get("dbname")
        if not name or "does not exist" not in str(problem):
            connect(url)
        with connect(psycopg.conninfo.make_conninfo(url, dbname="postgres")) as other:
            try:
                other.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))
            except psycopg.Error as refused:
                raise ToolError(f"La banca dati «{name}» non c'è e non si può creare: {refused}") from refused


def _check_version(url: str) -> None:
    with connect(url) as connection:
        major = connection.info.server_version // 10_000
    if not OLDEST <= major <= NEWEST:
        raise ToolError(f"Serve PostgreSQL da {OLDEST} a {NEWEST}; quello indicato è {major}.")


def _powers(url: str) -> dict[str, bool]:
    with connect(url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    return dict(zip(("rolsuper", "rolbypassrls", "rolcreaterole"), row or (False, False, False), strict=True))


def _check_runtime(url: str, *, alone: bool = False) -> None:
    powers = _powers(url)
    if powers["rolsuper"] or powers["rolbypassrls"]:
        raise ToolError(
            "Il ruolo di DATABASE_URL può aggirare la separazione fra reti (è superutente o ha BYPASSRLS): "
            "non si avvia così. Chi amministra il server esegua:\n" + ROLES_BY_HAND
        )


def _make_roles(url: str, password_for: Callable[[str], str]) -> tuple[str, str]:
    with connect(url) as connection:
        name = connection.info.dbname
        for role, powers in ((OWNER, "CREATEDB"), (RUNTIME, "NOCREATEDB")):
            _make_role(connection, url, role, powers, password_for(role))
        owner, runtime, database = map(sql.Identifier, (OWNER, RUNTIME, name))
        for statement in (
            sql.SQL("GRANT {1} TO {0}").format(owner, runtime),
            sql.SQL("GRANT {0} TO CURRENT_USER").format(owner),
            sql.SQL("ALTER DATABASE {1} OWNER TO {0}").format(owner, database),
            sql.SQL("GRANT CONNECT ON DATABASE {1} TO {0}").format(runtime, database),
        ):
            connection.execute(statement)
    return with_role(url, RUNTIME, password_for(RUNTIME)), with_role(url, OWNER, password_for(OWNER))


def _make_role(connection: psycopg.Connection[Any], url: str, role: str, powers: str, password: str) -> None:
    """Make the role; one that is there already is used only if our password opens it."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        try:
            psycopg.connect(with_role(url, role, password), connect_timeout=10).close()
        except psycopg.Error as problem:
            raise ToolError(
                f"Sul server il ruolo «{role}» c'è già e non è di questa installazione. "
                "Indicare tutti e due gli indirizzi: DATABASE_URL e SNODO_OWNER_URL."
            ) from problem
        return
    statement = "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE " + powers + " PASSWORD {}"
    connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))
