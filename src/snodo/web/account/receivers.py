"""What a sign-in, or a change of second factor, leaves in the session."""

from typing import Any

from allauth.account.signals import user_logged_in as through_library
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from snodo.web import acting
from snodo.web.middleware import start_clock
from snodo.web.sso.identity import CAME_THROUGH


@receiver(user_logged_in, dispatch_uid="snodo.session_begins")
def session_begins(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """Start the limits, and take up the first of the user's roles."""
    if request is None or not hasattr(request, "session"):
        return
    start_clock(request.session)
    acting.forget(request)


@receiver(through_library, dispatch_uid="snodo.gateway_vouched")
def gateway_vouched(sender: Any, request: HttpRequest, sociallogin: Any = None, **_: Any) -> None:
    """Who came through a gateway that saw two factors has shown the second."""
    if sociallogin is None:
        return
    if sociallogin.state.get(acting.ASSURED):
        request.session[acting.SECOND_FACTOR] = True
    request.session[CAME_THROUGH] = sociallogin.account.provider


@receiver(authenticator_used, dispatch_uid="snodo.second_factor_used")
@receiver(authenticator_added, dispatch_uid="snodo.second_factor_added")
def second_factor_shown(sender: Any, request: HttpRequest, **_: Any) -> None:
    request.session[acting.SECOND_FACTOR] = True


@receiver(authenticator_removed, dispatch_uid="snodo.second_factor_removed")
def second_factor_removed(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Without any left, roles that need one ask for it again."""
    left = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not left.exists():
        request.session.pop(acting.SECOND_FACTOR, None)
