"""A person who does not want, a minor, files that go along, a link whose act is over: by link and account."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from snodo.domain.documents.models import Document
from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral, SaidNo
from snodo.domain.programmes.models import Programme, ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.intake import KNOWN
from tests.factories.world import World
from tests.web.intake.test_pages import statements
from tests.web.personal.test_referring import begun, giovani, given, in_lav, sheet_of

assert giovani
assert in_lav  # the fixtures
SignIn = Callable[[str], Any]
pytestmark = [pytest.mark.django_db, pytest.mark.covers("A06", "A07")]
PDF = b"%PDF-1.4\nuna relazione\n%%EOF\n"
NO = {"ground": "said_no"}


def a_file(name: str = "relazione.pdf", content: bytes = PDF) -> dict[str, Any]:
    return {"allegato-file": SimpleUploadedFile(name, content), "allegato-title": "Relazione", "do": "attach"}


def the_referral(world: World) -> Referral:
    with acting(world.founder):
        return Referral.objects.get()


def test_against_the_will_nothing_is_sent_and_nothing_stays(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    page = begun(client, given(world, giovani))
    typed = sheet_of(world, giovani)
    client.post(page, typed | a_file())
    kept = client.post(page, typed | NO | {"do": "keep", "first_name": "Altra"}, headers={"HX-Request": "1"})
    assert "Non salvato" in kept.content.decode()
    told = client.post(page, typed | NO | {"do": "send", "birth_date": "boh"})
    assert told.status_code == 422
    assert "Contro la volontà della persona non si segnala" in told.content.decode()
    referral = the_referral(world)
    assert (referral.state, referral.first_name) == ("draft", "Amal")
    with acting(world.founder):
        assert Document.objects.count() == 1
    client.post(page, typed | NO | {"do": "forget"})
    assert "Non resta nulla" in client.get(page).content.decode()
    gone = the_referral(world)
    assert (gone.state, gone.first_name, gone.last_name, gone.birth_date) == ("withdrawn", "", "", None)
    assert (gone.need_words, gone.criteria, gone.sheet_draft, gone.ground) == ("", [], {}, "")
    assert gone.outside_name == "Ivo Serra"
    with acting(world.founder):
        assert not Document.objects.exists()
        assert SaidNo.objects.get().organisation_id == world.organisations["municipality"].pk


def test_with_an_account_it_is_the_same(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    client = sign_in("dario")
    url = f"/segnalazioni/nuova/{giovani.pk}/"
    told = client.post(url, sheet_of(world, giovani) | NO | {"do": "send"})
    assert "Contro la volontà" in told.content.decode()
    with acting(world.founder):
        assert not Referral.objects.exists()
        assert not SaidNo.objects.exists()
    done = client.post(url, sheet_of(world, giovani) | NO | {"do": "forget"}, follow=True)
    assert "un rifiuto, senza nomi" in done.content.decode()
    with acting(world.founder):
        assert not Referral.objects.exists()
        assert SaidNo.objects.count() == 1


def test_of_a_minor_it_is_said_who_answers(client: Client, world: World, giovani: ProgrammeAction) -> None:
    page = begun(client, given(world, giovani))
    born = f"{clock.today().year - 17}-01-02"
    typed = sheet_of(world, giovani, birth_date=born) | {"do": "send"}
    refused = client.post(page, typed).content.decode()
    assert "Ha meno di 18 anni" in refused
    refused = client.post(page, typed | {"guardian_kind": "unknown"}).content.decode()
    assert "Scrivi chi sta cercando" in refused
    known = typed | {"guardian_kind": "parents", "guardian_words": "La madre, Hana, 333 1112223"}
    assert client.post(page, known).status_code == 302
    client.force_login(world.users["marta"])
    shown = client.get(f"/segnalazioni/{the_referral(world).pk}/").content.decode()
    assert "Uno o entrambi i genitori: La madre, Hana" in shown


def test_files_go_along_and_are_read_by_who_receives(
    client: Client, world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    page = begun(client, given(world, giovani))
    typed = sheet_of(world, giovani)
    wrong = client.post(page, typed | a_file("a.exe", b"MZ\x00"))
    assert wrong.status_code == 422
    assert "programma, non un documento" in wrong.content.decode()
    assert the_referral(world).first_name == "Amal"  # what was typed stays
    for _ in range(5):
        assert client.post(page, typed | a_file()).status_code == 302
    assert "al massimo 5 file" in client.post(page, typed | a_file()).content.decode()
    with acting(world.founder):
        first, *_, last = Document.objects.order_by("created_at")
    client.post(page, typed | {"togli": str(first.pk)})
    client.post(page, typed | {"togli": "niente"})
    assert client.get(page).content.decode().count("Togli<") == 4
    client.post(page, typed | {"do": "send"})
    assert "Allegati inviati" in client.get(page).content.decode()
    pk = the_referral(world).pk
    receiver = sign_in("marta")
    assert f"/documenti/{last.pk}/" in receiver.get(f"/segnalazioni/{pk}/").content.decode()
    assert receiver.get(f"/documenti/{last.pk}/scarica/").content == PDF
    for who in ("elena", "nadia"):
        assert sign_in(who).get(f"/documenti/{last.pk}/scarica/").status_code == 404
    client.post(page, typed | {"togli": str(last.pk)})  # sent is sent
    with acting(world.founder):
        assert Document.objects.filter(pk=last.pk).exists()


def test_files_of_a_protected_person_are_for_who_meets_them(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    dario = world.actor("dario")
    secret = {"protected": True, "pseudonym": "Girasole"}
    draft = intake.a_draft(world, giovani, **secret)
    with acting(dario):
        document = actions.attach_file(referral=draft, file=SimpleUploadedFile("a.pdf", PDF), actor=dario)
        assert document.title == "Allegato 1"
        sent = actions.send_referral(referral=draft, actor=dario)
    path = f"/documenti/{document.pk}/scarica/"
    assert sign_in("marta").get(path).status_code == 404
    assert sign_in("dario").get(path).status_code == 200
    marta = world.actor("marta")
    with acting(marta):
        actions.assign_referral(referral=sent, membership=world.memberships["sara"], route=KNOWN, actor=marta)
    assert sign_in("sara").get(path).status_code == 200


def test_with_an_account_files_are_added_to_the_draft(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    client = sign_in("dario")
    added = client.post(f"/segnalazioni/nuova/{giovani.pk}/", sheet_of(world, giovani) | a_file())
    assert added["Location"].endswith("/modifica/#allegati")
    assert "Relazione" in client.get(added["Location"]).content.decode()
    elena = world.actor("elena")
    with acting(elena), pytest.raises(Exception, match="ruolo"):
        actions.attach_file(referral=the_referral(world), file=SimpleUploadedFile("a.pdf", PDF), actor=elena)


def test_when_the_act_is_over_the_page_says_whom_to_ask(
    client: Client, world: World, giovani: ProgrammeAction, in_lav: Programme
) -> None:
    page = begun(client, given(world, giovani))
    client.post(page, sheet_of(world, giovani) | {"do": "send"})
    with acting(world.founder):
        acts = ProgrammePartner.objects.filter(organisation=world.organisations["municipality"])
        acts.update(act_until=clock.today() - datetime.timedelta(days=1))
    over = client.get(page)
    assert over.status_code == 410
    assert world.organisations["lead"].name in over.content.decode()
    assert "Amal" not in over.content.decode()
    assert "Scrivi il tuo codice" in Client().get(page).content.decode()  # a stranger learns nothing
    with acting(world.founder):
        Referral.objects.update(frozen=True)
    assert client.get(page).status_code == 404


def test_pages_by_link_take_few_statements(client: Client, world: World, giovani: ProgrammeAction) -> None:
    link = given(world, giovani)
    page = begun(client, link)
    assert statements(client, link.address.removeprefix("http://testserver"))[0] <= 14
    assert statements(client, page)[0] <= 16
    client.post(page, sheet_of(world, giovani) | a_file())
    client.post(page, sheet_of(world, giovani) | {"do": "send"})
    number, response = statements(client, page)
    assert number <= 16
    assert len(response.content) < 40_000
