"""The demonstration: filled into an empty database, never over somebody's data."""

from __future__ import annotations

from tools import commands, database, django_command, migrate, parsers
from tools.console import Stopwatch, say
from tools.database import DEMO, DEMO_LOADING, EMPTY, REAL, Database
from tools.failures import ToolError

SIGN_INS = "sign-ins.txt"


def main(words: list[str]) -> int:
    asked = parsers.demo_reset().parse_args(words)
    with database.opened() as opened:
        if opened.contents() == REAL:
            raise ToolError("Questa banca dati non è dimostrativa: non si tocca.")
        if not asked.si and not _confirmed():
            say("Nulla è cambiato.")
            return 1
        opened.erase()
        migrate.ensure(opened)
        fill(opened)
    return 0


def fill(opened: Database) -> bool:
    """Load the demonstration into an empty database; false where this version has none."""
    name = management_name("demo-data")
    if name is None:
        return False
    watch = Stopwatch()
    say("Carico i dati dimostrativi (persone e percorsi inventati)…")
    opened.write_stamp(contents=DEMO_LOADING)
    (opened.folder / SIGN_INS).unlink(missing_ok=True)
    if django_command.call(opened, name, in_bulk=True):
        raise ToolError("I dati dimostrativi non si caricano: il messaggio qui sopra dice perché.")
    opened.write_stamp(contents=DEMO)
    say(f"Dati dimostrativi pronti in {watch}.")
    return True


def fill_if_empty(opened: Database) -> None:
    contents = opened.contents()
    if contents == DEMO_LOADING:  # the last start was cut off half-way
        say("Il caricamento dei dati dimostrativi era rimasto a metà: lo rifaccio.")
        opened.erase()
        migrate.ensure(opened)
    if contents in (EMPTY, DEMO_LOADING):
        fill(opened)


def management_name(name: str) -> str | None:
    return commands.Command(name, "").management_name()


def _confirmed() -> bool:
    try:
        answer = input("Tutti i dati dimostrativi saranno ricreati. Scrivere «si» per confermare: ")
    except EOFError:
        return False
    return answer.strip().lower() in ("si", "sì")
