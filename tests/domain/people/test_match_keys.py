"""The numbers by which somebody alike is found: written with the person, gone with their name."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Chain
from snodo.domain.people import actions, queries
from snodo.domain.people.likeness import COLUMNS
from snodo.domain.people.models import MatchKeys, Person
from snodo.kernel.tenancy import acting, erase, set_database_context
from tests.factories.world import World

pytestmark = pytest.mark.covers("E33")


def numbers(person: Person) -> list[int | None]:
    row = MatchKeys.objects.get(person=person)
    return [getattr(row, name) for name in COLUMNS]


def test_they_follow_what_is_written(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        before = numbers(luca)
        assert all(before)
        MatchKeys.objects.update(compared=True)
        actions.update_person(person=luca, version=luca.version, phone="333 9999999", actor=sara)
        after = numbers(luca)
        assert [name for name, old, new in zip(COLUMNS, before, after, strict=True) if old != new] == [
            "phone"
        ]
        assert not MatchKeys.objects.get(person=luca).compared  # looked at again in the night


def test_of_a_protected_person_there_are_none(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        actions.protect_person(person=luca, pseudonym="Quercia", reason="Lo cercano", actor=sara)
        assert not MatchKeys.objects.filter(person=luca).exists()
        actions.lift_protection(person=luca, reason="Il pericolo è finito", actor=sara)
        assert all(numbers(luca))


def test_numbers_of_another_making_are_made_anew_by_the_migration(world: World, luca: Person) -> None:
    rewrite = import_module("snodo.domain.people.migrations.0016_shorter_match_keys").rewrite
    with acting(world.actor("sara")):
        Chain.objects.get_or_create(network_id=world.network.pk)
        before = numbers(luca)
        MatchKeys.objects.update(**dict.fromkeys(COLUMNS, 1), compared=True)
        rewrite(apps, None)
        set_database_context(world.network.pk, None)
        assert numbers(luca) == before
        assert MatchKeys.objects.get(person=luca).compared  # nobody is asked about a pair twice


def test_old_rows_get_theirs_by_the_migration(world: World, luca: Person) -> None:
    fill = import_module("snodo.domain.people.migrations.0012_fill_match_keys").fill
    with acting(world.actor("sara")):
        Chain.objects.get_or_create(network_id=world.network.pk)
        before = numbers(luca)
        erase(MatchKeys.objects.all())
        for _ in range(2):  # a second time changes nothing
            fill(apps, None)
            set_database_context(world.network.pk, None)
            assert numbers(luca) == before


def test_a_look_asks_each_number_by_its_index(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara), CaptureQueriesContext(connection) as seen:
        actions.find_possible_duplicates(
            first_name="Luka", last_name="Ferrante", birth_date=datetime.date(1999, 5, 4), actor=sara
        )
    met = next(one["sql"] for one in seen if "people_matchkeys" in one["sql"])
    assert "people_person" not in met.replace("people_personidentifier", "")
    for name in ("pair_days", "pair_month", "first_date", "last_date"):
        assert f'"{name}" = ANY' in met


def test_how_sure_it_is_is_said_in_words(world: World, luca: Person) -> None:
    sara = world.actor("sara")
    with acting(sara):
        (found,) = queries.possible_duplicates(
            first_name="Luca",
            last_name="Ferrante",
            birth_date=datetime.date(1999, 5, 4),
            sex="female",
            actor=sara,
        )
    assert found.sentence.startswith("Luca Ferrante: ")
    assert "è la stessa persona (stesso nome e cognome, stessa data di nascita; contro: sesso diverso)" in (
        found.sentence
    )
