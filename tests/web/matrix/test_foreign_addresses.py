"""Another's id inside an address: as the second id of its path, or in its query."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse

import snodo.web
from tests.factories.world import World
from tests.web.matrix.others import FAR, NEAR, Rows, add_others
from tests.web.matrix.stage import Scene, build_scene
from tests.web.matrix.targets import TARGETS
from tests.web.matrix.test_matrix import addresses, ask

SignIn = Callable[[str], Any]
WEB = Path(snodo.web.__file__).parent
ASKED = re.compile(r'GET(?:\.get\(|\[)"([a-z_]+)"')

# Words of an address that hold an id, of which kind, and where they are read.
WITH_ID: dict[str, list[tuple[str, str]]] = {
    "accesso": [("services:send", "desk.Access")],
    "caso": [("tables:detail", "tables.TableCase")],
    "contatto": [("desk:record", "desk.Contact")],
    "opportunita": [("opportunities:add_line", "opportunities.Opportunity")],
    "percorso": [
        ("services:send", "casework.Case"),
        ("opportunities:new_card", "casework.Case"),
        ("placements:new", "casework.Case"),
        ("activities:new", "casework.Case"),
    ],
    "persona": [("desk:record", "people.Person"), ("activities:new", "people.Person")],
    "programma": [
        ("people:index", "programmes.Programme"),
        ("intake:index", "programmes.Programme"),
        ("groups:create", "programmes.Programme"),
        ("groups:index", "programmes.Programme"),
        ("tables:promises", "programmes.Programme"),
        ("tables:index", "programmes.Programme"),
        ("placements:index", "programmes.Programme"),
    ],
    "responsabile": [("people:index", "network.Membership")],
    "servizio": [("services:send", "services.Service")],
    "turno": [("desk:record", "desk.Visit")],
}
# The others: a day, a word, a number, a tab.
WITHOUT_ID = {
    "al", "di", "fatto", "giorno", "mese", "mostra", "motivo", "next", "pagina", "parte", "q", "quali",
    "quando", "regola", "risposta", "ritardo", "stato", "territorio", "tipo", "tutti", "versione", "vista",
}  # fmt: skip
MUST_BE_FOUND = {"accesso", "contatto", "percorso", "persona", "turno"}


@pytest.fixture
def scene(world: World) -> Scene:
    return build_scene(world)


@pytest.fixture
def known(scene: Scene) -> Rows:
    assert scene.stage is not None
    return add_others(scene, scene.stage)


def test_every_word_that_a_page_reads_in_its_address_is_spoken_of() -> None:
    read = {word for one in WEB.rglob("*.py") for word in ASKED.findall(one.read_text())}
    missing = read - set(WITH_ID) - WITHOUT_ID
    assert not missing, "say whether these hold an id (WITH_ID) or not (WITHOUT_ID)"


@pytest.mark.covers("C10", "E31")
def test_another_s_id_in_an_address_opens_and_says_nothing(
    scene: Scene, known: Rows, sign_in: SignIn
) -> None:
    bad = [*asked(scene, known, sign_in), *under_another_parent(scene, known, sign_in)]
    assert not bad, "\n".join(bad)


def asked(scene: Scene, known: Rows, sign_in: SignIn) -> Iterator[str]:
    """In the query, of a page and of a fragment."""
    wanted, client = dict(addresses()), sign_in("sara")
    for word, places in WITH_ID.items():
        for name, label in places:
            model = apps.get_model(label)
            said = {**TARGETS.get(f"{name.partition(':')[0]}:*", {}), **TARGETS.get(name, {})}
            path = reverse(name, kwargs={one: scene.ids[said[one]] for one in wanted[name]})
            offered = set() if label in ("casework.Case", "people.Person") else {"*"}
            tried = {"of nothing": str(uuid4()), "that is none": "né questo"}
            tried |= known.foreign(model, offered)
            for how, value in tried.items():
                for heads in ({}, {"HTTP_HX_REQUEST": "true"}):
                    answer = client.get(path, {word: value}, **heads)
                    text = answer.content.decode("utf-8", "replace")
                    expected = (
                        {404} if word in MUST_BE_FOUND and known.is_hidden(model, value) else {200, 404}
                    )
                    if (
                        answer.status_code not in expected
                        or FAR in text
                        or (NEAR in text and "neighbour" in how)
                    ):
                        yield f"{name} ?{word}= {how}: {answer.status_code}"


def under_another_parent(scene: Scene, known: Rows, sign_in: SignIn) -> Iterator[str]:
    """One's own path in the address, and in it the step, the goal or the paper of somebody else's."""
    met = 0
    for who in ("sara", "bruno"):
        client = sign_in(who)
        for name, words in addresses():
            said = {**TARGETS.get(f"{name.partition(':')[0]}:*", {}), **TARGETS.get(name, {})}
            own = {one: said[one] for one in words if one in said}
            ids = {one: str(scene.ids[key]) for one, key in own.items() if key in scene.ids}
            if len(ids) < 2 or "pk" not in ids:
                continue
            fixed = {one: key[1:] for one, key in own.items() if key.startswith("=")}
            for one in set(ids) - {"pk"}:
                kind = next((each for pk, each in known.own.items() if str(pk) == ids[one]), None)
                tried = {"of nothing": str(uuid4())} | (known.elsewhere(kind) if kind else {})
                for how, value in tried.items():
                    met += 1
                    url = reverse(name, kwargs={**ids, **fixed, one: value})
                    for method in ("GET", "POST"):
                        answer = ask(client, method, url)
                        if answer.status_code not in (403, 404, 405):
                            yield f"{method} {name} as {who}, {one} {how}: {answer.status_code}"
    assert met > 40, "the walk must meet the addresses"
