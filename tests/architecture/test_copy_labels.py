"""Every thing said in a copy has Italian words before it."""

import pytest

from snodo.domain.privacy.labels import LABELS, label_of
from snodo.kernel import holdings


@pytest.mark.parametrize("holding", holdings.holdings(), ids=lambda one: one.model)
def test_everything_said_has_words_before_it(holding: holdings.Holding) -> None:
    links = {
        field.name
        for field in holding.fields()
        if field.is_relation
        and field.name not in holding.tell
        and field.related_model._meta.label_lower in {one.model for one in holdings.holdings()}
    }
    bare = {
        field.name
        for field in holding.fields()
        if field.name not in links and str(field.verbose_name) == field.name.replace("_", " ")
    }
    missing = sorted(bare - set(LABELS))
    assert not missing, "give these a verbose_name, or words in privacy/labels.py"


def test_words_of_the_table_come_first() -> None:
    assert label_of("kind", "tipo di codice") == "tipo di codice"
    assert label_of("opened_on", "opened on") == "aperto il"
