"""Who keeps a body out is not spoken of to it at a table, with an account or without."""

import pytest

from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.tables import access, actions, papers, queries
from snodo.domain.tables.models import GuestPoint, TableGuest
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, Sitting, make_scene, prepared_table, running_table
from tests.factories.world import World

pytestmark = pytest.mark.covers("B12", "D10")


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def say_no(scene: Scene, body: str, purpose: str = "table") -> None:
    sara = scene.world.actor("sara")
    people.record_sharing_choice(
        person=scene.person,
        organisation=scene.world.organisations[body],
        purpose=purpose,
        choice="refused",
        actor=sara,
    )


def outsider(scene: Scene, sitting: Sitting, name: str, function: str = "") -> TableGuest:
    sara = scene.world.actor("sara")
    return actions.invite_guest(table=sitting.table, name=name, function=function, actor=sara)


def test_a_guest_without_an_account_loses_the_point_of_who_keeps_their_body_out(scene: Scene) -> None:
    sara, body = scene.world.actor("sara"), scene.world.organisations["promoter"]
    with acting(sara):
        sitting = prepared_table(scene)
        theirs = outsider(scene, sitting, "Rita", f"tutor di {body.name.upper()}")
        other = outsider(scene, sitting, "La vicina")
        for guest in (theirs, other):
            actions.choose_points(guest=guest, points=[sitting.item], actor=sara)
        say_no(scene, "promoter")
        assert [point.guest_id for point in GuestPoint.objects.all()] == [other.pk]
        with pytest.raises(InputRefused) as refused:
            actions.choose_points(guest=theirs, points=[sitting.item], actor=sara)
        assert scene.person.last_name not in refused.value.sentence


def test_a_no_to_something_else_leaves_the_point(scene: Scene) -> None:
    sara, body = scene.world.actor("sara"), scene.world.organisations["promoter"]
    with acting(sara):
        sitting = prepared_table(scene)
        guest = outsider(scene, sitting, body.name)
        actions.choose_points(guest=guest, points=[sitting.item], actor=sara)
        say_no(scene, "promoter", purpose="work")
        say_no(scene, "company")
        assert GuestPoint.objects.filter(guest=guest).exists()


def test_after_the_sitting_the_body_reads_it_without_them(scene: Scene) -> None:
    sara, health = scene.world.actor("sara"), scene.world.actor("elena")
    with acting(sara):
        sitting = running_table(scene)
        actions.take_position(
            table_case=sitting.item, guest=sitting.coop, need_area="casa", text="Serve una casa.", actor=sara
        )
        actions.close_table(table=sitting.table, actor=sara)
    table = sitting.table
    with acting(health):
        assert access.may_read_minutes(health, table.pk)
        assert queries.sitting(table, actor=health).item == sitting.item
    with acting(sara):
        say_no(scene, "health")
    with acting(health):
        seen = queries.sitting(table, sitting.item.pk, actor=health)
        assert sitting.item not in seen.agenda
        assert not any(row.position.text == "Serve una casa." for row in seen.positions)
        assert "Serve una casa." not in str(papers.minutes_data(table, health))
        assert not access.may_read_minutes(health, table.pk)
        assert sitting.item not in access.table_cases_visible_to(health)
    with acting(sara):  # who convened answers for what was decided
        assert queries.sitting(table, actor=sara).item == sitting.item
        assert access.may_read_minutes(sara, table.pk)


@pytest.mark.covers("D21")
def test_where_a_file_is_closed_the_rest_of_the_minutes_stays_readable(scene: Scene) -> None:
    """Of a table on two persons, one of whom is being forgotten: her part closes, for the convener too."""
    sara, paola = scene.world.actor("sara"), scene.world.actor("paola")
    with acting(sara):
        sitting = prepared_table(scene)
        other = actions.add_case_to_table(
            table=sitting.table, case=scene.other_case, title="Un ragazzo", actor=sara
        )
        actions.convene_table(table=sitting.table, actor=sara)
        table = actions.open_table(table=sitting.table, actor=sara)
        actions.mark_presence(table=table, present=[sitting.coop, sitting.health], actor=sara)
        for item, text in ((sitting.item, "Serve una casa."), (other, "Serve un corso.")):
            actions.take_position(
                table_case=item, guest=sitting.coop, need_area="casa", text=text, actor=sara
            )
        actions.close_table(table=table, actor=sara)
        table.refresh_from_db()
        assert access.may_read_minutes(sara, table.pk)
    with acting(paola):
        Case.objects.filter(pk=sitting.item.case_id).update(frozen=True)
    with acting(sara):
        assert not access.may_read_minutes(sara, table.pk)
        said = str(papers.minutes_data(table, sara))
        assert "Serve un corso." in said
        assert "Serve una casa." not in said
        assert actions.print_minutes(table=table, actor=sara).startswith(b"%PDF")
