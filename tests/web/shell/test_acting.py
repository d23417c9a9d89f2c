"""Who acts: sign-in is asked everywhere, the role in use is confirmed at every request."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from snodo.domain.network import actions
from snodo.kernel import tenancy
from tests.factories.world import World

pytestmark = pytest.mark.django_db

OPEN = {
    *("home:components", "home:healthz", "accept_invitation"),
    *("personal:call", "personal:sheet", "personal:territory"),
    *("personal:card", "personal:copy", "personal:leave", "personal:ledger", "personal:refer"),
    *("personal:referral", "personal:referral_attachment", "personal:table"),
    *("personal:ask", "personal:question"),
}


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/accesso/profilo/?da=menu")
    assert response.status_code == 302
    assert response["Location"] == "/accesso/?next=%2Faccesso%2Fprofilo%2F%3Fda%3Dmenu"


def test_only_listed_views_are_open_to_visitors() -> None:
    public = {name for name, view in _views(get_resolver()) if getattr(view, "snodo_public", False)}
    assert public == OPEN


def _views(resolver: Any, prefix: str = "") -> Any:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _views(pattern, prefix + space)
        else:
            yield prefix + (pattern.name or ""), pattern.callback


def test_the_home_shows_where_one_acts(sign_in: Any) -> None:
    page = sign_in("sara").get("/").content.decode()
    assert "Rete Rhodense · Cooperativa Il Ponte" in page
    assert "Sara Prova" in page


def test_the_shell_costs_five_statements(sign_in: Any) -> None:
    """Session, user, binding, membership; and one for all the counts of the menu."""
    client = sign_in("paola")
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/")
    assert len([one for one in seen if "SAVEPOINT" not in one["sql"]]) <= 5


def test_the_first_role_is_taken_up_at_sign_in(world: World, client: Client) -> None:
    client.force_login(world.user("omar"))
    page = client.get("/").content.decode()
    assert "Cooperativa Il Ponte" in page
    assert client.session["membership_id"] == str(world.actor("omar").membership_id)


@pytest.fixture
def sara_in_two_networks(world: World) -> World:
    """Sara also works in the other network."""
    other = world.elsewhere
    assert other is not None
    with tenancy.acting(other.founder):
        actions.add_membership(
            user=world.user("sara"),
            organisation=other.organisations["coop"],
            role="operator",
            actor=other.founder,
        )
    return world


def test_switching_takes_up_another_role(sara_in_two_networks: World, client: Client) -> None:
    world = sara_in_two_networks
    client.force_login(world.user("sara"))
    page = client.get("/").content.decode()
    assert "Rete Rhodense · Cooperativa Il Ponte" in page
    assert "Rete di Torino" in page
    wanted = next(row for row in client.session["snodo_memberships"] if row[2] == "Rete di Torino")
    response = client.post("/accesso/ruolo/", {"membership": wanted[0]}, follow=True)
    assert "Ora lavori per Cooperativa Il Ponte, Rete di Torino." in response.content.decode()
    assert client.session["network_id"] == wanted[1]


def test_switching_to_a_role_of_somebody_else_changes_nothing(sign_in: Any, world: World) -> None:
    client = sign_in("sara")
    before = client.session["membership_id"]
    for stranger in (world.actor("nadia").membership_id, world.actor("stranger").membership_id, "x\x00"):
        page = client.post("/accesso/ruolo/", {"membership": str(stranger)}, follow=True).content.decode()
        assert "non è più attivo" in page
        assert client.session["membership_id"] == before


def test_switching_is_a_post(sign_in: Any) -> None:
    assert sign_in("sara").get("/accesso/ruolo/").status_code == 405


def test_a_removed_member_with_an_open_session_is_out_at_the_next_click(sign_in: Any, world: World) -> None:
    client = sign_in("sara")
    assert client.get("/").status_code == 200
    with tenancy.acting(world.founder):
        actions.end_membership(membership=world.memberships["sara"], actor=world.founder)
    response = client.get("/")
    assert response.status_code == 403
    assert "Non hai accessi attivi" in response.content.decode()


def test_a_member_removed_from_one_place_goes_on_in_another(
    sara_in_two_networks: World, client: Client
) -> None:
    world = sara_in_two_networks
    client.force_login(world.user("sara"))
    client.get("/")
    wanted = next(row for row in client.session["snodo_memberships"] if row[2] == "Rete Rhodense")
    client.post("/accesso/ruolo/", {"membership": wanted[0]})
    with tenancy.acting(world.founder):
        actions.end_membership(membership=world.memberships["sara"], actor=world.founder)
    page = client.get("/", follow=True).content.decode()
    assert "è terminato. Ora lavori per Cooperativa Il Ponte, Rete di Torino." in page


def test_a_session_with_the_network_of_another_sees_nothing(client: Client, world: World) -> None:
    """The network in the session is believed only together with a membership of one's own."""
    client.force_login(world.user("sara"))
    session = client.session
    session["membership_id"] = str(world.actor("stranger").membership_id)
    session["network_id"] = str(world.actor("stranger").network_id)
    session.save()
    client.get("/")
    assert client.session["network_id"] == str(world.network.pk)


def test_idle_sessions_end(sign_in: Any) -> None:
    client = sign_in("sara")
    session = client.session
    session["snodo_seen"] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()
    response = client.get("/")
    assert response.status_code == 302
    assert "scaduta=1" in response["Location"]
    assert "La sessione è scaduta" in client.get(response["Location"]).content.decode()


def test_sessions_end_after_twelve_hours_of_work(sign_in: Any) -> None:
    client = sign_in("sara")
    session = client.session
    session["snodo_since"] -= settings.SESSION_ABSOLUTE_SECONDS + 1
    session.save()
    assert client.get("/").status_code == 302


def test_a_fragment_of_an_ended_session_leads_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get("/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/accesso/")


def test_pages_stay_out_of_caches_and_carry_the_headers(sign_in: Any) -> None:
    response = sign_in("sara").get("/")
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "geolocation=()" in response["Permissions-Policy"]


def test_pages_hold_no_inline_script_or_style(sign_in: Any) -> None:
    page = sign_in("sara").get("/").content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
