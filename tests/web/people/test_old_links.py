"""Old links of a file that became part of another: each leads to the same page of the other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from snodo.domain.people import actions
from snodo.domain.people.models import Person
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_person
from tests.factories.world import World
from tests.web.matrix.test_matrix import addresses

SignIn = Callable[[str], Any]
pytestmark = pytest.mark.covers("E33")
OF_A_PERSON = ("/persone/{}/", "/riservatezza/persone/{}/")


@pytest.fixture
def joined(world: World) -> tuple[Person, Person]:
    kept = a_person(world, "nadia")
    gone = a_person(world, "nadia", "Lucca", "Ferante")
    actor = world.actor("bruno")
    with acting(actor):
        actions.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=actor)
    return kept, gone


def under(person: Person) -> list[str]:
    """Every address under the id of a person, whatever else it names: an address more is walked by itself."""
    found = []
    for name, words in addresses():
        if "pk" not in words or not name.startswith(("people:", "privacy:")):
            continue
        others = {word: "health" if word in ("section", "name") else person.pk for word in words}
        path = reverse(name, kwargs={**others, "pk": person.pk})
        if path.startswith(tuple(place.format(person.pk) for place in OF_A_PERSON)):
            found.append(path)
    return found


def test_every_old_address_leads_to_the_same_page(
    world: World, sign_in: SignIn, joined: tuple[Person, Person]
) -> None:
    kept, gone = joined
    bruno, led = sign_in("bruno"), 0
    for path in under(gone):
        answer = bruno.get(path, {"purpose": "work"})
        if answer.status_code == 405:  # nobody opens it: it is only sent to
            continue
        new = path.replace(f"/persone/{gone.pk}/", f"/persone/{kept.pk}/", 1)
        assert (answer.status_code, answer.url) == (302, f"{new}?purpose=work"), path
        led += 1
    assert led > 20
    assert bruno.get(f"/persone/{gone.pk}/codici/", follow=True).status_code == 200


def test_what_is_sent_to_an_old_address_is_refused_with_a_sentence(
    world: World, sign_in: SignIn, joined: tuple[Person, Person]
) -> None:
    _, gone = joined
    bruno, refused = sign_in("bruno"), 0
    for path in under(gone):
        answer = bruno.post(path, {"first_name": "Ugo"})
        if answer.status_code == 405:  # it is only opened
            continue
        assert answer.status_code == 409, path
        assert "è stata unita a un&#x27;altra" in answer.content.decode()
        refused += 1
    assert refused > 20


def test_for_who_may_not_see_the_person_nothing_is_there(
    world: World, sign_in: SignIn, joined: tuple[Person, Person]
) -> None:
    _, gone = joined
    paths = under(gone)
    for who, walked in (("marta", paths), ("sara", paths[:3]), ("stranger", paths[:3])):
        client = sign_in(who)
        for path in walked:
            assert client.get(path).status_code in (404, 405), path
            assert client.post(path).status_code in (404, 405), path


def test_data_protection_is_led_to_the_ledger_that_holds_both_lives(
    world: World, sign_in: SignIn, joined: tuple[Person, Person]
) -> None:
    kept, gone = joined
    paola = sign_in("paola")
    answer = paola.get(f"/riservatezza/persone/{gone.pk}/")
    assert (answer.status_code, answer.url) == (302, f"/riservatezza/persone/{kept.pk}/")
    assert paola.get(f"/persone/{gone.pk}/").status_code == 404
