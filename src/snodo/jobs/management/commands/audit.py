"""./snodo audit: seal the log, verify it, keep its heads."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from snodo.jobs import sealing


class Command(BaseCommand):
    help = "Sigilla il registro delle operazioni e verifica che nessuno l'abbia cambiato."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="seal|verify|head")
        verbs.add_parser("seal", help="sigilla adesso le righe che non possono più cambiare")
        verify = verbs.add_parser("verify", help="controlla tutti i sigilli e dice la prima rottura")
        verify.add_argument(
            "--head",
            type=Path,
            metavar="FILE",
            help="confronta con le teste di catena conservate nel file, poi lo aggiorna (lo crea se manca)",
        )
        head = verbs.add_parser("head", help="scrive in un file le teste di catena, da conservare altrove")
        head.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except sealing.HeadFileError as error:
            raise CommandError(str(error)) from error

    def _seal(self, options: dict[str, Any]) -> None:
        sealed = sealing.seal_all()
        self.stdout.write(f"Sigillate {sum(sealed.values())} righe in {len(sealed)} reti.")

    def _head(self, options: dict[str, Any]) -> None:
        heads = sealing.write_heads(options["file"])
        self.stdout.write(f"Scritte le teste di {len(heads)} reti in {options['file']}.")

    def _verify(self, options: dict[str, Any]) -> None:
        file: Path | None = options["head"]
        heads = sealing.read_heads(file) if file and file.exists() else None
        start = time.perf_counter()
        reports = sealing.verify_all(heads)
        seconds = time.perf_counter() - start
        for report in reports:
            self._print(report)
        broken = [report for report in reports if report.verdict.broken]
        if broken:
            sys.exit(1)
        lines = sum(report.verdict.lines for report in reports)
        self.stdout.write(f"Registro integro: {lines} righe controllate in {seconds:.1f} secondi.")
        if file:
            sealing.write_heads(file)

    def _print(self, report: sealing.Report) -> None:
        verdict = report.verdict
        if verdict.broken:
            self.stderr.write(
                f"{report.name}: sigillo {verdict.broken.seal_number}: {verdict.broken.sentence}"
            )
        else:
            self.stdout.write(f"{report.name}: {verdict.seals} sigilli, {verdict.lines} righe, tutto torna.")
