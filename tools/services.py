"""Processes kept running: started in a group of their own, restarted when they fall, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools.console import warn

LOG_LIMIT = 10_000_000
FALLS_TOLERATED, FALLS_WINDOW = 5, 60.0


def _die_with_parent() -> None:
    """On Linux: even when the launcher is killed outright, its children are told to stop."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 = PR_SET_PDEATHSIG


class Service:
    """One process and what it started."""

    def __init__(
        self, name: str, command: list[str], environment: dict[str, str], log: Path, cwd: Path
    ) -> None:
        self.name, self.command, self.environment, self.log, self.cwd = name, command, environment, log, cwd
        self.process: subprocess.Popen[bytes] | None = None
        self._falls: list[float] = []

    def start(self) -> None:
        self._keep_log_small()
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> bool:
        """Start it again if it fell; false when it falls over and over."""
        if self.is_alive():
            return True
        self.kill_rest()
        now = time.monotonic()
        self._falls = [moment for moment in self._falls if now - moment < FALLS_WINDOW] + [now]
        if len(self._falls) > FALLS_TOLERATED:
            return False
        warn(f"{self.name}: processo interrotto, lo riavvio.")
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self.process and self.is_alive():
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
            self.kill_rest()
            self.process.wait()

    def kill_rest(self) -> None:
        """What a killed parent leaves behind would keep the address busy."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def log_tail(self) -> str:
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-3000:].strip()
        return "(nessun registro)"

    def _keep_log_small(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".old.log"))
