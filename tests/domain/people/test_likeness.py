"""Who is one person and who is family: the judgement alone, without tables."""

import datetime
from dataclasses import replace

import pytest

from snodo.domain.people.likeness import Facts, Tier, blocks_of, compare, likeness, sought_blocks
from snodo.domain.people.likeness.blocks import COLUMNS
from snodo.domain.people.likeness.nearness import nearness
from snodo.domain.people.likeness.sounds import sound, words_of
from snodo.kernel.text import search_form

BORN = datetime.date(1990, 3, 2)
LUCA = Facts("Luca", "Ferrante", born=BORN, phone="+393331234567", sex="male", municipality="bollate")


def judged(one: Facts, other: Facts):  # type: ignore[no-untyped-def]
    return likeness(compare(one, other, 2))


@pytest.mark.covers("E33")
@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed", "Muhammad", "Mohamed", "Mouhamad"),
        ("Yousef", "Youssef", "Yusuf"),
        ("Oleksandr", "Aleksandr", "Олександр"),
        ("Shevchenko", "Sevcenko", "Шевченко"),
        ("Hoxha", "Hodja"),
        ("Nicolò", "Nicolo'", "NICOLO"),
    ],
)
def test_spellings_of_one_name_are_heard_alike(spellings: tuple[str, ...]) -> None:
    assert len({sound(search_form(name)) for name in spellings}) == 1


def test_particles_are_joined_or_left_out() -> None:
    assert words_of("de luca") == words_of("deluca")
    assert words_of("el amrani") == ("amrani",)
    assert words_of("garcia lopez") == ("garcia", "lopez")


def test_nearness_is_of_one_for_equal_words_alone() -> None:
    assert nearness("rossi", "rossi") == 1
    assert 0.9 < nearness("ferrante", "ferrnate") < 1
    assert nearness("rossi", "") == nearness("abc", "xyz") == 0


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"first_name": "Ferrante", "last_name": "Luca"}, "nome e cognome scambiati"),
        ({"born": datetime.date(1990, 2, 3)}, "giorno e mese di nascita scambiati"),
        ({"born": datetime.date(1990, 3, 12)}, "data di nascita con una cifra diversa"),
        ({"last_name": "Ferante"}, "cognome che si pronuncia allo stesso modo"),
        ({"last_name": "Ferranse", "phone": ""}, "cognome quasi uguale"),
        ({"first_name": "Gian Luca"}, "un nome in comune"),
    ],
)
def test_one_slip_is_still_one_person_and_is_said(other: dict, reason: str) -> None:
    found = judged(LUCA, replace(LUCA, **other))
    assert found.tier in (Tier.CERTAIN, Tier.PROBABLE), found
    assert reason in found.reasons


@pytest.mark.parametrize(
    "other",
    [
        {"first_name": "Marco"},  # a twin: all the same but the name
        {"first_name": "Giulia", "last_name": "Rossi", "born": datetime.date(1992, 7, 9)},  # one telephone
        {"born": datetime.date(1961, 11, 30)},  # a father of the same name
        {"first_name": "Sara", "sex": "female", "born": datetime.date(1994, 1, 5)},
    ],
)
def test_family_is_not_a_double(other: dict) -> None:
    assert judged(LUCA, replace(LUCA, **other)).tier == Tier.NONE


def test_one_code_is_one_person_and_two_codes_are_a_doubt() -> None:
    mine = replace(LUCA, codes=frozenset({"a"}), tax_codes=frozenset({"a"}))
    married = replace(mine, last_name="Bianchi", phone="")
    assert "stesso codice" in judged(mine, married).reasons
    assert judged(mine, married).tier != Tier.NONE
    other = replace(LUCA, codes=frozenset({"b"}), tax_codes=frozenset({"b"}))
    assert "codice fiscale diverso" in judged(mine, other).doubts
    assert judged(mine, other).chance < judged(LUCA, LUCA).chance


def test_who_is_alike_is_sought_where_they_are_stored() -> None:
    stored = blocks_of("Mohammed", "El Amrani", BORN, "")
    for first, last, born in (
        ("Muhammad", "Amrani", BORN),
        ("Amrani", "Mohamed", BORN),
        ("Mohamed", "Elamrani", datetime.date(1990, 3, 2)),
        ("Mohamed", "Amrani", datetime.date(1990, 2, 3)),
        ("Mohamed", "Amrani", datetime.date(1991, 3, 2)),
        ("Mohamed", "Amrani", None),
        ("Mohamed", "Xyz", BORN),
    ):
        sought = sought_blocks([first], last, born, "")
        met = [name for name in COLUMNS if getattr(stored, name) in sought.get(name, ())]
        assert met, (first, last, born)


def test_nothing_is_sought_of_nobody() -> None:
    assert sought_blocks([], "", None, "") == {}
    assert all(getattr(blocks_of("", "", None, ""), name) is None for name in COLUMNS)
