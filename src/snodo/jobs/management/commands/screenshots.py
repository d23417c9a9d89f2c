"""`screenshots`: the pictures of README and manual, taken from the demonstration as people see it."""

import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from snodo.jobs.demo import cast

FOLDER = Path(__file__).resolve().parents[5] / "docs" / "pictures"
HEAVIEST = 150_000
SCREEN, PHONE = (1280, 860), (390, 844)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=it-IT"]


@dataclass(frozen=True)
class Picture:
    """Who looks, and the way there: an address, then links by a part of what they say."""

    name: str
    who: str
    start: str
    links: tuple[str, ...] = ()
    size: tuple[int, int] = SCREEN


PICTURES = (
    Picture("oggi", "sara", "/"),
    Picture("segnalazioni", "marta", "/segnalazioni/"),
    Picture("segnalazione", "marta", "/segnalazioni/?stato=da-assegnare", ("css:tbody th a",)),
    Picture("persone", "sara", "/persone/"),
    Picture("percorso", "sara", "/persone/", ("css:tbody tr:nth-child(3) td a",)),
    Picture("percorso-telefono", "sara", "/persone/", ("css:tbody tr:nth-child(3) td a",), PHONE),
    Picture("piano", "sara", "/persone/", ("css:tbody tr:nth-child(3) td a", "Vedi il piano")),
    Picture("tavolo", "marta", "/tavoli/?quando=held", ("Équipe multidisciplinare",)),
    Picture("agenda", "sara", "/agenda/"),
    Picture("gruppo", "sara", "/gruppi/", ("Laboratorio di falegnameria",)),
    Picture("tirocinio", "sara", "/tirocini/", ("css:tbody th a",)),
    Picture("sportello", "sara", "/sportello/"),
    Picture("servizi", "sara", "/servizi/"),
    Picture("programma", "marta", "/programmi/", ("IN-LAV · seconda edizione",)),
    Picture("chi-riceve", "marta", "/programmi/", ("IN-LAV · seconda edizione", "Chi riceve")),
)


class Command(BaseCommand):
    help = "Rifà le figure di README e manuale dalle pagine dimostrative, con Chromium."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="", help="un server già avviato sulla dimostrazione")
        parser.add_argument("--only", nargs="*", default=[], help="solo queste figure")

    def handle(self, *args: Any, address: str, only: list[str], **options: Any) -> None:
        if not settings.DEMO and not address:
            raise CommandError("Le figure si fanno solo dalla dimostrazione: ./snodo demo-reset la prepara.")
        wanted = [picture for picture in PICTURES if not only or picture.name in only]
        FOLDER.mkdir(parents=True, exist_ok=True)
        with _served(address) as there, _browser() as browser:
            for picture in wanted:
                weight = _save(_take(browser, there, picture), FOLDER / f"{picture.name}.webp")
                self.stdout.write(f"  docs/pictures/{picture.name}.webp ({weight // 1000} kB)")


@contextmanager
def _served(address: str) -> Iterator[str]:
    """The pages, from a server of our own unless there is one."""
    if address:
        yield address.rstrip("/")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    with subprocess.Popen(words) as server:  # noqa: S603 - our own command
        try:
            _wait(f"http://127.0.0.1:{port}/salute/")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("Il server delle pagine non risponde.")


@contextmanager
def _browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise CommandError("Servono i pacchetti di sviluppo: ./snodo test li installa.") from missing
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def _take(browser: Any, address: str, picture: Picture) -> bytes:
    """Sign in as that person, walk there, look."""
    width, height = picture.size
    context = browser.new_context(
        base_url=address,
        locale="it-IT",
        timezone_id="Europe/Rome",
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.size == PHONE else 1,
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Posta elettronica").fill(cast.address(picture.who))
    page.locator("input[type=password]").fill(cast.PASSWORD)
    page.get_by_role("button", name="Entra", exact=True).click()
    page.wait_for_url(lambda url: "/accesso/" not in url)
    page.goto(picture.start)
    main = page.get_by_role("main")
    for link in picture.links:
        by_place = link.startswith("css:")
        found = main.locator(link[4:]) if by_place else main.get_by_role("link", name=re.compile(link))
        found.first.click()
        page.wait_for_load_state("networkidle")
    seen: bytes = page.screenshot()
    context.close()
    return seen


def _save(seen: bytes, path: Path) -> int:
    """As light as it must be."""
    from PIL import Image

    picture = Image.open(io.BytesIO(seen)).convert("RGB")
    for quality in (88, 80, 70, 60):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= HEAVIEST:
            break
    return path.stat().st_size
