"""Whatever points to a person is either in the copy they may ask for, or left out with a reason."""

import pytest
from django.apps import apps
from django.db import models

from snodo.kernel import holdings

STARTS = ("people.person", "people.household", "casework.case", "instruments.response")


def test_every_table_that_points_to_a_person_is_declared_or_excused() -> None:
    pointing = {model._meta.label_lower for model in holdings.pointing(STARTS)}
    said = {one.model for one in holdings.holdings()}
    excused = holdings.excused()
    assert len(pointing) > 60
    assert pointing - said - set(excused) == set()
    assert said & set(excused) == set()
    assert set(excused) - pointing == set(), "excused, and points to nobody"
    assert all(len(reason) > 10 for reason in excused.values())


@pytest.mark.parametrize("holding", holdings.holdings(), ids=lambda one: one.model)
def test_every_free_field_is_classed(holding: holdings.Holding) -> None:
    assert not holdings.unclassed(holding)


@pytest.mark.parametrize("holding", holdings.holdings(), ids=lambda one: one.model)
def test_links_told_by_name_have_one(holding: holdings.Holding) -> None:
    """Never "Session object (…)" in what a person is given."""
    for field in holding.fields():
        if not isinstance(field, models.ForeignKey) or field.name in holding.tell:
            continue
        target = field.related_model
        if target._meta.label_lower in {one.model for one in holdings.holdings()}:
            continue
        assert target.__str__ is not models.Model.__str__ or hasattr(target, "label"), field.name


def test_the_rule_bites() -> None:
    """A new table with a free field, and one that points to a person, are found."""

    class Told(models.Model):
        person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
        remark = models.CharField(max_length=20)

        take_binding = None

        class Meta:
            app_label = "privacy"

    try:
        assert Told in set(holdings.pointing(STARTS))
        holding = holdings.Holding("privacy.told", "", "", reach=("person",))
        assert holdings.unclassed(holding) == ["remark"]
        assert not holdings.unclassed(
            holdings.Holding("privacy.told", "", "", reach=("person",), words=("remark",))
        )
    finally:
        del apps.all_models["privacy"]["told"]
        apps.clear_cache()
