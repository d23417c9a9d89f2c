"""The limits, region by region: each number comes from a dated row and explains itself."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from snodo.domain.placements import actions, queries
from snodo.domain.placements.models import InternshipRule
from snodo.domain.placements.rules import Facts, check, library
from snodo.kernel.errors import InputRefused, NotAllowed
from tests.domain.placements.stage import Stage

START = datetime.date(2026, 3, 2)


def rules_of(region: str, kind: str = "extracurricular") -> dict[str, Any]:
    return next(rule.values for rule in library() if (rule.region, rule.kind) == (region, kind))


def findings(region: str, kind: str = "extracurricular", **facts: Any) -> dict[str, str]:
    """code → level, for facts to which nothing is missing."""
    usual: dict[str, Any] = {
        "kind": kind,
        "starts_on": START,
        "ends_on": datetime.date(2026, 6, 1),
        "weekly_hours": Decimal(30),
        "hours_a_day": Decimal(6),
        "allowance": Decimal(600),
        "eqf_level": 4,
        "meals": True,
        "has_agreement": True,
        "has_promoter_tutor": True,
        "has_host_tutor": True,
        "has_insurance": True,
        "has_objectives": True,
        "host_employees": 8,
        "authorisation_on": START,
        "taking_organisation": "Comune",
        "taking_is_public_service": True,
        "taking_worker": "Anna",
        "rule": rules_of(region, kind),
        "rule_source": "fonte",
    }
    return {found.code: found.level for found in check(Facts(**{**usual, **facts})) if found.level != "note"}


@pytest.mark.covers("B08")
@pytest.mark.parametrize("region", ["nazionale", "lombardia", "emilia-romagna", "piemonte", "sicilia"])
def test_a_sound_internship_passes_everywhere(region: str) -> None:
    assert findings(region) == {}


@pytest.mark.parametrize(
    ("region", "target", "eqf", "last"),
    [
        ("nazionale", "ordinary", 4, datetime.date(2027, 3, 1)),
        ("nazionale", "disabled", 4, datetime.date(2028, 3, 1)),
        ("lombardia", "ordinary", 3, datetime.date(2026, 9, 1)),
        ("lombardia", "ordinary", 4, datetime.date(2027, 3, 1)),
        ("emilia-romagna", "ordinary", 4, datetime.date(2026, 9, 1)),
        ("emilia-romagna", "disadvantaged", 4, datetime.date(2027, 3, 1)),
        ("piemonte", "ordinary", 4, datetime.date(2026, 9, 1)),
    ],
)
def test_longest_by_region_and_target(region: str, target: str, eqf: int, last: datetime.date) -> None:
    assert "too-long" not in findings(region, target=target, eqf_level=eqf, ends_on=last)
    over = findings(region, target=target, eqf_level=eqf, ends_on=last + datetime.timedelta(days=1))
    assert over["too-long"] == "error"


def test_suspended_days_do_not_count_in_the_length() -> None:
    end = datetime.date(2027, 3, 11)
    assert "too-long" in findings("nazionale", ends_on=end)
    assert "too-long" not in findings("nazionale", ends_on=end, paused_days=10)


@pytest.mark.parametrize(
    ("region", "facts", "least"),
    [
        ("nazionale", {}, 300),
        ("lombardia", {"meals": False, "hours_a_day": Decimal(5)}, 500),
        ("lombardia", {"meals": True}, 400),
        ("lombardia", {"meals": False, "hours_a_day": Decimal(4)}, 350),
        ("lombardia", {"public_host": True}, 300),
        ("emilia-romagna", {}, 450),
        ("piemonte", {"weekly_hours": Decimal(40)}, 600),
        ("piemonte", {"weekly_hours": Decimal(30)}, 450),
        ("piemonte", {"weekly_hours": Decimal(20)}, 300),
        ("piemonte", {"weekly_hours": Decimal(10)}, 300),
        ("sicilia", {}, 300),
    ],
)
def test_least_allowance(region: str, facts: dict[str, Any], least: int) -> None:
    assert "allowance-low" not in findings(region, **facts, allowance=Decimal(least))
    assert findings(region, **facts, allowance=Decimal(least - 1))["allowance-low"] == "warning"
    assert findings(region, **facts, allowance=Decimal(0))["allowance-missing"] == "error"


@pytest.mark.parametrize(
    ("region", "employees", "limit"),
    [
        ("nazionale", 5, 1),
        ("nazionale", 6, 2),
        ("nazionale", 40, 4),
        ("sicilia", 5, 2),
        ("sicilia", 20, 4),
        ("sicilia", 40, 8),
    ],
)
def test_quotas(region: str, employees: int, limit: int) -> None:
    assert "quota-full" not in findings(region, host_employees=employees, host_trainees=limit - 1)
    full = findings(region, host_employees=employees, host_trainees=limit)
    assert full["quota-full"] == "warning"
    free = findings(region, host_employees=employees, host_trainees=limit, target="disadvantaged")
    assert "quota-full" not in free


def test_tutors_have_limits() -> None:
    assert findings("nazionale", promoter_tutor_load=20)["promoter-tutor-max"] == "warning"
    assert findings("nazionale", host_tutor_load=3)["host-tutor-max"] == "warning"
    assert findings("nazionale", has_host_tutor=False)["host-tutor-missing"] == "error"


@pytest.mark.covers("E19")
def test_inclusion_internships_need_a_service_in_charge() -> None:
    assert findings("nazionale", "tis", allowance=Decimal(0)) == {}
    assert findings("nazionale", "tis", taking_worker="")["tis-taking-charge"] == "error"
    doubtful = findings("nazionale", "tis", taking_is_public_service=False)
    assert doubtful["tis-taking-service"] == "warning"
    assert findings("nazionale", "tis", ends_on=datetime.date(2028, 3, 2))["too-long"] == "error"


def test_prior_authorisation_meals_and_eqf() -> None:
    assert findings("emilia-romagna", authorisation_on=None)["authorisation-missing"] == "warning"
    assert findings("lombardia", meals=False, allowance=Decimal(500))["meals-due"] == "warning"
    assert findings("lombardia", eqf_level=None)["eqf-missing"] == "warning"


def test_promoter_is_never_the_host_also_by_vat() -> None:
    assert findings("nazionale", promoter_vat="123", host_vat="123")["promoter-is-host"] == "error"


def test_every_finding_says_where_it_comes_from() -> None:
    found = check(Facts(kind="extracurricular", rule=rules_of("lombardia"), allowance=Decimal(10)))
    low = next(finding for finding in found if finding.code == "allowance-low")
    assert low.source == "DGR Lombardia 7763/2018"
    assert low.unconfirmed is False


def test_rules_of_the_region_in_force_on_the_day(stage: Stage) -> None:
    actions.load_rules(actor=stage.actor())
    assert actions.load_rules(actor=stage.actor()) == 0
    rule = queries.rule_for("lombardia", "extracurricular", START)
    assert rule is not None
    assert rule.region == "lombardia"
    early = queries.rule_for("lombardia", "extracurricular", datetime.date(2017, 6, 1))
    assert early is not None
    assert early.region == "nazionale"
    elsewhere = queries.rule_for("veneto", "extracurricular", START)
    assert elsewhere is not None
    assert elsewhere.region == "nazionale"
    assert queries.rule_for("lombardia", "extracurricular", datetime.date(2010, 1, 1)) is None


def test_an_administrator_dates_new_numbers(stage: Stage) -> None:
    actions.load_rules(actor=stage.actor())
    rule = InternshipRule.objects.get(region="lombardia", kind="extracurricular")
    new = datetime.date(2026, 5, 1)
    values = {"allowance_min": 600}
    with pytest.raises(NotAllowed):
        actions.revise_rule(rule=rule, values=values, valid_from=new, source="x", actor=stage.actor())
    ada = stage.actor("ada")
    with pytest.raises(InputRefused):
        actions.revise_rule(rule=rule, values=values, valid_from=new, source=" ", actor=ada)
    actions.revise_rule(rule=rule, values=values, valid_from=new, source="DGR nuova", actor=ada)
    before = queries.rule_for("lombardia", "extracurricular", new - datetime.timedelta(days=1))
    after = queries.rule_for("lombardia", "extracurricular", new)
    assert before is not None
    assert after is not None
    assert (before.values["allowance_min"], after.values["allowance_min"]) == (500, 600)
    assert after.values["sources"]["allowance_min"] == "DGR nuova"
    assert after.values["max_months"] == before.values["max_months"]
