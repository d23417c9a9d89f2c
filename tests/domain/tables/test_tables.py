"""Tables: who is invited, what is said, decided and promised."""

import datetime

import pytest

from snodo.domain.casework.models import CaseEvent, NextStep
from snodo.domain.documents import access as documents_access
from snodo.domain.messaging.models import Notification
from snodo.domain.tables import access, actions, queries, states
from snodo.domain.tables.models import Table, TableCommitment
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene, prepared_table, running_table, tomorrow
from tests.factories.world import World

NEXT_WEEK = datetime.timedelta(days=7)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


@pytest.mark.covers("C04", "C12", "D09", "D10", "E21")
def test_prepared_table_is_seen_only_by_who_convenes_until_it_is_convened(scene: Scene) -> None:
    sitting, world = prepared_table(scene), scene.world
    for who, seen in (("sara", True), ("marta", True), ("elena", False), ("nadia", False), ("bruno", False)):
        with acting(world.actor(who)):
            assert access.tables_visible_to(world.actor(who)).exists() is seen, who
    with acting(world.actor("sara")):
        actions.convene_table(table=sitting.table, actor=world.actor("sara"))
        step = NextStep.objects.get(kind="table")
        assert step.membership_id == world.memberships["sara"].pk
    for who, seen in (("elena", True), ("carla", False), ("nadia", False), ("dario", False)):
        with acting(world.actor(who)):
            assert access.tables_visible_to(world.actor(who)).exists() is seen, who
    with acting(world.actor("elena")):
        told = Notification.objects.get(recipient_id=world.user("elena").pk)
        assert "Amina" not in told.title
        assert told.path == f"/tavoli/{sitting.table.pk}/"


def test_stranger_of_another_network_sees_nothing(scene: Scene) -> None:
    running_table(scene)
    stranger = scene.world.actor("stranger")
    with acting(stranger):
        assert not Table.objects.exists()


@pytest.mark.covers("C03", "C04", "D11", "D12", "E21")
def test_a_whole_sitting_leaves_minutes_decision_promises_and_a_line_for_the_sender(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        actions.take_position(
            table_case=sitting.item, guest=sitting.coop, need_area="Scuola", text="Assenze alte.", actor=sara
        )
        actions.take_position(
            table_case=sitting.item,
            guest=sitting.health,
            need_area="scuola, casa",
            text="Accompagna la sorella al nido.",
            differs=True,
            actor=sara,
        )
        decision = actions.record_decision(table_case=sitting.item, text="Si parte dal nido.", actor=sara)
        actions.add_dissent(decision=decision, guest=sitting.health, text="Prima la casa.", actor=sara)
        promise = actions.add_commitment(
            table_case=sitting.item,
            text="Posto al nido",
            organisation=scene.world.organisations["municipality"],
            due_on=clock.today() + NEXT_WEEK,
            actor=sara,
        )
        family = actions.add_commitment(
            table_case=sitting.item,
            text="Portare la domanda",
            owner_name="La famiglia",
            due_on=clock.today() + NEXT_WEEK,
            actor=sara,
        )
        page = queries.sitting(sitting.table, actor=sara)
        assert page.diverging == {"scuola": 2}
        assert [row.diverges for row in page.positions] == [True, True]
        assert page.decision is not None
        assert page.decision.said_otherwise[0]["text"] == "Prima la casa."  # type: ignore[attr-defined]
        assert NextStep.objects.get(ref_id=promise.pk).organisation_id == promise.organisation_id
        assert NextStep.objects.get(ref_id=family.pk).organisation_id == sara.organisation_id

        closed = actions.close_table(table=sitting.table, actor=sara)
        assert closed.state == states.TableState.MINUTED
        assert closed.document is not None
        event = CaseEvent.objects.get(case=scene.case, kind="table")
        assert (event.title, event.audience) == ("Tavolo: deciso come proseguire", "network")
        assert documents_access.can_read(sara, closed.document)

        settled = actions.settle_commitment(commitment=promise, outcome="kept", actor=sara)
        assert settled.state == states.CommitmentState.KEPT
        assert NextStep.objects.get(ref_id=promise.pk).state == "done"
        with pytest.raises(TransitionRefused):
            actions.settle_commitment(commitment=promise, outcome="not_kept", actor=sara)
        meters = {meter.label: meter for meter in queries.promise_meters(sara)}
        assert meters["Comune di Bollate"].share == 100

        actions.approve_minutes(table=closed, actor=sara)
    elena = scene.world.actor("elena")
    with acting(elena):
        assert documents_access.can_read(elena, closed.document)
        assert actions.approve_minutes(table=closed, actor=elena).state == states.TableState.APPROVED
        assert list(queries.tables_held(scene.programme)) == [closed]


@pytest.mark.covers("C04", "E21")
def test_one_body_alone_does_not_decide(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        actions.mark_presence(table=sitting.table, present=[sitting.coop, sitting.school], actor=sara)
        with pytest.raises(InputRefused, match="due enti"):
            actions.record_decision(table_case=sitting.item, text="Si parte.", actor=sara)


def test_guest_writes_for_themselves_only_and_a_neighbour_not_at_all(scene: Scene) -> None:
    sitting, world = running_table(scene), scene.world
    elena, nadia = world.actor("elena"), world.actor("nadia")
    said = {"table_case": sitting.item, "need_area": "Lavoro", "text": "Può lavorare al mattino."}
    with acting(elena):
        actions.take_position(guest=sitting.health, actor=elena, **said)
        with pytest.raises(NotAllowed):
            actions.take_position(guest=sitting.coop, actor=elena, **said)
        with pytest.raises(NotAllowed):
            actions.record_decision(table_case=sitting.item, text="Decido io.", actor=elena)
    with acting(nadia), pytest.raises(NotAllowed):
        actions.take_position(guest=sitting.health, actor=nadia, **said)


def test_a_case_comes_only_with_somebody_who_may_open_it(scene: Scene) -> None:
    bruno = scene.world.actor("bruno")
    with acting(bruno):
        table = actions.prepare_table(
            programme=scene.programme,
            kind=states.TableKind.MULTIDISCIPLINARY,
            title="Altro tavolo",
            starts_at=tomorrow(),
            actor=bruno,
        )
        with pytest.raises(NotAllowed):
            actions.add_case_to_table(table=table, case=scene.case, actor=bruno)
        assert queries.cases_due(bruno, table) == []


def test_bad_input_says_how_to_mend_it(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        with pytest.raises(InputRefused) as refusal:
            actions.add_commitment(table_case=sitting.item, text="Cosa", due_on=clock.today(), actor=sara)
        assert "organisation" in refusal.value.problems
        with pytest.raises(InputRefused) as refusal:
            actions.add_commitment(
                table_case=sitting.item,
                text="Cosa",
                owner_name="La famiglia",
                due_on=clock.today() - NEXT_WEEK,
                actor=sara,
            )
        assert "due_on" in refusal.value.problems
        with pytest.raises(InputRefused):
            actions.take_position(
                table_case=sitting.item, guest=sitting.coop, need_area="Casa", text="a\x00b", actor=sara
            )
        with pytest.raises(TransitionRefused):
            actions.convene_table(table=sitting.table, actor=sara)
        with pytest.raises(TransitionRefused):
            actions.invite_guest(table=sitting.table, name="Tardi", actor=sara)
        with pytest.raises(TransitionRefused):
            actions.cancel_table(table=sitting.table, reason="ormai", actor=sara)


def test_convening_needs_guests_and_agenda(scene: Scene) -> None:
    sara = scene.world.actor("sara")
    with acting(sara):
        table = actions.prepare_table(
            programme=scene.programme,
            kind=states.TableKind.MULTIDISCIPLINARY,
            title="Vuoto",
            starts_at=tomorrow(),
            actor=sara,
        )
        with pytest.raises(InputRefused, match="invitato"):
            actions.convene_table(table=table, actor=sara)
        actions.invite_guest(table=table, organisation=scene.world.organisations["health"], actor=sara)
        with pytest.raises(InputRefused, match="ordine del giorno"):
            actions.convene_table(table=table, actor=sara)
        with pytest.raises(InputRefused, match="già"):
            actions.invite_guest(table=table, organisation=scene.world.organisations["health"], actor=sara)


def test_cancelling_tells_guests_and_drops_the_step(scene: Scene) -> None:
    sitting, sara = prepared_table(scene), scene.world.actor("sara")
    with acting(sara):
        actions.convene_table(table=sitting.table, actor=sara)
        with pytest.raises(InputRefused):
            actions.cancel_table(table=sitting.table, reason=" ", actor=sara)
        actions.cancel_table(table=sitting.table, reason="Sciopero dei treni", actor=sara)
        assert NextStep.objects.get(kind="table").state == "dropped"


def test_due_cases_say_why(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        due = queries.cases_due(sara, sitting.table)
        assert [(row.case, row.reasons) for row in due] == [(scene.other_case, ("mai discusso",))]


@pytest.mark.covers("D12")
def test_last_time_is_shown_at_the_next_table(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        promise = actions.add_commitment(
            table_case=sitting.item,
            text="Contributo affitto",
            organisation=scene.world.organisations["health"],
            due_on=clock.today(),
            actor=sara,
        )
        actions.close_table(table=sitting.table, actor=sara)
        actions.settle_commitment(commitment=promise, outcome="not_kept", note="Fondi finiti", actor=sara)
        Table.objects.filter(pk=sitting.table.pk).update(starts_at=clock.now() - NEXT_WEEK)
        later = prepared_table(scene)
        page = queries.sitting(later.table, actor=sara)
        assert [row.text for row in page.not_kept] == ["Contributo affitto"]
        assert TableCommitment.objects.filter(table=later.table).count() == 0


@pytest.mark.covers("C14", "E38")
def test_project_table_decides_without_cases(scene: Scene) -> None:
    marta, world = scene.world.actor("marta"), scene.world
    with acting(marta):
        table = actions.prepare_table(
            programme=scene.programme,
            kind=states.TableKind.PROJECT,
            title="Tavolo di progetto",
            starts_at=tomorrow(),
            actor=marta,
        )
        with pytest.raises(InputRefused):
            actions.add_case_to_table(table=table, case=scene.case, actor=marta)
        guest = actions.invite_guest(table=table, organisation=world.organisations["other_coop"], actor=marta)
        actions.convene_table(table=table, actor=marta)
        table = actions.open_table(table=table, actor=marta)
        convener = table.guests.exclude(pk=guest.pk).get()
        actions.mark_presence(table=table, present=[guest.pk, convener.pk], actor=marta)
        actions.record_decision(table=table, text="Si apre un secondo laboratorio.", actor=marta)
        actions.add_commitment(
            table=table,
            text="Trovare la sede",
            membership=world.memberships["bruno"],
            due_on=clock.today() + NEXT_WEEK,
            actor=marta,
        )
        actions.close_table(table=table, actor=marta)
    bruno = world.actor("bruno")
    with acting(bruno):
        assert [row.text for row in queries.promise_list(bruno, mine=True)] == ["Trovare la sede"]


@pytest.mark.covers("D11", "D15")
def test_an_opportunity_is_confirmed_by_who_offers_it_and_taken_at_the_table(scene: Scene) -> None:
    sitting, world = running_table(scene), scene.world
    sara, elena = world.actor("sara"), world.actor("elena")
    with acting(elena):
        offered = actions.put_opportunity(table=sitting.table, text="Gruppo di cammino", actor=elena)
        assert offered.organisation_id == elena.organisation_id
        with pytest.raises(TransitionRefused):
            actions.change_opportunity(opportunity=offered, verb="take", actor=elena)
        offered = actions.change_opportunity(opportunity=offered, verb="confirm", actor=elena)
        assert offered.confirmed_on == clock.today()
    with acting(sara):
        with pytest.raises(InputRefused):
            actions.change_opportunity(opportunity=offered, verb="vola", actor=sara)
        taken = actions.change_opportunity(opportunity=offered, verb="take", actor=sara)
        assert taken.state == states.OpportunityState.TAKEN
    nadia = world.actor("nadia")
    with acting(nadia):
        with pytest.raises(NotAllowed):
            actions.put_opportunity(table=sitting.table, text="Altro", actor=nadia)
        with pytest.raises(NotAllowed):
            actions.change_opportunity(opportunity=offered, verb="give_up", actor=nadia)
