"""A no of the person to who hosts or promotes puts the internship before the team, with a day."""

import pytest

from snodo.domain.casework.models import CaseEvent, NextStep
from snodo.domain.people import actions as people
from snodo.domain.placements import actions
from snodo.domain.placements.actions.common import DECIDE_STEP, END_STEP, MEETING_STEP
from snodo.domain.placements.models import Internship
from snodo.domain.placements.queries import choices_against
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from tests.domain.placements.stage import DAY, Stage


def say_no(stage: Stage, body: str = "company", purpose: str = "work") -> None:
    assert stage.case.person is not None
    people.record_sharing_choice(
        person=stage.case.person,
        organisation=stage.world.organisations[body],
        purpose=purpose,
        choice="withdrawn",
        actor=stage.actor(),
    )


def to_decide(internship: Internship) -> NextStep | None:
    return NextStep.objects.filter(ref_id=internship.pk, kind=DECIDE_STEP, state="due").first()


@pytest.mark.covers("B12", "E11")
@pytest.mark.parametrize(("body", "purpose"), [("company", "work"), ("promoter", "everything")])
def test_a_running_one_has_somebody_who_decides_and_a_day(stage: Stage, body: str, purpose: str) -> None:
    internship = stage.started()
    say_no(stage, body, purpose)
    step = to_decide(internship)
    assert step is not None
    assert step.membership_id == stage.case.responsible_id
    assert clock.today() < step.due_on <= clock.today() + 7 * DAY
    internship.refresh_from_db()
    assert internship.state == "active"  # nobody loses a place by a line in a register
    assert [choice.organisation.pk for choice in choices_against(internship)] == [
        stage.world.organisations[body].pk
    ]


def test_what_is_told_names_neither_the_body_nor_the_place(stage: Stage) -> None:
    internship = stage.started()
    say_no(stage)
    step = to_decide(internship)
    line = CaseEvent.objects.filter(ref_id=internship.pk).order_by("-at", "-pk").first()
    assert step is not None
    assert line is not None
    assert line.audience == "team"
    for text in (step.title, line.title, line.detail):
        assert stage.host.organisation.name not in text


def test_the_step_ends_with_the_decision(stage: Stage) -> None:
    internship = stage.started()
    say_no(stage)
    actions.interrupt_internship(internship=internship, reason="person_chose", actor=stage.actor())
    assert to_decide(internship) is None


@pytest.mark.parametrize("purpose", ["school", "follow", "table"])
def test_a_no_to_something_else_leaves_it(stage: Stage, purpose: str) -> None:
    internship = stage.started()
    say_no(stage, purpose=purpose)
    assert to_decide(internship) is None


def test_another_body_or_one_that_is_over_asks_nothing(stage: Stage) -> None:
    internship = stage.started()
    say_no(stage, body="other_coop")
    assert to_decide(internship) is None
    actions.interrupt_internship(internship=internship, reason="other", actor=stage.actor())
    say_no(stage)
    assert to_decide(internship) is None


@pytest.mark.covers("B12")
def test_it_neither_starts_nor_goes_on_against_the_choice(stage: Stage) -> None:
    draft, running = stage.draft(job="Officina"), stage.started()
    say_no(stage)
    with pytest.raises(InputRefused) as refused:
        actions.start_internship(internship=draft, actor=stage.actor())
    assert "ha scelto di non condividere" in refused.value.problems["host"]
    with pytest.raises(InputRefused) as refused:
        actions.extend_internship(
            internship=running, ends_on=running.ends_on + 10 * DAY, reason="Serve tempo", actor=stage.actor()
        )
    assert "host" in refused.value.problems
    assert to_decide(draft) is not None


def test_who_kept_it_for_a_body_kept_out_gives_it_back(stage: Stage) -> None:
    internship = stage.started()
    Internship.objects.filter(pk=internship.pk).update(responsible=stage.world.memberships["nadia"])
    say_no(stage, body="other_coop", purpose="everything")
    internship.refresh_from_db()
    assert internship.responsible_id == stage.case.responsible_id
    owners = NextStep.objects.filter(case=stage.case, kind__in=(END_STEP, MEETING_STEP), state="due")
    assert set(owners.values_list("membership_id", flat=True)) == {stage.case.responsible_id}
