"""A real OpenID Connect provider on the loopback: `pyop`, the provider that public gateways are built on.

It does discovery, PKCE, nonce, signed ID tokens and JWKS. `lie` changes what it answers, for hostile tests.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from Cryptodome.PublicKey import RSA
from jwkest.jwk import RSAKey
from pyop.authz_state import AuthorizationState
from pyop.exceptions import InvalidAuthorizationCode, OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

CLIENT, SECRET = "snodo", "un-segreto-di-prova"
BACK = "http://testserver/accesso/identita/spid/ritorno/"
L1, L2 = "https://www.spid.gov.it/SpidL1", "https://www.spid.gov.it/SpidL2"

Lie = Callable[[dict[str, Any]], dict[str, Any]]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


class OIDCProvider:
    """One running provider. `people` are its users by name; the present one answers every sign-in."""

    def __init__(self) -> None:
        self.server = make_server("127.0.0.1", 0, self._answer, handler_class=_Quiet)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.rsa = RSA.generate(2048)
        self.key = RSAKey(key=self.rsa, kid="k1", alg="RS256", use="sig")
        self.people: dict[str, dict[str, Any]] = {}
        self.level = L2
        self.acr_asked = self.challenge_asked = ""
        # The hostile part: what is put in place of the ID token's claims, the token itself, the user info.
        self.lie_in_claims: Lie | None = None
        self.sign_again: Callable[[dict[str, Any]], str] | None = None
        self.lie_in_userinfo: Lie | None = None
        self.lie_in_discovery: Lie | None = None
        self.provider = Provider(
            self.key,
            {
                "issuer": self.issuer.replace("http:", "https:"),  # it insists; on the loopback we do not
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "end_session_endpoint": f"{self.issuer}/leave",
                "jwks_uri": f"{self.issuer}/jwks",
                "scopes_supported": ["openid", "profile", "email"],
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "claims_parameter_supported": True,
            },
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt")),
            {
                CLIENT: {
                    "client_secret": SECRET,
                    "redirect_uris": [BACK],
                    "response_types": ["code"],
                    "token_endpoint_auth_method": "client_secret_basic",
                }
            },
            Userinfo(self.people),
            extra_scopes={"profile": ["fiscal_number", "given_name"]},
        )
        self.provider.configuration_information["issuer"] = self.issuer

    @property
    def pem(self) -> bytes:
        return bytes(self.rsa.export_key())

    def sign_in(self, address: str, who: str) -> str:
        """What the person's browser does at the gateway; gives the address it is sent back to."""
        query = urlsplit(address).query
        asked = self.provider.parse_authentication_request(query)
        said = {name: values[0] for name, values in parse_qs(query).items()}
        self.acr_asked, self.challenge_asked = (
            said.get("acr_values", ""),
            said.get("code_challenge_method", ""),
        )
        answer = self.provider.authorize(asked, who)
        return str(answer.request(asked["redirect_uri"]))

    def _answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        headers = {"Authorization": environ.get("HTTP_AUTHORIZATION", "")}
        try:
            status, said = "200 OK", self._say(path, body, headers)
        except InvalidAuthorizationCode:
            status, said = "400 Bad Request", {"error": "invalid_grant"}
        except OAuthError as problem:
            status, said = "400 Bad Request", {"error": problem.oauth_error}
        except KeyError:
            status, said = "404 Not Found", {}
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    def _say(self, path: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            told = self.provider.provider_configuration.to_dict()
            return self.lie_in_discovery(told) if self.lie_in_discovery else told
        if path == "/jwks":
            return dict(self.provider.jwks)
        if path == "/token":
            return self._token(body, headers)
        if path == "/userinfo":
            info = self.provider.handle_userinfo_request("", headers).to_dict()
            return self.lie_in_userinfo(info) if self.lie_in_userinfo else info
        raise KeyError(path)

    def _token(self, body: str, headers: dict[str, str]) -> dict[str, Any]:
        answer = self.provider.handle_token_request(body, headers, {"acr": self.level}).to_dict()
        if self.lie_in_claims or self.sign_again:
            claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
            claims = self.lie_in_claims(claims) if self.lie_in_claims else claims
            sign = self.sign_again or self.sign
            answer["id_token"] = sign(claims)
        return dict(answer)

    def sign(self, claims: dict[str, Any]) -> str:
        """With the true key."""
        return jwt.encode(claims, self.pem, algorithm="RS256", headers={"kid": "k1"})


@contextmanager
def running() -> Iterator[OIDCProvider]:
    """The provider, in a thread of its own."""
    provider = OIDCProvider()
    thread = threading.Thread(
        target=provider.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join(5)
