"""Guests without an account: their link, their points, their promises, and nothing of anybody else."""

import datetime
from typing import Any

import pytest
from django.core import mail

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import NextStep
from snodo.domain.tables import access, actions, queries, states
from snodo.domain.tables.models import GuestLink, GuestPoint, Table, TableCommitment, TableGuest
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, Sitting, make_scene, prepared_table, running_table
from tests.factories.world import World

pytestmark = pytest.mark.covers("D10", "D12")


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def sara_of(scene: Scene) -> Actor:
    return scene.world.actor("sara")


def holder(address: str) -> Actor:
    link = queries.find_guest_link(address.rstrip("/").rpartition("/")[2])
    assert link is not None
    return queries.guest_holder(link)


def convened(scene: Scene) -> Sitting:
    sitting = prepared_table(scene)
    actions.convene_table(table=sitting.table, actor=sara_of(scene))
    return sitting


def promised(scene: Scene) -> tuple[Sitting, TableCommitment, TableCommitment]:
    """A held table: one promise of the school, one of another guest without account."""
    sara = sara_of(scene)
    with acting(sara):
        sitting = prepared_table(scene)
        family = actions.invite_guest(table=sitting.table, name="La famiglia", actor=sara)
        actions.convene_table(table=sitting.table, actor=sara)
        actions.open_table(table=sitting.table, actor=sara)
        actions.mark_presence(table=sitting.table, present=[sitting.coop, sitting.health], actor=sara)
        made = [
            actions.add_commitment(
                text=f"Impegno {number}",
                due_on=clock.today() + datetime.timedelta(days=5),
                table_case=sitting.item,
                guest=guest,
                actor=sara,
            )
            for number, guest in enumerate((sitting.school, family))
        ]
        sitting.table = actions.close_table(table=sitting.table, actor=sara)
    return sitting, made[0], made[1]


def test_the_invitation_bears_a_link_and_each_mail_a_new_one(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    sara = sara_of(scene)
    with acting(sara), django_capture_on_commit_callbacks(execute=True):
        sitting = prepared_table(scene)
        TableGuest.objects.filter(pk=sitting.school.pk).update(email="maestra@scuola.example")
        actions.convene_table(table=sitting.table, actor=sara)
    first = mail.outbox[-1]
    assert first.to == ["maestra@scuola.example"]
    address = next(line for line in first.body.splitlines() if "/mio/tavolo/" in line)
    assert "Rodari" not in first.body
    assert "novembre" not in first.body
    with acting(sara):
        assert queries.guest_page(holder(address)) is not None
        with django_capture_on_commit_callbacks(execute=True):
            actions.cancel_table(table=sitting.table, reason="Neve", actor=sara)
        assert queries.find_guest_link(address.rstrip("/").rpartition("/")[2]) is None
        assert GuestLink.objects.filter(guest=sitting.school, revoked_at__isnull=True).count() == 1
    assert "annullato" in mail.outbox[-1].subject


def test_a_guest_is_told_only_of_the_points_chosen(scene: Scene) -> None:
    sara = sara_of(scene)
    with acting(sara):
        sitting = convened(scene)
        other = actions.add_case_to_table(
            table=sitting.table, case=scene.other_case, title="Altro caso", actor=sara
        )
        me = holder(actions.give_guest_link(guest=sitting.school, actor=sara))
        page = queries.guest_page(me)
        assert page is not None
        assert page.points == [], "nothing is told unless somebody chose it"
        assert actions.choose_points(guest=sitting.school, points=[sitting.item], actor=sara) == 1
        page = queries.guest_page(me)
        assert page is not None
        assert page.points == [sitting.item]
        actions.choose_points(guest=sitting.school, points=[other.pk], actor=sara)
        page = queries.guest_page(me)
        assert page is not None
        assert [point.title for point in page.points] == ["Altro caso"]
        with pytest.raises(InputRefused):
            actions.choose_points(guest=sitting.health, points=[other.pk], actor=sara)
        actions.remove_case_from_table(table_case=other, actor=sara)
        actions.withdraw_guest(guest=sitting.school, actor=sara)
        assert queries.guest_page(me) is None
        assert not GuestPoint.objects.exists()


def test_no_rule_for_colleagues_or_bodies_opens_to_a_link(scene: Scene) -> None:
    sara = sara_of(scene)
    with acting(sara):
        sitting = convened(scene)
        me = holder(actions.give_guest_link(guest=sitting.school, actor=sara))
        assert not access.tables_visible_to(me).exists()
        assert not access.table_cases_visible_to(me).exists()
        assert not access.can_conduct(me, sitting.table)
        assert not access.is_guest(me, sitting.coop)
        assert not access.is_guest(me, sitting.health)
        with pytest.raises(NotAllowed):
            actions.answer_invitation(guest=sitting.health, accepted=False, actor=me)
        answered = actions.answer_invitation(guest=sitting.school, accepted=True, actor=me)
        assert answered.state == states.GuestState.ACCEPTED
        entry = Entry.objects.get(verb="table.answer", origin="link")
        assert "Scuola Rodari" in entry.actor_label


def test_promises_are_settled_by_who_made_them_alone(scene: Scene) -> None:
    sitting, mine, theirs = promised(scene)
    sara = sara_of(scene)
    with acting(sara):
        me = holder(actions.give_guest_link(guest=sitting.school, actor=sara))
        page = queries.guest_page(me)
        assert page is not None
        assert page.commitments == [mine]
        with pytest.raises(NotAllowed):
            actions.settle_commitment(commitment=theirs, outcome="kept", actor=me)
        settled = actions.settle_commitment(commitment=mine, outcome="kept", note="Fatto ieri", actor=me)
        assert (settled.state, settled.settled_note) == ("kept", "Fatto ieri")
        assert NextStep.objects.get(kind="table_commitment", title="Impegno 0").state == "done"
        with pytest.raises(TransitionRefused):
            actions.settle_commitment(commitment=mine, outcome="not_kept", actor=me)


def test_who_may_give_a_link_and_when(scene: Scene) -> None:
    sara, nadia = sara_of(scene), scene.world.actor("nadia")
    with acting(sara):
        sitting = prepared_table(scene)
        with pytest.raises(TransitionRefused):
            actions.give_guest_link(guest=sitting.school, actor=sara)
        actions.convene_table(table=sitting.table, actor=sara)
        with pytest.raises(InputRefused):
            actions.give_guest_link(guest=sitting.health, actor=sara)
        with pytest.raises(NotAllowed):
            actions.give_guest_link(guest=sitting.school, actor=nadia)
        with pytest.raises(NotAllowed):
            actions.choose_points(guest=sitting.school, points=[], actor=nadia)


def test_a_promise_of_a_guest_from_elsewhere_is_refused(scene: Scene) -> None:
    sara = sara_of(scene)
    elsewhere, here = prepared_table(scene), running_table(scene)
    with acting(sara):
        for guest in (elsewhere.school, here.health):
            with pytest.raises(InputRefused):
                actions.add_commitment(
                    text="Niente", due_on=clock.today(), table=here.table, guest=guest, actor=sara
                )
        assert Table.objects.count() == 2
