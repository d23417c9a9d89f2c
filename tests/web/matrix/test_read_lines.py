"""Every page that names a person leaves a line of who read it, in the same request."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.web.matrix.stage import Scene, build_scene
from tests.web.matrix.targets import address
from tests.web.matrix.test_matrix import addresses

SignIn = Callable[[str], Any]
SAMPLES = ("home:components",)  # people who do not exist
NAMES = ("Ferrante", "Diallo", "Bruni")


@pytest.fixture
def scene(world: World) -> Scene:
    return build_scene(world)


def reads(scene: Scene, who: str) -> int:
    with acting(scene.world.actor(who)):
        return Entry.objects.filter(act=Act.READ).count()


@pytest.mark.covers("E35", "C10")
def test_a_page_that_names_a_person_is_in_the_log(scene: Scene, sign_in: SignIn) -> None:
    """Lists, and the page of each object: whoever reads a person's name there has left a line."""
    silent, lists, details = [], 0, 0
    for who in ("sara", "livia", "marta", "dario", "paola"):
        client = sign_in(who)
        for name, words in addresses():
            if name in SAMPLES:
                continue
            before = reads(scene, who)
            answer = client.get(address(name, words, scene))
            lines = reads(scene, who) - before
            text = b"" if answer.streaming else answer.content
            if answer.status_code == 200 and any(one.encode() in text for one in NAMES):
                lists, details = lists + (not words), details + bool(words)
                if not lines:
                    silent.append(f"{name} as {who}")
    assert lists > 10, "the walk must meet lists that name somebody"
    assert details > 60, "and pages of objects"
    assert not silent, "\n".join(silent)
