"""The published shape of `dati.json` is the one the product writes."""

import json
from pathlib import Path

from snodo.domain.privacy import papers
from snodo.kernel import holdings

FOLDER = Path(__file__).parents[2] / "docs" / "formats"
PUBLISHED = FOLDER / "person-copy.schema.json"


def written() -> str:
    return json.dumps(papers.schema(), ensure_ascii=False, indent=1) + "\n"


def test_the_published_schema_is_what_the_product_writes() -> None:
    """Changed on purpose: ./snodo test tests/docs/write_person_copy.py"""
    assert PUBLISHED.read_text() == written()


def test_every_table_is_explained_in_words() -> None:
    text = (FOLDER / "person-copy.md").read_text()
    assert not [one.model for one in holdings.holdings() if f"`{one.model}`" not in text]
