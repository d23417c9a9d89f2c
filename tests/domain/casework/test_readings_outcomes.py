"""Readings with instruments, outcomes with their proof, critical issues."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from snodo.domain.casework import actions, queries
from snodo.domain.casework.models import Case, NextStep
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.covers("C30", "E24", "E28")
def test_first_and_latest_reading_make_the_radar(world: World, made: SmallProgramme, case: Case) -> None:
    sara = world.actor("sara")
    assert made.instrument is not None
    with tenancy.acting(sara):
        for value, moment in ((1, "start"), (3, "middle")):
            actions.record_assessment(
                case=case,
                instrument=made.instrument,
                answers=casework.prerequisites(value, made),
                moment=moment,
                actor=sara,
            )
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert page.radar is not None
        assert set(page.radar.now) == {3.0}
        assert set(page.radar.before) == {1.0}
        assert page.radar.reached == page.radar.thresholds > 0
        assert [reading.moment for reading in page.readings] == ["middle", "start"]


def test_wrong_answers_are_refused_item_by_item(world: World, made: SmallProgramme, case: Case) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    assert made.instrument is not None
    answers = casework.prerequisites(2, made)
    with tenancy.acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.record_assessment(
                case=case, instrument=made.instrument, answers={**answers, "igiene": 9}, actor=sara
            )
        assert "igiene" in refused.value.problems
        with pytest.raises(InputRefused) as refused:
            actions.record_assessment(
                case=case,
                instrument=made.instrument,
                answers=answers,
                filler="vicino",
                moment="boh",
                actor=sara,
            )
        assert set(refused.value.problems) == {"filler", "moment"}
        assert not case.assessments.exists()
    with tenancy.acting(nadia), pytest.raises(NotAllowed):
        actions.record_assessment(case=case, instrument=made.instrument, answers=answers, actor=nadia)


@pytest.mark.covers("A19", "A20")
def test_outcomes_with_their_proof(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.record_outcome(
                case=case,
                kind="contratto",
                happened_on=clock.today(),
                evidence_note="detto a voce",
                actor=sara,
            )
        assert "copia del contratto" in refused.value.problems["upload"]
        outcome = actions.record_outcome(
            case=case,
            kind="contratto",
            happened_on=clock.today(),
            employer="Officina Verde",
            upload=SimpleUploadedFile("contratto.pdf", PDF, "application/pdf"),
            actor=sara,
        )
        assert outcome.family == "job_contract"
        assert outcome.evidence is not None
        actions.record_outcome(case=case, kind="corso", happened_on=clock.today(), actor=sara)
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert len(page.outcomes) == 2
        actions.withdraw_outcome(outcome=outcome, reason="Registrato due volte", actor=sara)
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert len(page.outcomes) == 1


def test_outcome_refusals(world: World, case: Case) -> None:
    sara = world.actor("sara")
    today = clock.today()
    day = datetime.timedelta(days=1)
    with tenancy.acting(sara):
        for wrong, field in (
            ({"kind": "premio", "happened_on": today}, "kind"),
            ({"kind": "corso", "happened_on": today + day}, "happened_on"),
            ({"kind": "corso", "happened_on": today - 9 * day}, "happened_on"),
            ({"kind": "corso", "happened_on": today, "ends_on": today - day}, ""),
        ):
            with pytest.raises(InputRefused) as refused:
                actions.record_outcome(case=case, actor=sara, **wrong)
            assert field in refused.value.problems
        fake = SimpleUploadedFile("contratto.pdf", b"MZ\x90\x00this is an executable", "application/pdf")
        with pytest.raises(InputRefused) as refused:
            actions.record_outcome(case=case, kind="contratto", happened_on=today, upload=fake, actor=sara)
        assert "upload" in refused.value.problems
        assert not case.outcomes.exists()


@pytest.mark.covers("A19")
def test_outcome_after_closing(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        actions.close_case(case=case, reason="goals_reached", drop_open_steps=True, actor=sara)
        assert actions.record_outcome(case=case, kind="corso", happened_on=clock.today(), actor=sara)


@pytest.mark.covers("B11")
def test_issue_has_an_owner_and_a_day(world: World, case: Case) -> None:
    sara = world.actor("sara")
    soon = clock.today() + datetime.timedelta(days=5)
    with tenancy.acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.open_issue(
                case=case,
                title="Salta gli incontri",
                severity="enorme",
                due_on=None,
                owner=world.memberships["omar"],
                actor=sara,
            )
        assert set(refused.value.problems) == {"severity", "due_on", "owner"}
        issue = actions.open_issue(
            case=case, title="Salta gli incontri", severity="medium", due_on=soon, actor=sara
        )
        assert NextStep.objects.get(case=case, kind="issue").due_on == soon
        later = soon + datetime.timedelta(days=5)
        issue = actions.follow_issue(
            issue=issue, what_was_done="Sentita per telefono", due_on=later, actor=sara
        )
        assert NextStep.objects.get(case=case, kind="issue").due_on == later
        issue = actions.close_issue(issue=issue, what_was_done="Torna da due settimane", actor=sara)
        assert NextStep.objects.get(case=case, kind="issue").state == "done"
        with pytest.raises(TransitionRefused):
            actions.close_issue(issue=issue, what_was_done="Di nuovo", actor=sara)
