"""The environment of the process, read once; every other part asks here."""

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "src"

env = environ.Env()
