"""First step of `./snodo`, on whatever Python the machine has: make the environment, go on inside it."""

import os
import sys
from pathlib import Path
from typing import NoReturn

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools import commands, environment  # noqa: E402
from tools.places import ROOT  # noqa: E402


def main(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help", "aiuto"):
        print(commands.listing())
        return 0
    command = commands.find(words[0])
    if command is None:
        print(commands.unknown(words[0]), file=sys.stderr)
        return 2
    if "-h" in words[1:] or "--help" in words[1:]:
        print(command.help_text())
        return 0
    if not command.is_here():
        print(command.not_here_yet(), file=sys.stderr)
        return 2
    if command.needs_words and not words[1:]:
        print(command.help_text(), file=sys.stderr)
        return 2
    return go_on(str(environment.ensure(dev=command.dev)), words)


def go_on(python: str, words: list[str]) -> NoReturn:
    """Become the second step, inside the environment. Compiled code is kept: it makes starts quick."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execv(python, [python, str(ROOT / "tools" / "__main__.py"), *words])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
