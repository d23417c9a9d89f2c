"""Who decides for a person, and households that change shape, by hand."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.people import actions as people
from snodo.domain.people.models import HouseholdMember, Person
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from snodo.web.people import households
from tests.factories import casework
from tests.factories.world import World

SignIn = Callable[[str], Any]
pytestmark = pytest.mark.covers("A03")
DAY = datetime.timedelta(days=1)


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


def test_a_minor_alone_is_told_apart_until_a_tutor_is_written(sign_in: SignIn, world: World) -> None:
    child = casework.a_person(world, first_name="Ines", birth_date=clock.today() - 15 * 366 * DAY)
    client, page = sign_in("sara"), f"/persone/{child.pk}/"
    assert "minorenne: non risulta chi decide" in text(client.get(page))
    assert "Nessuno se ne sta occupando" in text(client.get(f"{page}chi-decide/"))
    told = client.post(f"{page}chi-decide/cerco/", {"note": "Ricorso pronto"}, follow=True)
    assert "Ricorso pronto" in text(told)
    typed = {"kind": "minor_tutor", "name": "Dott. Faggio", "started_on": f"{clock.today():%Y-%m-%d}"}
    again = client.post(f"{page}chi-decide/nuovo/", typed)
    assert again.status_code == 422
    assert "Dott. Faggio" in text(again)
    written = text(
        client.post(f"{page}chi-decide/nuovo/", {**typed, "act": "Tribunale, 3/2026"}, follow=True)
    )
    for word in ("Tutore del minore: Dott. Faggio", "Tribunale, 3/2026", "L. 47/2017", "Firma al posto suo"):
        assert word in written
    after = text(client.get(page))
    assert "non risulta chi decide" not in after
    assert "Tutore del minore" in after
    assert "Faggio" not in after  # who it is stands on its own page, which leaves a line in the log


def test_the_form_of_choices_asks_who_decided(sign_in: SignIn, world: World) -> None:
    person, sara = casework.a_person(world), world.actor("sara")
    client, page = sign_in("sara"), f"/persone/{person.pk}/scelte/"
    assert "Chi ha deciso" not in text(client.get(page))
    with acting(sara):
        guardian = people.name_guardian(
            person=person, kind="tutor", name="Avv. Olmo", act="12/2024", started_on=clock.today(), actor=sara
        )
    assert "Tutore: Avv. Olmo" in text(client.get(page))
    typed = {"organisation": str(world.organisations["health"].pk), "purpose": "work", "choice": "agreed"}
    refused = client.post(page, typed)
    assert refused.status_code in (200, 422)
    assert "Scegli chi ha deciso" in text(refused)
    assert client.post(page, {**typed, "decided_by": "tutor"}).status_code == 302
    assert "ha deciso: tutore" in text(client.get(page))
    tail = f"/persone/{person.pk}/chi-decide/{guardian.pk}/finisce/"
    assert client.post(tail, {"ended_on": "1990-01-01"}).status_code == 422
    assert "Decide da sé" in text(client.post(tail, {}, follow=True))


def test_a_neighbour_finds_nothing_of_who_decides(sign_in: SignIn, world: World) -> None:
    person, sara = casework.a_person(world), world.actor("sara")
    with acting(sara):
        guardian = people.name_guardian(
            person=person, kind="tutor", name="Avv. Olmo", act="12/2024", started_on=clock.today(), actor=sara
        )
    for who in ("nadia", "bruno", "ada", "dario", "stranger"):
        client = sign_in(who)
        for tail in ("", "nuovo/", "cerco/", f"{guardian.pk}/finisce/"):
            assert client.get(f"/persone/{person.pk}/chi-decide/{tail}").status_code == 404, (who, tail)
        assert client.post(f"/persone/{person.pk}/chi-decide/basta/").status_code == 404


def test_a_household_says_for_which_minor_nobody_decides(sign_in: SignIn, world: World) -> None:
    family, sara = casework.a_household(world), world.actor("sara")
    home = f"/persone/nuclei/{family.pk}/"
    with acting(sara):
        child = HouseholdMember.objects.select_related("person").get(person__first_name="Fatou").person
        born = clock.today() - 12 * 365 * DAY
        people.update_person(person=child, version=child.version, birth_date=born, actor=sara)
    assert "non risulta chi decide" in text(sign_in("sara").get(home))
    assert "non risulta chi decide" not in text(sign_in("dario").get(home))  # not theirs to read
    with acting(sara):
        child.refresh_from_db()
        people.name_guardian(
            person=child, kind="parent", name="Amina Diallo", started_on=clock.today() - DAY, actor=sara
        )
    page = text(sign_in("sara").get(home))
    assert "non risulta chi decide" not in page
    assert ": genitore" in page
    assert "Chi decide" not in text(sign_in("dario").get(home))


def test_a_household_without_reference_names_one_and_is_split(sign_in: SignIn, world: World) -> None:
    family, client = casework.a_household(world), sign_in("sara")
    with acting(world.founder):
        HouseholdMember.objects.update(started_on=clock.today() - 100 * DAY)
        rows = {one.person.first_name: one for one in HouseholdMember.objects.select_related("person")}
    home = f"/persone/nuclei/{family.pk}/"
    client.post(f"{home}componenti/{rows['Amina'].pk}/esce/", {"ended_on": f"{clock.today():%Y-%m-%d}"})
    assert "manca l'adulto di riferimento" in text(client.get(home))
    assert client.post(f"{home}riferimento/", {"person": str(rows["Fatou"].person_id)}).status_code == 422
    page = text(client.post(f"{home}riferimento/", {"person": str(rows["Moussa"].person_id)}, follow=True))
    assert "manca l'adulto" not in page
    assert "Amina" in page.split("Chi ne faceva parte prima")[1]
    place = f"{home}componenti/{rows['Fatou'].pk}/posto/"
    assert "Convive" in text(client.get(place))
    moved = {"relation": "sibling", "since": f"{clock.today() - DAY:%Y-%m-%d}"}
    assert "Sorella o fratello" in text(client.post(place, moved, follow=True))
    aunt = casework.a_person(world, first_name="Awa", last_name="Diallo")
    typed = {"person": str(aunt.pk), "relation": "other", "cohabiting": "on"}
    assert client.post(f"{home}componenti/", typed).status_code == 302
    away = {"name": "Awa e Fatou", "reference": str(aunt.pk), "persons": [str(rows["Fatou"].person_id)]}
    made = text(client.post(f"{home}dividi/", away, follow=True))
    for word in ("Awa e Fatou", "nato da un altro nucleo", "Adulto di riferimento"):
        assert word in made
    nadia = sign_in("nadia")
    for tail in ("riferimento/", "dividi/", f"componenti/{rows['Fatou'].pk}/posto/"):
        assert nadia.get(home + tail).status_code == 404


def test_of_very_many_people_some_are_offered_and_a_name_finds_the_others(
    sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(households, "MOST_OFFERED", 1)
    family, client = casework.a_household(world), sign_in("sara")
    casework.a_person(world, first_name="Abele", last_name="Abba")
    last: Person = casework.a_person(world, first_name="Zeno", last_name="Zucchi")
    url = f"/persone/nuclei/{family.pk}/componenti/"
    assert "Abba" in text(client.get(url))
    assert "Zucchi" not in text(client.get(url))
    assert "Zucchi" in text(client.get(f"{url}?q=zuc"))
    assert client.post(url, {"person": str(last.pk), "relation": "other"}).status_code == 302
