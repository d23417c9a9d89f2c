"""`demo-data`: fill an empty database with the demonstration."""

import datetime
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from snodo.jobs.demo import load
from snodo.kernel import clock


class Command(BaseCommand):
    help = "Riempie una banca dati vuota con persone e percorsi inventati."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", choices=list(load.NETWORKS), help="una sola rete")
        parser.add_argument(
            "--now", type=datetime.datetime.fromisoformat, help="il momento da considerare oggi"
        )
        parser.add_argument("--one-process", action="store_true", help="una rete dopo l'altra")

    def handle(
        self,
        *args: Any,
        network: str | None,
        now: datetime.datetime | None,
        one_process: bool,
        **options: Any,
    ) -> None:
        now = now or clock.now()
        today = clock.local_date(now)
        if network:
            load.load(network, today, now)
            return
        load.make_shared_user()
        first, *others = load.NETWORKS
        if one_process:
            for slug in load.NETWORKS:
                load.load(slug, today, now)
            return
        children = [self._beside(slug, now) for slug in others]
        try:
            load.load(first, today, now)
        finally:
            failed = [child for child in children if child.wait()]
        if failed:
            raise CommandError("Una delle due reti non si è caricata.")

    def _beside(self, slug: str, now: datetime.datetime) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "django", "demo-data", "--network", slug, "--now", now.isoformat()]
        return subprocess.Popen(words)  # noqa: S603 - our own command
