"""./snodo discard-log: let go of the months of the log whose time is over, under a signed statement."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from snodo.domain.audit import discarding
from snodo.kernel.errors import Conflict


class Command(BaseCommand):
    help = (
        "Scarta i mesi del registro più vecchi di 24 mesi, con una dichiarazione firmata per ogni rete: "
        "la catena continua a tornare. Senza --davvero dice soltanto che cosa farebbe."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mesi", type=int, default=discarding.KEPT_MONTHS, help="quanti mesi tenere (non meno di 24)"
        )
        parser.add_argument("--davvero", action="store_true", help="scarta, invece di dire soltanto")

    def handle(self, *args: Any, mesi: int, davvero: bool, **options: Any) -> None:
        if mesi < discarding.KEPT_MONTHS:
            raise CommandError(f"Il registro si tiene almeno {discarding.KEPT_MONTHS} mesi.")
        old = discarding.old_months(kept_months=mesi)
        if not old:
            self.stdout.write(f"Nessun mese del registro ha più di {mesi} mesi.")
        for month in old:
            if not davvero:
                self.stdout.write(f"Da scartare: {month.table}, con righe fino al {month.until:%d/%m/%Y}.")
                continue
            try:
                lines = discarding.discard(month)
            except Conflict as refusal:
                raise CommandError(f"{month.table}: {refusal.sentence}") from refusal
            self.stdout.write(f"Scartato {month.table}: {lines} righe, con dichiarazione firmata.")
        if old and not davvero:
            self.stdout.write("Non è cambiato nulla. Per scartare: ./snodo discard-log --davvero")
