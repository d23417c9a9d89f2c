"""What the person at the keyboard reads: plain lines and help, in Italian."""

from __future__ import annotations

import argparse
import re
import sys
import time
from typing import Any, NoReturn

_IN_ITALIAN = (
    (r"the following arguments are required: (.+)", r"manca: \1"),
    (r"unrecognized arguments: (.+)", r"opzione o parola non prevista: \1"),
    (r"argument (.+): expected one argument", r"\1: manca il valore"),
    (r"argument (.+): invalid int value: (.+)", r"\1: serve un numero intero, non \2"),
    (
        r"argument (.+): invalid choice: (.+?) \(choose from (.+)\)",
        r"\1: \2 non va bene; si può scegliere fra \3",
    ),
    (r"argument (.+): not allowed with argument (.+)", r"\1 e \2 non vanno insieme"),
)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Italian."""

    def __init__(self, name: str, description: str, epilog: str = "", **options: Any) -> None:
        super().__init__(
            prog=f"./snodo {name}",
            description=description,
            epilog=epilog or None,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_ItalianHelp,
            **options,
        )
        self._positionals.title = "parole"
        self._optionals.title = "opzioni"
        self.add_argument("-h", "--help", action="help", help="mostra questo aiuto")

    def error(self, message: str) -> NoReturn:
        for english, italian in _IN_ITALIAN:
            if re.fullmatch(english, message):
                message = re.sub(english, italian, message)
                break
        self.exit(2, f"{self.prog}: {message}\nPer l'aiuto: {self.prog} --help\n")


class _ItalianHelp(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "uso: ")


def say(text: str = "") -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Stopwatch:
    def __init__(self) -> None:
        self._start = time.monotonic()

    def __str__(self) -> str:
        return f"{self.seconds:.1f}".replace(".", ",") + " s"

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start
