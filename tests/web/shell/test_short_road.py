"""A page that is only read learns who one is together with the role: never more than Django would grant."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from snodo.domain.network import actions
from snodo.domain.network.models import User
from snodo.kernel import clock, tenancy
from snodo.web import acting
from tests.factories.world import World

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]
Spoil = Callable[[World, Any], None]
FORGED = "x" * 64
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")  # against forgery: another at every page


def _put(client: Any, **values: Any) -> None:
    session = client.session
    session.update(values)
    session.save()


def _deactivated(world: World, client: Any) -> None:
    User.objects.filter(pk=world.user("sara").pk).update(is_active=False)


def _new_password(world: World, client: Any) -> None:
    user = User.objects.get(pk=world.user("sara").pk)
    user.set_password("Un-altra-parola-2026")
    user.save()


def _of_another(world: World, client: Any) -> None:
    """Sara's session says it is Nadia's: the hash is not hers, and the role is Sara's."""
    _put(client, **{SESSION_KEY: str(world.user("nadia").pk)})


def _forged(world: World, client: Any) -> None:
    _put(client, **{HASH_SESSION_KEY: FORGED})


def _without_hash(world: World, client: Any) -> None:
    session = client.session
    del session[HASH_SESSION_KEY]
    session.save()


def _other_door(world: World, client: Any) -> None:
    _put(client, **{BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})


def _no_id(world: World, client: Any) -> None:
    _put(client, **{SESSION_KEY: str(world.network.pk)})


def _over(world: World, client: Any) -> None:
    Session.objects.update(expire_date=clock.now() - datetime.timedelta(seconds=1))


OUT: list[Spoil] = [
    *(_deactivated, _new_password, _of_another, _forged, _without_hash, _other_door, _no_id, _over)
]


def _short(client: Any) -> Any:
    return client.get("/persone/")


def _full(client: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Django's own road: the user is asked for before anything else."""
    with monkeypatch.context() as patch:
        patch.setattr(acting, "may_be_confirmed_later", lambda request: False)
        patch.setattr(acting, "_is_theirs", lambda session, user: False)
        return client.get("/persone/")


def _again(world: World, spoil: Spoil) -> Any:
    """Another session of Sara's, spoilt in the same way."""
    client = Client()
    client.force_login(User.objects.get(pk=world.user("sara").pk))
    actor = world.actor("sara")
    _put(client, membership_id=str(actor.membership_id), network_id=str(actor.network_id))
    spoil(world, client)
    return client


@pytest.mark.parametrize("spoil", OUT, ids=lambda spoil: spoil.__name__.strip("_"))
def test_whom_django_would_not_know_is_out_on_both_roads(
    world: World, monkeypatch: pytest.MonkeyPatch, spoil: Spoil
) -> None:
    clients = [_again(world, lambda *_: None) for _ in range(2)]
    assert [_short(client).status_code for client in clients] == [200, 200]
    for client in clients:
        spoil(world, client)
    short, full = _short(clients[0]), _full(clients[1], monkeypatch)
    for answer in (short, full):
        assert answer.status_code == 302
        assert answer["Location"] == "/accesso/?next=%2Fpersone%2F"
        assert b"Sara" not in answer.content
    left = [SESSION_KEY in client.session for client in clients]
    assert left[0] == left[1]


def test_the_road_of_django_is_only_taken_where_it_must(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("sara")
    client.get("/persone/")
    with CaptureQueriesContext(connection) as short:
        page = _short(client).content
    with CaptureQueriesContext(connection) as full:
        same = _full(client, monkeypatch).content
    assert len(full) == len(short) + 1
    assert TOKEN.sub(b"", page) == TOKEN.sub(b"", same)
    assert not any('FROM "network_user"' in one["sql"] for one in short)


def test_a_key_renewed_keeps_old_sessions_as_django_does(
    world: World, sign_in: SignIn, settings: Any
) -> None:
    """Signed with the key before: known by the fallback, and signed again."""
    client = sign_in("sara")
    before = client.session[HASH_SESSION_KEY]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    assert "Sara Prova" in _short(client).content.decode()
    assert client.session[HASH_SESSION_KEY] != before
    settings.SECRET_KEY_FALLBACKS = []
    assert "Sara Prova" in _short(client).content.decode()


def test_an_ended_membership_opens_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in("sara")
    with tenancy.acting(world.founder):
        actions.end_membership(membership=world.memberships["sara"], actor=world.founder)
    answer = _short(client)
    assert answer.status_code == 403
    assert "Non hai accessi attivi" in answer.content.decode()


def test_a_role_changed_is_the_new_role_at_the_next_page(world: World, sign_in: SignIn) -> None:
    """The row is read at every page: what the session remembers grants nothing."""
    client = sign_in("sara")
    assert client.get("/persone/nuova/").status_code == 200
    old = world.memberships["sara"]
    with tenancy.acting(world.founder):
        actions.end_membership(membership=old, actor=world.founder)
        actions.add_membership(
            user=world.user("sara"), organisation=old.organisation, role="steering", actor=world.founder
        )
    moved = client.get("/persone/nuova/")
    assert (moved.status_code, moved["Location"]) == (302, "/")
    assert client.get("/persone/nuova/").status_code == 403


def test_the_membership_of_another_user_is_not_taken_up(world: World, sign_in: SignIn) -> None:
    """Sara's own session, with Nadia's role written into it."""
    client = sign_in("sara")
    _put(client, membership_id=str(world.actor("nadia").membership_id))
    answer = client.get("/persone/", follow=True)
    page = answer.content.decode()
    assert "Nadia" not in page
    assert "Cooperativa Radici" not in page
    assert client.session["membership_id"] == str(world.actor("sara").membership_id)


@pytest.mark.parametrize("limit", ["IDLE", "ABSOLUTE"])
def test_the_clock_of_the_session_holds_on_the_short_road(world: World, sign_in: SignIn, limit: str) -> None:
    client = sign_in("sara")
    client.get("/persone/")
    key = "snodo_seen" if limit == "IDLE" else "snodo_since"
    _put(client, **{key: client.session[key] - getattr(settings, f"SESSION_{limit}_SECONDS") - 1})
    answer = _short(client)
    assert answer.status_code == 302
    assert "scaduta=1" in answer["Location"]
    assert SESSION_KEY not in client.session
