"""Who referred without an account opens their own files again, and nobody else does by their link."""

import datetime
from typing import Any

import pytest
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.documents import storage
from snodo.domain.documents.models import Document
from snodo.domain.intake import actions
from snodo.domain.intake.models import ReceiptLink, Referral
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.web.personal.test_referring import begun, giovani, given, in_lav, sheet_of
from tests.web.personal.test_refusing import PDF, a_file

assert giovani
assert in_lav  # the fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.covers("A06", "A07")]


@pytest.fixture
def page(client: Client, world: World, giovani: ProgrammeAction) -> str:
    """A referral sent with a file, on the device that sent it."""
    found = begun(client, given(world, giovani))
    client.post(found, sheet_of(world, giovani) | a_file())
    client.post(found, sheet_of(world, giovani) | {"do": "send"})
    return found


def address_of(world: World, page: str) -> str:
    with acting(world.founder):
        return f"{page}allegati/{Document.objects.get().pk}/"


def body(response: Any) -> str:
    return str(response.content.decode())


def test_a_file_comes_back_as_it_was_and_is_never_shown(client: Client, world: World, page: str) -> None:
    address = address_of(world, page)
    assert f'href="{address}"' in body(client.get(page))
    answer = client.get(address)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith('attachment; filename="allegato-')
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.post(address).status_code == 405
    with acting(world.founder):
        read = Entry.objects.get(verb="document.read")
        assert (read.origin, read.subject_id) == ("link", Document.objects.get().pk)
        storage.delete(Document.objects.get().storage_key)
    lost = client.get(address)
    assert lost.status_code == 409
    assert f'href="{page}"' in body(lost)


def test_a_link_sent_on_asks_the_code_and_says_who_tried(world: World, page: str) -> None:
    stranger, address = Client(), address_of(world, page)
    asked = stranger.get(address)
    assert "Scrivi il tuo codice" in body(asked)
    assert "Content-Disposition" not in asked
    assert stranger.post(address, {"codice": "00000"}).status_code == 422
    with acting(world.founder):
        assert Entry.objects.filter(verb="referral.code_try", act="refusal").count() == 1
        assert not Entry.objects.filter(verb="document.read").exists()


def test_a_link_that_is_over_gives_no_file_and_the_log_says_so(
    client: Client, world: World, page: str
) -> None:
    address = address_of(world, page)
    with acting(world.founder):
        ReceiptLink.objects.update(expires_at=clock.now() - datetime.timedelta(minutes=1))
    for url in (page, address):
        over = client.get(url)
        assert over.status_code == 404
        assert "non va persa" in body(over)
    with acting(world.founder):
        late = Entry.objects.filter(verb="referral.link_over", act="refusal", subject_kind="intake.referral")
        assert late.count() == 2
    assert client.get(page.replace("/mio/segnalazione/", "/mio/segnalazione/A")).status_code == 404


def test_the_end_of_the_act_ends_the_files_too(client: Client, world: World, page: str) -> None:
    with acting(world.founder):
        acts = ProgrammePartner.objects.filter(organisation=world.organisations["municipality"])
        acts.update(act_until=clock.today() - datetime.timedelta(days=1))
    over = client.get(address_of(world, page))
    assert over.status_code == 410
    assert PDF not in over.content


def test_a_colleague_of_the_same_service_opens_only_their_own(
    client: Client, world: World, giovani: ProgrammeAction, page: str
) -> None:
    address = address_of(world, page)
    wanted = address.removeprefix(page)
    other = Client()
    others = begun(other, given(world, giovani))  # the same service, a link of their own
    assert other.get(others).status_code == 200
    assert other.get(others + wanted).status_code == 404
    assert "Questo file non si apre" in body(other.get(others + wanted))
    with acting(world.founder):
        first = Referral.objects.get(state="sent")
        assert not Entry.objects.filter(verb="document.read").exists()
    # Taken back with the draft, it is not there any more.
    marta = world.actor("marta")
    with acting(marta):
        actions.ask_information(referral=first, text="Da quando?", actor=marta)
    assert client.get(address).content == PDF
