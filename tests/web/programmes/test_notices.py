"""Versioned notices in several languages: published, read, printed, recorded, and told again."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework import queries as casework_queries
from snodo.domain.people.models import InformationGiven
from snodo.domain.programmes import actions, queries
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.packfile import PACKS, load_pack
from tests.factories import casework, intake
from tests.factories.world import World

SignIn = Callable[[str], Any]
SIX = {"it", "ar", "en", "es", "fr", "uk"}


@pytest.fixture
def programme(world: World) -> Programme:
    return intake.start(world)


def publish(world: World, programme: Programme, who: str = "marta", **more: Any) -> Any:
    actor = world.actor(who)
    given: dict[str, Any] = {
        "texts": {"it": ("Titolo", "Usiamo i dati in {programma}.")},
        "what_changed": "Un ente nuovo",
    }
    with tenancy.acting(actor):
        return actions.publish_notice(programme=programme, actor=actor, **(given | more))


@pytest.mark.covers("E35")
@pytest.mark.parametrize("code", ["in-lav", "sosteniamoci"])
def test_the_shipped_notice_speaks_six_languages(code: str) -> None:
    text = next(text for text in load_pack(PACKS / code).texts if text.kind == "privacy_notice")
    assert {one.language for one in text.languages} == SIX
    for one in text.languages:
        assert {mark for mark in queries.MARKS if mark in one.body} == set(queries.MARKS), one.language


def test_a_programme_starts_with_the_notice_of_its_pack(world: World, programme: Programme) -> None:
    with tenancy.acting(world.founder):
        notice = queries.notice_in_force(programme)
        assert notice is not None
        assert notice.version == 2
        parts = queries.notice_paragraphs(notice, "uk")
        assert len(parts) == 7
        assert all(heading for heading, _ in parts)
        assert programme.title in parts[0][1]
        assert "{" not in "".join(words for _, words in parts)


@pytest.mark.covers("E35")
def test_a_new_version_holds_from_its_day_and_travels_with_the_pack(
    world: World, programme: Programme
) -> None:
    tomorrow = clock.today() + datetime.timedelta(days=1)
    publish(world, programme, "paola", in_force_from=tomorrow)
    with tenancy.acting(world.founder):
        assert queries.text_version(programme, "privacy_notice") == "privacy-notice v2"
        with clock.held(clock.at(tomorrow)):
            assert queries.text_version(programme, "privacy_notice") == "privacy-notice v3"
            assert programme.title in queries.filled_text(
                programme, "privacy_notice", "fr"
            )  # Italian: no French
            exported = next(t for t in queries.pack_of(programme).texts if t.kind == "privacy_notice")
            assert (exported.version, exported.languages[0].title) == (3, "Titolo")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"texts": {"en": ("Title", "Text")}}, "body_it"),
        ({"texts": {"it": ("Titolo", "  ")}}, "body_it"),
        ({"texts": {"it": ("Titolo", "Ciao {nome}")}}, "body_it"),
        ({"texts": {"it": ("Titolo", "Ciao"), "ar": ("", "مرحبا")}}, "title_ar"),
        ({"what_changed": " "}, "what_changed"),
        ({"in_force_from": datetime.date(2020, 1, 1)}, "in_force_from"),
    ],
)
def test_a_wrong_version_is_refused(
    world: World, programme: Programme, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        publish(world, programme, **wrong)
    assert field in refused.value.problems


@pytest.mark.parametrize("who", ["bruno", "sara", "gino"])
def test_neighbours_write_no_notice(world: World, programme: Programme, who: str) -> None:
    with pytest.raises(NotAllowed):
        publish(world, programme, who)


@pytest.mark.covers("E35", "E42")
def test_delivery_is_recorded_and_asked_again_when_the_notice_changes(
    world: World, programme: Programme, sign_in: SignIn
) -> None:
    with tenancy.acting(world.founder):
        action = ProgrammeAction.objects.select_related("programme").filter(programme=programme)[0]
    person = casework.a_person(world, language="ar")
    sara = world.actor("sara")
    with tenancy.acting(sara):
        from snodo.domain.casework import actions as casework_actions

        case = casework_actions.open_case(
            programme=programme,
            action=action,
            person=person,
            organisation=world.organisations["coop"],
            responsible=world.memberships["sara"],
            actor=sara,
        )
    client, address = sign_in("sara"), f"/persone/{person.pk}/informazione/"
    assert "informativa da spiegare" in client.get(f"/percorsi/{case.pk}/").content.decode()
    page = client.get(address).content.decode()
    languages = page.split('name="language"')[1].split("</select>")[0]
    assert languages.index("Arabo") < languages.index("Italiano") < languages.index("Francese")
    assert "Rumeno" not in languages
    with tenancy.acting(sara):
        notice = queries.notice_in_force(programme)
    assert notice is not None
    typed = {"notice": str(notice.pk), "language": "ar", "given_on": clock.today().isoformat()}
    assert client.post(address, typed | {"language": "ro"}).status_code == 200
    assert client.post(address, typed | {"with_mediator": "on"}).status_code == 302
    with tenancy.acting(sara):
        given = InformationGiven.objects.get(person=person)
        assert (given.ground_id, given.notice_version, given.language) == (programme.pk, 2, "ar")
        assert given.with_mediator
        page_of_case = casework_queries.case_page(sara, case.pk)
        assert page_of_case is not None
        assert page_of_case.notice == ""
    publish(world, programme)
    assert "informativa da aggiornare" in client.get(f"/percorsi/{case.pk}/").content.decode()
    with tenancy.acting(sara):
        newer = queries.notice_in_force(programme)
    assert newer is not None
    refused = client.post(address, typed | {"notice": str(newer.pk)}).content.decode()
    assert "non esiste in questa lingua" in refused or "Questa scelta" in refused


@pytest.mark.covers("E35")
@pytest.mark.parametrize("language", ["it", "ar", "uk"])
def test_the_notice_is_read_and_printed_in_the_language(
    world: World, programme: Programme, sign_in: SignIn, language: str
) -> None:
    client, address = sign_in("dario"), f"/programmi/{programme.pk}/informative/"
    assert client.get(address).status_code == 200
    page = client.get(f"{address}2/{language}/").content.decode()
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    answer = client.get(f"{address}2/{language}/foglio/")
    assert answer.content.startswith(b"%PDF-")
    assert f"/Lang({language}".encode() in answer.content
    assert (b"NotoSansArabic" in answer.content) is (language == "ar")
    assert client.get(f"{address}2/ro/").status_code == 404
    assert client.get(f"{address}9/{language}/foglio/").status_code == 404
    assert client.post(address).status_code == 405


def test_the_pages_of_notices_keep_strangers_out(world: World, programme: Programme, sign_in: SignIn) -> None:
    address = f"/programmi/{programme.pk}/informative/"
    for who, code in (("marta", 200), ("paola", 200), ("bruno", 403), ("sara", 403), ("stranger", 404)):
        assert sign_in(who).get(f"{address}nuova/").status_code == code, who
    stranger = sign_in("stranger")
    for path in ("", "2/it/", "2/it/foglio/"):
        assert stranger.get(f"{address}{path}").status_code == 404
    client = sign_in("marta")
    typed = {"what_changed": "Contatti", "in_force_from": clock.today().isoformat()}
    assert client.post(f"{address}nuova/", typed).status_code == 422
    typed |= {"title_it": "Dati", "body_it": "Perché\nLi usiamo."}
    assert client.post(f"{address}nuova/", typed).status_code == 302
    assert "Versione 3" in client.get(address).content.decode()
