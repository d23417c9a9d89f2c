"""`--on-database`: only the tests that speak to PostgreSQL, for the pass on another of its versions."""

import pytest

from tests.sql_watch import DATABASE


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("database", "the database")
    group.addoption("--on-database", action="store_true", help="only tests that speak to PostgreSQL")


def speaks_to_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, by mark or through one of its fixtures."""
    asked = set(getattr(item, "fixturenames", ()))
    return bool(DATABASE & asked) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--on-database"):
        config.hook.pytest_deselected(items=[item for item in items if not speaks_to_database(item)])
        items[:] = [item for item in items if speaks_to_database(item)]
