"""Whatever leads to a person says what becomes of it when two persons turn out to be one."""

from typing import ClassVar

from django.apps import apps
from django.db import models

from snodo.kernel import joining


def test_every_column_that_leads_to_a_person_follows_or_remains() -> None:
    found, said = joining.columns_to_persons(), joining.said()
    assert len(found) > 40
    assert found - said == set(), "say it in <context>/joining.py (ADR-0080)"
    assert said - found == set(), "said, and leads to no person"
    assert not {(rule.model, rule.column) for rule in joining.rules()} & set(joining.remaining())
    assert all(len(reason) > 10 for reason in joining.remaining().values())


def test_no_append_only_table_follows() -> None:
    """The running program could not write on it."""
    assert not [rule.model for rule in joining.rules() if getattr(rule.table, "append_only", False)]


def test_the_rule_bites() -> None:
    class Told(models.Model):
        person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

        take_binding: ClassVar = None

        class Meta:
            app_label = "privacy"

    try:
        assert ("privacy.told", "person_id") in joining.columns_to_persons() - joining.said()
    finally:
        del apps.all_models["privacy"]["told"]
        apps.clear_cache()
