"""The client that speaks with a gateway. Its libraries are heavy: they are loaded when somebody signs in."""

from typing import Any

from django.http import HttpRequest

from snodo.web.sso.gateways import Gateway


def provider_of(request: HttpRequest, gateway: Gateway) -> Any:
    """By the kind of gateway."""
    if gateway.kind == "oidc":
        from snodo.web.sso.oidc import OIDCGateway

        return OIDCGateway(request, gateway)
    from snodo.web.sso.saml import SAMLGateway

    return SAMLGateway(request, gateway)


def problems_with(gateway: Gateway) -> tuple[type[Exception], ...]:
    """What may go wrong in speaking with it: always a refusal, never a crash."""
    if gateway.kind == "oidc":
        from snodo.web.sso import oidc

        return oidc.PROBLEMS
    from snodo.web.sso import saml

    return saml.PROBLEMS
