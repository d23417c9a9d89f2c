"""`./snodo coverage`: for each function of the product, the tests that show it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools import parsers
from tools.console import say
from tools.failures import ToolError
from tools.pglocal import OWNER, RUNTIME
from tools.places import ROOT, SOURCE

FUNCTIONS = SOURCE / "snodo" / "jobs" / "functions.json"
AREAS = {
    "A": "Usciamo Insieme",
    "B": "SOSteniAMOci",
    "C": "Step by step",
    "D": "Reti delle Opportunità",
    "E": "IN-LAV",
}


def main(words: list[str]) -> int:
    asked = parsers.coverage().parse_args(words)
    shown = tests_by_row()
    titles: dict[str, str] = json.loads(FUNCTIONS.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = [
        {"id": row, "title": title, "tests": shown.get(row, [])} for row, title in titles.items()
    ]
    without = [row["id"] for row in rows if not row["tests"]]
    wanted = [row for row in rows if not row["tests"]] if asked.missing else rows
    if asked.json:
        say(json.dumps(wanted, ensure_ascii=False, indent=1))
        return 0
    _print(wanted)
    said = f": {', '.join(without)}" if without else ""
    say(f"\n{len(rows) - len(without)} funzioni con prova, {len(without)} senza{said}")
    return 0


def tests_by_row() -> dict[str, list[str]]:
    """Ask pytest what it would run, without running it."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join([str(SOURCE), str(ROOT)]),
        "DATABASE_URL": f"postgres://{RUNTIME}@/none",  # named by the tests, never reached while collecting
        "SNODO_OWNER_URL": f"postgres://{OWNER}@/none",
    }
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "rows.json"
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "--rows-out", str(out)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 5) or not out.exists():
            raise ToolError(f"Le prove non si leggono:\n{(done.stdout + done.stderr)[-3000:]}")
        found: dict[str, list[str]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _print(rows: list[dict[str, Any]]) -> None:
    area = ""
    for row in rows:
        name, tests = row["id"], row["tests"]
        if name[0] != area:
            area = name[0]
            say(f"\n{area} · {AREAS[area]}")
        say(f"  {name}  {row['title']}")
        for test in tests:
            say(f"         {test}")
        if not tests:
            say("         NESSUNA PROVA")
