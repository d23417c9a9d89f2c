"""The limits of the law change by new dated versions; nothing is ever written over."""

import datetime
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.placements import actions, queries
from snodo.domain.placements.models import InternshipRule
from snodo.domain.placements.rules import numbers
from snodo.kernel.errors import InputRefused, NotAllowed
from tests.domain.placements.stage import Stage

NEW = datetime.date(2027, 1, 1)
pytestmark = pytest.mark.covers("B08")


@pytest.fixture
def rule(stage: Stage) -> InternshipRule:
    actions.load_rules(actor=stage.actor())
    found: InternshipRule = InternshipRule.objects.get(region="lombardia", kind="extracurricular")
    return found


def revise(stage: Stage, rule: InternshipRule, values: dict[str, Any], **more: Any) -> InternshipRule:
    more = {"valid_from": NEW, "source": "DGR nuova", "actor": stage.actor("ada"), **more}
    return actions.revise_rule(rule=rule, values=values, **more)


def test_a_new_version_leaves_the_old_row_as_it_was(stage: Stage, rule: InternshipRule) -> None:
    before = dict(rule.values)
    revised = revise(stage, rule, {"allowance_min": 600, "min_months": None})
    rule.refresh_from_db()
    assert rule.values == before
    assert (rule.valid_from < NEW, rule.valid_until) == (True, datetime.date(2026, 12, 31))
    assert revised.values["allowance_min"] == 600
    assert "min_months" not in revised.values
    assert revised.values["allowance_reductions"] == before["allowance_reductions"]
    assert revised.values["sources"]["allowance_min"] == "DGR nuova"
    assert revised.values["sources"]["max_months"] != "DGR nuova"
    entry = Entry.objects.get(verb="internship_rule.revise")
    assert entry.changes["values"]["allowance_min"] == [500, 600]


@pytest.mark.parametrize(
    ("values", "more", "field"),
    [
        ({"allowance_min": 0}, {}, "allowance_min"),
        ({"allowance_min": 500}, {}, ""),
        ({"min_months": 20}, {}, "min_months"),
        ({"allowance_min": 600}, {"valid_from": datetime.date(2018, 1, 1)}, "valid_from"),
        ({"allowance_min": 600}, {"valid_from": datetime.date(207, 1, 1)}, "valid_from"),
        ({"allowance_min": 600}, {"mark": "boh"}, "mark"),
    ],
)
def test_what_cannot_be_is_refused(
    stage: Stage, rule: InternshipRule, values: dict[str, Any], more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        revise(stage, rule, values, **more)
    assert set(refused.value.problems) == {field}
    assert InternshipRule.objects.filter(region="lombardia", kind="extracurricular").count() == 1


def test_only_the_newest_version_is_followed_by_another(stage: Stage, rule: InternshipRule) -> None:
    revised = revise(stage, rule, {"allowance_min": 600})
    with pytest.raises(InputRefused):
        revise(stage, rule, {"allowance_min": 700}, valid_from=datetime.date(2028, 1, 1))
    revise(stage, revised, {"allowance_min": 700}, valid_from=datetime.date(2028, 1, 1), mark="memory")
    line = next(line for line in queries.rule_lines(stage.actor("ada")) if line.region == "lombardia")
    assert [one.rule.values["allowance_min"] for one in line.versions] == [700, 600, 500]
    assert line.now is not None
    assert line.now.rule == rule
    assert [one.coming for one in line.others] == [True, True]
    assert "allowance_min" in line.newest.rule.values["from_memory"]


def test_a_region_begins_from_the_country(stage: Stage, rule: InternshipRule) -> None:
    def add(region: str, who: str = "ada") -> InternshipRule:
        return actions.add_rule(
            region=region,
            kind="extracurricular",
            title="Regole del Veneto",
            values={"allowance_min": 450},
            valid_from=datetime.date(2020, 1, 1),
            source="DGR Veneto",
            actor=stage.actor(who),
        )

    with pytest.raises(NotAllowed):
        add("veneto", "marta")
    made = add("veneto")
    country = InternshipRule.objects.get(region="nazionale", kind="extracurricular")
    assert made.values["max_months"] == country.values["max_months"]
    assert made.values["sources"]["max_months"] == country.source
    assert made.values["sources"]["allowance_min"] == "DGR Veneto"
    assert queries.rule_for("veneto", "extracurricular", datetime.date(2021, 1, 1)) == made
    for region in ("veneto", "lombardia", "atlantide"):
        with pytest.raises(InputRefused) as refused:
            add(region)
        assert set(refused.value.problems) == {"region"}


def test_numbers_are_read_and_written_back_the_same(rule: InternshipRule) -> None:
    for one in InternshipRule.objects.all():
        assert numbers.changes(one.values, numbers.read(one.values)) == {}, one.title
    quotas = numbers.changes(rule.values, {"quota_middle": 3})["quotas"]
    assert [band.get("max", band.get("percent")) for band in quotas] == [1, 3, 10]
    assert numbers.problems({"quota_small": 1, "quota_middle": None, "quota_share": 10}) == {
        "quota_middle": "Scrivi tutte e tre le soglie, o nessuna."
    }
