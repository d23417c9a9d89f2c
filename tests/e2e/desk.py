"""A person at work: pages used by the words written on them, as people do."""

import re
from pathlib import Path
from re import Pattern

from playwright.sync_api import Locator, Page, expect


def _label(words: str) -> Pattern[str]:
    """The words of a field, whether it must be filled or not."""
    return re.compile(rf"^\s*{re.escape(words)}\s*(\((obbligatorio|facoltativo)\))?\s*$")


class Desk:
    """One of the cast in front of their own browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")

    # Going about

    def go(self, area: str) -> None:
        """Open an area from the navigation."""
        nav = self.page.get_by_role("navigation", name="Aree")
        nav.get_by_role("link", name=re.compile(rf"^{re.escape(area)}\b")).click()

    def follow(self, words: str | Pattern[str], where: Locator | None = None, exact: bool = True) -> None:
        (where or self.main).get_by_role("link", name=words, exact=exact).first.click()

    def press(self, words: str | Pattern[str], where: Locator | None = None) -> None:
        (where or self.main).get_by_role("button", name=words, exact=True).first.click()

    def more(self, words: str) -> None:
        """Something under the menu «Altro»."""
        self.main.locator("summary", has_text="Altro").first.click()
        self.main.locator("details[open]").get_by_text(words, exact=True).click()

    def unfold(self, words: str) -> Locator:
        """Open a folded part, unless it is open already."""
        part = self.main.locator("details").filter(has=self.page.locator("summary", has_text=words)).first
        if part.get_attribute("open") is None:
            part.locator("summary").first.click()
        return part

    # Writing

    def field(self, words: str, where: Locator | None = None) -> Locator:
        return (where or self.main).get_by_label(_label(words)).first

    def write(self, words: str, value: str, where: Locator | None = None) -> None:
        self.field(words, where).fill(value)

    def choose(self, words: str, option: str | Pattern[str], where: Locator | None = None) -> None:
        """One of a drop-down, by a part of what it says."""
        box = self.field(words, where)
        said = box.locator("option").filter(has_text=option).first.get_attribute("value")
        assert said is not None
        box.select_option(said)

    def pick(self, words: str, option: str | Pattern[str], where: Locator | None = None) -> None:
        """A radio button or a tick under a legend."""
        group = (where or self.main).get_by_role("group", name=_label(words)).first
        group.get_by_label(option, exact=isinstance(option, str)).first.check()

    def tick(self, words: str, where: Locator | None = None) -> None:
        (where or self.main).get_by_label(words, exact=True).first.check()

    def download(self, words: str) -> bytes:
        """What the link brings home."""
        with self.page.expect_download() as coming:
            self.follow(words)
        return Path(coming.value.path()).read_bytes()

    # Reading

    def card(self, title: str) -> Locator:
        """The card with that title."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.main.locator(".card").filter(has=heading).first

    def says(self, words: str | Pattern[str], where: Locator | None = None) -> None:
        expect(where or self.main).to_contain_text(words)

    def is_told(self, words: str | Pattern[str]) -> None:
        """What the page answers after a gesture."""
        expect(self.page.locator("#avvisi .alert").filter(has_text=words).first).to_be_visible()

    def heading(self, words: str | Pattern[str]) -> None:
        expect(self.main.get_by_role("heading", level=1)).to_have_text(words)

    def rate(self, level: int) -> int:
        """Answer every question of a scale with the same level; how many there were."""
        answers = self.main.get_by_role("radio", name=re.compile(rf"^{level} · "))
        for answer in answers.all():
            answer.check()
        return answers.count()
