"""Print the table as the product answers now, to be read line by line before it is believed.

MATRIX_OUT=table.txt ./snodo test tests/web/matrix/draw.py
"""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.factories.world import World
from tests.web.matrix.stage import VIEWERS, build_scene
from tests.web.matrix.targets import address
from tests.web.matrix.test_matrix import addresses, ask, seen

SignIn = Callable[[str], Any]
OUT = Path("matrix.txt")


def test_draw(world: World, sign_in: SignIn) -> None:
    scene = build_scene(world)
    urls, missing = {}, []
    for name, words in addresses():
        try:
            urls[name] = address(name, words, scene)
        except KeyError as error:
            missing.append(f"# {name}: {error}")
    asked = [(method, name) for name in urls for method in ("GET", "POST")]
    answers: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for who in VIEWERS:
        client = sign_in(who)
        for method, name in list(asked):
            got = seen(ask(client, method, urls[name]))
            if got == "method":
                asked.remove((method, name))
                continue
            answers[method, name][who] = got
    OUT.write_text("\n".join([line(*key, answers[key]) for key in asked] + missing) + "\n")


def line(method: str, name: str, answers: dict[str, str]) -> str:
    inside = [who for who in VIEWERS if answers[who] == "in"]
    told = [who for who in VIEWERS if answers[who] == "no"]
    other = {who: got for who, got in answers.items() if got not in ("in", "no", "gone")}
    cells = ["*" if len(found) == len(VIEWERS) else " ".join(found) for found in (inside, told)]
    return f"{method:4} {name:30} | {cells[0]} | {cells[1]} {other or ''}".rstrip()
