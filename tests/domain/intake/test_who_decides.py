"""Whoever a referral of a minor names becomes who decides, confirmed by who accepts, and typed once."""

import datetime
from typing import Any

import pytest

from snodo.domain.intake import actions
from snodo.domain.intake.deciding import Deciding, said_in
from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.domain.people.models import Guardian, GuardianSearch, Person
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("A03", "C15")]
PARENTS = {"guardian_kind": "parents", "guardian_words": "La madre, Nadia Brivio: 333 1112223, la sera"}


def born(years: int = 17) -> datetime.date:
    return datetime.date(clock.today().year - years, 1, 2)


def minor(world: World, action: ProgrammeAction, **said: Any) -> Referral:
    return intake.an_assigned(world, action, birth_date=born(), **said)


def accepted(world: World, referral: Referral, deciding: Deciding | None, who: str = "sara") -> Person:
    actor = world.actor(who)
    with acting(actor):
        actions.accept_referral(referral=referral, deciding=deciding, actor=actor)
        found: Person = Person.objects.get(pk=Referral.objects.get(pk=referral.pk).person_id)
    return found


@pytest.mark.parametrize(
    ("words", "name", "reach"),
    [
        ("La madre, Nadia Brivio: meglio la sera", "La madre, Nadia Brivio", "meglio la sera"),
        ("Padre, 333 1112223", "Padre", "333 1112223"),
        ("Avv. Olmo (tel. 02 5550 1388)", "Avv. Olmo", "tel. 02 5550 1388"),
        ("nonna Ada ada@posta.example", "nonna Ada", "ada@posta.example"),
        ("I genitori", "I genitori", ""),
    ],
)
def test_what_is_said_is_made_ready(
    world: World, giovani: ProgrammeAction, words: str, name: str, reach: str
) -> None:
    referral = minor(world, giovani, guardian_kind="parents", guardian_words=words)
    sara, marta = world.actor("sara"), world.actor("marta")
    with acting(sara):
        assert said_in(sara, referral) == Deciding("parent", name, reach, started_on=born())
        assert said_in(marta, referral) is None  # who triages will not work with the person


def test_confirmed_it_lies_in_the_file_and_left_out_nothing_does(
    world: World, giovani: ProgrammeAction
) -> None:
    sara = world.actor("sara")
    one = minor(world, giovani, **PARENTS)
    with acting(sara):
        said = said_in(sara, one)
    person = accepted(world, one, said)
    other = minor(world, giovani, first_name="Ugo", **PARENTS)
    left = accepted(world, other, None)
    with acting(sara):
        found = Guardian.objects.get()
        assert (found.person_id, found.kind, found.name) == (person.pk, "parent", "La madre, Nadia Brivio")
        assert (found.reach, found.started_on) == ("333 1112223, la sera", born())
        assert not Guardian.objects.filter(person=left).exists()


def test_a_tutor_needs_the_act_and_nothing_happens_without(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    referral = minor(world, giovani, guardian_kind="guardian", guardian_words="Dott. Faggio, 02 55501388")
    with acting(sara):
        said = said_in(sara, referral)
    assert said is not None
    with pytest.raises(InputRefused) as refused:
        accepted(world, referral, said)
    assert set(refused.value.problems) == {"guardian_started_on"}
    dated = Deciding(said.kind, said.name, said.reach, started_on=clock.today())
    with pytest.raises(InputRefused) as refused:
        accepted(world, referral, dated)
    assert set(refused.value.problems) == {"guardian_act"}
    with acting(sara):
        assert Referral.objects.get().state == "assigned"
        assert not Person.objects.exists()


def test_where_nobody_is_known_somebody_takes_care_of_it(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    referral = minor(
        world, giovani, guardian_kind="unknown", guardian_words="Il servizio ha scritto al giudice"
    )
    with acting(sara):
        said = said_in(sara, referral)
    person = accepted(world, referral, said)
    with acting(sara):
        search = GuardianSearch.objects.get(person=person)
        assert (search.membership_id, search.note) == (
            sara.membership_id,
            "Il servizio ha scritto al giudice",
        )


def test_who_is_written_already_is_not_written_twice(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    referral = minor(world, giovani, **PARENTS)
    with acting(sara):
        known = people.register_person(first_name="Luca", last_name="Ferrante", birth_date=born(), actor=sara)
        said = said_in(sara, referral)
        assert said is not None
        people.name_guardian(
            person=known, kind="parent", name=said.name.upper(), started_on=born(), actor=sara
        )
        actions.accept_referral(referral=referral, person=known, deciding=said, actor=sara)
        assert Guardian.objects.get().person_id == known.pk


def test_of_who_is_of_age_nothing_is_offered(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    referral = intake.an_assigned(world, giovani, birth_date=born(22), **PARENTS)
    with acting(sara):
        assert said_in(sara, referral) is None


def test_of_a_protected_minor_only_who_keeps_the_secrets(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    referral = minor(world, giovani, protected=True, pseudonym="Girasole", **PARENTS)
    with acting(sara):
        said = said_in(sara, Referral.objects.get(pk=referral.pk))
    assert said is not None
    person = accepted(world, referral, said)
    with acting(sara):
        assert Guardian.objects.get().person_id == person.pk
