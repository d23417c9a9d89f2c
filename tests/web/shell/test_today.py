"""Oggi: each role arrives where its work is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("sara", "Oggi"),
        ("marta", "Oggi"),
        ("elena", "egnalazion"),
        ("ada", "rganizzazion"),
        ("gino", "rogramm"),
        ("paola", "ccessi"),
        ("tina", "Formazione"),
    ],
)
def test_each_role_finds_its_work(sign_in: Any, who: str, words: str) -> None:
    response = sign_in(who).get("/")
    assert response.status_code == 200
    assert words in response.content.decode()


def test_an_invented_programme_changes_nothing(sign_in: Any) -> None:
    client = sign_in("marta")
    for programme in ("x", "\x00", "00000000-0000-0000-0000-000000000000"):
        assert client.get("/", {"programma": programme}).status_code == 200


def test_the_home_of_an_operator_asks_little_of_the_database(sign_in: Any) -> None:
    client = sign_in("sara")
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/")
    statements = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 18, statements  # handovers offered to me, promises that ask for somebody
    assert len(page.content) <= 40_000
