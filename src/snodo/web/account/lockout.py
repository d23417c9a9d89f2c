"""Six wrong passwords lock an address out for fifteen minutes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The address somebody is trying, however the form or the backend names it."""
    given = credentials or {}
    value = given.get("email") or given.get("username")
    if not value and request is not None:
        value = request.POST.get("login", "")
    return str(value or "").strip().lower()[:254]


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """The page shown instead of the sign-in form."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=429)
