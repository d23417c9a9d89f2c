"""The pages between us and a gateway. They answer 404 where no gateway has that name."""

import logging
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from snodo.web.http import post_only, require_GET, safe_next, toast
from snodo.web.sso.adapter import FAILED, TOO_OFTEN, UNREACHABLE, refusal
from snodo.web.sso.gateways import Gateway, find
from snodo.web.sso.providers import problems_with, provider_of

logger = logging.getLogger(__name__)


def _gateway(gateway_id: str, kind: str = "") -> Gateway:
    found = find(gateway_id)
    if found is None or (kind and found.kind != kind):
        raise Http404
    return found


def _too_often(request: HttpRequest) -> HttpResponse | None:
    """Each press asks something of the gateway, each answer is work for us."""
    if ratelimit.consume(request, action="gateway"):
        return None
    return refusal(request, TOO_OFTEN, status=429)


def _failed(request: HttpRequest, gateway: Gateway, problem: Exception) -> HttpResponse:
    logger.warning("Sign-in through gateway refused: %s", type(problem).__name__)
    return refusal(request, FAILED.format(name=gateway.name))


@post_only
def leave(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """Go to the gateway to sign in."""
    return _leave(request, gateway_id, AuthProcess.LOGIN, safe_next(request))


@login_required
@post_only
@reauthentication_required
def join(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """Who is at work goes to the gateway to join their own identity to their access."""
    return _leave(request, gateway_id, AuthProcess.CONNECT, reverse("profile"))


def _leave(request: HttpRequest, gateway_id: str, process: str, next_url: str) -> HttpResponse:
    """By a page with a link that opens by itself: our content policy lets forms lead to ourselves only."""
    gateway = _gateway(gateway_id)
    if slow_down := _too_often(request):
        return slow_down
    try:
        answer = provider_of(request, gateway).begin(request, process=process, next_url=next_url)
    except problems_with(gateway) as problem:
        logger.warning("Gateway unreachable: %s", type(problem).__name__)
        return refusal(request, UNREACHABLE.format(name=gateway.name), status=503)
    address = answer.headers.get("Location")
    if not address:
        return answer
    return render(request, "account/gateway_leave.html", {"address": address, "gateway": gateway})


@require_GET
def come_back(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """Where OpenID Connect brings people back."""
    gateway = _gateway(gateway_id, "oidc")
    from snodo.web.sso import oidc

    try:
        return oidc.come_back(request, gateway)
    except oidc.PROBLEMS as problem:
        return _failed(request, gateway, problem)


@csrf_exempt
@post_only
def receive_saml(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """Where SAML brings people back, by a form of the gateway's; what protects it is its signature."""
    gateway = _gateway(gateway_id, "saml")
    if slow_down := _too_often(request):
        return slow_down
    from snodo.web.sso import saml

    try:
        return saml.receive(request, gateway)
    except ValueError as problem:
        return _failed(request, gateway, problem)


@require_GET
def done_saml(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """The second half, in which our own cookie is at hand."""
    gateway = _gateway(gateway_id, "saml")
    from snodo.web.sso import saml

    try:
        return saml.come_back(request, gateway)
    except saml.PROBLEMS as problem:
        return _failed(request, gateway, problem)


@require_GET
def left(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """One has left us, and is still in at the gateway: the way out of there, too."""
    gateway = _gateway(gateway_id, "oidc")
    from snodo.web.sso import oidc

    back = request.build_absolute_uri(reverse("account_login"))
    try:
        address = oidc.address_to_leave(request, gateway, back)
    except oidc.PROBLEMS:
        address = ""
    return render(request, "account/gateway_left.html", {"gateway": gateway, "address": address})


@require_GET
def metadata(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """Our side of a SAML agreement, for who configures the gateway."""
    from snodo.web.sso import saml

    gateway = _gateway(gateway_id, "saml")
    return HttpResponse(saml.metadata(request, gateway), content_type="application/samlmetadata+xml")


@login_required
@post_only
@reauthentication_required
def unlink(request: HttpRequest, gateway_id: str) -> HttpResponse:
    """From now on this identity no longer opens one's access."""
    account: Any = SocialAccount.objects.filter(user=request.user, provider=gateway_id).first()
    if account is not None:
        disconnect(request, account)
        toast(request, "Identità scollegata: d'ora in poi entri con la password.")
    return redirect("profile")
