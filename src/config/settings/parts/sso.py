"""Single sign-on: the gateways (SPID, CIE) are listed in a file of the installation, none by default.

`docs/how-to/single-sign-on.md` explains the file.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.settings.parts.environment import env

_FILE = env.str("SNODO_SSO_FILE", default="")


def _listed(file: str) -> list[dict[str, Any]]:
    try:
        listed: list[dict[str, Any]] = tomllib.loads(Path(file).read_text(encoding="utf-8")).get(
            "gateway", []
        )
    except (OSError, ValueError) as problem:
        raise ImproperlyConfigured(f"SNODO_SSO_FILE: {file} non si legge: {problem}") from problem
    return listed


SSO_GATEWAYS = _listed(_FILE) if _FILE else []

SOCIALACCOUNT_ADAPTER = "snodo.web.sso.adapter.GatewayAdapter"
# A gateway vouches for people whom we invited; it never makes an account, nor keeps anything of them here.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
