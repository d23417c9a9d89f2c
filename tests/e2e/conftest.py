"""A real server on real demonstration data, and a real browser: nothing here touches the database.

`SNODO_E2E_ADDRESS=http://127.0.0.1:8911` plays on a server that is already there, on its demonstration.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from snodo.jobs.demo.cast import PASSWORD
from snodo.jobs.demo.cast import address as email_of

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _other_database(url: str, name: str) -> str:
    """The same server and login, another database."""
    before, _, query = url.partition("?")
    return f"{before.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _manage(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}:\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="session")
def demo_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A database of its own, migrated by the owner and filled with the demonstration."""
    name = f"e2e_{os.getpid()}"
    owner = os.environ["SNODO_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    folder = tmp_path_factory.mktemp("e2e")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": _other_database(os.environ["DATABASE_URL"], name),
        "SNODO_OWNER_URL": _other_database(owner, name),
        "SNODO_SECRET_KEY": "e2e-" + "x" * 60,
        "SNODO_DEMO": "1",
        "SNODO_FILES": str(folder / "files"),
        "SNODO_MAIL_DIR": str(folder / "mail"),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    _manage({**environment, "DATABASE_URL": environment["SNODO_OWNER_URL"]}, "migrate", "--verbosity", "0")
    _manage({**environment, "PGOPTIONS": "-c synchronous_commit=off"}, "demo-data")
    yield environment
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the server answers."""
    if there := os.environ.get("SNODO_E2E_ADDRESS"):
        yield there
        return
    environment = request.getfixturevalue("demo_environment")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "-w", "1"]
    with subprocess.Popen(
        [*command, "--threads", "2", "--log-level", "error"], cwd=ROOT, env=environment
    ) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/salute/")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture
def work_off(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Do what is queued now. A server that is already there has a worker of its own."""
    if os.environ.get("SNODO_E2E_ADDRESS"):
        return lambda: None
    environment = request.getfixturevalue("demo_environment")
    return lambda: _manage(environment, "procrastinate", "worker", "--one-shot", "--queues", "default")


def _wait(url: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The server does not answer.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Iterator[SignIn]:
    """`sign_in("sara")` gives a page where Sara is at work, each person in a browser of their own."""
    contexts: list[BrowserContext] = []

    def enter(who: str, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=address,
            locale="it-IT",
            timezone_id="Europe/Rome",
            viewport={"width": width, "height": 900},
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto("/")
        page.get_by_label("Posta elettronica").fill(email_of(who))
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Entra", exact=True).click()
        page.wait_for_url(lambda url: "/accesso/" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()
