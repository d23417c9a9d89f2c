"""`./snodo test`: every check of the product, in one run, on a database thrown away afterwards."""

from __future__ import annotations

import ctypes.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import environment, parsers
from tools.commands import MANAGEMENT
from tools.console import Stopwatch, say
from tools.failures import ToolError
from tools.pglocal import OWNER, RUNTIME, Cluster
from tools.places import ROOT, SOURCE

PYTHON = sys.executable
E2E = "tests/e2e"
LAYOUTS = "src/snodo/web/templates"
SECOND_PASS = ("tests/architecture", "tests/domain", "tests/kernel", "tests/jobs")
NO_TESTS = 5  # pytest's own exit code


@dataclass(frozen=True)
class Step:
    name: str
    command: tuple[str, ...]


@dataclass
class Outcome:
    name: str
    good: bool
    said: str
    seconds: str

    def line(self) -> str:
        said = f": {self.said}" if self.said else ""
        return f"  {'bene  ' if self.good else 'NON VA'}  {self.name} ({self.seconds}){said}"


def main(words: list[str]) -> int:
    asked, rest = parsers.test().parse_known_args(words)
    watch = Stopwatch()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))  # so that the cluster is stopped
    browser_missing = make_browser_ready()
    pick = [f"--rows={asked.rows}"] if asked.rows else []
    with throwaway() as told:
        if rest or asked.rows:
            outcomes = [run_pytest("prove scelte", told, [*pick, *without_browser(browser_missing), *rest])]
        else:
            outcomes = everything(told, browser_missing)
    return close(outcomes, browser_missing, watch)


def everything(told: dict[str, str], browser_missing: str) -> list[Outcome]:
    outcomes = run_static_checks(told)
    outcomes.append(run_pytest("unità e pagine", told, ["tests", f"--ignore={E2E}", *workers()]))
    with ThreadPoolExecutor(max_workers=1) as beside:
        other = beside.submit(second_database)  # the browser leaves half of the machine free
        if browser_missing:
            outcomes.append(Outcome("browser e accessibilità", True, f"SALTATE, {browser_missing}", "0 s"))
        elif any((ROOT / E2E).glob("**/test_*.py")):
            outcomes.append(run_pytest("browser e accessibilità", told, [E2E]))
        return outcomes + other.result()


def close(outcomes: list[Outcome], browser_missing: str, watch: Stopwatch) -> int:
    good = all(outcome.good for outcome in outcomes)
    say("\n" + "─" * 72)
    for outcome in outcomes:
        say(outcome.line())
    if browser_missing:
        say(f"\n  ATTENZIONE: prove nel browser saltate, {browser_missing}")
    say(f"\n{'Tutto bene' if good else 'Qualcosa non va'}, in {watch}.")
    return 0 if good else 1


# --- checks that need no tests ---------------------------------------------------------------------


def static_steps() -> list[Step]:
    steps = [
        Step("mypy", (PYTHON, "-m", "mypy", "src", "tools")),
        Step("ruff", (PYTHON, "-m", "ruff", "check", "--output-format=concise", ".")),
        Step("ruff format", (PYTHON, "-m", "ruff", "format", "--check", "--output-format=concise", ".")),
        Step("contratti di importazione", (str(Path(PYTHON).parent / "lint-imports"), "--no-cache")),
        Step("modelli di pagina", (PYTHON, "-m", "djlint", "--lint", "--quiet", LAYOUTS)),
        Step("migrazioni", (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run")),
    ]
    if (MANAGEMENT / "pack.py").exists():
        steps.append(Step("pacchetti di programma", (PYTHON, "-m", "django", "pack", "check")))
    return steps


def run_static_checks(told: dict[str, str]) -> list[Outcome]:
    """Two at a time; each says its piece when it has finished."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda step: run_static(step, told), static_steps()))


def run_static(step: Step, told: dict[str, str]) -> Outcome:
    watch = Stopwatch()
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env=told,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    good = done.returncode == 0
    outcome = Outcome(step.name, good, "", str(watch))
    say(outcome.line() if good else f"{outcome.line()}\n{done.stdout.strip()[-6000:]}\n")
    return outcome


# --- pytest ----------------------------------------------------------------------------------------


def workers() -> list[str]:
    return ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"] if (os.cpu_count() or 1) > 1 else []


def run_pytest(name: str, told: dict[str, str], words: list[str], *, beside: bool = False) -> Outcome:
    """Shown as it goes, or at its end where another part is being shown; the summary line is kept."""
    say(f"\n▶ {name}") if not beside else None
    watch = Stopwatch()
    summary, kept = "", [f"\n▶ {name}\n"]
    with subprocess.Popen(
        [PYTHON, "-m", "pytest", *words],
        cwd=ROOT,
        env=told,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                kept.append(line) if beside else print(line, end="", flush=True)
                if re.search(r"\b(passed|failed|errors?|no tests ran|deselected)\b.* in [\d.]+s", line):
                    summary = line.strip(" =\n")
        except BaseException:
            process.terminate()
            raise
    if beside:
        say("".join(kept))
    if process.returncode == NO_TESTS:
        summary = "nessuna prova corrisponde"
    return Outcome(name, process.returncode == 0, summary or f"pytest {process.returncode}", str(watch))


# --- what tests need -------------------------------------------------------------------------------


@contextmanager
def throwaway(label: str = "") -> Iterator[dict[str, str]]:
    """A fast cluster in a temporary place, and the environment that points to it."""
    root = Path(tempfile.mkdtemp(prefix="snodo-test-"))
    cluster = Cluster(root, fast=True, max_connections=100)
    try:
        cluster.start().ensure_database("snodo")
        yield environment_for(cluster)
    finally:
        cluster.stop(even_if_used=True)
        shutil.rmtree(root, ignore_errors=True)


def environment_for(cluster: Cluster) -> dict[str, str]:
    """Nothing of the person's own installation reaches the tests."""
    mine = ("SNODO_", "DJANGO_", "PYTEST_", "PG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return {
        **kept,
        "DATABASE_URL": cluster.url("snodo", RUNTIME),
        "SNODO_OWNER_URL": cluster.url("snodo", OWNER),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join([str(SOURCE), str(ROOT)]),
        "PATH": f"{Path(PYTHON).parent}:{os.environ.get('PATH', '')}",
        "CHROMIUM": chromium() or "",
        "CI": "true",  # no time limits per example, the same examples each time: a slow machine is no failure
    }


def chromium() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(os.environ.get("CHROMIUM") or name):
            return found
    return None


def make_browser_ready() -> str:
    """Empty when browser tests can run, otherwise why not."""
    if chromium() and ctypes.util.find_library("atomic"):
        return ""
    say("Installo Chromium per le prove nel browser…") if os.geteuid() == 0 else None
    environment.install_debian_packages("chromium", "libatomic1", "fonts-liberation")
    missing = [] if chromium() else ["chromium"]
    missing += [] if ctypes.util.find_library("atomic") else ["libatomic1"]
    if not missing:
        return ""
    reason = f"manca {' e '.join(missing)} (su Debian: apt install {' '.join(missing)})"
    say(f"\n{'!' * 72}\nLe prove nel browser ({E2E}) si saltano: {reason}.\n{'!' * 72}\n")
    return reason


def without_browser(missing: str) -> list[str]:
    return [f"--ignore={E2E}"] if missing else []


def second_database() -> list[Outcome]:
    """Whatever speaks to the database, on Debian's PostgreSQL where there is one or one can be installed."""
    name = "regole e dati su PostgreSQL di Debian"
    binaries = debian_postgres()
    if binaries is None:
        say("\nPostgreSQL di Debian non c'è e qui non si può installare: seconda passata saltata.")
        return []
    before = os.environ.get("PG_BIN")
    os.environ["PG_BIN"] = str(binaries)
    try:
        with throwaway() as told:
            words = [*SECOND_PASS, "-q", "-m", "not slow", "--on-database"]
            return [run_pytest(f"{name} {binaries.parent.name}", told, words, beside=True)]
    except ToolError as problem:
        return [Outcome(name, False, str(problem), "0 s")]
    finally:
        os.environ.pop("PG_BIN")
        if before:
            os.environ["PG_BIN"] = before


def debian_postgres() -> Path | None:
    """Debian's server programs, oldest first: installed without letting it start a cluster of its own."""
    if not _debian_binaries() and os.geteuid() == 0 and shutil.which("apt-get"):
        settings = Path("/etc/postgresql-common/createcluster.conf")
        if not settings.exists():
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text("create_main_cluster = false\n")
        environment.install_debian_packages("postgresql-15") or environment.install_debian_packages(
            "postgresql"
        )
    found = _debian_binaries()
    return found[0] if found else None


def _debian_binaries() -> list[Path]:
    supported = {"15", "16", "17", "18"}
    return sorted(
        path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")
        if path.parent.parent.name in supported
    )
