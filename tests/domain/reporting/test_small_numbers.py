"""Whoever may not open the lists sees no small number, and cannot work one out."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snodo.domain.programmes.models import ExpectedResult
from snodo.domain.reporting.queries import small_numbers
from snodo.domain.reporting.queries.results import Result
from snodo.kernel import clock, tenancy
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

ACTIONS = {
    name: SimpleNamespace(position=place) for place, name in enumerate(("giovani", "adulti", "nuclei"))
}


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=8))
def test_no_cell_is_hidden_alone(cells: list[int]) -> None:
    hidden = small_numbers.guarded(cells)
    assert {place for place, cell in enumerate(cells) if cell < 5} <= hidden
    assert len(hidden) != 1 or len(cells) == 1
    assert len(hidden) <= max(2, sum(cell < 5 for cell in cells))  # no more than is needed


def test_the_second_hidden_cell_is_the_smallest() -> None:
    assert small_numbers.guarded([3, 40, 7, 12]) == {0, 2}
    assert small_numbers.guarded([None, 3, None]) == {1}
    assert small_numbers.guarded([5, 6, 7]) == set()


def result(actual: int, *, action: str = "", count: str = "cases", people: int | None = -1) -> Result:
    expected: Any = SimpleNamespace(
        measure={"count": count, "where": {}}, action=ACTIONS.get(action), target=Decimal(10)
    )
    return Result(expected, Decimal(actual), actual if people == -1 else people)


def shown(*counted: Result) -> list[str]:
    return [one.hidden or str(one.actual) for one in small_numbers.protect(counted)]


@pytest.mark.covers("E36")
def test_a_total_does_not_give_a_part_away() -> None:
    parts = [result(3, action="giovani"), result(20, action="adulti"), result(9, action="nuclei")]
    assert shown(result(32), *parts) == ["32", "meno di 5", "20", "protetto"]
    assert shown(*parts) == ["meno di 5", "20", "9"]  # no total: nothing to subtract from
    assert shown(result(3), result(3, action="giovani")) == ["meno di 5", "meno di 5"]
    assert shown(result(8), result(3, action="giovani")) == ["protetto", "meno di 5"]
    assert shown(result(2, count="protocols", people=None)) == ["2"]  # papers are not people


@pytest.mark.parametrize(
    ("share", "of", "words"),
    [(50, 20, "50"), (95, 20, "protetto"), (10, 20, "protetto"), (100, 20, "100"), (100, 4, "protetto")],
)
def test_a_share_is_two_numbers(share: int, of: int, words: str) -> None:
    assert shown(result(share, count="continuity_share", people=of)) == [words]


def test_hours_of_few_are_not_called_fewer_than_five() -> None:
    assert shown(result(120, count="hours_delivered", people=2)) == ["protetto"]


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


@pytest.mark.covers("E36")
@pytest.mark.parametrize(
    ("who", "sees"),
    [("marta", True), ("bruno", False), ("gino", False), ("sara", False), ("ada", False), ("paola", False)],
)
def test_the_lead_sees_all_and_the_others_do_not(
    world: World, made: SmallProgramme, who: str, sees: bool
) -> None:
    """`bruno` co-ordinates another body of the same programme: the nearest neighbour."""
    for number in range(2):
        casework.a_case(world, made, person=casework.a_person(world, first_name=f"Persona {number}"))
    actor = world.actor(who)
    with tenancy.acting(world.founder):
        ExpectedResult.objects.create(
            programme=made.programme,
            code="presi",
            title="Presi in carico",
            target=10,
            measure={"count": "cases", "where": {}, "distinct": "case"},
            position=1,
        )
    with tenancy.acting(actor):
        (seen,) = small_numbers.results_seen_by(actor, made.programme)
        assert (seen.actual, seen.hidden) == ((2, "") if sees else (None, "meno di 5"))
        assert (seen.percent, seen.reached) == ((20, False) if sees else (0, None))
        before = clock.today() - datetime.timedelta(days=9)
        assert (small_numbers.day_seen_by(actor, made.programme, before) == before) is sees
