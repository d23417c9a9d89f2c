"""From where somebody works, as the log keeps it: enough to tell two places apart, not enough to follow them.

The address loses its last part (the last of four, or all but the first three of IPv6); of the session only a
mark is kept, which nobody can turn back into the session.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from snodo.kernel import crypto

_KEPT_BITS = {4: 24, 6: 48}
MARK = 8


def origin_of(request: HttpRequest) -> str:
    """For example "web 192.0.2.0 3fa1c09b"."""
    parts = ["web", truncated(client_address(request)), session_mark(request)]
    return " ".join(part for part in parts if part)


def session_mark(request: HttpRequest) -> str:
    """Equal for two requests of one session."""
    key = request.session.session_key
    return crypto.blind_index(key, "session")[:MARK] if key else ""


def client_address(request: HttpRequest) -> str:
    """As our own proxies saw it; what the client says of itself is not believed."""
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0) or 0)
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < proxies <= len(seen):
        return str(seen[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def truncated(address: str) -> str:
    """Without the part that tells one machine from its neighbours; "" when it is no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((known, _KEPT_BITS[known.version]), strict=False).network_address)
