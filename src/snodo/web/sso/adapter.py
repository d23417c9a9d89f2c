"""Who may come in through a gateway: only people who already have an access with us."""

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.network import queries
from snodo.domain.network.models import User
from snodo.web import watch
from snodo.web.sso import gateways
from snodo.web.sso.gateways import Gateway
from snodo.web.sso.identity import Identity
from snodo.web.sso.providers import provider_of

logger = logging.getLogger(__name__)

FAILED = (
    "L'accesso con {name} non è riuscito: la risposta non era valida o è arrivata tardi. "
    "Non è successo nulla: riprova."
)
CANCELLED = "Hai interrotto l'accesso con {name}. Quando vuoi, riprova."
UNREACHABLE = "{name} in questo momento non risponde. Riprova fra qualche minuto, o entra con la password."
TOO_OFTEN = "Troppi tentativi in poco tempo. Aspetta un minuto e riprova."
UNKNOWN = (
    "La tua identità è confermata, ma nessun accesso a Snodo è collegato a essa. Se hai già un accesso, "
    "entra con la password e collegala da «Il mio accesso». Altrimenti chiedi un invito al tuo ente."
)
OTHER_PERSON = (
    "Questa identità non è quella della persona a cui è intestato l'accesso. Per proteggere i dati non "
    "si entra: scrivi a chi amministra la rete."
)
CLOSED = "Questo accesso è stato chiuso. Se pensi che sia un errore, scrivi a chi amministra la rete."
TAKEN = "Questa identità è già collegata a un altro accesso."


def refusal(request: HttpRequest, sentence: str, *, status: int = 403) -> HttpResponse:
    """One page for every refused sign-in."""
    return render(request, "account/gateway_refused.html", {"sentence": sentence}, status=status)


class GatewayAdapter(DefaultSocialAccountAdapter):
    """Hooks of the sign-in library."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        found = gateways.find(provider)
        if found is None:
            raise SocialApp.DoesNotExist
        return provider_of(request, found)

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """Gateways live in the settings: nothing in the database can add one."""
        return []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("profile")

    def get_requests_session(self) -> Any:
        """A gateway answers where it said it would: it is not followed elsewhere."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        cancelled = error == AuthError.CANCELLED
        if not cancelled:
            logger.warning("Sign-in through gateway refused: %s", type(exception).__name__)
        sentence = (CANCELLED if cancelled else FAILED).format(name=provider.gateway.name)
        raise ImmediateHttpResponse(refusal(request, sentence))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose access this is, or refuse. Here, and only here, an identity becomes one of ours."""
        identity: Identity = sociallogin.identity
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            _check_connect(request, sociallogin, identity)
            return
        if sociallogin.is_existing:
            user = sociallogin.user
        else:
            user = _user_named_by(request, identity, sociallogin.provider.gateway)
        _check(request, user, identity)
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)


def _refuse(request: HttpRequest, sentence: str, user: User | None = None) -> NoReturn:
    """With a line in the log where it is known whose access was tried."""
    if user is not None:
        watch.note(request, user.pk, "signin.gateway_refused")
    raise ImmediateHttpResponse(refusal(request, sentence))


def _user_named_by(request: HttpRequest, identity: Identity, gateway: Gateway) -> User:
    """The invited user with this codice fiscale, or with this verified address."""
    user = queries.user_with_tax_code(identity.tax_code)
    if user is None and gateway.link_by_email and identity.email_is_verified:
        user = queries.user_with_email(identity.email)
    if user is None:
        _refuse(request, UNKNOWN)
    if SocialAccount.objects.filter(user=user, provider=gateway.id).exists():
        # The address passed to somebody else, or two people share it: the first identity stays.
        _refuse(request, OTHER_PERSON, user)
    return user


def _check(request: HttpRequest, user: User, identity: Identity) -> None:
    if not user.is_active:
        _refuse(request, CLOSED, user)
    if not queries.may_be(user, identity.tax_code):
        _refuse(request, OTHER_PERSON, user)


def _check_connect(request: HttpRequest, sociallogin: Any, identity: Identity) -> None:
    """Somebody at work joins their own identity to their access."""
    if not request.user.is_authenticated:
        _refuse(request, FAILED.format(name=sociallogin.provider.gateway.name))
    if sociallogin.is_existing and sociallogin.user != request.user:
        _refuse(request, TAKEN)
    _check(request, request.user, identity)
