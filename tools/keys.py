"""The secrets of an installation: made once, kept in one file only its owner reads."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from tools.failures import ToolError

FILE = "secrets.json"


def load_or_make(folder: Path, *, database_exists: bool) -> dict[str, Any]:
    """The secrets kept in this folder. New ones are never made over a database that used others."""
    path = folder / FILE
    if path.exists():
        return _read(path)
    if database_exists:
        raise ToolError(
            f"Manca il file delle chiavi {path}, mentre la banca dati c'è: senza le sue chiavi i dati "
            "protetti non si leggono.\nRimettere il file al suo posto; se i dati non servono, "
            f"togliere la cartella {folder} e ripetere il comando."
        )
    made = {
        "secret_key": secrets.token_urlsafe(64),
        "keyring": {"current": "k1", "keys": {"k1": _key()}, "index": _key()},
        "passwords": {},
    }
    _write(path, made)
    return made


def add_key(folder: Path) -> dict[str, Any]:
    """A new key, used from now on; the earlier ones stay until nothing needs them."""
    kept = _read(folder / FILE)
    ring = kept["keyring"]
    number = 1 + max(int(name[1:]) for name in ring["keys"] if name[1:].isdigit())
    ring["keys"][f"k{number}"] = _key()
    ring["current"] = f"k{number}"
    _write(folder / FILE, kept)
    return kept


def password_for(folder: Path, role: str) -> str:
    """The password of a role that Snodo itself made on somebody's server."""
    path = folder / FILE
    kept = _read(path)
    if role not in kept.setdefault("passwords", {}):
        kept["passwords"][role] = secrets.token_urlsafe(32)
        _write(path, kept)
    return str(kept["passwords"][role])


def fingerprints(kept: dict[str, Any]) -> dict[str, str]:
    """Tells keys apart without telling them: what a copy says of the keys that open it."""
    ring = {**kept["keyring"]["keys"], "index": kept["keyring"]["index"]}
    return {name: hashlib.sha256(b"snodo key " + key.encode()).hexdigest()[:24] for name, key in ring.items()}


def environment(kept: dict[str, Any]) -> dict[str, str]:
    """How the application receives them; what the environment already says wins."""
    given = {"SNODO_SECRET_KEY": kept["secret_key"], "SNODO_KEYRING": json.dumps(kept["keyring"])}
    return {name: os.environ.get(name) or value for name, value in given.items()}


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _read(path: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(path.read_text())
        if not (kept["secret_key"] and kept["keyring"]["keys"][kept["keyring"]["current"]]):
            raise KeyError
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ToolError(
            f"Il file delle chiavi {path} non si legge o è rovinato: rimetterne una copia."
        ) from problem
    return kept


def _write(path: Path, kept: dict[str, Any]) -> None:
    write_whole(path, json.dumps(kept, indent=2))


def write_whole(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    making.rename(path)
