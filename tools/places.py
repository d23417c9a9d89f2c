"""Where things are: the checkout, its environment, and what an installation keeps."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
VENV = Path(os.environ.get("SNODO_VENV", ROOT / ".venv")).absolute()
DATABASE = "snodo"


def checkout_key() -> str:
    """Tells two checkouts apart on one machine."""
    return f"{ROOT.name}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"


def data_dir() -> Path:
    """Database, keys, files and logs: `var/` of the checkout, or the system's place when root."""
    if given := os.environ.get("SNODO_DATA"):
        return Path(given).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/snodo") / checkout_key()
    if os.access(ROOT, os.W_OK):
        return ROOT / "var"
    return Path.home() / ".local" / "share" / "snodo" / checkout_key()


def made_data_dir() -> Path:
    """The data folder, made if need be. Others may walk through it, not list it."""
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder
