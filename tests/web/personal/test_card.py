"""The card as the person reads it on a phone, without an account."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.opportunities import actions, queries
from snodo.domain.opportunities.actions import CardWords, links
from snodo.domain.opportunities.models import Card, CardLine, CardLink
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.kernel import clock, passes
from snodo.kernel.tenancy import acting
from snodo.web.personal import limits
from tests.domain.opportunities.test_catalogue_and_cards import offer
from tests.domain.placements.stage import Stage, build_stage
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D16")]


class Sheet:
    """A card handed over, with the secret its sheet bears and the code told by voice."""

    def __init__(self, world: World) -> None:
        cache.clear()
        self.stage: Stage = build_stage(world)
        actor = self.stage.actor()
        with acting(actor):
            course = offer(
                self.stage,
                place="Via Roma 3",
                schedule="Il lunedì",
                contact="02 1234",
                provider_note="I vicini",
            )
            card = actions.draft_card(
                case=self.stage.case,
                lines=[CardWords(course, "Impari a cucinare.", "Vieni lunedì")],
                greeting="Ciao Luca.",
                contact="Chiama Sara",
                actor=actor,
            )
            self.card: Card = actions.issue_card(card=card, actor=actor)
            self.url = f"/mio/tessera/{links.new_token(self.card)}/"
            self.link = CardLink.objects.get(card=self.card, revoked_at__isnull=True)
            self.code = passes.code_of(self.link)
            self.line = CardLine.objects.get(card=self.card)

    def opened(self, client: Client) -> Any:
        client.post(self.url, {"codice": self.code})
        return client.get(self.url)


@pytest.fixture
def sheet(world: World) -> Sheet:
    return Sheet(world)


def test_link_and_code_open_the_card_and_the_opening_is_logged(client: Client, sheet: Sheet) -> None:
    page = client.get(sheet.url)
    assert page.status_code == 200
    assert "Scrivi il tuo codice" in page.content.decode()
    assert "cucinare" not in page.content.decode()
    assert client.post(sheet.url, {"codice": sheet.code}).status_code == 302
    page = client.get(sheet.url)
    words = page.content.decode()
    for said in ("Impari a cucinare.", "Vieni lunedì", "Via Roma 3", "Ciao Luca.", "Chiama Sara", "I vicini"):
        assert said in words
    assert "Ferrante" not in words, "the page never says the surname"
    assert "snodo_sessione" not in client.cookies
    with acting(sheet.stage.actor()):
        entry = Entry.objects.get(act="read", origin="link")
        assert (entry.person_id, entry.created_by) == (sheet.stage.case.person_id, sheet.link.pk)
        assert CardLink.objects.get(pk=sheet.link.pk).openings == 1


def test_the_page_stays_out_of_caches_and_search_engines(client: Client, sheet: Sheet) -> None:
    for response in (client.get(sheet.url), sheet.opened(client), client.get("/mio/tessera/nulla/")):
        assert response["Cache-Control"] == "no-store, private"
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"


def test_the_person_answers_and_changes_their_mind(client: Client, sheet: Sheet) -> None:
    sheet.opened(client)
    said = {"riga": str(sheet.line.pk), "risposta": "talk", "note": "Quanto dura?"}
    answered = client.post(sheet.url, said)
    assert answered.status_code == 302
    page = client.get(answered.url).content.decode()
    assert "voglio parlarne" in page
    assert "«Quanto dura?»" in page
    client.post(sheet.url, {**said, "risposta": "accepted"})
    with acting(sheet.stage.actor()):
        assert CardLine.objects.get(pk=sheet.line.pk).answer == "accepted"
    staff = Client()
    actor = sheet.stage.actor()
    staff.force_login(sheet.stage.world.user("sara"))
    session = staff.session
    session["membership_id"], session["network_id"] = str(actor.membership_id), str(actor.network_id)
    session.save()
    page = staff.get(f"/opportunita/tessere/{sheet.card.pk}/").content.decode()
    assert "le interessa" in page
    assert "«Quanto dura?»" in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, sheet: Sheet) -> None:
    sheet.opened(client)
    said = {"riga": str(sheet.line.pk), "risposta": "accepted", "note": "à" * 301}
    refused = client.post(sheet.url, said)
    assert refused.status_code == 422
    assert "à" * 301 in refused.content.decode()
    assert client.post(sheet.url, {**said, "note": "", "risposta": "boh"}).status_code == 422
    assert client.post(sheet.url, {**said, "riga": "x"}).status_code == 404
    assert client.put(sheet.url).status_code == 405
    with acting(sheet.stage.actor()):
        assert CardLine.objects.get(pk=sheet.line.pk).answer == "waiting"


def test_without_the_code_nothing_can_be_answered(client: Client, sheet: Sheet) -> None:
    client.post(sheet.url, {"riga": str(sheet.line.pk), "risposta": "accepted"})
    with acting(sheet.stage.actor()):
        assert CardLine.objects.get(pk=sheet.line.pk).answer == "waiting"


def test_wrong_codes_pause_the_page(client: Client, sheet: Sheet) -> None:
    wrong = f"{(int(sheet.code) + 1) % 100000:05d}"
    for _ in range(4):
        assert client.post(sheet.url, {"codice": wrong}).status_code == 422
    assert client.post(sheet.url, {"codice": wrong}).status_code == 429
    assert "resta chiusa fino" in client.get(sheet.url).content.decode()
    assert client.post(sheet.url, {"codice": sheet.code}).status_code == 429
    with time_machine.travel(clock.now() + passes.PAUSE, tick=False):
        assert client.post(sheet.url, {"codice": sheet.code}).status_code == 302


def test_unknown_expired_and_revoked_links_say_the_same(client: Client, sheet: Sheet) -> None:
    def words(response: Any) -> str:
        assert response.status_code == 404
        return re.sub(r'value="[^"]*"|"X-CSRFToken":"[^"]*"', "", response.content.decode())

    unknown = words(client.get(f"/mio/tessera/{'A' * 43}/"))
    assert "chiedine uno nuovo" in unknown
    with time_machine.travel(sheet.link.expires_at, tick=False):
        assert words(client.get(sheet.url)) == unknown
    with acting(sheet.stage.actor()):
        actions.revoke_card_link(link=sheet.link, actor=sheet.stage.actor())
    assert words(client.get(sheet.url)) == unknown
    assert words(client.post(sheet.url, {"codice": sheet.code})) == unknown


def test_the_page_closes_by_itself_and_by_hand(client: Client, sheet: Sheet) -> None:
    assert "cucinare" in sheet.opened(client).content.decode()
    with time_machine.travel(clock.now() + datetime.timedelta(minutes=31), tick=False):
        assert "Scrivi il tuo codice" in client.get(sheet.url).content.decode()
    assert "cucinare" in sheet.opened(client).content.decode()
    assert "Hai chiuso la pagina" in client.post("/mio/esci/").content.decode()
    assert "Scrivi il tuo codice" in client.get(sheet.url).content.decode()


def test_a_changed_code_closes_pages_already_open(client: Client, sheet: Sheet) -> None:
    sheet.opened(client)
    with acting(sheet.stage.actor()):
        actions.change_card_code(link=sheet.link, actor=sheet.stage.actor())
    assert "Scrivi il tuo codice" in client.get(sheet.url).content.decode()


def test_of_a_protected_person_nothing_says_who_or_where(client: Client, sheet: Sheet) -> None:
    with acting(sheet.stage.actor()):
        person = Person.objects.get(pk=sheet.stage.case.person_id)
        people.protect_person(
            person=person,
            pseudonym="Stella",
            reason="Chiede di non essere trovata.",
            actor=sheet.stage.actor(),
        )
        card = queries.own_card(queries.holder_of(sheet.link))
        assert card is not None
        assert queries.guarded(card)
    sheet.opened(client)
    client.post(sheet.url, {"riga": str(sheet.line.pk), "risposta": "talk", "note": "Abito in via Po"})
    page = client.get(sheet.url).content.decode()
    for hidden in ("Via Roma", "lunedì", "Luca", "Sara", "Stella", "vicini", "02 1234", "cucinare", "via Po"):
        assert hidden not in page, hidden
    assert "1. Corso" in page


def test_many_unknown_links_make_that_place_wait(client: Client, sheet: Sheet) -> None:
    for number in range(limits.MISSES):
        assert client.get(f"/mio/tessera/{number:043d}/").status_code == 404
    assert client.get(f"/mio/tessera/{'B' * 43}/").status_code == 429
    assert client.get(sheet.url).status_code == 429
    assert client.get(sheet.url, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_form_from_another_site_is_refused(sheet: Sheet) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(sheet.url, {"codice": sheet.code}).status_code == 403


def test_staff_tell_the_code_change_it_and_close_the_page(sign_in: Any, sheet: Sheet) -> None:
    base = f"/opportunita/tessere/{sheet.card.pk}"
    client = sign_in("sara")
    assert "La pagina della persona" in client.get(f"{base}/").content.decode()
    assert sheet.code not in client.get(f"{base}/").content.decode()
    assert sheet.code in client.post(f"{base}/codice/").content.decode()
    changed = client.post(f"{base}/codice/", {"cosa": "cambia"}).content.decode()
    assert "Il nuovo codice" in changed
    assert client.get(f"{base}/codice/").status_code == 405
    page = client.post(f"{base}/chiudi-pagina/", follow=True).content.decode()
    assert "non apre più la pagina" in page
    assert client.post(f"{base}/codice/").status_code == 404
    assert "stampala" in client.post(f"{base}/consegna/", follow=True).content.decode()
    for who in ("omar", "nadia", "stranger"):
        assert sign_in(who).post(f"{base}/codice/").status_code == 404
        assert sign_in(who).post(f"{base}/chiudi-pagina/").status_code == 404
