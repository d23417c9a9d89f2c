"""The list of gateways is read whole or refused with a sentence."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from snodo.web.sso import checks
from snodo.web.sso.gateways import STRONG, read

OIDC = {
    "kind": "oidc",
    "id": "spid",
    "issuer": "https://accesso.example.it",
    "client_id": "snodo",
    "client_secret": "parola-d-ordine",
}


def test_a_gateway_with_what_it_needs_has_safe_habits() -> None:
    (gateway,) = read([OIDC])
    assert gateway.levels_requested == STRONG[:1]
    assert gateway.is_strong("https://www.spid.gov.it/SpidL3")
    assert not gateway.is_strong("https://www.spid.gov.it/SpidL1")
    assert not gateway.is_strong("")
    assert not gateway.email_is_verified
    assert "parola-d-ordine" not in repr(gateway)


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("molto-segreto\n")
    entry: dict[str, Any] = {**OIDC, "client_secret_file": str(tmp_path / "secret")}
    del entry["client_secret"]
    assert read([entry])[0].client_secret == "molto-segreto"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "ldap"}, "servono «kind»"),
        ({"id": "con spazi"}, "servono «kind»"),
        ({"client_secret": ""}, "manca client_secret"),
        ({"issuer": "http://accesso.example.it"}, "https://"),
        ({"isuer": "https://x.it"}, "la voce «isuer» non esiste"),
        ({"client_secret_file": "/nessun/file"}, "non si legge"),
        ({"kind": "saml"}, "manca idp_metadata"),
    ],
)
def test_what_is_missing_is_said(changed: dict[str, Any], said: str, settings: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        read([{**OIDC, **changed}])
    settings.SSO_GATEWAYS = [{**OIDC, **changed}]
    (problem,) = checks.gateways_are_complete(None)
    assert "Accesso" in problem.msg


def test_two_gateways_with_one_id_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="stesso «id»"):
        read([OIDC, OIDC])
