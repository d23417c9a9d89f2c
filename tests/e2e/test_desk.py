"""The desk with the keyboard alone: an access from the board and back, in few keys and few seconds."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn

MOST_STEPS, MOST_SECONDS = 12, 20


class Keys:
    """Hands on the keyboard: each key pressed, or run of letters typed, is one step."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.steps += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.steps += 1


@pytest.mark.covers("A06", "A09")
def test_an_access_in_twenty_seconds_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("sara")
    page.goto("/sportello/")
    board = page.url
    keys, started = Keys(page), time.monotonic()

    keys.press("Alt+n")  # «Registra un accesso»
    page.wait_for_url("**/accesso/")
    expect(page.locator("input[name=reason]").first).to_be_focused()
    keys.press("3")  # why: documents
    keys.press("2")  # where from: the second town
    keys.press("1")  # what was done: listening …
    keys.press("4")  # … and help with a paper
    keys.press("Enter")
    keys.press("2")  # how it ended: another appointment
    keys.write("Portare la copia del permesso")
    keys.press("Tab")
    keys.write("12122099")  # the same in any order of day and month
    keys.press("Enter")
    page.wait_for_url(board)
    spent = time.monotonic() - started

    expect(page.locator("#avvisi")).to_contain_text("Accesso registrato.")
    assert keys.steps <= MOST_STEPS, keys.steps
    assert spent < MOST_SECONDS
    page.get_by_role("main").get_by_role("link", name=re.compile("Documenti e pratiche")).first.click()
    main = page.get_by_role("main")
    for told in ("Ascolto e informazione, Aiuto con una pratica", "Nuovo appuntamento", "Portare la copia"):
        expect(main).to_contain_text(told)


@pytest.mark.covers("A06")
def test_the_form_works_by_plain_tabs_too(sign_in: SignIn) -> None:
    """Groups are one stop each; arrows choose; Enter in a text field saves."""
    page = sign_in("sara")
    page.goto("/sportello/")
    page.get_by_role("link", name="Registra un accesso").first.press("Enter")
    page.wait_for_url("**/accesso/")
    page.keyboard.press("ArrowDown")
    names = []
    for _ in range(4):
        page.keyboard.press("Tab")
        names.append(page.evaluate("() => document.activeElement.name"))
    assert names == ["quarter", "services", "result", "next_step"]
    page.keyboard.press("Enter")
    expect(page.locator("#avvisi")).to_contain_text("Accesso registrato.")
