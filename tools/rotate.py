"""`./snodo rotate-keys`: a new key for what is encrypted, then everything under it."""

from __future__ import annotations

import fcntl

from tools import database, django_command, keys, migrate, parsers
from tools.console import say
from tools.failures import ToolError
from tools.places import made_data_dir


def main(words: list[str]) -> int:
    asked = parsers.rotate_keys().parse_args(words)
    if asked.nuova:
        _require_stopped()
    with database.opened() as opened:
        migrate.ensure(opened)
        if asked.nuova:
            opened.secrets = keys.add_key(opened.folder)
            say(f"Chiave nuova in uso. Conservare una copia di {opened.folder / keys.FILE}")
        return django_command.call(opened, "rotate_keys", *(["--mostra"] if asked.mostra else []))


def _require_stopped() -> None:
    """Pages that run know only the keys they were started with."""
    with open(made_data_dir() / "run.lock", "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as running:
            raise ToolError("Per una chiave nuova fermare prima Snodo (Ctrl-C), poi ripetere.") from running
