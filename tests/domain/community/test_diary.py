"""The diary of the network: what was done together, with whom, and who of one's own was there."""

import datetime
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import Case
from snodo.domain.community import access, actions, queries, states
from snodo.domain.community.models import ActivityParticipant, ActivityPartner, NetworkActivity
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


def an_activity(world: World, who: str = "sara", **more: Any) -> NetworkActivity:
    actor = world.actor(who)
    told: dict[str, Any] = {
        "title": "Festa di via Verdi",
        "kind": "community_event",
        "starts_on": clock.today() - DAY,
    }
    with acting(actor):
        return actions.plan_activity(actor=actor, **(told | more))


@pytest.mark.covers("A24")
def test_an_activity_is_planned_told_and_read_by_all_the_network(world: World) -> None:
    sara, gino, nadia, stranger = (world.actor(who) for who in ("sara", "gino", "nadia", "stranger"))
    activity = an_activity(world, place="Cortile")
    with acting(sara):
        assert activity.to_be_told
        with pytest.raises(InputRefused) as refused:
            actions.tell_activity(activity=activity, people=3, new_people=4, story=" ", actor=sara)
        assert set(refused.value.problems) == {"story", "new_people"}
        told = actions.tell_activity(
            activity=activity, people=40, new_people=12, story="Tanta gente.", actor=sara
        )
        assert (told.state, told.people, told.to_be_told) == ("held", 40, False)
        with pytest.raises(TransitionRefused):
            actions.cancel_activity(activity=activity, why="Piove", actor=sara)
        actions.tell_activity(activity=activity, people=41, story="Ricontato.", actor=sara)
        with pytest.raises(Conflict):
            actions.change_activity(activity=activity, version=1, title="Altro", actor=sara)
    with acting(gino):
        assert list(queries.diary(gino, text="verdi")) == [activity]
        assert not access.can_plan(gino)
    with acting(nadia), pytest.raises(NotAllowed):
        actions.tell_activity(activity=activity, people=1, story="Mia", actor=nadia)
    with acting(stranger):
        assert not queries.diary(stranger).exists()


@pytest.mark.covers("A24")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "magic"}, "kind"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": datetime.date(1200, 1, 1)}, "starts_on"),
        ({"ends_on": datetime.date(2001, 1, 1)}, ""),
        ({"audience": ["martians"]}, "audience"),
    ],
)
def test_what_cannot_be_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        an_activity(world, **wrong)
    assert field in refusal.value.problems


def test_cancelled_with_a_reason_and_planned_again(world: World) -> None:
    sara, activity = world.actor("sara"), an_activity(world, starts_on=clock.today() + DAY)
    with acting(sara):
        with pytest.raises(InputRefused):
            actions.cancel_activity(activity=activity, why=" ", actor=sara)
        with pytest.raises(InputRefused):  # not yet
            actions.tell_activity(activity=activity, people=1, story="Bene", actor=sara)
        gone = actions.cancel_activity(activity=activity, why="Il cortile è chiuso", actor=sara)
        with pytest.raises(TransitionRefused):
            actions.tell_activity(activity=gone, people=1, story="Bene", actor=sara)
        assert actions.plan_again(activity=gone, actor=sara).cancelled_why == ""


@pytest.mark.covers("A24")
def test_bodies_of_the_network_and_others_by_their_name(world: World) -> None:
    sara, nadia, activity = world.actor("sara"), world.actor("nadia"), an_activity(world)
    health, coop = world.organisations["health"], world.organisations["coop"]
    with acting(sara):
        actions.add_partner(activity=activity, organisation=health, first_time=True, actor=sara)
        named = actions.add_partner(activity=activity, name="Bocciofila Aurora", actor=sara)
        for wrong in (
            {},
            {"organisation": health, "name": "Anche un nome"},
            {"organisation": coop},  # promotes it already
            {"organisation": health},  # twice
            {"name": "BOCCIOFILA  aurora"},  # twice, written otherwise
        ):
            with pytest.raises(InputRefused):
                actions.add_partner(activity=activity, actor=sara, **wrong)
        assert ActivityPartner.objects.filter(is_public=True).count() == 1
    with acting(nadia), pytest.raises(NotAllowed):
        actions.remove_partner(partner=named, actor=nadia)
    with acting(sara):
        actions.remove_partner(partner=named, actor=sara)
        assert [str(one) for one in queries.partners_of(activity)] == [health.label]


@pytest.mark.covers("A24")
def test_a_body_marks_its_own_people_and_nobody_else_reads_them(world: World, case: Case) -> None:
    sara, activity = world.actor("sara"), an_activity(world, who="nadia")
    with acting(sara):
        person = Person.objects.get(pk=case.person_id)
        row = actions.add_participant(activity=activity, person=person, actor=sara)
        assert queries.marked_at(sara, activity) == [row]
        assert person not in queries.markable(sara, activity)
        assert Entry.objects.filter(verb="community.add_participant", person_id=person.pk).exists()
    for who in ("nadia", "omar", "bruno", "marta", "dario", "gino", "stranger"):
        actor = world.actor(who)
        with acting(actor):
            assert not queries.marked_at(actor, activity), who
            with pytest.raises(NotAllowed):
                actions.remove_participant(participant=row, actor=actor)
            with pytest.raises(NotAllowed):
                actions.add_participant(activity=activity, person=person, actor=actor)
    with acting(sara):
        actions.remove_participant(participant=row, actor=sara)
        assert not queries.marked_at(sara, activity)


@pytest.mark.covers("A24", "C10")
def test_where_a_protected_person_was_is_written_nowhere(world: World, case: Case) -> None:
    sara, activity = world.actor("sara"), an_activity(world)
    coming = an_activity(world, starts_on=clock.today() + DAY)
    with acting(sara):
        person = Person.objects.get(pk=case.person_id)
        with pytest.raises(InputRefused):
            actions.add_participant(activity=coming, person=person, actor=sara)
        actions.add_participant(activity=activity, person=person, actor=sara)
        people.protect_person(
            person=person, pseudonym="Ginestra", reason="Vive in una casa protetta", actor=sara
        )
        assert not ActivityParticipant.objects.exists()
        person.refresh_from_db()
        with pytest.raises(InputRefused):
            actions.add_participant(activity=activity, person=person, actor=sara)
        assert person not in queries.markable(sara, activity)


@pytest.mark.covers("A24", "B18")
def test_a_year_counts_what_was_told_and_who_did_it(world: World) -> None:
    sara = world.actor("sara")
    first, second = (an_activity(world, starts_on=datetime.date(2026, month, 3)) for month in (2, 9))
    an_activity(world, starts_on=datetime.date(2026, 3, 3))  # nobody has told it
    last_year = an_activity(world, starts_on=datetime.date(2025, 2, 3))
    health, lead = world.organisations["health"], world.organisations["lead"]
    with acting(sara):
        for one, people_there in ((first, 10), (second, 5), (last_year, 99)):
            actions.tell_activity(activity=one, people=people_there, story="Bene", actor=sara)
        actions.add_partner(activity=first, organisation=health, first_time=True, actor=sara)
        actions.add_partner(activity=first, organisation=lead, actor=sara)
        actions.add_partner(activity=second, organisation=health, actor=sara)
        actions.add_partner(activity=second, name="Bar Sport", actor=sara)
        book = queries.year_book(sara, 2026)
    assert (book.held, book.people, book.new_people) == (2, 15, 0)
    assert [month for month, number in enumerate(book.months, 1) if number] == [2, 9]
    # coop-health, coop-lead, health-lead, coop-bar, health-bar
    assert (book.links, book.first_links) == (5, 1)
    public = {world.organisations[key].kind in states.PUBLIC_KINDS for key in ("health", "lead")}
    assert public == {True}
    assert (book.public_bodies, book.private_bodies) == (2, 2)


def test_no_state_is_without_a_way_on() -> None:
    for state in states.ACTIVITY.states():
        assert states.ACTIVITY.allowed(state), state
