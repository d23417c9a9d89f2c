"""`./snodo check`: is this installation sound? One line per point, with the mend."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator

import psycopg

from tools import database, environment, keys, parsers
from tools.console import say
from tools.database import Database
from tools.failures import ToolError

FREE_SPACE = 1_000_000_000

Point = tuple[str, bool, str]


def main(words: list[str]) -> int:
    parsers.check().parse_args(words)
    sound = True
    for what, good, mend in points():
        sound &= good
        say(f"{'va bene ' if good else 'NON VA  '} {what}" + ("" if good else f"\n          {mend}"))
    say()
    say("Tutto a posto." if sound else "Qualcosa va sistemato: vedi sopra.")
    return 0 if sound else 1


def points() -> Iterator[Point]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield f"Python {version}", (3, 11) <= sys.version_info < (3, 14), "Serve Python 3.11, 3.12 o 3.13."
    yield "ambiente uguale al lucchetto delle dipendenze", environment.is_current(), "Eseguire ./snodo run."
    try:
        with database.opened() as opened:
            yield from _database_points(opened)
            yield from _place_points(opened)
    except (ToolError, psycopg.Error) as problem:
        yield "banca dati", False, str(problem).strip()


def _database_points(opened: Database) -> Iterator[Point]:
    with psycopg.connect(opened.runtime_url) as connection:
        major = connection.info.server_version // 10_000
        role = connection.execute(
            "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone() or ("?", True)
    yield f"PostgreSQL {major} risponde", 15 <= major <= 18, "Serve PostgreSQL da 15 a 18."
    yield (
        f"il ruolo delle pagine ({role[0]}) non può aggirare la separazione fra reti",
        not role[1],
        "Toglierli SUPERUSER e BYPASSRLS.",
    )
    current = opened.stamp().get("schema") == database.schema_mark()
    yield "tabelle alla versione del programma", current, "Eseguire ./snodo migrate."
    if current:
        yield from _wall_points(opened)
        yield _django("le chiavi aprono tutti i dati protetti", opened, "rotate_keys", "--mostra")
    yield _django("le impostazioni del programma sono coerenti", opened, "check")


def _wall_points(opened: Database) -> Iterator[Point]:
    bare = """
        SELECT c.relname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'network_id'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnotnull
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
          AND NOT EXISTS (  -- the register of networks itself: one row per network, nothing else
            SELECT FROM pg_index i
            WHERE i.indrelid = c.oid AND i.indisprimary AND i.indkey::text = a.attnum::text)
        ORDER BY 1"""
    with opened.as_owner() as connection:
        names = [name for (name,) in connection.execute(bare).fetchall()]
    yield (
        "ogni tabella di rete ha il suo muro",
        not names,
        f"Senza: {', '.join(names)}. Eseguire ./snodo migrate.",
    )


def _place_points(opened: Database) -> Iterator[Point]:
    secrets = opened.folder / keys.FILE
    closed = not stat.S_IMODE(secrets.stat().st_mode) & 0o077
    yield f"le chiavi sono leggibili solo da chi le possiede ({secrets})", closed, f"chmod 600 {secrets}"
    free = shutil.disk_usage(opened.folder).free
    yield (
        f"spazio libero: {free // 1_000_000_000} GB",
        free > FREE_SPACE,
        f"Liberare spazio per {opened.folder}.",
    )
    writable = os.access(opened.folder / "files", os.W_OK)
    yield (
        "la cartella dei documenti si può scrivere",
        writable,
        f"Dare i permessi su {opened.folder / 'files'}.",
    )


def _django(what: str, opened: Database, *words: str) -> Point:
    done = subprocess.run(
        [sys.executable, "-m", "django", *words],
        env=opened.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return what, done.returncode == 0, done.stderr.strip()[-1500:]
