"""`check` says what is wrong in the list of gateways before anybody meets it."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from snodo.web.sso.gateways import configured


@register(Tags.security)
def gateways_are_complete(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Each gateway has what its kind needs."""
    try:
        configured()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="snodo.sso")]
    return []
