"""The Python environment of the checkout: made, filled from the lock by hash, checked by a stamp."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.console import Stopwatch, say
from tools.places import ROOT, VENV

RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"  # holds everything of the other, too
INSTALLER_LOCK = ROOT / "requirements-installer.lock"
PYTHON = VENV / "bin" / "python"


def ensure(*, dev: bool) -> Path:
    """The environment's Python, with what the lock asks installed. Exits with a sentence if it cannot."""
    locks = [DEV_LOCK] if dev else [DEV_LOCK, RUNTIME_LOCK]
    if any(_is_installed(lock) for lock in locks):
        return PYTHON
    with _alone():
        if not any(_is_installed(lock) for lock in locks):
            _install(locks[-1])
    return PYTHON


def is_current() -> bool:
    """Is what is installed what the lock asks?"""
    return _is_installed(DEV_LOCK) or _is_installed(RUNTIME_LOCK)


def install_debian_packages(*packages: str) -> bool:
    """As root on Debian: install them; false where that cannot be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if _quiet(install, env=environment):
        return True
    _quiet(["apt-get", "update", "-qq"], env=environment)
    return _quiet(install, env=environment)


def _stamp(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def _mark(lock: Path) -> str:
    """Changes with the lock, with the Python and with the place: scripts inside hold absolute paths."""
    facts = lock.read_bytes() + sys.version.encode() + str(VENV).encode()
    return hashlib.sha256(facts).hexdigest()


def _is_installed(lock: Path) -> bool:
    stamp = _stamp(lock)
    return stamp.exists() and stamp.read_text() == _mark(lock) and PYTHON.exists()


@contextmanager
def _alone() -> Iterator[None]:
    """Two commands at once must not fill the same environment."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _install(lock: Path) -> None:
    watch = Stopwatch()
    say("Preparo l'ambiente Python (solo la prima volta)…")
    if not _has_pip():
        _make_venv()
    uv = VENV / "bin" / "uv"
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    fast: list[str | Path] = [uv, "pip", "install", "-q", "--require-hashes", "--python", PYTHON, "-r", lock]
    done = _quiet([*pip, "-r", INSTALLER_LOCK]) and _quiet(fast)
    if not done and subprocess.run([*pip, "-r", lock], check=False, stdin=subprocess.DEVNULL).returncode:
        sys.exit("Le dipendenze non si installano: controllare la rete e riprovare.")
    _stamp(lock).write_text(_mark(lock))
    say(f"Ambiente pronto in {watch}.")


def _has_pip() -> bool:
    return PYTHON.exists() and _quiet([PYTHON, "-c", "import pip, sys; assert sys.prefix != sys.base_prefix"])


def _make_venv() -> None:
    if VENV.exists():
        try:
            shutil.rmtree(VENV)
        except OSError as problem:
            sys.exit(f"L'ambiente {VENV} è incompleto e non si può rifare: {problem}")
    make: list[str | Path] = [sys.executable, "-m", "venv", VENV]
    if importlib.util.find_spec("ensurepip") and _quiet(make):
        return
    if install_debian_packages("python3-venv", "ca-certificates") and _quiet(make):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(
        "A questo Python manca il modulo venv, che serve per preparare l'ambiente.\n"
        "Su Debian chiedere a chi amministra la macchina: apt install python3-venv\n"
        "Poi ripetere il comando."
    )


def _quiet(command: Sequence[str | Path], env: dict[str, str] | None = None) -> bool:
    try:
        return (
            subprocess.run(
                [str(word) for word in command],
                env=env,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ).returncode
            == 0
        )
    except OSError:
        return False
