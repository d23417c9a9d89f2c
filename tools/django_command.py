"""Management commands of the application, over a database that is ready."""

from __future__ import annotations

import os
import subprocess
import sys

from tools import database, migrate
from tools.database import Database
from tools.places import SOURCE

WITHOUT_DATABASE = {("pack", "check")}


def run(name: str, words: list[str], *, as_owner: bool = False) -> int:
    if (name, *words[:1]) in WITHOUT_DATABASE:
        return offline(name, *words)
    with database.opened() as opened:
        migrate.ensure(opened)
        return call(opened, name, *words, as_owner=as_owner)


def call(opened: Database, name: str, *words: str, as_owner: bool = False, in_bulk: bool = False) -> int:
    """`in_bulk` lets commits reach the disk together; the stamp written afterwards waits for all of them."""
    told = opened.environment(as_owner=as_owner)
    if in_bulk:
        told["PGOPTIONS"] = f"{told.get('PGOPTIONS', '')} -c synchronous_commit=off".strip()
    return subprocess.run([sys.executable, "-m", "django", name, *words], env=told, check=False).returncode


def offline(name: str, *words: str) -> int:
    """A command that only reads files."""
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", **os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.run(
        [sys.executable, "-m", "django", name, *words], env=environment, check=False
    ).returncode
