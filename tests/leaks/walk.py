"""Every page one of the cast can reach: by the links one follows, and the addresses one could guess."""

import html
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import get_resolver

from tests.web.test_every_address import LEFT_OUT, _patterns

FRAGMENT = re.compile(r'hx-get="(/[^"#]*)"')
LINK = re.compile(r'(?:href|hx-get|action|src)="(/[^"#]*)"')
START = ("/", "/persone/?stato=tutte", "/agenda/?vista=elenco&di=all", "/tirocini/?stato=")
# Addresses that leave, or that only repeat what others show.
NOT_FOLLOWED = re.compile(r"^/(static|esci|accesso|accounts|componenti|account)|/cambia/|pagina=|ordine=")
MOST = 60  # links followed, beside all that can be guessed
MOST_PARTS = 30


def guesses(anchors: dict[str, list[UUID]]) -> Iterator[str]:
    """All addresses of the areas that take one id, with the ids of what speaks of her."""
    for name, route, converters in _patterns(get_resolver()):
        area = name.partition(":")[0]
        if name.startswith(LEFT_OUT) or "^" in route or len(converters) != 1 or area not in anchors:
            continue
        (argument, converter), *_ = converters.items()
        if "UUID" not in type(converter).__name__:
            continue
        for pk in anchors[area]:
            yield "/" + route.replace(f"<uuid:{argument}>", str(pk))


def pages(client: Any, anchors: dict[str, list[UUID]]) -> Iterator[tuple[str, str]]:
    """(address, all that was answered: headers and text)."""
    waiting = [*START, *guesses(anchors)]
    most = len(waiting) + MOST
    seen: set[str] = set()
    parts: set[str] = set()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        text = answer(client, address)
        yield address, text
        for part in FRAGMENT.findall(text):
            if part not in parts and len(parts) < MOST_PARTS:
                parts.add(part)
                yield html.unescape(part), answer(client, html.unescape(part), HTTP_HX_REQUEST="true")
        for link in LINK.findall(text):
            link = html.unescape(link)
            if link not in seen and not NOT_FOLLOWED.search(link):
                waiting.append(link)


def answer(client: Any, address: str, **headers: str) -> str:
    """Status, headers and body as one text."""
    response = client.get(address, **headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    heads = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{heads}\n{html.unescape(body.decode('utf-8', 'replace'))}"
