"""What happens at the door goes into the log of every network of whom it happens to (ADR-0032)."""

from typing import Any
from uuid import UUID

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_added, social_account_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from snodo.domain.privacy import actions as privacy
from snodo.web import acting
from snodo.web.origin import origin_of

_EXPIRES = "_snodo_expires"


def note(request: HttpRequest | None, user_id: UUID | None, verb: str, **changes: Any) -> None:
    """A line for a user who is known."""
    if request is not None and user_id is not None and hasattr(request, "session"):
        privacy.note_at_door(user_id=user_id, verb=verb, origin=origin_of(request), changes=changes)


def expires(request: HttpRequest) -> None:
    """The sign-out that follows is the clock's doing."""
    setattr(request, _EXPIRES, True)


def without_role(request: HttpRequest) -> None:
    """The role that this session was using has ended."""
    used = acting.remembered(request)
    if used is not None:
        membership_id, network_id = used
        privacy.note_without_role(
            network_id=network_id,
            user_id=request.user.pk,  # type: ignore[arg-type]
            membership_id=membership_id,
            origin=origin_of(request),
        )


@receiver(user_logged_in, dispatch_uid="snodo.watch.entered")
def entered(sender: Any, request: HttpRequest, user: Any, sociallogin: Any = None, **_: Any) -> None:
    how, second = "password", bool(request.session.get(acting.SECOND_FACTOR))
    if sociallogin is not None:
        how, second = sociallogin.account.provider, second or bool(sociallogin.state.get(acting.ASSURED))
    note(request, user.pk, "signin.success", how=how, second_factor=second)


@receiver(user_login_failed, dispatch_uid="snodo.watch.refused")
def refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if not getattr(request, "axes_locked_out", False):
        _attempt(request, credentials.get("email") or credentials.get("username"), "signin.failure")


@receiver(user_locked_out, dispatch_uid="snodo.watch.locked")
def locked(sender: Any, request: HttpRequest, username: str | None, **_: Any) -> None:
    _attempt(request, username, "signin.locked")


def _attempt(request: HttpRequest | None, email: str | None, verb: str) -> None:
    if request is not None and hasattr(request, "session"):
        known = (email or "")[:254].replace("\0", "")
        privacy.note_attempt(email=known, verb=verb, origin=origin_of(request))


@receiver(user_logged_out, dispatch_uid="snodo.watch.left")
def left(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    if user is not None:
        note(request, user.pk, "session.expire" if getattr(request, _EXPIRES, False) else "session.end")


def _watch(signal: Signal, verb: str) -> None:
    def noted(sender: Any, request: HttpRequest | None = None, user: Any = None, **more: Any) -> None:
        who = user or getattr(more.get("sociallogin"), "user", None) or getattr(request, "user", None)
        what = getattr(more.get("authenticator"), "type", "")
        note(request, getattr(who, "pk", None), verb, **({"kind": str(what)} if what else {}))

    signal.connect(noted, weak=False, dispatch_uid=f"snodo.watch.{verb}.{id(signal)}")


_watch(authentication_failed, "signin.second_factor")
_watch(password_changed, "password.change")
_watch(password_set, "password.change")
_watch(password_reset, "password.reset")
_watch(authenticator_added, "second_factor.add")
_watch(authenticator_removed, "second_factor.remove")
_watch(authenticator_reset, "second_factor.renew")
_watch(social_account_added, "identity.link")
_watch(social_account_removed, "identity.unlink")
