"""From where, as the log keeps it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from snodo.domain.audit.models import Entry
from snodo.kernel.tenancy import acting
from snodo.web import origin
from tests.factories.world import World


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_an_address_loses_the_part_that_tells_machines_apart(address: str, kept: str) -> None:
    assert origin.truncated(address) == kept


def test_only_our_own_proxies_are_believed(settings: Any) -> None:
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.4"}, REMOTE_ADDR="10.0.0.1"
    )
    assert origin.client_address(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert origin.client_address(request) == "198.51.100.4"


@pytest.mark.django_db
def test_a_line_tells_the_session_and_the_place_but_not_the_key(
    sign_in: Callable[[str], Any], world: World
) -> None:
    client = sign_in("paola")
    client.get("/registro/", REMOTE_ADDR="192.0.2.77")
    paola = world.actor("paola")
    with acting(paola):
        entry = Entry.objects.get(verb="audit.review")
    assert entry.origin.startswith("web 192.0.2.0 ")
    assert client.session.session_key not in entry.origin
    assert entry.ground == "vigila sulla protezione dei dati"
