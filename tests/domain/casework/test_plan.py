"""The plan: goals, promises, signatures, versions."""

import datetime
import io

import pikepdf
import pytest

from snodo.domain.casework import actions, queries
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.documents import actions as documents
from snodo.domain.people import actions as people
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from tests.factories import casework
from tests.factories.world import World


@pytest.mark.covers("D08")
def test_signed_plan_is_a_paper_and_promises(world: World, case: Case) -> None:
    plan = casework.a_signed_plan(world, case)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        assert plan.state == "signed"
        content = documents.open_document(document=plan.document, actor=sara)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert str(pdf.Root.Lang).startswith("it")
            assert pdf.Root.MarkInfo.Marked
        kinds = set(NextStep.objects.filter(case=case).values_list("kind", flat=True))
        assert {"commitment", "support", "plan_review"} <= kinds
    nadia = world.actor("nadia")
    with tenancy.acting(nadia), pytest.raises(NotAllowed):
        documents.open_document(document=plan.document, actor=nadia)


def test_signing_needs_a_goal_and_the_person(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        plan = actions.write_plan(case=case, actor=sara)
        with pytest.raises(InputRefused) as refused:
            actions.sign_plan(plan=plan, signatures=[actions.Signature("operator", "Sara Prova")], actor=sara)
        assert set(refused.value.problems) == {"", "signatures"}
        actions.add_goal(plan=plan, text="Prendere la patente", actor=sara)
        tomorrow = clock.today() + datetime.timedelta(days=1)
        with pytest.raises(InputRefused) as refused:
            actions.sign_plan(
                plan=plan,
                signatures=[actions.Signature("person", "Luca Ferrante")],
                signed_on=tomorrow,
                actor=sara,
            )
        assert set(refused.value.problems) == {"signed_on"}


def test_a_new_version_carries_over_and_replaces(world: World, case: Case) -> None:
    first = casework.a_signed_plan(world, case)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        second = actions.write_plan(case=case, actor=sara)
        assert second.number == 2
        goals = queries.whole_plan(second)
        assert [goal.text for goal in goals] == ["Trovare un lavoro vicino a casa"]
        assert len(goals[0].commitments.all()) == len(goals[0].supports.all()) == 1
        first.refresh_from_db()
        assert first.state == "signed"
        actions.sign_plan(
            plan=second, signatures=[actions.Signature("guardian", "Anna Ferrante")], actor=sara
        )
        first.refresh_from_db()
        assert first.state == "replaced"
        due = NextStep.objects.filter(case=case, kind="commitment", state="due")
        assert due.count() == 1


def test_signed_plan_does_not_change(world: World, case: Case) -> None:
    plan = casework.a_signed_plan(world, case)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        with pytest.raises(InputRefused):
            actions.add_goal(plan=plan, text="Un altro", actor=sara)
        with pytest.raises(TransitionRefused):
            actions.sign_plan(plan=plan, signatures=[], actor=sara)


def test_draft_may_be_edited_and_thrown_away(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        plan = actions.write_plan(case=case, actor=sara)
        goal = actions.add_goal(plan=plan, text="Uno", actor=sara)
        actions.edit_goal(goal=goal, text="Due", actor=sara)
        promise = actions.add_commitment(goal=goal, text="Faccio", actor=sara)
        actions.edit_promise(promise=promise, text="Faccio meglio", actor=sara)
        with pytest.raises(InputRefused):
            actions.edit_promise(promise=promise, text="  ", actor=sara)
        actions.remove_promise(promise=promise, actor=sara)
        actions.add_support(goal=goal, text="Aiutiamo", organisation=case.organisation, actor=sara)
        actions.discard_draft(plan=plan, actor=sara)
        assert not case.plans.exists()
    nadia = world.actor("nadia")
    with tenancy.acting(nadia), pytest.raises(NotAllowed):
        actions.write_plan(case=case, actor=nadia)


def test_promises_kept_or_not(world: World, case: Case) -> None:
    plan = casework.a_signed_plan(world, case)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        goal = queries.whole_plan(plan)[0]
        kept, missed = goal.commitments.get(), goal.supports.get()
        actions.mark_promise(promise=kept, state="kept", actor=sara)
        actions.mark_promise(promise=missed, state="not_kept", actor=sara)
        assert queries.promises_kept(plan) == {"kept": 1, "not_kept": 1}
        states = dict(NextStep.objects.filter(case=case).values_list("kind", "state"))
        assert (states["commitment"], states["support"]) == ("done", "missed")
        with pytest.raises(InputRefused):
            actions.mark_promise(promise=kept, state="forse", actor=sara)


def test_a_step_settled_by_hand_answers_for_its_promise(world: World, case: Case) -> None:
    plan = casework.a_signed_plan(world, case)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        for kind, outcome in (("commitment", "done"), ("support", "missed")):
            step = NextStep.objects.select_related("case").get(case=case, kind=kind)
            actions.settle_step(step=step, outcome=outcome, actor=sara)
        assert queries.promises_kept(plan) == {"kept": 1, "not_kept": 1}


@pytest.mark.covers("A03")
def test_whoever_decides_for_the_person_signs_too(world: World, case: Case) -> None:
    sara = world.actor("sara")
    person = actions.Signature(kind="person", name="Luca Ferrante")
    tutor = actions.Signature(kind="guardian", name="Avv. Olmo")
    with tenancy.acting(sara):
        plan = actions.write_plan(case=case, summary="Un passo.", actor=sara)
        actions.add_goal(plan=plan, text="Trovare un lavoro", area="lavoro", actor=sara)
        assert queries.who_signs_for(sara, case) == ""
        people.name_guardian(
            person=case.person,
            kind="support",
            name="Avv. Olmo",
            act="12/2024",
            way="beside",
            powers=["path"],
            started_on=clock.today(),
            actor=sara,
        )
        assert queries.who_signs_for(sara, case) == "Avv. Olmo"
        for alone, word in ((person, "amministratore di sostegno"), (tutor, "anche la sua firma")):
            with pytest.raises(InputRefused) as refused:
                actions.sign_plan(plan=plan, signatures=[alone], actor=sara)
            assert word in refused.value.problems["signatures"]
        assert actions.sign_plan(plan=plan, signatures=[person, tutor], actor=sara).state == "signed"
