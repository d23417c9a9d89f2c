"""Whatever points to a person is either treated when they are forgotten, or left with a reason."""

from snodo.domain.privacy.states import DataClass
from snodo.kernel import forgetting, holdings
from tests.architecture.test_holdings import STARTS


def test_every_table_that_points_to_a_person_says_what_becomes_of_it() -> None:
    pointing = {model._meta.label_lower for model in holdings.pointing(STARTS)}
    treated = {one.model for one in forgetting.treatments()}
    left = forgetting.left()
    assert pointing - treated - set(left) == set(), "say it in <context>/forgetting.py (ADR-0062)"
    assert treated & set(left) == set()
    assert all(len(reason) > 10 for reason in left.values())


def test_every_treatment_has_a_class_and_a_way_to_its_rows() -> None:
    for one in forgetting.treatments():
        assert one.kind in DataClass.values, one.model
        assert one.targets() or one.by_subject, one.model
        assert set(one.keeps) <= {field.name for field in one.table._meta.fields} or one.bare, one.model


def test_append_only_tables_are_known_to_the_function_of_the_owner() -> None:
    tables = {one.table._meta.db_table for one in forgetting.treatments() if one.append_only}
    assert tables == set(forgetting.APPEND_ONLY)
