"""OpenID Connect: code flow with PKCE and nonce; the ID token is always verified with the gateway's keys."""

import hmac
import json
import secrets
from typing import Any, cast
from urllib.parse import urlencode

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from snodo.web.sso.gateways import Gateway, is_safe
from snodo.web.sso.identity import (
    Identity,
    begin_login,
    said_true,
    tax_code_of,
)

# Public-key signatures only: "none" and shared secrets are refused whatever the token says of itself.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY_SECONDS = 30
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OIDCClient(OpenIDConnectOAuth2Adapter):
    """Speaks with one gateway on behalf of one request."""

    state: dict[str, Any]

    def __init__(self, request: HttpRequest, gateway: Gateway) -> None:
        super().__init__(request, gateway.id)
        self.gateway = gateway
        self.state = {}

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the gateway publishes of itself, if it is the one we were told of."""
        config = cast(dict[str, Any], super().openid_config)
        if config.get("issuer") != self.gateway.issuer:
            raise OAuth2Error("The discovered issuer is not the configured one.")
        if not all(is_safe(str(config.get(name, ""))) for name in ENDPOINTS):
            raise OAuth2Error("An endpoint of the gateway is not HTTPS.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(build_absolute_uri(request, reverse("account_gateway_return", args=[self.gateway.id])))

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """The person the gateway vouches for. Raises OAuth2Error when anything does not hold."""
        claims = self._verified(kwargs["response"].get("id_token"))
        if "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("The user info speaks of somebody else.")
            claims = {**more, **claims}
        return begin_login(self.get_provider(), self.gateway, self._identity(claims), self.state)

    def _verified(self, id_token: Any) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise OAuth2Error("The gateway gave no ID token.")
        try:
            header = jwt.get_unverified_header(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(header),
                algorithms=[name for name in ALGORITHMS if name == header.get("alg")] or ["RS256"],
                issuer=self.gateway.issuer,
                audience=self.gateway.client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError as problem:
            raise OAuth2Error("The ID token does not hold.") from problem
        if claims.get("azp", self.gateway.client_id) != self.gateway.client_id:
            raise OAuth2Error("The ID token was made for another party.")
        nonce = str(self.state.get("nonce") or "")
        if not nonce or not hmac.compare_digest(nonce, str(claims.get("nonce") or "")):
            raise OAuth2Error("The ID token does not answer this request.")
        return claims

    def _key(self, header: dict[str, Any]) -> Any:
        """The published key that the token names (or the only one)."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            published = answer.json()["keys"]
        kid = header.get("kid")
        fitting = [
            key for key in published if key.get("use", "sig") == "sig" and key.get("kid") in (kid, None)
        ]
        if kid is None and len(published) == 1:
            fitting = published
        for key in fitting:
            return jwt.PyJWK(key, algorithm=key.get("alg") or header.get("alg")).key
        raise OAuth2Error("The ID token is signed with a key that the gateway does not publish.")

    def _identity(self, claims: dict[str, Any]) -> Identity:
        gateway = self.gateway
        return Identity(
            issuer=gateway.issuer,
            subject=str(claims[gateway.subject or "sub"]),
            email=str(claims.get(gateway.email) or "").strip().lower(),
            email_is_verified=gateway.email_is_verified or said_true(claims.get("email_verified")),
            tax_code=tax_code_of(claims.get(gateway.tax_code)) if gateway.tax_code else "",
            level=str(claims.get("acr") or ""),
        )


class OIDCGateway(OpenIDConnectProvider):
    """The library's provider, told by our settings and never by the address in the browser."""

    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, gateway: Gateway) -> None:
        self.gateway = gateway
        app = SocialApp(
            provider=self.id,
            provider_id=gateway.id,
            name=gateway.name,
            client_id=gateway.client_id,
            secret=gateway.client_secret,
            settings={"server_url": gateway.issuer.rstrip("/")},
        )
        super().__init__(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> OIDCClient:
        return OIDCClient(request, self.gateway)

    def get_default_scope(self) -> list[str]:
        return list(self.gateway.scopes)

    def serialize(self) -> dict[str, Any]:
        return {"id": self.gateway.id}

    def begin(self, request: HttpRequest, *, process: str, next_url: str) -> HttpResponse:
        """Leave for the gateway; what must come back unchanged waits in the session."""
        nonce = secrets.token_urlsafe(32)
        asked = {"nonce": nonce}
        if self.gateway.levels_requested:
            asked["acr_values"] = " ".join(self.gateway.levels_requested)
        answer: HttpResponse = self.redirect(request, process, next_url, auth_params=asked, nonce=nonce)
        return answer


def address_to_leave(request: HttpRequest, gateway: Gateway, back: str) -> str:
    """Where one's session at the gateway is ended; empty when the gateway offers no such place."""
    address = str(OIDCClient(request, gateway).openid_config.get("end_session_endpoint", ""))
    asked = urlencode({"client_id": gateway.client_id, "post_logout_redirect_uri": back})
    return f"{address}?{asked}" if is_safe(address) else ""


class Return(OAuth2CallbackView):
    """Where the gateway sends people back."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refusal = super()._get_state(request, provider)
        self.adapter.state = state
        return state, refusal


def come_back(request: HttpRequest, gateway: Gateway) -> HttpResponse:
    """Exchange the code, verify, sign in. Whatever does not hold becomes a refusal."""
    client = OIDCClient(request, gateway)
    answer: HttpResponse = Return.adapter_view(client)(request)
    return answer


PROBLEMS = (OAuth2Error, requests.RequestException, json.JSONDecodeError, KeyError, TypeError, ValueError)
