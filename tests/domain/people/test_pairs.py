"""Pairs found in the night: told apart and remembered, or asked of the body that follows the other."""

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.messaging.models import Notification
from snodo.domain.people import actions, pairing
from snodo.domain.people.models import HouseholdMember, PairQuestion, Person, PossiblePair
from snodo.domain.people.states import Answer, PairState
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting, in_network
from tests.factories.casework import a_person
from tests.factories.world import World

pytestmark = pytest.mark.covers("E33")


def night(world: World) -> int:
    with in_network(world.network.pk):
        return actions.find_pairs(limit=100, actor=the_clock(world.network.pk))


def pairs(world: World, who: str) -> list[PossiblePair]:
    actor = world.actor(who)
    with acting(actor):
        return list(pairing.open_pairs(actor))


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    return a_person(world, "nadia"), a_person(world, "nadia", "Lucca", "Ferante")


@pytest.fixture
def across(world: World) -> tuple[Person, Person]:
    """One known to bruno's body, the other to marta's."""
    return a_person(world, "nadia"), a_person(world, "marta", "Lucca", "Ferante")


def test_found_once_and_seen_by_who_co_ordinates_both(world: World, two: tuple[Person, Person]) -> None:
    a_person(world, "nadia", "Marco")  # a twin: all the same but the name
    assert night(world) == 3
    assert night(world) == 0
    (pair,) = pairs(world, "bruno")
    assert {pair.one_id, pair.other_id} == {person.pk for person in two}
    for who in ("nadia", "sara", "marta", "paola", "carla"):
        assert pairs(world, who) == []


def test_told_apart_it_comes_back_only_when_something_changes(
    world: World, two: tuple[Person, Person]
) -> None:
    night(world)
    (pair,) = pairs(world, "bruno")
    bruno, nadia = world.actor("bruno"), world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.tell_apart(pair=pair, actor=nadia)
    with acting(bruno):
        actions.tell_apart(pair=pair, actor=bruno)
    first = two[0]
    for field, value, back in (("email", "a@posta.example", False), ("phone", "333 7654321", True)):
        with acting(nadia):
            first.refresh_from_db()
            actions.update_person(person=first, version=first.version, actor=nadia, **{field: value})  # type: ignore[arg-type]
        assert night(world) == 1
        assert bool(pairs(world, "bruno")) is back, field


def test_what_no_longer_looks_alike_goes_and_a_joined_pair_stays_joined(
    world: World, two: tuple[Person, Person]
) -> None:
    night(world)
    nadia, bruno = world.actor("nadia"), world.actor("bruno")
    with acting(nadia):
        actions.update_person(person=two[1], version=1, first_name="Sandro", last_name="Verdi", actor=nadia)
    night(world)
    assert pairs(world, "bruno") == []
    with acting(nadia):
        actions.update_person(person=two[1], version=2, first_name="Luca", last_name="Ferrante", actor=nadia)
    night(world)
    (pair,) = pairs(world, "bruno")
    with acting(bruno):
        actions.merge_persons(kept=two[0], gone=two[1], versions=(1, 3), actor=bruno)
        pair.refresh_from_db()
        assert pair.state == PairState.JOINED
    night(world)
    with acting(bruno):
        pair.refresh_from_db()
        assert pair.state == PairState.JOINED


def test_who_is_protected_or_hidden_is_in_no_pair(world: World, across: tuple[Person, Person]) -> None:
    night(world)
    theirs = across[1]
    (pair,) = pairs(world, "bruno")
    marta = world.actor("marta")
    with acting(marta):
        actions.register_household(name="Nucleo", reference=theirs, actor=marta)
        HouseholdMember.objects.update(hidden=True)
    assert pairs(world, "bruno") == []
    with acting(marta):
        HouseholdMember.objects.update(hidden=False)
        actions.protect_person(person=theirs, pseudonym="Quercia", reason="La cercano", actor=marta)
    assert pairs(world, "bruno") == pairs(world, "marta") == []
    night(world)
    with acting(marta):
        assert not PossiblePair.objects.filter(pk=pair.pk).exists()


def test_another_body_is_asked_and_its_yes_lets_join(world: World, across: tuple[Person, Person]) -> None:
    night(world)
    mine, theirs = across
    bruno, marta = world.actor("bruno"), world.actor("marta")
    (pair,) = pairs(world, "bruno")
    assert [one.pk for one in pairs(world, "marta")] == [pair.pk]
    with acting(bruno):
        with pytest.raises(NotAllowed):
            actions.merge_persons(kept=mine, gone=theirs, versions=(1, 1), actor=bruno)
        with pytest.raises(NotAllowed):
            actions.tell_apart(pair=pair, actor=bruno)
        question = actions.ask_other_body(pair=pair, actor=bruno)
        with pytest.raises((InputRefused, Conflict)):
            actions.ask_other_body(pair=pair, actor=bruno)
        assert question.organisation == world.organisations["lead"]
    for who in ("sara", "nadia", "bruno", "carla"):
        actor = world.actor(who)
        with acting(actor), pytest.raises(NotAllowed):
            actions.answer_question(question=question, answer=Answer.SAME, actor=actor)
    with acting(marta):
        told = Notification.objects.get(kind="people.asked_pair")
        assert told.recipient_id == world.user("marta").pk
        assert "Luca" not in told.title + told.path
        with pytest.raises(InputRefused):
            actions.answer_question(question=question, answer="boh", actor=marta)
        actions.answer_question(question=question, answer=Answer.SAME, actor=marta)
    with acting(bruno):
        actions.merge_persons(kept=mine, gone=theirs, versions=(1, 1), actor=bruno)
        verbs = ["person.ask_pair", "person.answer_pair", "person.merge"]
        lines = Entry.objects.filter(verb__in=verbs)
        assert {(line.verb, line.person_id) for line in lines} == {
            (verb, pk) for verb in verbs for pk in (mine.pk, theirs.pk)
        }


def test_a_no_makes_them_two(world: World, across: tuple[Person, Person]) -> None:
    night(world)
    bruno, marta = world.actor("bruno"), world.actor("marta")
    (pair,) = pairs(world, "bruno")
    with acting(bruno):
        question = actions.ask_other_body(pair=pair, actor=bruno)
    with acting(marta):
        actions.answer_question(question=question, answer=Answer.OTHER, actor=marta)
        with pytest.raises((NotAllowed, Conflict)):
            actions.answer_question(question=question, answer=Answer.SAME, actor=marta)
    assert pairs(world, "bruno") == pairs(world, "marta") == []
    with acting(bruno), pytest.raises(NotAllowed):
        actions.merge_persons(kept=across[0], gone=across[1], versions=(1, 1), actor=bruno)


def test_a_body_whose_name_would_tell_is_not_asked(world: World) -> None:
    a_person(world, "nadia")
    a_person(world, "carla", "Lucca", "Ferante")
    night(world)
    bruno = world.actor("bruno")
    (pair,) = pairs(world, "bruno")
    with acting(bruno), pytest.raises(Conflict, match="coordinamento della rete"):
        actions.ask_other_body(pair=pair, actor=bruno)
    with acting(bruno):
        assert not PairQuestion.objects.exists()
