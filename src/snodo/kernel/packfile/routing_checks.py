"""Routing by residence: each municipality of a programme is received by one body, not by two nor by none."""

from collections.abc import Mapping
from typing import Any

Where = tuple[str | int, ...]


def routing_mistakes(data: Mapping[str, Any]) -> list[tuple[Where, str, str]]:
    """(where, what is wrong, how to mend it). A programme without routing receives everywhere alike."""
    routes = data.get("routing", ())
    towns = {place["code"]: place.get("municipalities", ()) for place in data["places"]}
    names = {town["belfiore"]: town["name"] for inside in towns.values() for town in inside}
    received: dict[str, str] = {}
    found: list[tuple[Where, str, str]] = []
    for index, route in enumerate(routes):
        inside = [town["belfiore"] for town in towns.get(route["territory"], ())]
        for code in route.get("only") or inside:
            if code in route.get("except", ()):
                continue
            if code in received:
                found.append(
                    (
                        ("routing", index),
                        f"chi vive a {names.get(code, code)} è già ricevuto da «{received[code]}».",
                        "togli il comune da una delle due righe, con «except».",
                    )
                )
            received.setdefault(code, route["partner"])
    left = sorted(names[code] for code in names if code not in received) if routes else []
    if left:
        found.append(
            (
                ("routing",),
                f"nessun ente riceve chi vive a {', '.join(left)}.",
                "aggiungi una riga per questi comuni.",
            )
        )
    return found
