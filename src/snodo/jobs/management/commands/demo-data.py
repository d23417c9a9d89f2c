"""`demo-data`: fill an empty database with the demonstration."""

import datetime
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from snodo.jobs.demo import load
from snodo.kernel import clock


class Command(BaseCommand):
    help = "Riempie una banca dati vuota con persone e percorsi inventati."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", choices=list(load.NETWORKS), help="una sola rete")
        parser.add_argument("--now", type=datetime.datetime.fromisoformat, help="il momento da dire adesso")
        parser.add_argument("--careful", action="store_true", help="una rete per volta, senza scorciatoie")

    def handle(
        self, *args: Any, network: str | None, now: datetime.datetime | None, careful: bool, **options: Any
    ) -> None:
        now = now or clock.now()
        slugs = [network] if network else list(load.NETWORKS)
        if not network:
            load.make_shared_user()
            load.make_log_months(clock.local_date(now))
        if careful:
            for slug in slugs:
                load.load(slug, clock.local_date(now), now, careful=True)
            return
        _remember_statements()
        children = [self._beside(slug, now) for slug in slugs[1:]]
        try:
            load.load(slugs[0], clock.local_date(now), now)
        finally:
            failed = [child for child in children if child.wait()]
        if failed:
            raise CommandError("Una delle due reti non si è caricata.")

    def _beside(self, slug: str, now: datetime.datetime) -> "subprocess.Popen[bytes]":
        """The other network in another process: there are usually two processors."""
        words = [sys.executable, "-m", "django", "demo-data", "--network", slug, "--now", now.isoformat()]
        return subprocess.Popen(words)  # noqa: S603 - our own command


def _remember_statements() -> None:
    """The same few statements come back thousands of times: let the server plan each of them once."""
    connection.close()
    connection.settings_dict["OPTIONS"]["server_side_binding"] = True
