"""./snodo forget-again: repeat the erasures done after a copy of the database that was put back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from snodo.domain.audit import queries
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import erasures
from snodo.jobs.actors import of_the_clock
from snodo.kernel.tenancy import in_network


class Command(BaseCommand):
    help = "Ripete le cancellazioni fatte dopo la copia di sicurezza che è stata rimessa."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lista", type=Path, metavar="FILE", help="l'elenco, se è conservato altrove")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["lista"] or erasures.place()
        try:
            lines = erasures.read(source)
        except erasures.ErasureListError as error:
            raise CommandError(str(error)) from error
        if options["lista"] and not source.is_file():
            raise CommandError(f"Il file {source} non c'è.")
        here = {line.network_id for line in lines} & set(queries.network_ids())
        done = 0
        for network_id in here:
            with in_network(network_id):
                done += privacy.forget_again(lines=lines, actor=of_the_clock(network_id))
        self.stdout.write(f"Cancellazioni ripetute: {done}, su {len(lines)} dell'elenco.")
