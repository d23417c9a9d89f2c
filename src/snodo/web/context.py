"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from snodo.web.shell import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` (areas, identity), `demo` (whether passwords are printed on the sign-in page)."""
    return {"shell": getattr(request, "shell", None) or Shell(), "demo": settings.DEMO}
