"""One private PostgreSQL cluster: made, started, found again and stopped by whoever needs it.

Standard library only. The server listens on a Unix socket in a directory closed to others and
never on the network. When we are root the server runs as an unprivileged user. The cluster
has two roles besides its local superuser: the owner of the tables and the runtime role, neither
of which can go round row-level security.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tools import pgprograms as programs
from tools.pgprograms import ClusterError, find_binaries

SUPERUSER, OWNER, RUNTIME = "postgres", "snodo_owner", "snodo_app"
START_SECONDS = 60
SOCKET_PATH_LIMIT = 90  # the kernel allows 107 bytes, the socket's own name included

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
}


class Cluster:
    """A data directory, its socket and the server over them."""

    def __init__(self, root: Path, *, fast: bool = False, max_connections: int = 60) -> None:
        self.root = Path(root).absolute()
        self.data = self.root / "data"
        self.log = self.data / "server.log"
        self.fast, self.max_connections = fast, max_connections
        self.account = self._unprivileged_account()
        self.bin = find_binaries()
        self._in_use: int | None = None

    # --- where things are -------------------------------------------------------------------

    @property
    def socket_dir(self) -> Path:
        inside = self.root / "s"
        if len(str(inside)) <= SOCKET_PATH_LIMIT:
            return inside
        return Path("/tmp") / ("snodo-" + hashlib.sha256(str(self.root).encode()).hexdigest()[:16])

    def url(self, database: str, role: str = RUNTIME) -> str:
        return f"postgres://{role}@/{database}?host={quote(str(self.socket_dir))}"

    @staticmethod
    def _unprivileged_account() -> pwd.struct_passwd | None:
        """PostgreSQL refuses to run as root: as whom it runs then."""
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(name)
        raise ClusterError("Serve un utente non privilegiato («postgres» o «nobody») per la banca dati.")

    # --- running its programs ---------------------------------------------------------------

    def program(self, name: str) -> Path:
        return self.bin / name

    def environment(self) -> dict[str, str]:
        path = f"{self.bin}:/usr/bin:/bin"
        return {
            "PATH": path,
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.root),
            "TZ": "UTC",
            "PGCONNECT_TIMEOUT": "5",
        }

    def execute(self, program: str, *args: object, timeout: float = 120, stdin: str | None = None) -> str:
        """Run one of the server's programs as the server's user; its output, or ClusterError."""
        self._use_reachable_binaries()  # whoever only stops a server has not gone through `start`
        done = self._spawn([str(self.program(program)), *map(str, args)], timeout, stdin)
        if done.returncode:
            raise ClusterError(f"{program}: {(done.stderr or done.stdout).strip()[-2000:]}")
        return done.stdout

    def _spawn(
        self, command: list[str], timeout: float, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        who = self.account
        return subprocess.run(
            command,
            env=self.environment(),
            cwd="/",
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
        )

    def sql(self, statement: str, database: str = "postgres", role: str = SUPERUSER) -> str:
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        return self.execute(
            "psql", *options, "-h", self.socket_dir, "-U", role, "-d", database, stdin=statement
        ).strip()

    # --- life -------------------------------------------------------------------------------

    def start(self) -> Cluster:
        """Make the cluster if it is not there, start it if it does not answer. Safe to call twice."""
        self._reachable_root()
        with self._locked():
            self._use_reachable_binaries()
            self._private_directory(self.socket_dir)
            fresh = not (self.data / "PG_VERSION").exists()
            if fresh:
                self._initdb()
            self._check_version()
            self._start_server()
            if fresh or not (self.root / "roles").exists():
                self._make_roles()
                (self.root / "roles").touch()
            self._hold()
        return self

    def stop(self, *, even_if_used: bool = False) -> bool:
        """Stop the server unless another command is using it; true when it is down."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self._locked():
            self._let_go()
            if not even_if_used and self._used_by_others():
                return False
            if self.live_pid():
                self.execute("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop")
            return True

    def ready(self) -> bool:
        command = ["pg_isready", "-q", "-h", str(self.socket_dir), "-U", SUPERUSER, "-t", "3"]
        return self._spawn([str(self.program(command[0])), *command[1:]], timeout=10).returncode == 0

    def live_pid(self) -> int | None:
        """The postmaster's pid if it truly lives: not a zombie, not a stranger with the same number."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if programs.is_server_of(pid, self.data) else None

    def ensure_database(self, name: str) -> bool:
        """Make the database if it is not there; true when it was made now."""
        if self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            return False
        self.sql(f'CREATE DATABASE "{name}"', role=OWNER)
        self.sql(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{name}" FROM PUBLIC', role=OWNER)
        self.sql(f'GRANT CONNECT ON DATABASE "{name}" TO {RUNTIME}', role=OWNER)
        return True

    # --- steps of start ---------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.root / "lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _hold(self) -> None:
        """Say that this process uses the server, until it stops or dies."""
        if self._in_use is None:
            self._in_use = os.open(self.root / "in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._in_use, fcntl.LOCK_SH)

    def _let_go(self) -> None:
        if self._in_use is not None:
            os.close(self._in_use)
            self._in_use = None

    def _used_by_others(self) -> bool:
        with open(self.root / "in-use", "a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _private_directory(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        owner = path.stat().st_uid
        if path.is_symlink() or owner not in (os.geteuid(), self.account.pw_uid if self.account else owner):
            raise ClusterError(f"La cartella {path} appartiene a un altro utente.")
        path.chmod(0o700)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _reachable_root(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        if self.account is None:
            return
        self.root.chmod(0o711)
        if not all(parent.stat().st_mode & stat.S_IXOTH for parent in self.root.resolve().parents):
            raise ClusterError(
                f"L'utente «{self.account.pw_name}», con cui gira la banca dati, non può entrare in "
                f"{self.root}: una delle cartelle che la contengono è chiusa agli altri.\n"
                "Indicare un altro posto con SNODO_DATA."
            )

    def _use_reachable_binaries(self) -> None:
        """Under a closed home the server's user cannot reach the programs: use a copy beside the data."""
        if self.account and not programs.reachable_by_all(self.bin / "postgres"):
            self.bin = programs.copy_beside(self.bin, self.root)

    def _major(self) -> int:
        return int(re.findall(r"\d+", self.execute("postgres", "--version"))[0])

    def _check_version(self) -> None:
        made_by, ours = int((self.data / "PG_VERSION").read_text()), self._major()
        if made_by != ours:
            raise ClusterError(
                f"I dati in {self.data} sono di PostgreSQL {made_by}, i programmi della versione {ours}. "
                f"Indicare con PG_BIN i programmi della versione {made_by}."
            )

    def _initdb(self) -> None:
        """Made aside and then renamed: a half-made cluster is never taken for a whole one."""
        making = self.root / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self._private_directory(making)
        locale = ["--locale=C.UTF-8"]
        if self._major() >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        sync = ["--no-sync"] if self.fast else []
        self.execute(
            *(
                "initdb",
                "-D",
                making,
                "-U",
                SUPERUSER,
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
            ),
            *locale,
            *sync,
        )
        making.rename(self.data)

    def _options(self) -> str:
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.socket_dir}'",
            "unix_socket_permissions": "0700",
            "max_connections": str(self.max_connections),
            "shared_buffers": "128MB",
            "jit": "off",
            # Solid disks and memory: a row fetched by its key costs little more than the next one.
            "random_page_cost": "1.1",
            # What a refused statement held is written nowhere: the application says what went wrong.
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            **(THROWAWAY if self.fast else DURABLE),
        }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())

    def _start_server(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.live_pid():
                if self.ready():
                    return
                time.sleep(0.1)  # ours, still starting, recovering or stopping
                continue
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            if self._launch() != 0:  # children of a killed server may still hold its memory
                time.sleep(0.25)
        raise ClusterError(f"La banca dati non si avvia. Ultime righe del registro:\n{self._log_tail()}")

    def _launch(self) -> int:
        who = self.account
        command = [
            "pg_ctl",
            "-D",
            self.data,
            "-w",
            "-t",
            "60",
            "-l",
            self.log,
            "-o",
            self._options(),
            "start",
        ]
        return subprocess.run(  # no pipes: the server would keep them open for ever
            [str(self.program("pg_ctl")), *map(str, command[1:])],
            env=self.environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
            umask=0o077,
        ).returncode

    def _log_tail(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-2000:]
        except OSError:
            return "(nessun registro)"

    def _make_roles(self) -> None:
        for role, powers in ((OWNER, "CREATEDB"), (RUNTIME, "NOCREATEDB")):
            if not self.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):
                self.sql(f"CREATE ROLE {role}")
            self.sql(f"ALTER ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {powers}")
        self.sql(f"GRANT {RUNTIME} TO {OWNER}")  # the owner may act as the runtime role, never the reverse


def main() -> int:
    parser = argparse.ArgumentParser(description="Avvia, ferma o descrive la banca dati locale.")
    parser.add_argument("command", choices=["start", "stop", "status", "kill"])
    parser.add_argument("root", type=Path)
    parser.add_argument("--fast", action="store_true", help="senza garanzie di durata, per le prove")
    parser.add_argument("--max-connections", type=int, default=60)
    parser.add_argument("--database", default="snodo")
    options = parser.parse_args()
    cluster = Cluster(options.root, fast=options.fast, max_connections=options.max_connections)
    if options.command == "start":
        cluster.start().ensure_database(options.database)
        print(cluster.url(options.database))
    elif options.command == "stop":
        print("ferma" if cluster.stop() else "in uso da un altro comando")
    elif options.command == "kill":
        if pid := cluster.live_pid():
            os.kill(pid, signal.SIGKILL)
    else:
        print("attiva" if cluster.live_pid() and cluster.ready() else "ferma")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ClusterError as problem:
        sys.exit(str(problem))
