"""The list of people: few are counted, many are not; who is hidden is not told; who was shown is written."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import Case
from snodo.domain.people import actions, queries
from snodo.domain.people.models import HouseholdMember, Person
from snodo.kernel.tenancy import acting
from snodo.web.people import lists, views
from snodo.web.people.lists import ALL, PeopleFilters
from tests.factories import casework
from tests.factories.world import World

SignIn = Callable[[str], Any]
SURNAMES = ("Bianchi", "Conti", "Danieli", "Esposito", "Fontana", "Greco")


def shown(page: str) -> list[str]:
    """Ids of the persons of a page, in order."""
    return list(dict.fromkeys(re.findall(r'href="/persone/([0-9a-f-]{36})/"', page)))


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def six(world: World) -> list[Person]:
    """Registered against the alphabet, each with a path of sara's; one more of nadia's body."""
    made = casework.small_programme(world)
    people = [casework.a_person(world, "sara", "Anna", name) for name in reversed(SURNAMES)]
    for person in people:
        casework.a_case(world, made, person=person)
    casework.a_case(world, made, who="nadia", person=casework.a_person(world, "nadia", "Ugo", "Altrove"))
    return people


@pytest.fixture
def many_are_three(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond three they are many; three to a page."""
    monkeypatch.setattr(lists, "MANY", 3)
    monkeypatch.setattr(lists, "_EVERYONE", lists._EVERYONE.replace("1001", "7").replace("1000", "6"))
    monkeypatch.setattr(lists, "_EVERYONE", lists._EVERYONE.replace("501", "4"))
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for statement in (lists._listed, lists._matching, lists._newest):
        monkeypatch.setattr(statement, "worked", {})


def test_few_are_counted_and_come_by_name(world: World, six: list[Person]) -> None:
    sara = world.actor("sara")
    with acting(sara):
        found, rows = lists.read(sara, PeopleFilters(), 0, 10)
        assert [row["last_name"] for row in rows] == sorted(SURNAMES)
        assert (found.followed, found.everyone) == (6, 6)
        assert found.count(PeopleFilters(), PeopleFilters().states) == 6
        _, second = lists.read(sara, PeopleFilters(), 4, 2)
        assert [row["last_name"] for row in second] == sorted(SURNAMES)[4:6]


def test_many_are_not_counted_and_the_newest_come_first(
    world: World, six: list[Person], many_are_three: None
) -> None:
    sara = world.actor("sara")
    with acting(sara):
        for tab in ("", ALL):
            filters = PeopleFilters(tab=tab)
            found, rows = lists.read(sara, filters, 0, 4)
            assert found.count(filters, filters.states) is None
            assert [row["last_name"] for row in rows] == list(SURNAMES[:4])  # the last registered
            _, rest = lists.read(sara, filters, 4, 4)
            assert [row["last_name"] for row in rest] == list(SURNAMES[4:])
        assert [row["last_name"] for row in rows if row["path"] is None] == []
        none = lists.read(sara, PeopleFilters(tab="senza-percorso"), 0, 4)
        assert none[1] == []
        assert set(found.programmes.values()) == {"IN-LAV"}
        assert "Sara Prova" in found.responsibles.values()
        assert "Nadia Prova" not in found.responsibles.values()
    nadia = world.actor("nadia")
    with acting(nadia):
        found, rows = lists.read(nadia, PeopleFilters(), 0, 4)
        assert [row["last_name"] for row in rows] == ["Altrove"]
        assert found.count(PeopleFilters(), PeopleFilters().states) == 1


def test_pages_of_many_lead_on_without_a_number(
    world: World, six: list[Person], many_are_three: None, sign_in: SignIn
) -> None:
    client = sign_in("sara")
    seen: list[str] = []
    for number in (1, 2, 3):
        page = client.get(f"/persone/?pagina={number}").content.decode()
        assert "6 persone" not in words_of(page)
        assert ("pagina=4" in page) is False
        assert (f"pagina={number + 1}" in page) is (number < 3)
        seen += shown(page)
    assert seen == [str(person.pk) for person in reversed(six)]
    beyond = client.get("/persone/?pagina=4")
    assert beyond.status_code == 200
    assert shown(beyond.content.decode()) == []


@pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "0", "x", "12345678", "²", "٣"])
def test_an_odd_number_of_page_is_no_accident(
    six: list[Person], many_are_three: None, sign_in: SignIn, number: str
) -> None:
    assert sign_in("sara").get(f"/persone/?pagina={number}").status_code == 200


def test_pages_far_away_and_words_typed_fill_no_memory(
    world: World, six: list[Person], many_are_three: None
) -> None:
    sara = world.actor("sara")
    with acting(sara):
        for start in range(0, 40, 2):
            lists.read(sara, PeopleFilters(), start, 3)
        for text in ("bian", "con", "dan", "esposi", "Anna", "%", "{people}"):
            lists.read(sara, PeopleFilters(text=text, tab=ALL), 0, 3)
            lists.search(sara, text)
        lists.search(sara, "anna bian")
    assert len(lists._listed.worked) == 3  # two pages, and the tab of all for words that are none
    assert len(lists._newest.worked) == 3
    kept = [one for one in lists._matching.worked.values() if one is not None]
    assert len(kept) == 3  # one word in the list and in the box, two words in the box
    assert not any("bian" in one.sql or "esposi" in one.sql for one in kept)


def test_words_find_the_same_people_whoever_searched_before(world: World, six: list[Person]) -> None:
    for who, text, names in (
        ("sara", "anna", list(SURNAMES)),
        ("nadia", "anna", []),
        ("nadia", "alt", ["Altrove"]),
        ("sara", "alt", []),
        ("sara", "ann gre", ["Greco"]),
        ("sara", "gre ann", ["Greco"]),
        ("sara", "zzz ann", []),
        ("sara", "!!!", []),
        ("stranger", "anna", []),
        ("gino", "anna", []),
    ):
        actor = world.actor(who)
        with acting(actor):
            assert [row["last_name"] for row in lists.search(actor, text)] == names, (who, text)


def test_a_code_typed_finds_its_person(world: World, six: list[Person]) -> None:
    from snodo.kernel.identifiers.persons import check_letter

    code = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        actions.add_identifier(person=six[0], kind="codice_fiscale", value=code, actor=sara)
        assert [row["id"] for row in lists.search(sara, code)] == [str(six[0].pk)]
        assert all(code not in one.sql for one in lists._matching.worked.values() if one is not None)
    with acting(nadia):
        assert lists.search(nadia, code) == []


# Who is hidden in a household


@pytest.mark.covers("B20")
def test_who_is_hidden_is_not_beside_the_others(world: World) -> None:
    """The path of the household leads to all of it, but for who must not be found by the others."""
    made = casework.small_programme(world)
    household = casework.a_household(world)
    casework.a_case(world, made, household=household)
    sara = world.actor("sara")

    def on_the_path(**filters: str) -> set[str]:
        _, rows = lists.read(sara, PeopleFilters(**filters), 0, 10)
        assert all(row["path"] for row in rows)
        return {row["first_name"] or row["pseudonym"] for row in rows}

    with acting(sara):
        assert on_the_path() == {"Amina", "Moussa", "Fatou"}
        place = HouseholdMember.objects.get(person__first_name="Fatou")
        actions.hide_member(member=place, hidden=True, actor=sara)
        assert on_the_path() == {"Amina", "Moussa"}
        father = Person.objects.get(first_name="Moussa")
        actions.protect_person(person=father, pseudonym="Girasole", reason="È cercato", actor=sara)
        assert on_the_path() == {"Amina"}
        assert on_the_path(text="amina") == {"Amina"}
        for text in ("girasole", "fatou"):
            assert [row["path"] for row in lists.search(sara, text)] == [None]
        assert not HouseholdMember.objects.filter(queries.together(), person=father).exists()
        assert Case.objects.filter(household=household).count() == 1


# Who was shown is written down


def lines(world: World) -> list[Entry]:
    with acting(world.founder):
        return list(Entry.objects.filter(verb="list", subject_kind="people.person").order_by("id"))


@pytest.mark.parametrize(
    "address",
    [
        "/persone/",
        "/persone/?pagina=2",
        "/persone/?stato=tutte&testo=gre",
        "/persone/?testo=zzz",
        "/persone/cerca/?q=anna",
        "/persone/cerca/?q=gre",
    ],
)
@pytest.mark.parametrize("how_many", ["few", "many"])
def test_one_line_of_the_log_holds_exactly_who_was_shown(
    world: World, six: list[Person], sign_in: SignIn, request: Any, address: str, how_many: str
) -> None:
    if how_many == "many":
        request.getfixturevalue("many_are_three")
    client = sign_in("sara")
    before = len(lines(world))
    page = client.get(address).content.decode()
    after = lines(world)
    assert len(after) == before + 1
    assert after[-1].changes["ids"] == shown(page)
    assert after[-1].changes["count"] == len(shown(page))
    assert after[-1].created_by == world.actor("sara").user_id


def test_a_search_that_finds_nobody_writes_nothing(world: World, six: list[Person], sign_in: SignIn) -> None:
    client = sign_in("sara")
    for text in ("", "zzz", "!!", "Altrove"):
        assert shown(client.get("/persone/cerca/", {"q": text}).content.decode()) == []
    assert lines(world) == []
