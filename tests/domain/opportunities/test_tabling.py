"""From the catalogue to a table, from the decision to the card."""

import datetime

import pytest

from snodo.domain.opportunities import actions, queries
from snodo.domain.opportunities.models import CardLine, Opportunity
from snodo.domain.tables import actions as tables
from snodo.domain.tables.models import TableOpportunity
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, Sitting, make_scene, prepared_table, running_table
from tests.factories.world import World

pytestmark = pytest.mark.covers("D11", "D16")


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def in_catalogue(scene: Scene, **more: object) -> Opportunity:
    values = {
        "title": "Corso di pane",
        "kind": "course",
        "provider": scene.world.organisations["coop"],
        **more,
    }
    return actions.offer_opportunity(actor=scene.world.actor("sara"), **values)  # type: ignore[arg-type]


def test_a_row_of_the_catalogue_answers_a_position_and_is_decided(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        said = tables.take_position(
            table_case=sitting.item,
            guest=sitting.health,
            need_area="Lavoro",
            text="Vuole provare",
            actor=sara,
        )
        one, other = in_catalogue(scene), in_catalogue(scene, title="Orto", kind="solidarity")
        put = actions.put_on_table(
            opportunity=one, table=sitting.table, table_case=sitting.item, position=said, actor=sara
        )
        row = TableOpportunity.objects.get(pk=put.table_opportunity_id)
        assert (row.text, row.state, row.position_id) == ("Corso di pane", "active", said.pk)
        with pytest.raises(InputRefused):
            actions.put_on_table(opportunity=one, table=sitting.table, table_case=sitting.item, actor=sara)
        second = actions.put_on_table(opportunity=other, table=sitting.table, actor=sara)
        decision = tables.record_decision(
            text="Si prova", table_case=sitting.item, opportunities=[row.pk], actor=sara
        )
        row.refresh_from_db()
        assert row.decision_id == decision.pk
        tables.record_decision(
            text="Si prova l'orto",
            table_case=sitting.item,
            opportunities=[second.table_opportunity_id],
            actor=sara,
        )
        row.refresh_from_db()
        assert row.decision_id is None
        tables.take_back_position(position=said, actor=sara)
        row.refresh_from_db()
        assert row.position_id is None


def test_what_is_stale_or_closed_is_said(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        old = in_catalogue(scene)
        old.confirmed_at = clock.now() - datetime.timedelta(days=60)
        old.save()
        put = actions.put_on_table(opportunity=old, table=sitting.table, actor=sara)
        assert TableOpportunity.objects.get(pk=put.table_opportunity_id).state == "to_confirm"
        closed = actions.close_opportunity(opportunity=in_catalogue(scene, title="Chiusa"), actor=sara)
        with pytest.raises(InputRefused):
            actions.put_on_table(opportunity=closed, table=sitting.table, actor=sara)
    before = prepared_table(scene)
    with acting(sara), pytest.raises(TransitionRefused):
        actions.put_on_table(opportunity=in_catalogue(scene), table=before.table, actor=sara)


def on_the_table(scene: Scene, sitting: Sitting) -> TableOpportunity:
    sara = scene.world.actor("sara")
    made = actions.offer_at_table(
        title="Passaggi in auto",
        kind="transport",
        provider=scene.world.organisations["coop"],
        table=sitting.table,
        table_case=sitting.item,
        actor=sara,
    )
    found: TableOpportunity = TableOpportunity.objects.select_related("table_case__case", "organisation").get(
        pk=made.table_opportunity_id
    )
    return found


def test_a_new_one_enters_the_catalogue_and_then_the_card(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        put = on_the_table(scene, sitting)
        assert put.state == "activatable"
        assert Opportunity.objects.get(title="Passaggi in auto").state == "activatable"
        line = actions.write_on_card(table_opportunity=put, words="Ti accompagnano.", actor=sara)
        assert line.card.case_id == sitting.item.case_id
        assert queries.tabled_of(sitting.table.pk)[put.pk].on_card
        with pytest.raises(InputRefused):
            actions.write_on_card(table_opportunity=put, words="Ancora.", actor=sara)


def test_what_was_said_aloud_gets_a_kind_on_its_way_to_the_card(scene: Scene) -> None:
    sitting, sara = running_table(scene), scene.world.actor("sara")
    with acting(sara):
        said = tables.put_opportunity(
            table=sitting.table, table_case=sitting.item, text="Doposcuola", actor=sara
        )
        with pytest.raises(InputRefused) as refused:
            actions.write_on_card(table_opportunity=said, words="Per i compiti.", actor=sara)
        assert set(refused.value.problems) == {"kind"}
        assert not CardLine.objects.exists()
        line = actions.write_on_card(
            table_opportunity=said, words="Per i compiti.", kind="school", actor=sara
        )
        assert (line.opportunity.title, line.opportunity.state) == ("Doposcuola", "activatable")
        whole = tables.put_opportunity(table=sitting.table, text="Per tutti", actor=sara)
        with pytest.raises(InputRefused):
            actions.write_on_card(table_opportunity=whole, words="x", kind="school", actor=sara)


def test_guests_put_things_on_the_table_but_write_no_card(scene: Scene) -> None:
    sitting = running_table(scene)
    elena = scene.world.actor("elena")
    with acting(scene.world.actor("sara")):
        one, put = in_catalogue(scene), on_the_table(scene, sitting)
    with acting(elena):
        actions.put_on_table(opportunity=one, table=sitting.table, table_case=sitting.item, actor=elena)
        with pytest.raises(NotAllowed):
            actions.write_on_card(table_opportunity=put, words="x", actor=elena)
    nadia = scene.world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.put_on_table(opportunity=one, table=sitting.table, actor=nadia)
