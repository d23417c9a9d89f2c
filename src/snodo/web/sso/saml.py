"""SAML 2.0: signed assertions only, answering a request of ours, good once."""

from typing import Any, cast

from allauth.core.internal.httpkit import deserialize_request, serialize_request
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.sessions import LoginSession
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from snodo.web.sso.gateways import Gateway
from snodo.web.sso.identity import Identity, begin_login, said_true, tax_code_of

LONGEST_ANSWER = 300_000
# What is no XML at all is a SyntaxError to the parser.
PROBLEMS = (
    SyntaxError,
    OneLogin_Saml2_Error,
    OneLogin_Saml2_ValidationError,
    PermissionDenied,
    ValueError,
    KeyError,
    TypeError,
)


class SAMLGateway(SAMLProvider):
    """The library's provider, told by our settings."""

    def __init__(self, request: HttpRequest, gateway: Gateway) -> None:
        self.gateway = gateway
        app = SocialApp(provider=self.id, provider_id=gateway.id, client_id=gateway.id, name=gateway.name)
        super().__init__(request, app=app)

    def serialize(self) -> dict[str, Any]:
        return {"id": self.gateway.id}

    def begin(self, request: HttpRequest, *, process: str, next_url: str) -> HttpResponse:
        """Leave for the gateway; the number of the request waits in the session for its answer."""
        auth = _auth(request, self.gateway)
        address = auth.login(return_to="")
        self.stash_redirect_state(request, process, next_url, state_id=auth.get_last_request_id())
        return HttpResponseRedirect(address)


def receive(request: HttpRequest, gateway: Gateway) -> HttpResponse:
    """The answer comes by a form of another site, without our cookie: it is put by and fetched at once."""
    if len(request.POST.get("SAMLResponse", "")) > LONGEST_ANSWER:
        raise ValueError("The answer is too long.")
    response = HttpResponseRedirect(reverse("account_gateway_saml_done", args=[gateway.id]))
    put_by = LoginSession(request, "saml_acs_session", "snodo_saml")
    put_by.store.set_expiry(300)
    put_by.store.update({"request": serialize_request(request)})
    put_by.save(response)
    return response


def come_back(request: HttpRequest, gateway: Gateway) -> HttpResponse:
    """Verify what was put by and sign in. Raises one of PROBLEMS when anything does not hold."""
    put_by = LoginSession(request, "saml_acs_session", "snodo_saml")
    kept = put_by.store.get("request")
    put_by.delete()
    if not kept:
        raise ValueError("There is no answer to verify.")
    auth = _auth(deserialize_request(kept, HttpRequest()), gateway)
    auth.process_response()
    if auth.get_errors() or not auth.is_authenticated():
        raise ValueError(auth.get_last_error_reason() or "The gateway did not confirm.")
    provider = SAMLGateway(request, gateway)
    # A request is answered once: its number leaves the session here.
    answered = auth.get_last_response_in_response_to()
    if not answered:
        raise ValueError("Nobody asked for this answer.")
    state = provider.unstash_redirect_state(request, answered)
    answer: HttpResponse = complete_social_login(
        request, begin_login(provider, gateway, _identity(auth, gateway), state)
    )
    return answer


def metadata(request: HttpRequest, gateway: Gateway) -> str:
    """What the gateway must know of us."""
    settings = OneLogin_Saml2_Settings(_settings(request, gateway), sp_validation_only=True)
    text = settings.get_sp_metadata()
    return text.decode() if isinstance(text, bytes) else str(text)


def _identity(auth: OneLogin_Saml2_Auth, gateway: Gateway) -> Identity:
    said = {name: values[0] for name, values in auth.get_attributes().items() if values}
    levels = auth.get_last_authn_contexts()
    return Identity(
        issuer=_idp(gateway)["entityId"],
        subject=str(said[gateway.subject] if gateway.subject else auth.get_nameid()),
        email=str(said.get(gateway.email) or "").strip().lower(),
        email_is_verified=gateway.email_is_verified or said_true(said.get("email_verified")),
        tax_code=tax_code_of(said.get(gateway.tax_code)) if gateway.tax_code else "",
        level=str(levels[0]) if len(levels) == 1 else "",
    )


def _auth(request: HttpRequest, gateway: Gateway) -> OneLogin_Saml2_Auth:
    seen = {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.META["HTTP_HOST"] if "HTTP_HOST" in request.META else request.get_host(),
        "script_name": request.META.get("SCRIPT_NAME", ""),
        "path_info": request.path_info,
        "get_data": request.GET.copy(),
        "post_data": request.POST.copy(),
    }
    return OneLogin_Saml2_Auth(seen, _settings(request, gateway))


def _idp(gateway: Gateway) -> dict[str, Any]:
    parsed = OneLogin_Saml2_IdPMetadataParser.parse(
        gateway.idp_metadata, entity_id=gateway.idp_entity_id or None
    )
    return cast(dict[str, Any], parsed["idp"])


def _settings(request: HttpRequest, gateway: Gateway) -> dict[str, Any]:
    here = {
        name: request.build_absolute_uri(reverse(f"account_gateway_{view}", args=[gateway.id]))
        for name, view in (("acs", "saml"), ("metadata", "metadata"))
    }
    signed = bool(gateway.private_key)
    return {
        "strict": True,
        "idp": _idp(gateway),
        "sp": {
            "entityId": gateway.entity_id or here["metadata"],
            "assertionConsumerService": {"url": here["acs"], "binding": Saml.BINDING_HTTP_POST},
            "NameIDFormat": Saml.NAMEID_PERSISTENT if gateway.subject == "" else Saml.NAMEID_TRANSIENT,
            "x509cert": gateway.certificate,
            "privateKey": gateway.private_key,
        },
        "security": {
            "authnRequestsSigned": signed,
            "signMetadata": signed,
            "wantAssertionsSigned": True,
            "wantMessagesSigned": gateway.want_message_signed,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "requestedAuthnContext": list(gateway.levels_requested) or False,
            "requestedAuthnContextComparison": "minimum",
            "failOnAuthnContextMismatch": False,
            "rejectUnsolicitedResponsesWithInResponseTo": False,
            "rejectDeprecatedAlgorithm": True,
            "signatureAlgorithm": Saml.RSA_SHA256,
            "digestAlgorithm": Saml.SHA256,
            "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
        },
    }
