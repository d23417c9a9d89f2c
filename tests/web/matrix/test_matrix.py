"""Every address × every role and relation, against the codes of `permissions.txt`.

The table says, for each address and method, who gets in and who is told no (403). For everybody else the
address does not exist (404); who has not signed in is led to the door. An address that the table does not
know fails here: whoever adds a page says who may see it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from snodo.domain.activities import access
from snodo.domain.activities.models import Appointment
from tests.factories.world import World
from tests.web.matrix.stage import VIEWERS, Scene, build_scene
from tests.web.matrix.targets import address
from tests.web.test_every_address import LEFT_OUT, _patterns

SignIn = Callable[[str], Any]
TABLE = Path(__file__).with_name("permissions.txt")
IN = {200, 204, 302, 303, 400, 409, 422}
OPEN_TO_ALL = "*"
# Who comes by a personal link or an invitation has no role: tests/web/personal, tests/web/shell.
WITHOUT_ROLE = ("personal:", "accept_invitation")


@dataclass(frozen=True)
class Row:
    """Who gets in at an address, and who is told that they may not."""

    name: str
    method: str
    inside: frozenset[str]
    told_no: frozenset[str]

    def expects(self, who: str) -> str:
        return "in" if who in self.inside else "no" if who in self.told_no else "gone"


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            address, inside, told_no = (part.strip() for part in line.split("|"))
            method, name = address.split()
            found.append(Row(name, method, people(inside), people(told_no)))
    return found


def people(words: str) -> frozenset[str]:
    """The viewers of one cell; `*` is everybody, `* -dario` everybody but one."""
    named = words.split()
    everyone = set(VIEWERS) if OPEN_TO_ALL in named else set()
    out = {word[1:] for word in named if word.startswith("-")}
    chosen = (everyone | {word for word in named if word[0] not in "*-"}) - out
    unknown = chosen - set(VIEWERS)
    assert not unknown, f"nobody of the scene is called {unknown}"
    return frozenset(chosen)


def addresses() -> Iterator[tuple[str, list[str]]]:
    """Every address of the product, with the names of its arguments."""
    for name, route, converters in _patterns(get_resolver()):
        if not name.startswith(LEFT_OUT + WITHOUT_ROLE) and "^" not in route:
            yield name, list(converters)


def seen(answer: Any) -> str:
    """What the answer means to who asked."""
    if answer.status_code in IN:
        return "in"
    return {403: "no", 404: "gone", 405: "method"}.get(answer.status_code, str(answer.status_code))


def ask(client: Any, method: str, url: str) -> Any:
    """Ask, and undo what the answer may have changed: the next viewer finds the same scene."""
    with transaction.atomic():
        answer = getattr(client, method.lower())(url)
        transaction.set_rollback(True)
    return answer


@pytest.fixture
def scene(world: World) -> Scene:
    return build_scene(world)


def test_every_address_stands_in_the_table() -> None:
    known = {row.name for row in rows()}
    wanted = {name for name, _ in addresses()}
    assert not wanted - known, "say in permissions.txt who may see these"
    assert not known - wanted, "the table speaks of addresses that are gone"


@pytest.mark.covers("C10", "B20")
def test_each_role_and_relation_finds_what_the_table_says(scene: Scene, sign_in: SignIn) -> None:
    wanted = dict(addresses())
    urls = {row.name: address(row.name, wanted[row.name], scene) for row in rows()}
    wrong = []
    for who in VIEWERS:
        client = sign_in(who)
        for row in rows():
            got = seen(ask(client, row.method, urls[row.name]))
            if got != row.expects(who):
                wrong.append(f"{row.method} {row.name} as {who}: {got}, expected {row.expects(who)}")
    assert not wrong, "\n".join(wrong)


def test_a_breach_is_found(scene: Scene, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix bites: with the rule of appointments thrown wide open, the colleague's answer differs."""
    url = reverse("activities:appointment", args=[scene.ids["appointment"]])
    assert seen(ask(sign_in("omar"), "GET", url)) == "gone"
    monkeypatch.setattr(access, "appointments_visible_to", lambda actor: Appointment.objects.all())
    assert seen(ask(sign_in("omar"), "GET", url)) == "in"
