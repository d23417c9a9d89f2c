"""`./snodo restore`: put a copy back, or prove on a side database that it can be put back."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from tools import backup, database, django_command, keys, migrate, parsers
from tools.console import Stopwatch, say
from tools.database import EMPTY, Database
from tools.failures import ToolError
from tools.pglocal import SUPERUSER, Cluster
from tools.pgprograms import run_program
from tools.places import DATABASE

SIDE = f"{DATABASE}_restore"


def main(words: list[str]) -> int:
    asked = parsers.restore().parse_args(words)
    if not asked.file.is_file():
        raise ToolError(f"Il file {asked.file} non c'è.")
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="snodo-restore-") as scratch, database.opened() as opened:
        if opened.cluster is None:
            raise ToolError(
                "Questo comando rimette la copia nella banca dati locale. Su un altro server, a Snodo fermo: "
                "tar -xf COPIA, poi pg_restore --dbname INDIRIZZO database.dump, poi ./snodo forget-again"
            )
        manifest = unpack(asked.file, Path(scratch))
        require_keys(opened, Path(scratch), manifest)
        load_aside(opened.cluster, Path(scratch) / backup.DUMP, manifest)
        if asked.prova:
            opened.cluster.sql(f'DROP DATABASE "{SIDE}"')
            say(f"La copia è buona: {sum(manifest['rows'].values())} righe rimesse e contate in {watch}.")
            return 0
        if not asked.si and opened.contents() != EMPTY and not _confirmed():
            opened.cluster.sql(f'DROP DATABASE "{SIDE}"')
            say("Nulla è cambiato.")
            return 1
        _change_places(opened, Path(scratch), manifest)
        migrate.ensure(opened)
        repeat_erasures(opened, asked.cancellazioni)
    say(f"Copia del {manifest['made_at'][:10]} rimessa in {watch}.")
    return 0


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Open the copy and compare every fingerprint. Raises ToolError when something is not as it was."""
    try:
        with tarfile.open(source) as archive:
            _extract(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / backup.MANIFEST).read_text())
        fingerprints: dict[str, str] = manifest["fingerprints"]
        changed = [name for name, mark in fingerprints.items() if backup.fingerprint(folder / name) != mark]
    except (OSError, tarfile.TarError, ValueError, KeyError) as problem:
        raise ToolError(f"{source} non è una copia intera fatta con ./snodo backup.") from problem
    if manifest["format"] != backup.FORMAT:
        raise ToolError("La copia è di una versione più nuova di Snodo: aggiornare prima il programma.")
    if changed:
        raise ToolError(
            f"La copia è rovinata, {len(changed)} parti non corrispondono: {', '.join(changed[:5])}"
        )
    return manifest


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Plain files and folders below `folder`, nothing else. Debian 12's Python has no filters of its own."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(folder, filter="data")
        return
    for member in archive.getmembers():
        below = (folder / member.name).resolve().is_relative_to(folder.resolve())
        if not below or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} does not belong in a copy.")
    archive.extractall(folder)  # noqa: S202 looked at above


def require_keys(opened: Database, scratch: Path, manifest: dict[str, Any]) -> None:
    """A copy that the keys here do not open would look whole and be mute."""
    brought = scratch / keys.FILE
    at_hand = keys.fingerprints(json.loads(brought.read_text()) if brought.exists() else opened.secrets)
    if missing := [name for name, mark in manifest["keys"].items() if at_hand.get(name) != mark]:
        raise ToolError(
            f"La copia è protetta da chiavi che qui non ci sono ({', '.join(missing)}). Mettere prima in "
            f"{opened.folder / keys.FILE} le chiavi dell'installazione da cui viene."
        )


def load_aside(cluster: Cluster, dump: Path, manifest: dict[str, Any]) -> None:
    """Into a database of its own, then count."""
    cluster.sql(f'DROP DATABASE IF EXISTS "{SIDE}" WITH (FORCE)')
    cluster.ensure_database(SIDE)
    url = cluster.url(SIDE, SUPERUSER)
    with open(dump, "rb") as source:
        run_program("pg_restore", "--exit-on-error", "--single-transaction", "--dbname", url, stdin=source)
    found = backup.count_rows(url)
    if found != manifest["rows"]:
        wrong = [name for name in manifest["rows"] if found.get(name) != manifest["rows"][name]]
        raise ToolError(
            f"Le righe rimesse non sono quelle della copia, nelle tabelle: {', '.join(wrong[:8])}"
        )


def _change_places(opened: Database, scratch: Path, manifest: dict[str, Any]) -> None:
    """The restored takes the name of the present one, which stays aside under another."""
    cluster, before = opened.cluster, f"{DATABASE}_before"
    if cluster is None:
        raise ToolError("Solo sulla banca dati locale.")
    cluster.sql(f'DROP DATABASE IF EXISTS "{before}" WITH (FORCE)')
    cluster.sql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DATABASE}';"
        f'ALTER DATABASE "{DATABASE}" RENAME TO "{before}"; ALTER DATABASE "{SIDE}" RENAME TO "{DATABASE}";'
    )
    opened.write_stamp(schema="", contents=str(manifest["contents"]))
    _put_aside(opened.folder / backup.FILES)
    if (scratch / backup.FILES).exists():
        shutil.copytree(scratch / backup.FILES, opened.folder / backup.FILES, dirs_exist_ok=True)
        (opened.folder / backup.FILES).chmod(0o700)
    if (scratch / keys.FILE).exists():
        (opened.folder / keys.FILE).rename(opened.folder / f"{keys.FILE}.before")
        keys.write_whole(opened.folder / keys.FILE, (scratch / keys.FILE).read_text())
        opened.secrets = keys.load_or_make(opened.folder, database_exists=True)


def repeat_erasures(opened: Database, given: Path | None) -> None:
    """Whoever was forgotten after the copy is forgotten again, before anybody can look."""
    if given is None and not (opened.folder / backup.ERASURES).exists():
        say(
            "Qui non c'è un elenco di cancellazioni da ripetere. Se è conservato altrove: "
            "./snodo forget-again --lista FILE"
        )
        return
    words = ["--lista", str(given)] if given else []
    if django_command.call(opened, "forget_again", *words):
        raise ToolError(
            "La copia è rimessa, ma le cancellazioni fatte dopo non sono state ripetute. Prima di avviare "
            "Snodo: ./snodo forget-again"
        )


def _put_aside(files: Path) -> None:
    before = files.with_name(files.name + ".before")
    shutil.rmtree(before, ignore_errors=True)
    if files.exists():
        files.rename(before)
    files.mkdir(mode=0o700)


def _confirmed() -> bool:
    try:
        answer = input("La copia prende il posto dei dati di adesso. Scrivere «si» per confermare: ")
    except EOFError:
        return False
    return answer.strip().lower() in ("si", "sì")
