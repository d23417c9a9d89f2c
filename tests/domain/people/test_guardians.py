"""Who decides for somebody, or beside them; and a minor for whom nobody does."""

import datetime
from typing import Any

import pytest

from snodo.domain.people import access, actions, queries
from snodo.domain.people.guardianship import KINDS
from snodo.domain.people.models import Person, SharingChoice
from snodo.domain.people.states import GuardianKind
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.world import World

pytestmark = pytest.mark.covers("A03")
DAY = datetime.timedelta(days=1)
TUTOR: dict[str, Any] = {
    "kind": "tutor",
    "name": "Avv. Olmo",
    "act": "Tribunale di Milano, 12/2024",
    "started_on": datetime.date(2024, 3, 1),
}


@pytest.fixture
def child(world: World) -> Person:
    sara, born = world.actor("sara"), clock.today() - 15 * 366 * DAY
    with acting(sara):
        return actions.register_person(first_name="Ines", last_name="Rota", birth_date=born, actor=sara)


def yes(world: World, person: Person, **more: Any) -> SharingChoice:
    sara = world.actor("sara")
    told = {"purpose": "everything", "choice": "agreed"} | more
    with acting(sara):
        return actions.record_sharing_choice(
            person=person, organisation=world.organisations["health"], actor=sara, **told
        )


def test_every_kind_has_its_law_and_its_day() -> None:
    assert set(KINDS) == set(GuardianKind.values)
    for one in KINDS.values():
        assert "art." in one.source
        assert one.since < clock.today()


def test_a_minor_without_anybody_is_told_apart_until_somebody_is_named(world: World, child: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        assert queries.lacks_guardian(child, [])
        actions.look_for_guardian(person=child, note="Ricorso al giudice tutelare", actor=sara)
        found = queries.search_for(child)
        assert found is not None
        assert found.membership_id == sara.membership_id
        actions.name_guardian(
            person=child, kind="minor_tutor", name="Dott. Faggio", act="Tribunale per i minorenni, 3/2026",
            started_on=clock.today(), actor=sara,
        )  # fmt: skip
        assert queries.search_for(child) is None
        [tutor] = queries.guardians_on(child, clock.today())
        assert (tutor.way, set(tutor.powers) >= {"sharing", "path", "health"}) == ("instead", True)
        assert not queries.lacks_guardian(child, [tutor.kind])
        with pytest.raises(Conflict):
            actions.stop_looking(person=child, actor=sara)


def test_what_the_decree_does_not_say_nobody_decides(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    told: dict[str, Any] = {**TUTOR, "kind": "support", "person": luca, "actor": sara}
    with acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.name_guardian(**{**told, "act": ""})
        assert set(refused.value.problems) == {"act", "way", "powers"}
        money = actions.name_guardian(**told, way="beside", powers=["assets"])
        assert money.powers == ["assets"]
        with pytest.raises(InputRefused) as refused:
            actions.name_guardian(
                person=luca, kind="parent", name="La madre", started_on=clock.today(), actor=sara
            )
        assert "maggiorenne" in refused.value.problems["kind"]
    assert yes(world, luca).decided_by == ""


def test_a_yes_is_the_tutor_s_and_a_no_always_the_person_s(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        tutor = actions.name_guardian(person=luca, actor=sara, **TUTOR)
    with pytest.raises(InputRefused) as refused:
        yes(world, luca)
    assert "tutore" in refused.value.problems["decided_by"]
    with pytest.raises(InputRefused):
        yes(world, luca, decided_by="curator")
    assert yes(world, luca, decided_by="tutor").decided_by == "tutor"
    assert yes(world, luca, choice="refused").choice == "refused"
    with acting(sara):
        actions.end_guardian(guardian=tutor, actor=sara)
        with pytest.raises(Conflict):
            actions.end_guardian(guardian=tutor, actor=sara)
    assert yes(world, luca).decided_by == ""


@pytest.mark.covers("B20")
def test_who_does_not_work_with_the_person_reads_and_writes_nothing(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        guardian = actions.name_guardian(person=luca, actor=sara, **TUTOR)
        assert list(access.guardians_visible_to(sara)) == [guardian]
    for who in ("nadia", "bruno", "dario", "ada", "gino", "stranger"):
        actor = world.actor(who)
        with acting(actor):
            assert not access.guardians_visible_to(actor).exists(), who
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.end_guardian(guardian=guardian, actor=nadia)


@pytest.mark.covers("B20")
def test_of_a_protected_person_only_their_team_reads_who_decides(world: World, luca: Person) -> None:
    sara, omar = world.actor("sara"), world.actor("omar")
    with acting(sara):
        actions.name_guardian(person=luca, actor=sara, **TUTOR)
        actions.protect_person(person=luca, pseudonym="Airone", reason="La cercano", actor=sara)
    with acting(omar):
        assert access.people_visible_to(omar).filter(pk=luca.pk).exists()
        assert not access.guardians_visible_to(omar).exists()
    with acting(sara):
        assert access.guardians_visible_to(sara).count() == 1
