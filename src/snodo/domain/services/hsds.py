"""Services in the words of Open Referral HSDS 3, and back. Pure: no rows are read or written here."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from snodo.domain.services.models import Service
from snodo.domain.services.states import ServiceKind, ServiceState
from snodo.kernel import clock

VERSION = "3.1"
KIND_KEY = "snodo_kind"
_STATUS = {
    ServiceState.ACTIVE: "active",
    ServiceState.PAUSED: "temporarily closed",
    ServiceState.CLOSED: "defunct",
}
_STATES = {
    "active": ServiceState.ACTIVE,
    "inactive": ServiceState.PAUSED,
    "temporarily closed": ServiceState.PAUSED,
    "defunct": ServiceState.CLOSED,
}
_PLAIN = {
    "name": "name",
    "description": "description",
    "eligibility": "eligibility_description",
    "how": "application_process",
    "fees": "fees_description",
    "email": "email",
    "url": "url",
}


class NotADirectory(ValueError):
    """What was sent is no list of services."""


def to_hsds(service: Service) -> dict[str, Any]:
    """One service, with the empty fields left out."""
    told: dict[str, Any] = {hsds: getattr(service, name) for name, hsds in _PLAIN.items()}
    told |= {
        "id": service.source_id or str(service.pk),
        "status": _STATUS[ServiceState(service.state)],
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "wait_time": f"{service.wait_days} giorni" if service.wait_days is not None else "",
        "assured_date": clock.local_date(service.confirmed_at).isoformat(),
        "organization": {"name": service.provider},
        "languages": [{"code": code} for code in service.languages],
        "required_documents": [{"document": line} for line in service.documents.splitlines() if line],
        "schedules": [{"description": service.schedule}] if service.schedule else [],
        "service_areas": [{"name": service.area}] if service.area else [],
        "phones": [{"number": service.phone}] if service.phone else [],
        "service_at_locations": _locations(service),
        "attributes": [
            {"label": ServiceKind(service.kind).label, "value": service.kind, "link_type": KIND_KEY}
        ],
    }
    return {key: value for key, value in told.items() if value not in ("", None, [])}


def _locations(service: Service) -> list[dict[str, Any]]:
    return [{"location": {"addresses": [{"address_1": service.address}]}}] if service.address else []


def read_list(content: bytes) -> list[Mapping[str, Any]]:
    """The services of a file: a list, or the page of an HSDS service. Raises NotADirectory."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotADirectory("Il file non è JSON: scegli quello esportato nel formato HSDS.") from error
    if isinstance(data, Mapping):
        data = data.get("contents", data.get("services"))
    if not isinstance(data, list) or not all(isinstance(one, Mapping) for one in data):
        raise NotADirectory("Nel file non c'è un elenco di servizi nel formato HSDS.")
    return data


def from_hsds(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a service, those it speaks of and no others."""
    fields: dict[str, Any] = {
        name: _text(told[hsds]) for name, hsds in _PLAIN.items() if told.get(hsds) is not None
    }
    fields["source_id"] = _text(told.get("id"))[:100]
    fields["provider"] = _text(_of(told.get("organization"), "name")) or fields.get("name", "")
    fields["kind"] = _kind(told)
    fields["state"] = _STATES.get(_text(told.get("status")), ServiceState.ACTIVE)
    for name in ("minimum_age", "maximum_age"):
        fields[name] = _number(told.get(name))
    fields["languages"] = [code[:10] for one in _rows(told, "languages") if (code := _text(one.get("code")))]
    fields["documents"] = "\n".join(_text(one.get("document")) for one in _rows(told, "required_documents"))
    fields["schedule"] = "; ".join(_schedule(one) for one in _rows(told, "schedules"))[:300]
    fields["area"] = ", ".join(_text(one.get("name")) for one in _rows(told, "service_areas"))[:200]
    fields["phone"] = next((_text(one.get("number")) for one in _rows(told, "phones")), "")[:40]
    fields["wait_days"] = _number(_text(told.get("wait_time")).partition(" ")[0])
    fields["address"] = _address(told)
    if urlsplit(fields.get("url", "")).scheme not in ("http", "https"):
        fields["url"] = ""
    return fields


def _kind(told: Mapping[str, Any]) -> str:
    for one in _rows(told, "attributes"):
        if one.get("link_type") == KIND_KEY and one.get("value") in ServiceKind.values:
            return str(one["value"])
    return ServiceKind.OTHER


def _schedule(one: Mapping[str, Any]) -> str:
    if described := _text(one.get("description")):
        return described
    parts = [_text(one.get(name)) for name in ("byday", "opens_at", "closes_at")]
    return " ".join(part for part in parts if part)


def _address(told: Mapping[str, Any]) -> str:
    for place in _rows(told, "service_at_locations"):
        for one in _rows(place.get("location") or {}, "addresses"):
            parts = [_text(one.get(name)) for name in ("address_1", "city")]
            return ", ".join(part for part in parts if part)[:200]
    return ""


def _rows(told: Any, name: str) -> list[Mapping[str, Any]]:
    rows = told.get(name) if isinstance(told, Mapping) else None
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []


def _of(told: Any, name: str) -> Any:
    return told.get(name) if isinstance(told, Mapping) else None


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _number(value: Any) -> int | None:
    try:
        number = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= 999 else None
