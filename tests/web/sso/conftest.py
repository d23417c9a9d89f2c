"""One provider for the whole area; each test finds it honest."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.factories.world import PASSWORD, World
from tests.web.sso.provider import CLIENT, L2, SECRET, OIDCProvider, running

SARA = "sara@rhodense.example"
CODE = "RSSMRA80A01H501U"


@pytest.fixture(scope="session")
def _provider() -> Iterator[OIDCProvider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(_provider: OIDCProvider, settings: Any) -> OIDCProvider:
    cache.clear()
    one = _provider
    one.level = L2
    one.lie_in_claims = one.sign_again = one.lie_in_userinfo = one.lie_in_discovery = None
    one.people.clear()
    one.people["sara"] = {
        "email": SARA,
        "email_verified": True,
        "fiscal_number": f"TINIT-{CODE}",
        "given_name": "Sara",
    }
    settings.SSO_GATEWAYS = [
        {
            "kind": "oidc",
            "id": "spid",
            "name": "SPID o CIE",
            "issuer": one.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "tax_code": "fiscal_number",
            "ask_logout": True,
        }
    ]
    return one


@pytest.fixture
def sara(world: World) -> Any:
    user = world.user("sara")
    user.set_password(PASSWORD)
    user.save()
    return user
