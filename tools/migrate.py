"""`./snodo migrate`: the tables at the version of the program, as their owner."""

from __future__ import annotations

from tools import database, django_command, parsers
from tools.console import Stopwatch, say
from tools.database import Database
from tools.failures import ToolError


def main(words: list[str]) -> int:
    asked = parsers.migrate().parse_args(words)
    with database.opened() as opened:
        if asked.plan or asked.words:
            plan = ["--plan"] if asked.plan else []
            done = django_command.call(opened, "migrate", *asked.words, *plan, as_owner=True)
            if not asked.plan:
                opened.write_stamp(schema="")
            return done
        bring_up(opened)
    return 0


def ensure(opened: Database) -> bool:
    """Migrate if the tables are not those of this program; true when something was done."""
    if opened.stamp().get("schema") == database.schema_mark():
        return False
    bring_up(opened, verbosity="0")
    return True


def bring_up(opened: Database, verbosity: str = "1") -> None:
    watch = Stopwatch()
    say("Preparo le tabelle…")
    words = ["migrate", "--no-input", "--verbosity", verbosity]
    if django_command.call(opened, *words, as_owner=True, in_bulk=True):
        raise ToolError(
            "Le tabelle non si preparano: il messaggio qui sopra dice perché. Nessun dato è andato perso."
        )
    opened.write_stamp(schema=database.schema_mark())
    say(f"Tabelle pronte in {watch}.")
