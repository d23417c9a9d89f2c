"""`./snodo bench NAME`: a figure against its baseline, in one run."""

import sys
from argparse import REMAINDER
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

BENCHES = ("pages", "log", "walls", "keys")


class Command(BaseCommand):
    help = "Misura una figura accanto al suo riferimento, nella stessa esecuzione."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=BENCHES, help="quale misura")
        parser.add_argument("words", nargs=REMAINDER, help="opzioni della misura")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.path.insert(0, str(settings.ROOT))
        try:
            bench = import_module(f"tests.bench.{options['name']}")
        except ImportError as missing:
            raise CommandError(f"Le misure stanno con le prove, e qui mancano: {missing}") from missing
        if bench.main(options["words"]):
            raise CommandError("La misura è fuori dai limiti.")
