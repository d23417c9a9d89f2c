"""`./snodo run`: database, pages and queued work on this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tools import database, demo, migrate, parsers
from tools.console import Stopwatch, say, warn
from tools.database import DEMO, Database
from tools.failures import ToolError
from tools.places import ROOT, made_data_dir
from tools.services import Service

HOST = "127.0.0.1"
WEB_WORKERS, WEB_THREADS = 2, 4
ANSWER_SECONDS = 60


class Stopped(BaseException):
    """Somebody asked the launcher to stop."""


def main(words: list[str]) -> int:
    asked = parsers.run().parse_args(words)
    watch = Stopwatch()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _stop_asked)
    try:
        with _only_one(asked.port) as first:
            if not first:
                return 0
            _require_free(asked.port)
            # Links in e-mails and on paper lead to where the pages are.
            os.environ.setdefault("SNODO_ADDRESS", f"http://{HOST}:{asked.port}")
            with database.opened() as opened:
                _serve(opened, asked.port, watch, with_demo=not asked.senza_demo)
    except Stopped:
        say("Fermato. I dati sono al sicuro.")
    return 0


def _stop_asked(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # once is enough: what follows closes everything in order
    raise Stopped


def _serve(opened: Database, port: int, watch: Stopwatch, *, with_demo: bool) -> None:
    migrate.ensure(opened)
    if with_demo:
        demo.fill_if_empty(opened)
    environment = opened.environment()
    logs = opened.folder / "log"
    web = Service("Pagine", _web_command(port), environment, logs / "web.log", ROOT)
    worker = Service(
        "Lavori in coda", _worker_command(), environment, opened.folder / "log" / "worker.log", ROOT
    )
    services = [web, worker]
    try:
        web.start()
        sign_ins = _sign_ins(opened, environment)
        _wait_for_pages(web, port)
        _greet(port, sign_ins, watch, opened)
        worker.start()
        _watch_over(opened, services)
    finally:
        for service in services:
            service.ask_to_stop()
        for service in services:
            service.wait(15)


def _web_command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"{HOST}:{port}", "--workers", str(WEB_WORKERS), "--worker-class", "gthread"),
        *("--threads", str(WEB_THREADS), "--preload", "--graceful-timeout", "10", "--timeout", "60"),
        *("--log-level", "warning", "--name", "snodo"),
    ]


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "django", "procrastinate", "worker"]


def _watch_over(opened: Database, services: list[Service]) -> None:
    while True:
        time.sleep(0.5)
        if opened.cluster and opened.cluster.live_pid() is None:
            warn("Banca dati: processo interrotto, la riavvio.")
            opened.cluster.start()
        for service in list(services):
            if not service.revive():
                if service is services[0]:
                    raise ToolError(
                        f"Le pagine continuano a interrompersi. Ultime righe:\n{service.log_tail()}"
                    )
                warn(f"{service.name}: continua a interrompersi e resta fermo.\n{service.log_tail()}")
                services.remove(service)


# --- answering -------------------------------------------------------------------------------


def _wait_for_pages(web: Service, port: int) -> None:
    watch = Stopwatch()
    while watch.seconds < ANSWER_SECONDS:
        if not web.is_alive():
            break
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=20)
            connection.request("GET", "/")
            status = connection.getresponse().status
            connection.close()
            if status >= 500:
                warn(f"La prima pagina risponde {status}. Ultime righe del registro:\n{web.log_tail()}")
            return
        time.sleep(0.05)
    raise ToolError(f"Le pagine non rispondono. Ultime righe del registro:\n{web.log_tail()}")


def _sign_ins(opened: Database, environment: dict[str, str]) -> str:
    """The demo's sign-ins, one per role; kept beside the data so that the next start need not ask again."""
    name = demo.management_name("demo-signins")
    if name is None or opened.contents() != DEMO:
        return ""
    kept = opened.folder / demo.SIGN_INS
    mark = database.schema_mark()
    with contextlib.suppress(OSError):
        first, _, text = kept.read_text().partition("\n")
        if first == mark and text:
            return text
    done = subprocess.run(
        [sys.executable, "-m", "django", name], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return "(accessi dimostrativi non disponibili: " + done.stderr.strip()[-300:] + ")"
    kept.write_text(f"{mark}\n{done.stdout.strip()}")
    return done.stdout.strip()


def _greet(port: int, sign_ins: str, watch: Stopwatch, opened: Database) -> None:
    say()
    say(f"Snodo è pronto in {watch}: http://{HOST}:{port}/")
    if sign_ins:
        say()
        say(sign_ins)
    elif opened.contents() == database.EMPTY:
        say("La banca dati è vuota. Per cominciare, da un'altra finestra: ./snodo createadmin")
    say()
    say(f"Dati e registri: {opened.folder}")
    say("Ctrl-C per fermare.")


# --- one at a time -----------------------------------------------------------------------------


@contextmanager
def _only_one(port: int) -> Iterator[bool]:
    """One launcher per data folder. A second one says where the first is."""
    path: Path = made_data_dir() / "run.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(handle):
            taken = os.read(handle, 10).decode().strip() or "?"
            if taken != str(port):
                raise ToolError(
                    f"Snodo è già in funzione: http://{HOST}:{taken}/ (Ctrl-C in quella finestra lo ferma)."
                )
            say(f"Snodo è già in funzione: http://{HOST}:{taken}/")
            yield False
            return
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(port).encode(), 0)
        yield True
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _require_free(port: int) -> None:
    """A killed launcher's pages need a moment to go; anybody else's stay."""
    watch = Stopwatch()
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OverflowError as problem:
                raise ToolError(f"{port} non è una porta: da 1 a 65535.") from problem
            except PermissionError as problem:
                raise ToolError(
                    f"La porta {port} è riservata: sceglierne una sopra 1024 con --port."
                ) from problem
            except OSError as problem:
                if watch.seconds > 12:
                    raise ToolError(
                        f"La porta {port} è già occupata da un altro programma. Sceglierne un'altra: "
                        f"./snodo run --port {port + 1}"
                    ) from problem
            else:
                return
        time.sleep(0.3)
