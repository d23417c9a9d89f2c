"""Every component bears its contract and is shown on the component page."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from snodo.web.home import gallery

PIECES = gallery.pieces()


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_a_component_has_a_contract_and_a_sample_that_uses_it(piece: gallery.Piece) -> None:
    assert piece.contract.startswith("<c-"), "the first line is a comment with the tag and its promise"
    assert f"<{piece.tag}" in piece.contract
    assert f"<{piece.tag}" in piece.source, f"templates/home/componenti/{piece.name}.html shows it"


def test_every_sample_belongs_to_a_component() -> None:
    assert {path.stem for path in gallery.SAMPLES.glob("*.html")} == {piece.name for piece in PIECES}


@pytest.fixture
def pages(client: Client) -> list[str]:
    return [client.get(f"/componenti/?parte={part}").content.decode() for part in gallery.PARTS]


@pytest.fixture
def page(pages: list[str]) -> str:
    return "".join(pages)


def test_each_one_stands_on_one_page(page: str) -> None:
    for piece in PIECES:
        assert page.count(f'id="{piece.name}"') == 1, piece.name


def test_each_page_is_light_and_has_one_title(pages: list[str]) -> None:
    for page in pages:
        assert page.count("<h1>") == 1
        assert len(page.encode()) <= 40_000


def test_nothing_is_left_undrawn(page: str) -> None:
    drawn = re.sub(r"<pre>.*?</pre>|<p class=\"measure\">.*?</p>", "", page, flags=re.DOTALL)
    assert not re.findall(r"<c-[a-z]|{{|{%|{#", drawn)
    assert " style=" not in drawn
    assert "onclick" not in drawn


def test_every_icon_exists(page: str) -> None:
    sprite_path = finders.find("svg/sprites.svg")
    assert isinstance(sprite_path, str)
    with open(sprite_path, encoding="utf-8") as sprite:
        known = set(re.findall(r'id="it-([a-z0-9-]+)"', sprite.read()))
    asked = set(re.findall(r"#it-([a-z0-9-]+)", page))
    for path in gallery.TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
        asked |= set(re.findall(r'\bicon="([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert asked <= known


def test_our_style_sheet_stays_light() -> None:
    path = finders.find("snodo/snodo.css")
    assert isinstance(path, str)
    with open(path, "rb") as sheet:
        assert len(sheet.read()) <= 40_000


def test_figures_are_said_in_words(page: str) -> None:
    assert 'aria-label="Ore finanziate: 34 di 60 ore"' in page
    assert page.count("Tabella dei dati") >= 2
