"""Phases, suspension, closing."""

import datetime

import pytest

from snodo.domain.casework import actions, queries
from snodo.domain.casework.models import Case, CaseEvent, NextStep
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from tests.factories.casework import SmallProgramme
from tests.factories.world import World


@pytest.mark.covers("B07", "C02", "C03", "C04", "C05", "C06")
def test_phases_keep_their_dates(world: World, made: SmallProgramme, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        actions.move_phase(
            case=case, phase=made.phases["persone/tavolo"], note="Tre colloqui fatti.", actor=sara
        )
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert [(phase.title, phase.now, phase.left_on) for phase in page.phases][:2] == [
            ("Lettura del bisogno", False, clock.today()),
            ("Tavolo", True, None),
        ]
        assert {event.audience for event in page.events if event.kind == "phase"} == {"network"}
        assert {event.audience for event in page.events if event.kind == "note"} == {"team"}
        actions.move_phase(case=case, phase=made.phases["persone/lettura"], actor=sara)
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert page.phases[0].times == 2


def test_phase_refusals(world: World, made: SmallProgramme, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.move_phase(case=case, phase=made.phases["nuclei/tavolo"], actor=sara)
        assert "un'altra azione" in refused.value.problems["phase"]
        with pytest.raises(InputRefused):
            actions.move_phase(case=case, phase=made.phases["persone/lettura"], actor=sara)
        before = clock.today() - datetime.timedelta(days=9)
        with pytest.raises(InputRefused) as refused:
            actions.move_phase(case=case, phase=made.phases["persone/tavolo"], on=before, actor=sara)
        assert "on" in refused.value.problems
    nadia = world.actor("nadia")
    with tenancy.acting(nadia), pytest.raises(NotAllowed):
        actions.move_phase(case=case, phase=made.phases["persone/tavolo"], actor=nadia)


@pytest.mark.covers("C23")
def test_suspension_moves_what_is_due_and_hides_its_reason(world: World, case: Case) -> None:
    sara = world.actor("sara")
    today = clock.today()
    with tenancy.acting(sara):
        Case.objects.filter(pk=case.pk).update(opened_on=today - datetime.timedelta(days=30))
        due = NextStep.objects.get(case=case).due_on
        week = today - datetime.timedelta(days=7)
        actions.suspend_case(case=case, reason="illness", from_day=week, note="Rientra a breve", actor=sara)
        with pytest.raises(TransitionRefused):
            actions.suspend_case(case=case, reason="illness", actor=sara)
        assert not list(queries.my_due_steps(sara))
        actions.resume_case(case=case, actor=sara)
        assert NextStep.objects.get(case=case).due_on == due + datetime.timedelta(days=7)
        lines = CaseEvent.objects.filter(case=case, kind__in=["suspended", "resumed"])
        assert len(lines) == 2
        assert not any("alattia" in line.title + line.detail for line in lines)


def test_closing_settles_everything(world: World, made: SmallProgramme, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.close_case(case=case, reason="goals_reached", actor=sara)
        assert "drop_open_steps" in refused.value.problems
        closed = actions.close_case(case=case, reason="goals_reached", drop_open_steps=True, actor=sara)
        assert (closed.state, closed.closed_on) == ("closed", clock.today())
        assert NextStep.objects.get(case=case).state == "dropped"
        assert not case.phases.filter(left_on__isnull=True).exists()
        for act in (
            lambda: actions.move_phase(case=case, phase=made.phases["persone/tavolo"], actor=sara),
            lambda: actions.write_plan(case=case, actor=sara),
        ):
            with pytest.raises(NotAllowed):
                act()
        note = actions.add_note(case=case, text="Sentita dopo tre mesi: continua a lavorare.", actor=sara)
        assert note.kind == "note"


def test_closing_refuses_unknown_reason_and_future(world: World, case: Case) -> None:
    sara = world.actor("sara")
    tomorrow = clock.today() + datetime.timedelta(days=1)
    with tenancy.acting(sara), pytest.raises(InputRefused) as refused:
        actions.close_case(case=case, reason="boh", on=tomorrow, drop_open_steps=True, actor=sara)
    assert set(refused.value.problems) == {"reason", "on"}
