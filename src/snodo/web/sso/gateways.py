"""Which gateways this installation trusts, and how far: read from its settings, refused if incomplete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
STRONG = ("https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3")
FILES = {
    "client_secret_file": "client_secret",
    "idp_metadata_file": "idp_metadata",
    "private_key_file": "private_key",
    "certificate_file": "certificate",
}
NEEDED = {"oidc": ("issuer", "client_id", "client_secret"), "saml": ("idp_metadata",)}


@dataclass(frozen=True, slots=True)
class Gateway:
    """One place that says who somebody is. `docs/how-to/single-sign-on.md` explains each line."""

    kind: str
    id: str
    name: str = "SPID o CIE"
    # OpenID Connect
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    ask_logout: bool = False
    # SAML 2.0
    idp_metadata: str = field(default="", repr=False)
    idp_entity_id: str = ""
    entity_id: str = ""
    private_key: str = field(default="", repr=False)
    certificate: str = ""
    want_message_signed: bool = False
    # What it says of a person
    subject: str = ""
    email: str = "email"
    tax_code: str = ""
    link_by_email: bool = True
    email_is_verified: bool = False
    # How surely it knows
    levels_requested: tuple[str, ...] = STRONG[:1]
    levels_as_second_factor: tuple[str, ...] = STRONG

    def is_strong(self, level: str) -> bool:
        """Whether this level of assurance stands for our second factor."""
        return level in self.levels_as_second_factor


def configured() -> list[Gateway]:
    """The gateways of this installation, in the order in which the sign-in page shows them."""
    return read(getattr(settings, "SSO_GATEWAYS", ()))


def find(gateway_id: str) -> Gateway | None:
    """The gateway with this id."""
    return next((gateway for gateway in configured() if gateway.id == gateway_id), None)


def read(entries: Iterable[Mapping[str, Any]]) -> list[Gateway]:
    """Gateways from the settings. Raises ImproperlyConfigured with what is missing."""
    gateways = [_gateway(entry) for entry in entries]
    if len({gateway.id for gateway in gateways}) != len(gateways):
        raise ImproperlyConfigured("Accesso: due gateway hanno lo stesso «id».")
    return gateways


def _gateway(entry: Mapping[str, Any]) -> Gateway:
    name = f"Accesso, gateway «{entry.get('id', '?')}»"
    known = {one.name: one for one in fields(Gateway)}
    values: dict[str, Any] = {}
    for key, value in entry.items():
        target = FILES.get(key, key)
        if target not in known:
            raise ImproperlyConfigured(f"{name}: la voce «{key}» non esiste.")
        values[target] = _from_file(name, value) if key in FILES else value
        if isinstance(value, list):
            values[target] = tuple(str(item) for item in value)
    kind = values.get("kind")
    if kind not in NEEDED or not str(values.get("id", "")).replace("-", "").isalnum():
        raise ImproperlyConfigured(f"{name}: servono «kind» (oidc o saml) e un «id» di lettere e numeri.")
    if missing := [key for key in NEEDED[kind] if not values.get(key)]:
        raise ImproperlyConfigured(f"{name}: manca {', '.join(missing)}.")
    if kind == "oidc" and not is_safe(values["issuer"]):
        raise ImproperlyConfigured(f"{name}: «issuer» deve cominciare con https://")
    return Gateway(**values)


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise ImproperlyConfigured(f"{name}: {path} non si legge ({problem.strerror}).") from problem


def is_safe(address: str) -> bool:
    """HTTPS, or this very machine (where a gateway is tried)."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
