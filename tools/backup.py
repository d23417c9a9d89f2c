"""`./snodo backup`: one file with the whole database and the documents, each with its fingerprint.

Whole copies go round row-level security, so they are made as the local superuser of our own
cluster, or by the address in SNODO_BACKUP_URL (a role with BYPASSRLS) on somebody's server.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tools import database, keys, parsers
from tools.console import Stopwatch, say
from tools.database import Database
from tools.failures import ToolError
from tools.pgprograms import run_program

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
ERASURES = "erasures.jsonl"  # what was taken away, by ids: a restore repeats it
FORMAT = 1


def main(words: list[str]) -> int:
    asked = parsers.backup().parse_args(words)
    target: Path = asked.file or Path(time.strftime("snodo-%Y%m%d-%H%M%S.tar"))
    if target.exists():
        raise ToolError(f"{target} esiste già: indicare un altro nome.")
    if not target.absolute().parent.is_dir():
        raise ToolError(f"La cartella {target.absolute().parent} non esiste.")
    watch = Stopwatch()
    with database.opened() as opened:
        rows = write(opened, target, with_keys=asked.con_chiavi)
    size = f"{target.stat().st_size / 1_000_000:.1f}".replace(".", ",")
    say(f"Copia scritta in {watch}: {target} ({size} MB, {rows} righe).")
    if not asked.con_chiavi:
        say(f"Le chiavi non sono nella copia: conservare a parte {opened.folder / keys.FILE}")
    if (opened.folder / ERASURES).exists():
        say(f"Conservare a parte, sempre aggiornato: {opened.folder / ERASURES} (cancellazioni da ripetere)")
    say(f"Per provare che si possa rimettere: ./snodo restore {target} --prova")
    return 0


def whole_url(opened: Database) -> str:
    """The address that sees every row."""
    if opened.cluster:
        return opened.superuser_url()
    if given := os.environ.get("SNODO_BACKUP_URL"):
        return given
    raise ToolError(
        "Per una copia completa di una banca dati su un altro server serve SNODO_BACKUP_URL, l'indirizzo "
        "di un ruolo che legga tutto:\n"
        "  CREATE ROLE snodo_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data PASSWORD '…';"
    )


def count_rows(url: str) -> dict[str, int]:
    """How many rows each table has: what a restore is compared with."""
    tables = """
        SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(tables).fetchall()]
        counts = {}
        for name in names:
            row = connection.execute(
                sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
            ).fetchone()
            counts[name] = int(row[0]) if row else 0
    return counts


def write(opened: Database, target: Path, *, with_keys: bool) -> int:
    url = whole_url(opened)
    rows = count_rows(url)
    with tempfile.TemporaryDirectory(prefix="snodo-backup-") as scratch:
        dump = Path(scratch) / DUMP
        with open(dump, "wb") as out:
            run_program("pg_dump", "--format=custom", "--dbname", url, stdout=out)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "contents": opened.contents(),
            "rows": rows,
            "keys": keys.fingerprints(opened.secrets),
            "fingerprints": {DUMP: fingerprint(dump)},
        }
        making = target.with_name(target.name + ".making")
        try:
            with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                with tarfile.open(fileobj=out, mode="w") as archive:
                    archive.add(dump, DUMP, filter=_nobody)
                    _add_files(archive, opened, manifest, with_keys=with_keys)
                out.flush()
                os.fsync(out.fileno())
            making.rename(target)
        finally:
            making.unlink(missing_ok=True)
    return sum(rows.values())


def _add_files(
    archive: tarfile.TarFile, opened: Database, manifest: dict[str, Any], *, with_keys: bool
) -> None:
    folder = opened.folder / FILES
    documents = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    for path in documents:
        name = f"{FILES}/{path.relative_to(folder)}"
        manifest["fingerprints"][name] = fingerprint(path)
        archive.add(path, name, filter=_nobody)
    if with_keys:
        kept = opened.folder / keys.FILE
        manifest["fingerprints"][keys.FILE] = fingerprint(kept)
        archive.add(kept, keys.FILE, filter=_nobody)
    text = json.dumps(manifest, indent=2).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mtime = len(text), int(time.time())
    archive.addfile(entry, io.BytesIO(text))


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def fingerprint(path: Path) -> str:
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
