"""Every page a role reaches from its home: axe finds nothing, the keyboard reaches everything and is seen
there, nothing overflows a phone, a tablet or a sheet of paper, or is heavy."""

from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, Response

from snodo.web.home import gallery
from tests.e2e.conftest import SignIn

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => {
  const found = await axe.run({resultTypes: ["violations"]});
  const said = one => one.nodes.slice(0, 2).map(node => node.html.slice(0, 160)).join(" | ");
  return found.violations.map(one => `${one.id}: ${said(one)}`);
}"""
SHAPE = """() => ({
  lang: document.documentElement.lang,
  titles: document.querySelectorAll("h1").length,
  links: [...document.querySelectorAll("a[href]")].map(link => link.href),
})"""
# Which elements, attributes and classes a page is made of, whatever they say and how often.
MADE_OF = """async () => {
  const marks = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const named = [...one.attributes].map(each => each.name === "class" ? each.value : each.name);
    marks.add([one.parentElement.tagName, one.tagName, ...named.sort()].join(" "));
  }
  const bytes = new TextEncoder().encode([...marks].sort().join("\\n"));
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].join();
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What the mouse can press and the keyboard cannot reach, or reaches without showing where it is.
# After a key was pressed, what a script focuses is shown as if the keyboard had come there.
KEYBOARD = """() => {
  const named = one => one.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
  const pressed = "a[href], button, input, select, textarea, summary, [tabindex], [hx-get], [hx-post]";
  const problems = [];
  for (const one of document.querySelectorAll(pressed)) {
    const waits = (one.getAttribute("hx-trigger") || "click").split(/[ ,]/)[0] !== "click";
    if (one.disabled || one.type === "hidden" || !one.checkVisibility({visibilityProperty: true})) continue;
    if (one.tabIndex > 0) problems.push(`out of turn: ${named(one)}`);
    if (one.tabIndex < 0 && !waits && one.hasAttribute("hx-get")) problems.push(`not reached: ${named(one)}`);
    if (one.tabIndex < 0 || one.tagName === "FORM") continue;
    one.focus();
    if (document.activeElement !== one) { problems.push(`takes no focus: ${named(one)}`); continue; }
    const around = [one, one.nextElementSibling, one.parentElement, one.closest("label")].filter(Boolean);
    const outlined = around.map(each => getComputedStyle(each));
    const seen = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    if (!outlined.some(seen)) problems.push(`not seen: ${named(one)}`);
  }
  return problems;
}"""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TABLET = {"width": 768, "height": 1024}
SHEET = {"width": 680, "height": 960}  # A4 within margins of 15 mm, at 96 dots an inch
OF_EACH_VIEW = 2
HEAVIEST = 40_000
# Files, and what would end the session.
SKIPPED = {
    "account_logout",
    "documents:download",
    "intake:batch_template",
    "intake:batch_to_mend",
    "mfa_download_recovery_codes",
    "messaging:open",
    "privacy:copy_archive",
    "privacy:copy_paper",
    "privacy:ledger_paper",
    "privacy:request_letter",
    "programmes:notice_paper",
    "programmes:times_csv",
    "services:export",
}


@dataclass
class Crawl:
    """The pages of one role."""

    page: Page
    address: str
    looked_at: set[tuple[str, str]]
    seen: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)
    queue: deque[str] = field(default_factory=deque)
    problems: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda said: self.heard.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))

    def run(self, start: str) -> "Crawl":
        self.listen()
        self.page.add_init_script(AXE)
        self.add([self.address + start])
        while self.queue:
            self.visit(self.queue.popleft())
        return self

    def add(self, links: list[str]) -> None:
        """Those of our own that lead somewhere new: two addresses for each view."""
        for link in links:
            parts = urlsplit(link)
            url = parts.path + (f"?{parts.query}" if parts.query else "")
            if f"{parts.scheme}://{parts.netloc}" != self.address or url in self.known:
                continue
            view = view_of(parts.path)
            if view is None or view in SKIPPED or self.seen[view] >= OF_EACH_VIEW:
                continue
            self.known.add(url)
            self.seen[view] += 1
            self.queue.append(url)

    def visit(self, url: str) -> None:
        self.heard.clear()
        answer = self.page.goto(self.address + url)
        assert answer is not None
        if answer.status >= 400:
            self.problems.append(f"{url}: {answer.status}")
            return
        self.weigh(url, answer)
        shape = self.page.evaluate(SHAPE)
        if shape["lang"] != "it" or shape["titles"] != 1:
            self.problems.append(f"{url}: lang «{shape['lang']}», {shape['titles']} h1")
        if self.is_new_to_axe(url):
            self.problems += [f"{url}: {one}" for one in self.page.evaluate(RUN)]
            self.page.keyboard.press("Tab")
            self.problems += [f"{url}: keyboard: {one}" for one in self.page.evaluate(KEYBOARD)]
            self.fits(url, TABLET, "a tablet")
            self.page.emulate_media(media="print")
            self.fits(url, SHEET, "a sheet")
            self.page.emulate_media(media="screen")
        self.fits(url, PHONE, "a phone")
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.problems += [f"{url}: console: {one}" for one in self.heard]
        self.add(shape["links"])

    def fits(self, url: str, size: dict[str, int], on: str) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        if (more := self.page.evaluate(OVERFLOW)) > 0:
            self.problems.append(f"{url}: {more} px too wide for {on}")

    def is_new_to_axe(self, url: str) -> bool:
        """Whether no role has yet seen this view made of these parts: axe would only repeat itself."""
        made = (view_of(urlsplit(url).path) or url, self.page.evaluate(MADE_OF))
        new = made not in self.looked_at
        self.looked_at.add(made)
        return new

    def weigh(self, url: str, answer: Response) -> None:
        if "text/html" in answer.headers.get("content-type", "") and (size := len(answer.body())) > HEAVIEST:
            self.problems.append(f"{url}: {size} bytes of HTML")


def view_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


@pytest.fixture(scope="session")
def looked_at() -> set[tuple[str, str]]:
    """What axe has already looked at, as any role."""
    return set()


@pytest.mark.parametrize("who", ["sara", "marta", "elena", "ada", "gino", "rita", "paola", "nadia"])
def test_every_page_of_a_role(
    sign_in: SignIn, address: str, looked_at: set[tuple[str, str]], who: str
) -> None:
    crawl = Crawl(sign_in(who), address, looked_at).run("/")
    assert len(crawl.known) > 5
    assert crawl.problems == []


def test_every_component(sign_in: SignIn, address: str) -> None:
    crawl = Crawl(sign_in("sara"), address, set())
    crawl.listen()
    crawl.page.add_init_script(AXE)
    for part in gallery.PARTS:
        crawl.visit(f"/componenti/?parte={part}")
    assert crawl.problems == []


def test_pages_before_signing_in(browser: object, sign_in: SignIn, address: str) -> None:
    page = sign_in("gino").context.browser.new_page()  # type: ignore[union-attr]
    crawl = Crawl(page, address, set()).run("/accesso/")
    page.close()
    assert crawl.problems == []
