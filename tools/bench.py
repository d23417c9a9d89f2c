"""`./snodo bench NAME`: a figure against its baseline, in one run, on a server of its own."""

from __future__ import annotations

import subprocess
import sys

from tools import parsers
from tools.places import ROOT
from tools.trial import throwaway


def main(words: list[str]) -> int:
    asked, rest = parsers.bench().parse_known_args(words)
    with throwaway() as told:  # never beside real data
        command = [sys.executable, "-m", "tests.bench", asked.name, *rest]
        environment = {**told, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONUNBUFFERED": "1"}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
