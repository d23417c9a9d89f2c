"""Surname and name in one cell: apart where something says how, and left to a person where nothing does."""

import pytest

from snodo.domain.intake.batches.fullnames import FullName, as_written, readings
from snodo.domain.intake.batches.unclear import Unclear
from snodo.kernel.identifiers import check_letter, name_letters, surname_letters

pytestmark = pytest.mark.covers("A06", "C01")


def code_of(last: str, first: str) -> str:
    base = f"{surname_letters(last)}{name_letters(first)}90A01H501"
    return base + check_letter(base)


@pytest.mark.parametrize(
    ("typed", "last", "first"),
    [
        ("Rossi, Maria", "Rossi", "Maria"),
        ("Dal Verme Sforza, Anna Chiara", "Dal Verme Sforza", "Anna Chiara"),
        ("Rossi,", "Rossi", ""),
        (", Maria", "", "Maria"),
        ("ROSSI Maria", "ROSSI", "Maria"),
        ("Maria Teresa ROSSI", "ROSSI", "Maria Teresa"),
        ("DE LUCA Anna Maria", "DE LUCA", "Anna Maria"),
        ("Anna De Luca", "De Luca", "Anna"),
        ("De Luca Anna", "De Luca", "Anna"),
        ("Lo Presti Salvatore", "Lo Presti", "Salvatore"),
        ("Piera Della Valle", "Della Valle", "Piera"),
        ("D'Angelo Carla", "D'Angelo", "Carla"),
        ("Carla D’Angelo", "D’Angelo", "Carla"),
        ("Sig.ra De Rossi Carla", "De Rossi", "Carla"),
    ],
)
def test_what_says_by_itself_how_it_is_written(typed: str, last: str, first: str) -> None:
    assert readings(typed) == [FullName(last, first)]


@pytest.mark.parametrize(
    ("typed", "last", "first"),
    [
        ("Maria Rossi", "Rossi", "Maria"),
        ("ROSSI MARIA", "ROSSI", "MARIA"),
        ("Anna Rita Bianchi Verdi", "Bianchi Verdi", "Anna Rita"),
        ("Nguyen Van Anh", "Nguyen", "Van Anh"),
        ("Li Wei", "Li", "Wei"),
        ("Marco Paolo", "Paolo", "Marco"),
    ],
)
def test_the_code_judges_where_the_words_do_not(typed: str, last: str, first: str) -> None:
    assert readings(typed, code=code_of(last, first)) == [FullName(last, first)]


def test_a_code_of_a_longer_name_still_tells_the_surname() -> None:
    assert readings("Rossi Maria", code=code_of("Rossi", "Maria Teresa")) == [FullName("Rossi", "Maria")]


def test_the_heading_says_the_order() -> None:
    assert readings("Rossi Maria", surname_first=True) == [FullName("Rossi", "Maria")]
    assert readings("Maria Rossi", surname_first=False) == [FullName("Rossi", "Maria")]
    # Against the heading, the code has it right.
    said = readings("Maria Rossi", surname_first=True, code=code_of("Rossi", "Maria"))
    assert said == [FullName("Rossi", "Maria")]
    # The order does not say where a surname ends.
    three = readings("Rossi Maria Teresa", surname_first=True)
    assert three == [FullName("Rossi", "Maria Teresa"), FullName("Rossi Maria", "Teresa")]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("Maria Rossi", 2), ("ROSSI MARIA", 2), ("Amal", 2), ("Nguyen Van Anh", 2), ("Wu Li", 2)],
)
def test_what_nobody_can_know_is_left_to_a_person(typed: str, number: int) -> None:
    ways = readings(typed)
    assert len(ways) == len({(one.last, one.first) for one in ways}) == number
    for one in ways:  # chosen, it is not asked again
        assert readings(one.written) == [one]
        assert as_written(one.written) == one


def test_a_code_of_somebody_else_judges_nothing() -> None:
    assert len(readings("Maria Rossi", code=code_of("Esposito", "Gennaro"))) == 2
    assert len(readings("Maria Rossi", code="RSSMRA")) == 2
    # Both ways bear the same letters: who knows is asked.
    assert len(readings("Rosso Rossi", code="RSSRSS90A01H501" + check_letter("RSSRSS90A01H501"))) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Rossi Maria e Bianchi Luca", "due persone"),
        ("Rossi Maria / Bianchi Luca", "due persone"),
        ("Rossi Maria 1980", "numeri"),
        ("Rossi, Maria, Roma", "virgola"),
        ("Rossi Maria detta la zia del bar", "troppe parole"),
    ],
)
def test_what_is_not_a_name_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(Unclear, match=said):
        readings(typed)
