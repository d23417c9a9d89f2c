"""A form is carried out only as it was drawn; what was typed is never lost on the way."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.network import actions
from snodo.domain.network.models import Membership, Organisation
from snodo.kernel import tenancy
from snodo.web import kept
from tests.factories.world import PASSWORD, World

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]
NEW, NAME = "/rete/nuova/", "Associazione Oltre il ponte"
TEXT = "Via delle Rose, al primo piano: si suona <due> volte & si aspetta."


def _form(drawn: str = "", **more: str) -> dict[str, str]:
    return {"name": NAME, "kind": "association", "address": TEXT, "_once": str(uuid4()), "_as": drawn, **more}


def _made(world: World) -> int:
    with tenancy.acting(world.founder):
        return Organisation.objects.filter(name=NAME).count()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that sends again."""
    from html import unescape

    form = page[page.index('<form class="form"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def ada_in_two_networks(world: World) -> World:
    """Ada also administers the other network."""
    other = world.elsewhere
    assert other is not None
    with tenancy.acting(other.founder):
        actions.add_membership(
            user=world.user("ada"),
            organisation=other.organisations["coop"],
            role="administrator",
            actor=other.founder,
        )
    return world


def _switch(client: Any, network: str) -> None:
    client.get("/accesso/profilo/")
    wanted = next(row for row in client.session["snodo_memberships"] if row[2] == network)
    client.post("/accesso/ruolo/", {"membership": wanted[0]})


def test_every_form_of_a_page_says_for_which_role_it_was_drawn(sign_in: SignIn, world: World) -> None:
    mark = kept.mark(world.actor("ada").membership_id)
    page = sign_in("ada").get(NEW).content.decode()
    forms = page.count('method="post"')
    assert forms > 1
    assert page.count(f'<input type="hidden" name="_as" value="{mark}">') == forms


def test_a_form_drawn_in_one_network_is_not_carried_out_in_another(
    ada_in_two_networks: World, sign_in: SignIn
) -> None:
    world = ada_in_two_networks
    client = sign_in("ada")
    drawn = kept.mark(world.actor("ada").membership_id)
    _switch(client, "Rete di Torino")
    answer = client.post(NEW, _form(drawn))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hai aperto questo modulo lavorando per Comuni Insieme, Rete Rhodense" in page
    assert "Non è stato fatto nulla" in page
    assert world.elsewhere is not None
    assert (_made(world), _made(world.elsewhere)) == (0, 0)
    with tenancy.acting(world.elsewhere.founder):
        assert Entry.objects.filter(act="refusal", verb="form.other_role").count() == 1
    # One press goes back to the role of the form, with every word of it.
    assert hidden(page)["address"] == TEXT
    assert client.post(NEW, hidden(page)).status_code == 302
    assert (_made(world), _made(world.elsewhere)) == (1, 0)
    assert client.session["network_id"] == str(world.network.pk)


def test_a_role_that_is_not_ones_own_cannot_be_taken_up(ada_in_two_networks: World, sign_in: SignIn) -> None:
    world = ada_in_two_networks
    client = sign_in("sara")
    answer = client.post(NEW, _form(kept.mark(world.actor("ada").membership_id), _take_up="1"))
    assert answer.status_code == 409
    assert "non è più attivo" in answer.content.decode()
    assert client.session["membership_id"] == str(world.actor("sara").membership_id)
    assert _made(world) == 0


def test_a_role_changed_meanwhile_does_not_carry_out_the_form_of_the_old_one(
    sign_in: SignIn, world: World
) -> None:
    """Marta was a co-ordinator when she opened the page; now she is an operator."""
    client = sign_in("marta")
    client.get("/accesso/profilo/")
    old = world.memberships["marta"]
    with tenancy.acting(world.founder):
        actions.end_membership(membership=old, actor=world.founder)
        actions.add_membership(
            user=world.user("marta"), organisation=old.organisation, role="operator", actor=world.founder
        )
    answer = client.post(NEW, _form(kept.mark(old.pk)))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "non è più attivo" in page
    assert "al primo piano: si suona &lt;due&gt; volte &amp; si aspetta" in page
    assert _made(world) == 0


def test_a_removed_member_writes_nothing_with_an_open_session(sign_in: SignIn, world: World) -> None:
    client = sign_in("sara")
    with tenancy.acting(world.founder):
        actions.end_membership(membership=world.memberships["sara"], actor=world.founder)
    assert client.post(NEW, _form()).status_code == 403
    assert _made(world) == 0


def test_a_deactivated_user_is_out_at_the_next_click(sign_in: SignIn, world: World) -> None:
    client = sign_in("ada")
    world.user("ada").__class__.objects.filter(pk=world.user("ada").pk).update(is_active=False)
    assert client.get("/")["Location"].startswith("/accesso/")
    assert client.post(NEW, _form()).status_code == 403
    assert _made(world) == 0


def _past(client: Any, key: str, seconds: int) -> None:
    session = client.session
    session[key] -= seconds + 1
    session.save()


@pytest.mark.parametrize("limit", ["idle", "absolute"])
def test_an_ended_session_keeps_what_was_being_sent(world: World, limit: str) -> None:
    """Through the true door, with forgery checks on: leave, come back in another tab, send."""
    user = world.user("ada")
    user.set_password(PASSWORD)
    user.save()
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    _enter(client, user.email)
    form = _drawn(client)
    if limit == "idle":
        _past(client, "snodo_seen", settings.SESSION_IDLE_SECONDS)
    else:
        _past(client, "snodo_since", settings.SESSION_ABSOLUTE_SECONDS)
    expired = client.post(NEW, form)
    assert expired.status_code == 403
    assert "no-store" in expired["Cache-Control"]
    page = expired.content.decode()
    assert "La sessione è scaduta" in page
    assert hidden(page)["address"] == TEXT
    assert "_auth_user_id" not in client.session
    _enter(client, user.email)
    again = client.post(NEW, hidden(page))  # its token is of the ended session
    assert "Da quando hai aperto questo modulo c&#x27;è stato un nuovo accesso" in again.content.decode()
    assert _made(world) == 0
    assert client.post(NEW, hidden(again.content.decode())).status_code == 302
    assert _made(world) == 1


def _enter(client: Client, email: str) -> None:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/accesso/").content.decode())
    assert token
    data = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert client.post("/accesso/", data).status_code == 302


def _drawn(client: Client) -> dict[str, str]:
    found = hidden(client.get(NEW).content.decode())
    return {**found, "name": NAME, "kind": "association", "address": TEXT}


def test_a_fragment_of_an_ended_session_leaves_the_form_where_it_is(sign_in: SignIn) -> None:
    client = sign_in("ada")
    _past(client, "snodo_seen", settings.SESSION_IDLE_SECONDS)
    answer = client.post(NEW, _form(), headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#avvisi"
    assert "HX-Redirect" not in answer
    assert "ancora nel modulo" in answer.content.decode()


def test_nobody_else_makes_us_show_their_words(world: World) -> None:
    """A forged form, sent from another site to who is at work, is refused without an echo."""
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    client.force_login(world.user("ada"))
    answer = client.post(NEW, _form())
    assert answer.status_code == 403
    assert NAME not in answer.content.decode()


def test_passwords_are_never_shown_again(world: World) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    client.force_login(world.user("ada"))
    answer = client.post("/accesso/password/", {"oldpassword": "una-password-lunga", "password1": "x"})
    assert answer.status_code == 403
    assert "una-password-lunga" not in answer.content.decode()


def test_a_membership_that_begins_tomorrow_opens_nothing_today(sign_in: SignIn, world: World) -> None:
    client = sign_in("ada")
    import datetime

    from snodo.kernel import clock

    with tenancy.acting(world.founder):
        Membership.objects.filter(pk=world.memberships["ada"].pk).update(
            started_on=clock.today() + datetime.timedelta(days=1)
        )
    assert client.get("/").status_code == 403
