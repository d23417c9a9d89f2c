"""Doubles on screen: the list, the two side by side, the other body, and going back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Entry
from snodo.domain.people import actions, pairing
from snodo.domain.people.models import PairQuestion, Person, PersonMerge, PossiblePair
from snodo.domain.people.states import PairState
from snodo.kernel.actor import the_clock
from snodo.kernel.tenancy import acting, in_network
from snodo.web.people import pairs as pages
from tests.factories.casework import a_case, a_person, small_programme
from tests.factories.world import World

SignIn = Callable[[str], Any]
pytestmark = pytest.mark.covers("E33")


def night(world: World) -> None:
    with in_network(world.network.pk):
        actions.find_pairs(limit=500, actor=the_clock(world.network.pk))


def found(world: World) -> PossiblePair:
    with in_network(world.network.pk):
        return PossiblePair.objects.get()


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    first = a_person(world, "nadia", phone="333 1234567")
    second = a_person(world, "nadia", "Lucca", "Ferante", phone="333 7654321", email="luca@posta.example")
    night(world)
    return first, second


@pytest.fixture
def across(world: World) -> tuple[Person, Person]:
    first, second = a_person(world, "nadia"), a_person(world, "marta", "Lucca", "Ferante")
    night(world)
    return first, second


def test_the_list_says_why_and_writes_who_was_shown(
    world: World, sign_in: SignIn, two: tuple[Person, Person]
) -> None:
    page = sign_in("bruno").get("/persone/doppioni/").content.decode()
    assert "Luca Ferrante" in page
    assert "Lucca Ferante" in page
    assert "stessa data di nascita" in page
    assert "telefono diverso" in page
    assert not re.search(r"\d+ ?%", page)  # never a bare number
    with in_network(world.network.pk):
        line = Entry.objects.filter(verb="list", section="pairs").latest("created_at")
        assert set(line.changes["ids"]) == {str(one.pk) for one in two}
    for who in ("nadia", "sara", "paola"):
        assert sign_in(who).get("/persone/doppioni/").status_code == 403


def test_joined_with_the_values_chosen_and_the_old_link_leads_on(
    world: World, sign_in: SignIn, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    pair = found(world)
    bruno = sign_in("bruno")
    page = bruno.get(f"/persone/doppioni/{pair.pk}/").content.decode()
    assert page.count('type="radio"') == 6  # name, surname and telephone of either
    sent = {"version": 1, "other_version": 1, "first_name": "one", "last_name": "one", "phone": "other"}
    answer = bruno.post(f"/persone/doppioni/{pair.pk}/", sent)
    assert (answer.status_code, answer.url) == (302, f"/persone/{kept.pk}/")
    with in_network(world.network.pk):
        kept.refresh_from_db()
        assert (kept.first_name, kept.phone, kept.email) == ("Luca", gone.phone, "luca@posta.example")
    answer = bruno.get(f"/persone/{gone.pk}/")
    assert (answer.status_code, answer.url) == (302, f"/persone/{kept.pk}/")
    assert sign_in("sara").get(f"/persone/{gone.pk}/").status_code == 404
    bruno = sign_in("bruno")
    assert "fino al" in bruno.get("/persone/doppioni/?vista=unite").content.decode()
    answer = bruno.get(f"/persone/doppioni/{pair.pk}/")
    assert answer.status_code == 404  # one of the two is no more to be seen


def test_an_old_page_joins_nothing(world: World, sign_in: SignIn, two: tuple[Person, Person]) -> None:
    pair, bruno = found(world), sign_in("bruno")
    for sent in ({}, {"version": 1, "other_version": 7}, {"version": "x", "other_version": "99999999999"}):
        answer = bruno.post(f"/persone/doppioni/{pair.pk}/", sent, follow=True)
        assert "è cambiata" in answer.content.decode()
    with in_network(world.network.pk):
        assert not PersonMerge.objects.exists()


def test_two_persons_are_remembered(world: World, sign_in: SignIn, two: tuple[Person, Person]) -> None:
    pair = found(world)
    for who in ("sara", "marta", "nadia"):
        assert sign_in(who).post(f"/persone/doppioni/{pair.pk}/diverse/").status_code == 404
    bruno = sign_in("bruno")
    assert bruno.get(f"/persone/doppioni/{pair.pk}/diverse/").status_code == 405
    assert bruno.post(f"/persone/doppioni/{pair.pk}/diverse/").status_code == 302
    night(world)
    assert found(world).state == PairState.DIFFERENT
    assert "Nessun doppione" in bruno.get("/persone/doppioni/").content.decode()
    assert "Luca Ferrante" in bruno.get("/persone/doppioni/?vista=diverse").content.decode()


def test_undone_from_its_page(world: World, sign_in: SignIn, two: tuple[Person, Person]) -> None:
    kept, gone = two
    actor = world.actor("bruno")
    with acting(actor):
        merge = actions.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=actor)
    url = f"/persone/unioni/{merge.pk}/annulla/"
    for who in ("sara", "nadia", "marta"):
        assert sign_in(who).get(url).status_code == 404
    bruno = sign_in("bruno")
    assert "correzioni" in bruno.get(url).content.decode()
    assert bruno.post(url).status_code == 302
    assert bruno.get(f"/persone/{gone.pk}/").status_code == 200
    assert "Già annullata" in bruno.post(url, follow=True).content.decode()


def test_across_bodies_nothing_is_seen_but_whom_to_ask(
    world: World, sign_in: SignIn, across: tuple[Person, Person]
) -> None:
    pair = found(world)
    for url in ("/persone/doppioni/", f"/persone/doppioni/{pair.pk}/"):
        page = sign_in("bruno").get(url).content.decode()
        assert "Lucca" not in page
        assert "Ferante" not in page
        assert "stessa data" not in page
    sign_in("bruno").post(f"/persone/doppioni/{pair.pk}/chiedi/")
    assert "Domanda mandata" in sign_in("bruno").get(f"/persone/doppioni/{pair.pk}/").content.decode()
    with in_network(world.network.pk):
        question = PairQuestion.objects.get()
    url = f"/persone/doppioni/domande/{question.pk}/"
    assert sign_in("bruno").get(url).status_code == 404
    page = sign_in("marta").get(url).content.decode()
    assert "Lucca Ferante" in page
    assert "Luca Ferrante" not in page
    assert "Cooperativa Radici" in page
    assert sign_in("marta").post(url, {"answer": "forse"}, follow=True).status_code == 200
    assert sign_in("marta").post(url, {"answer": "same"}).status_code == 302
    assert "Unisci le due schede" in sign_in("bruno").get(f"/persone/doppioni/{pair.pk}/").content.decode()
    answer = sign_in("bruno").post(f"/persone/doppioni/{pair.pk}/", {"version": 1})
    assert (answer.status_code, answer.url) == (302, f"/persone/{across[0].pk}/")
    assert sign_in("marta").get(f"/persone/{across[1].pk}/").url == f"/persone/{across[0].pk}/"


NAMES = (
    *("Ines", "Bruno", "Olga", "Ugo", "Zeno", "Petra", "Kevin", "Wanda"),
    *("Fabio", "Tullia", "Moussa", "Chen", "Amina", "Dragos", "Yusuf"),
)


def asked(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address)
    assert page.status_code == 200
    assert len(page.content) < 40_000
    return len([one for one in seen if "SAVEPOINT" not in one["sql"]])


def alike(world: World, name: str, phone: str, other: str = "nadia") -> tuple[Person, Person]:
    one, two = (
        a_person(world, who, name, last, phone=phone)
        for who, last in (("nadia", "Ferrante"), (other, "Ferante"))
    )
    return one, two


def test_statements_do_not_grow_with_the_rows(world: World, sign_in: SignIn) -> None:
    bruno, counts = sign_in("bruno"), []
    views = ("", "?vista=domande", "?vista=unite", "?vista=diverse")
    names = iter(NAMES)
    for number in (1, 4):
        for place in range(number):
            alike(world, next(names), f"333 {number}{place}00000")
            alike(world, next(names), f"334 {number}{place}00000", "marta")
            kept, gone = alike(world, next(names), f"335 {number}{place}00000")
            actor = world.actor("bruno")
            with acting(actor):
                actions.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=actor)
        night(world)
        ask_and_tell_apart(world)
        counts.append([asked(bruno, f"/persone/doppioni/{view}") for view in views])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8


def ask_and_tell_apart(world: World) -> None:
    """Marta asks of her pairs; of those of bruno alone one more is of two persons."""
    marta, bruno = world.actor("marta"), world.actor("bruno")
    with acting(marta):
        for pair in pairing.open_pairs(marta):
            if not PairQuestion.objects.filter(pair=pair).exists():
                actions.ask_other_body(pair=pair, actor=marta)
    with acting(bruno):
        mine = pairing.open_pairs(bruno).filter(sees_one=True, sees_other=True).first()
        assert mine is not None
        actions.tell_apart(pair=mine, actor=bruno)


def test_the_page_of_a_pair_asks_no_more_where_more_is_known(
    world: World, sign_in: SignIn, two: tuple[Person, Person]
) -> None:
    bruno = sign_in("bruno")
    page = f"/persone/doppioni/{found(world).pk}/"
    bare = asked(bruno, page)
    made = small_programme(world)
    for one in two:
        a_case(world, made, person=one, who="bruno")
    assert asked(bruno, page) == bare
    assert bare <= 10


def test_many_pairs_are_turned_page_by_page(world: World, sign_in: SignIn, monkeypatch: Any) -> None:
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    for place in range(3):
        alike(world, NAMES[place], f"333 {place}00000")
    night(world)
    bruno = sign_in("bruno")
    first = bruno.get("/persone/doppioni/").content.decode()
    assert first.count("Confronta") == 2
    assert "?pagina=2" in first
    second = bruno.get("/persone/doppioni/?pagina=2").content.decode()
    assert second.count("Confronta") == 1
    assert "Successivi" not in second
    for beyond in ("9", "-1", "x", "99999999999999"):
        assert bruno.get(f"/persone/doppioni/?pagina={beyond}").content.decode().count("Confronta") == 2
