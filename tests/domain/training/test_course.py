"""The operators' course, its certificate, the gate it opens, and the shadowing afterwards."""

import datetime

import pytest

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.training import access, actions, queries
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from tests.domain.training.school import DAY, School

LONG = 12


def attend(school: School, hours: int) -> None:
    """So many hours in every area, twelve at a time."""
    for area in school.areas():
        left, days = hours, 60
        while left > 0:
            school.hold(area, min(left, LONG), days_ago=days)
            left, days = left - LONG, days - 1


@pytest.mark.covers("D03")
def test_the_course_has_the_areas_and_hours_of_the_programme(school: School) -> None:
    assert sum(area.hours for area in school.areas()) == 105
    assert len(school.areas()) == 3
    assert actions.open_course(programme=school.programme, actor=school.actor()) == school.course


@pytest.mark.covers("D04")
def test_attendance_by_area_and_completion(school: School) -> None:
    attend(school, 24)
    with pytest.raises(InputRefused) as refused:
        actions.complete_enrolment(enrolment=school.enrolment, actor=school.actor())
    assert "75 %" in refused.value.sentence
    assert "68 %" in refused.value.sentence
    for area in school.areas():
        school.hold(area, 3, days_ago=10)
    progress = queries.progress_of(school.course, [school.enrolment])[0]
    assert [row.minutes for row in progress.areas] == [27 * 60] * 3
    assert progress.enough
    done = actions.complete_enrolment(enrolment=school.enrolment, actor=school.actor())
    assert done.state == "completed"
    assert done.certificate is not None
    assert queries.training_minutes(programme_id=school.programme.pk) == 81 * 60
    one = queries.training_minutes(programme_id=school.programme.pk, area=school.areas()[0].code)
    assert one == 27 * 60
    assert [row.pk for row in queries.operators_trained(programme_id=school.programme.pk)] == [done.pk]


@pytest.mark.covers("D05")
def test_only_trained_operators_may_take_charge(school: School) -> None:
    sara = school.world.memberships["sara"]
    assert not queries.may_take_charge(sara, school.programme)
    sentence = queries.charge_refusal(sara, school.programme)
    assert sentence is not None
    assert "Corso per attivatori di snodo" in sentence
    attend(school, 35)
    actions.complete_enrolment(enrolment=school.enrolment, actor=school.actor())
    assert queries.may_take_charge(sara, school.programme)
    assert not queries.may_take_charge(school.world.memberships["omar"], school.programme)


@pytest.mark.covers("D05", "D08")
def test_taking_charge_asks_for_the_training(school: School) -> None:
    sara = school.actor("sara")

    def take() -> Case:
        person = people.register_person(first_name="Amina", last_name="Diallo", actor=sara)
        return casework.open_case(
            programme=school.programme,
            action=school.programme.actions.order_by("position").first(),
            person=person,
            organisation=school.world.organisations["coop"],
            responsible=school.world.memberships["sara"],
            actor=sara,
        )

    with tenancy.acting(sara):
        with pytest.raises(InputRefused) as refused:
            take()
        assert "Corso per attivatori di snodo" in refused.value.problems["responsible"]
    attend(school, 35)
    actions.complete_enrolment(enrolment=school.enrolment, actor=school.actor())
    with tenancy.acting(sara):
        assert take().responsible_id == sara.membership_id


def test_a_programme_without_gate_lets_everybody(school: School) -> None:
    school.programme.definition = {**school.programme.definition, "operators_training": None}
    assert queries.charge_refusal(school.world.memberships["omar"], school.programme) is None


def test_sessions_refuse_what_cannot_be(school: School) -> None:
    area = school.areas()[0]
    future = actions.plan_session(
        area=area, starts_at=clock.now() + DAY, minutes=60, topic="Domani", actor=school.actor()
    )
    with pytest.raises(InputRefused):
        actions.hold_session(session=future, minutes={}, actor=school.actor())
    with pytest.raises(InputRefused):
        actions.plan_session(area=area, starts_at=clock.now(), minutes=5, topic="Breve", actor=school.actor())
    held = school.hold(area, 2)
    with pytest.raises(InputRefused):
        actions.hold_session(session=held, minutes={school.enrolment.pk: 500}, actor=school.actor())
    with pytest.raises(TransitionRefused):
        actions.cancel_session(session=held, actor=school.actor())
    actions.cancel_session(session=future, actor=school.actor())
    with pytest.raises(InputRefused):
        actions.enrol_operator(
            course=school.course, membership=school.world.memberships["sara"], actor=school.actor()
        )
    with pytest.raises(InputRefused):
        actions.enrol_operator(
            course=school.course, membership=school.world.memberships["elena"], actor=school.actor()
        )


@pytest.mark.covers("D06")
def test_shadowing_needs_the_paths_the_programme_asks(school: School) -> None:
    shadowing = actions.start_shadowing(
        course=school.course,
        operator=school.world.memberships["sara"],
        started_on=clock.today() - 40 * DAY,
        actor=school.actor(),
    )
    actions.log_shadowing(
        shadowing=shadowing,
        minutes=90,
        topic="Primo colloquio",
        case_label="Percorso A",
        actor=school.actor(),
    )
    with pytest.raises(InputRefused) as refused:
        actions.sign_off_shadowing(shadowing=shadowing, judgement="Può andare", actor=school.actor())
    assert "2 percorsi" in refused.value.sentence
    actions.log_shadowing(
        shadowing=shadowing, minutes=60, topic="Tavolo", case_label="Percorso B", actor=school.actor()
    )
    shadowing = actions.sign_off_shadowing(shadowing=shadowing, judgement="Può andare", actor=school.actor())
    assert shadowing.state == "signed_off"
    with pytest.raises(TransitionRefused):
        actions.log_shadowing(shadowing=shadowing, minutes=60, topic="Ancora", actor=school.actor())


def test_who_sees_and_runs_the_course(school: School) -> None:
    for who, sees in {"tina": True, "sara": True, "nadia": False, "marta": False, "elena": False}.items():
        assert access.courses_visible_to(school.actor(who)).exists() is sees, who
    assert access.enrolments_visible_to(school.actor("sara")).count() == 1
    assert access.enrolments_visible_to(school.actor("omar")).count() == 0
    assert access.enrolments_visible_to(school.actor("nadia")).count() == 0
    start = clock.now() + datetime.timedelta(days=1)
    with pytest.raises(NotAllowed):
        actions.plan_session(
            area=school.areas()[0], starts_at=start, minutes=60, topic="No", actor=school.actor("sara")
        )
    stranger = school.world.actor("stranger")
    with tenancy.acting(stranger):
        assert not access.courses_visible_to(stranger).exists()
