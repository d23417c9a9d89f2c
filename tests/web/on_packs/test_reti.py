"""Reti delle Opportunità: fragile situations, interviews with their result, minors."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.people.models import Person
from snodo.domain.training import actions as training
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.domain.training.school import School, build_school
from tests.factories import casework
from tests.factories.world import World
from tests.web.on_packs.desk import Desk

SignIn = Callable[[str], Any]


@pytest.fixture
def desk(world: World, sign_in: SignIn) -> Desk:
    """Sara has been through the course: she may take charge."""
    school: School = build_school(world)
    with acting(school.actor()):
        for area in school.areas():
            for days_ago in (10, 11, 12):
                school.hold(area, 12, days_ago=days_ago)
        training.complete_enrolment(enrolment=school.enrolment, actor=school.actor())
    return Desk(world, school.programme, sign_in("sara"))


@pytest.mark.covers("D14")
def test_fragile_situations_have_plain_names(desk: Desk) -> None:
    case = desk.case("accompagnamento")
    titles = ["Genitori soli o separati", "Minori accolti in comunità", "Famiglie migranti"]
    codes = [one["code"] for one in desk.programme.definition["target_groups"] if one["title"] in titles]
    desk.post(desk.url("casework:details", case.pk), {"target_groups": codes})
    page = desk.get(desk.url("casework:readings", case.pk))
    for words in titles:
        assert words in page


@pytest.mark.covers("D17")
def test_each_interview_has_its_kind_and_its_result(desk: Desk) -> None:
    case = desk.case("accompagnamento")
    for kind, result in (
        ("riconoscimento-competenze", "Sa tenere una cassa"),
        ("rimotivazione", "Vuole riprovare"),
        ("empowerment", "Ha chiamato lei la scuola"),
    ):
        page = desk.get(desk.meet(case, kind, result))
        assert desk.kind(kind).title in page
        assert result in page


@pytest.mark.covers("D21")
def test_a_minor_has_guardian_school_and_an_authorisation(desk: Desk) -> None:
    household = casework.a_household(desk.world)
    with acting(desk.world.actor("sara")):
        child = Person.objects.get(first_name="Fatou")
    case = desk.case("accompagnamento", person=child)
    assert "Adulto di riferimento" in desk.get(desk.url("people:household", household.pk))
    criteria = desk.get(f"/programmi/{desk.programme.pk}/scheda/").split("Criteri di ingresso")[1]
    assert "minorenne" in criteria, "who refers a minor says that parents or guardians agree"
    adding = desk.url("casework:party_add", case.pk)
    options = desk.get(adding).split('name="organisation"')[1].split("</select>")[0].split("<option")
    school = next(one.split('value="')[1].split('"')[0] for one in options if "Scuole della rete" in one)
    desk.post(adding, {"organisation": school, "function": "school", "sees": ["progress"]})
    assert "Scuole della rete<div" in desk.get(desk.url("casework:sharing", case.pk))
    desk.post(desk.url("casework:plan_write", case.pk), {"summary": "Restare a scuola."})
    desk.post(desk.url("casework:goal_new", case.pk), {"text": "Finire l'anno"})
    signing = {"signed_on": clock.today(), "method": "paper", "guardian": "Amina Diallo"}
    desk.post(desk.url("casework:plan_sign", case.pk), signing)
    page = desk.get(desk.url("casework:plan", case.pk))
    assert "Amina Diallo" in page
    assert "tutore o genitore" in page
