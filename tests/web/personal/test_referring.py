"""Referring from a service without an account, from the link to the outcome."""

import datetime
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.intake import actions
from snodo.domain.intake.models import ReceiptLink, Referral, ReferringLink
from snodo.domain.programmes.models import Programme, ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.identifiers import expected_codice_fiscale
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("A06", "A07")]
ME = {"name": "Ivo Serra", "function": "insegnante", "email": "ivo.serra@scuola.example", "phone": ""}


@pytest.fixture
def in_lav(world: World) -> Programme:
    cache.clear()
    return intake.start(world)


@pytest.fixture
def giovani(world: World, in_lav: Programme) -> ProgrammeAction:
    with acting(world.founder):
        return intake.action_of(in_lav, "giovani")


def given(world: World, action: ProgrammeAction) -> actions.Given:
    marta = world.actor("marta")
    with acting(marta):
        return actions.give_referring_link(
            action=action, organisation=world.organisations["municipality"], actor=marta
        )


def path_of(address: str) -> str:
    return address.removeprefix("http://testserver")


def begun(client: Client, link: actions.Given) -> str:
    """The address of a draft just begun, the code given."""
    url = path_of(link.address)
    client.post(url, {"codice": link.code})
    return str(client.post(url, ME)["Location"])


def sheet_of(world: World, action: ProgrammeAction, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a good sheet."""
    with acting(world.founder):
        answers, sheet = intake.good_answers(action), intake.good_sheet(action)
    said = {
        f"sheet-{code}": {True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else one
        for code, one in sheet.items()
    }
    typed = {f"criterion-{code}": {True: "yes", False: "no"}.get(one, one) for code, one in answers.items()}
    return {
        "first_name": "Amal",
        "last_name": "Farsi",
        "birth_date": "2004-05-06",
        "need_words": "Vorrei un lavoro vicino a casa",
        "ground": "agreement",
        "urgency": "ordinary",
        **typed,
        **said,
        **changes,
    }


def test_refers_without_account_and_reads_each_change(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    link = given(world, giovani)
    assert "Scrivi il tuo codice" in client.get(path_of(link.address)).content.decode()
    page = begun(client, link)
    assert client.get(page).status_code == 200
    kept = client.post(page, sheet_of(world, giovani) | {"do": "keep"}, headers={"HX-Request": "true"})
    assert "Bozza salvata" in kept.content.decode()
    assert "soddisfatto" in kept.content.decode()
    sent = client.post(page, sheet_of(world, giovani) | {"do": "send"}, follow=True)
    assert sent.status_code == 200, re.findall(r'id="riepilogo.*?</ul>', sent.content.decode())
    assert "Segnalazione inviata" in sent.content.decode()
    marta = world.actor("marta")
    with acting(marta):
        referral = Referral.objects.get()
        assert (referral.state, referral.sender_id, referral.outside_name) == ("sent", None, "Ivo Serra")
        assert Entry.objects.filter(verb="referral.send", origin="link", subject_id=referral.pk).exists()
        actions.ask_information(referral=referral, text="Da quando?", actor=marta)
    asked = client.get(page).content.decode()
    assert "Ti chiedono un'informazione" in asked
    assert "Da quando?" in asked
    assert "Ivo" not in asked  # the page says «Tu»
    answered = client.post(page, {"do": "risposta", "text": "Da giugno"}, follow=True).content.decode()
    assert "La tua risposta è arrivata" in answered
    with acting(marta):
        referral.refresh_from_db()
        actions.refuse_referral(
            referral=referral, reason="no_places", alternative="Il centro per l'impiego", actor=marta
        )
    told = client.get(page).content.decode()
    assert "Il centro per l&#x27;impiego" in told
    assert "Ritira" not in told


def test_a_page_left_open_too_long_is_told_that_the_code_is_needed(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    page = begun(client, given(world, giovani))
    typed = sheet_of(world, giovani) | {"do": "keep"}
    client.cookies.clear()
    refused = client.post(page, typed, headers={"HX-Request": "true"})
    assert (refused.status_code, refused.content) == (
        401,
        b"",
    )  # nothing to put in the page over what was typed
    assert "Scrivi il tuo codice" in client.post(page, typed).content.decode()
    with acting(world.actor("marta")):
        assert Referral.objects.get().need_words == ""


def test_who_triages_reads_who_wrote(client: Client, world: World, giovani: ProgrammeAction) -> None:
    page = begun(client, given(world, giovani))
    client.post(page, sheet_of(world, giovani) | {"do": "send"})
    with acting(world.actor("marta")):
        pk = Referral.objects.get().pk
    client.force_login(world.users["marta"])
    shown = client.get(f"/segnalazioni/{pk}/").content.decode()
    assert "Ivo Serra" in shown
    assert "insegnante" in shown


def test_another_device_is_asked_the_code(client: Client, world: World, giovani: ProgrammeAction) -> None:
    page = begun(client, given(world, giovani))
    stranger = Client()
    assert "Scrivi il tuo codice" in stranger.get(page).content.decode()
    assert stranger.post(page, {"codice": "xxxxx"}).status_code == 422
    stranger.post(page, {"do": "ritiro", "text": ""})
    with acting(world.actor("marta")):
        assert Referral.objects.get().state == "draft"


def test_the_same_referral_twice_is_one(client: Client, world: World, giovani: ProgrammeAction) -> None:
    link = given(world, giovani)
    client.post(begun(client, link), sheet_of(world, giovani) | {"do": "send"})
    again = client.post(
        begun(client, link), sheet_of(world, giovani, first_name="Farsi", last_name="Amal") | {"do": "send"}
    )
    assert again.status_code == 422
    assert "ha già inviato questa segnalazione" in again.content.decode()
    with acting(world.actor("marta")):
        assert Referral.objects.filter(state="sent").count() == 1


def test_the_same_code_is_the_same_referral_also_with_another_date(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    link = given(world, giovani)
    code = expected_codice_fiscale(
        first_name="Amal",
        last_name="Farsi",
        birth_date=datetime.date(2004, 5, 6),
        sex="F",
        birth_place="F205",
    )
    first = sheet_of(world, giovani, codice_fiscale=code, sex="female")
    assert client.post(begun(client, link), first | {"do": "send"}).status_code == 302
    again = first | {"birth_date": "2004-06-05", "first_name": "Amalia", "do": "send"}  # swapped
    answer = client.post(begun(client, link), again)
    assert "ha già inviato questa segnalazione" in answer.content.decode()


def test_a_birth_to_come_is_refused_and_the_rest_stays(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    page = begun(client, given(world, giovani))
    wrong = sheet_of(world, giovani, birth_date="2090-01-01")
    for step, words in (("keep", "Non salvato"), ("send", "Vorrei un lavoro")):
        answer = client.post(page, wrong | {"do": step}).content.decode()
        assert "nel futuro" in answer
        assert words in answer


def test_the_link_ends_with_the_act_and_when_closed(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    link = given(world, giovani)
    page = begun(client, link)
    marta = world.actor("marta")
    with acting(marta):
        actions.revoke_referring_link(link=ReferringLink.objects.get(), actor=marta)
    assert client.get(path_of(link.address)).status_code == 404
    refused = client.post(page, sheet_of(world, giovani) | {"do": "send"})
    assert "accordo in vigore" in refused.content.decode()
    assert "Vorrei un lavoro" in refused.content.decode()
    fresh = given(world, giovani)
    with acting(marta):
        ended = clock.today() - datetime.timedelta(days=1)
        ProgrammePartner.objects.filter(
            programme=giovani.programme, organisation=world.organisations["municipality"]
        ).update(act_until=ended)
    client.post(path_of(fresh.address), {"codice": fresh.code})
    assert client.get(path_of(fresh.address)).status_code == 404


def test_a_new_link_ends_the_earlier_and_keeps_the_code(
    client: Client, world: World, giovani: ProgrammeAction
) -> None:
    first, second = given(world, giovani), given(world, giovani)
    assert first.code == second.code
    assert client.get(path_of(first.address)).status_code == 404
    assert client.get(path_of(second.address)).status_code == 200


def test_only_who_receives_gives_links_and_only_under_an_act(world: World, giovani: ProgrammeAction) -> None:
    dario, marta = world.actor("dario"), world.actor("marta")
    with acting(dario), pytest.raises(NotAllowed):
        actions.give_referring_link(
            action=giovani, organisation=world.organisations["municipality"], actor=dario
        )
    with acting(marta):
        outside = next(
            body
            for body in world.organisations.values()
            if not ProgrammePartner.objects.filter(organisation=body).exists()
        )
        with pytest.raises(InputRefused):
            actions.give_referring_link(action=giovani, organisation=outside, actor=marta)


def test_one_receipt_never_opens_anothers(client: Client, world: World, giovani: ProgrammeAction) -> None:
    link = given(world, giovani)
    first, second = begun(client, link), begun(client, link)
    client.post(first, sheet_of(world, giovani) | {"do": "send"})
    assert "Amal" not in client.get(second).content.decode()
    with acting(world.actor("marta")):
        assert ReceiptLink.objects.count() == 2
