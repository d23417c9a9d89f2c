"""Second step of `./snodo`, inside the environment: run the command."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools import commands  # noqa: E402
from tools.failures import ToolError  # noqa: E402


def main(words: list[str]) -> int:
    command = commands.find(words[0])
    if command is None:
        print(commands.unknown(words[0]), file=sys.stderr)
        return 2
    try:
        return command.run(words[1:])
    except ToolError as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
