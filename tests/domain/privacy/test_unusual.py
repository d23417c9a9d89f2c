"""Unusual readings: each pattern is found, its neighbour is not, and nobody is accused."""

import dataclasses
import datetime
from uuid import UUID

import pytest

from snodo.domain.audit import actions as audit
from snodo.domain.messaging.models import Notification
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.models import UnusualReading
from snodo.domain.privacy.states import Pattern
from snodo.jobs import actors, watching
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_person, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime.date(2026, 10, 14)


def read(world: World, who: str, count: int, at: datetime.datetime, ids: list[UUID] | None = None) -> None:
    actor = world.actor(who)
    with acting(actor), clock.held(at):
        for pk in ids or [uuid7() for _ in range(count)]:
            audit.record_read(actor=actor, subject_ref=("people.person", pk), person_id=pk)


def found(world: World, day: datetime.date = WEDNESDAY) -> list[UnusualReading]:
    with acting(world.actor("paola")):
        return queries.unusual_of(day)


def kinds(world: World, day: datetime.date = WEDNESDAY) -> set[tuple[str, str]]:
    names = {row.pk: who for who, row in world.memberships.items()}
    return {(names[row.membership_id], row.pattern) for row in found(world, day)}


def test_many_files_beside_ones_own_habit_and_the_roles(world: World) -> None:
    for days in (7, 14, 21):
        earlier = clock.at(WEDNESDAY - datetime.timedelta(days=days))
        read(world, "sara", 5, earlier)
        read(world, "omar", 14, earlier)
    read(world, "sara", 40, clock.at(WEDNESDAY))
    read(world, "omar", 20, clock.at(WEDNESDAY))
    assert kinds(world) == {("sara", Pattern.MANY)}
    (row,) = found(world)
    assert (row.count, row.usual) == (40, 5)
    assert queries.explanation_of(row) == (
        "Quel giorno ha aperto le schede di 40 persone; di solito sono circa 5."
    )


def test_at_night_and_on_feasts(world: World) -> None:
    read(world, "sara", 4, clock.at(WEDNESDAY, 23))
    read(world, "omar", 4, clock.at(WEDNESDAY, 20))
    assert kinds(world) == {("sara", Pattern.HOURS)}
    sunday = WEDNESDAY + datetime.timedelta(days=4)
    read(world, "omar", 3, clock.at(sunday, 11))
    assert kinds(world, sunday) == {("omar", Pattern.HOURS)}


def test_ones_own_surname(world: World) -> None:
    mine = a_person(world, "sara", "Rita", "Prova")
    other = a_person(world, "sara", "Rita", "Provana")
    read(world, "sara", 0, clock.at(WEDNESDAY), [mine.pk, other.pk])
    (row,) = found(world)
    assert (row.pattern, row.subject_id) == (Pattern.SURNAME, mine.pk)


def test_near_the_end_of_a_job(world: World) -> None:
    with acting(world.founder):
        for who, days in (("sara", 3), ("omar", 30)):
            row = world.memberships[who]
            row.ended_on = WEDNESDAY + datetime.timedelta(days=days)
            row.started_on = WEDNESDAY - datetime.timedelta(days=300)
            row.save(update_fields=["started_on", "ended_on"])
    for who in ("sara", "omar"):
        read(world, who, 12, clock.at(WEDNESDAY))
    assert kinds(world) == {("sara", Pattern.LEAVING)}


def test_co_ordinators_on_persons_followed_by_others(world: World) -> None:
    made = small_programme(world)
    people: list[Person] = [
        a_case(world, made, person=a_person(world, "sara", "Luca", f"Uno{letter}")).person
        for letter in "abcdef"
    ]
    ids = [person.pk for person in people]
    read(world, "bruno", 0, clock.at(WEDNESDAY), ids)
    read(world, "nadia", 0, clock.at(WEDNESDAY), ids)
    assert kinds(world) == {("bruno", Pattern.OUTSIDE)}


def test_repeated_refusals(world: World) -> None:
    for who, times in (("sara", 5), ("omar", 4)):
        actor = world.actor(who)
        with acting(actor), clock.held(clock.at(WEDNESDAY)):
            for _ in range(times):
                audit.record_refusal(actor=actor, verb="case.close")
    assert kinds(world) == {("sara", Pattern.REFUSED)}


def test_emergencies_again_and_again(world: World) -> None:
    made = small_programme(world)
    for number in range(3):
        person = a_case(world, made, person=a_person(world, "sara", "Luca", f"Due{'abc'[number]}")).person
        for who in ("nadia", "bruno")[: 2 if number < 2 else 1]:
            actor = world.actor(who)
            with acting(actor), clock.held(clock.at(WEDNESDAY, 9 + number)):
                actions.ask_emergency(
                    person=person, reason="care", words="Serve un medico, non sappiamo chi.", actor=actor
                )
    assert ("nadia", Pattern.EMERGENCIES) in kinds(world)
    assert ("bruno", Pattern.EMERGENCIES) not in kinds(world)


def test_closed_parts_opened_without_a_word_afterwards(world: World) -> None:
    two_before = WEDNESDAY - datetime.timedelta(days=2)
    for who in ("sara", "omar"):
        actor, person = world.actor(who), uuid7()
        with acting(actor), clock.held(clock.at(two_before)):
            audit.record_read(
                actor=actor,
                subject_ref=("casework.case", person),
                person_id=person,
                section="health",
                verb="case.open_reserved",
            )
        if who == "omar":
            with acting(actor), clock.held(clock.at(two_before, 17)):
                audit.record(actor=actor, verb="case.note", person_id=person)
    assert kinds(world) == {("sara", Pattern.CLOSED_PART)}


def test_each_is_kept_once_told_once_and_looked_at(world: World) -> None:
    read(world, "sara", 4, clock.at(WEDNESDAY, 23))
    clock_actor = dataclasses.replace(world.actor("sara"), role="clock")
    paola, ada = world.actor("paola"), world.actor("ada")
    for _ in range(2):
        with acting(clock_actor):
            actions.note_unusual(found=queries.unusual_of(WEDNESDAY), actor=clock_actor)
    with acting(paola):
        row = access.unusual_visible_to(paola).get()
        assert Notification.objects.filter(kind="privacy.unusual").count() == 1
        with pytest.raises(InputRefused):
            actions.mark_unusual(reading=row, verb="explain", actor=paola)
        actions.mark_unusual(reading=row, verb="ask", actor=paola)
        row = actions.mark_unusual(reading=row, verb="explain", note="Era di turno.", actor=paola)
        assert (row.state, row.note) == ("explained", "Era di turno.")
    with acting(ada):
        assert not access.unusual_visible_to(ada).exists()
        with pytest.raises(NotAllowed):
            actions.mark_unusual(reading=row, verb="see", actor=ada)


def test_no_sentence_accuses() -> None:
    for pattern in Pattern:
        words = queries.explanation_of(UnusualReading(pattern=pattern, count=9, usual=2)).lower()
        assert not {"abus", "illecit", "sospett", "violazion", "colpa"} & set(words.split())


def test_every_night_each_network_is_looked_at_once(world: World) -> None:
    assert world.elsewhere is not None
    for one in (world, world.elsewhere):
        read(one, "sara", 4, clock.at(WEDNESDAY, 23))
    with clock.held(clock.at(WEDNESDAY + datetime.timedelta(days=1), 4)):
        assert watching.look_for_unusual() == 2
        assert watching.look_for_unusual() == 0
    with acting(world.actor("paola")):
        row = UnusualReading.objects.get()
        assert (row.day, row.pattern, row.created_by) == (WEDNESDAY, Pattern.HOURS, actors.NOBODY)
