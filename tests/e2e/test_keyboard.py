"""The keyboard alone: skip the menu, open and leave a menu, see where one is, mend a form."""

from playwright.sync_api import Page

from tests.e2e.conftest import SignIn

FOCUSED = "() => (document.activeElement.innerText || document.activeElement.name || '').trim()"
OPEN_MENUS = "() => document.querySelectorAll('details.menu[open]').length"
# What has the keyboard is inside the window and has a visible outline.
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const shown = one.matches(".marks input") ? one.nextElementSibling : one, style = getComputedStyle(shown);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
    && box.bottom > 0 && box.top < window.innerHeight;
}"""


def _tab(page: Page, times: int = 1) -> str:
    for _ in range(times):
        page.keyboard.press("Tab")
    return str(page.evaluate(FOCUSED))


def test_a_path_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("sara")
    page.goto("/persone/")
    page.locator("table tbody td a[href*='/percorsi/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/percorsi/**")
    path = page.url

    assert _tab(page) == "Vai al contenuto"
    page.keyboard.press("Enter")
    assert _tab(page) == "Registra un incontro"
    assert _tab(page) == "Altro"
    page.keyboard.press("Enter")
    assert _tab(page) == "Scrivi una nota"
    page.keyboard.press("Escape")
    assert (page.evaluate(FOCUSED), page.evaluate(OPEN_MENUS)) == ("Altro", 0)
    page.keyboard.press("Enter")
    for _ in range(40):
        _tab(page)
        assert page.evaluate(SEEN), page.evaluate(FOCUSED)
    assert page.evaluate(OPEN_MENUS) == 0

    page.goto(path)
    page.get_by_role("link", name="Registra un incontro").press("Enter")
    page.get_by_role("button", name="Fissa l'appuntamento").press("Enter")
    page.locator("#riepilogo-errori").wait_for()
    assert "da sistemare" in str(page.evaluate(FOCUSED))
    assert _tab(page) == "Giorno e ora"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "id_starts_at"
    page.get_by_role("link", name="Annulla").press("Enter")
    page.wait_for_url(path)


def test_two_files_are_looked_at_with_the_keyboard_alone(sign_in: SignIn) -> None:
    """From the list to the decision: one stop for each choice, and what joins before what tells apart."""
    page = sign_in("marta")
    page.goto("/persone/doppioni/")
    page.get_by_role("link", name="Confronta").filter(has_text="Khatibi").press("Enter")
    page.wait_for_url("**/doppioni/*-*/")
    page.get_by_role("main").get_by_role("link").first.focus()
    stops = []
    while len(stops) < 40 and "Non è la stessa" not in "".join(stops[-1:]):
        stops.append(_tab(page))
        assert page.evaluate(SEEN), stops
    files, choices, deeds = stops[:2], stops[2:-2], stops[-2:]
    assert [one.split()[-1] for one in files] == ["Khatibi", "Elkhatibi"]
    assert choices[:2] == ["first_name", "last_name"]
    assert len(set(choices)) == len(choices)
    assert deeds == ["È la stessa persona: unisci", "Non è la stessa persona"]

    page.locator("input[name=last_name]").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.value") == "other"
    assert page.evaluate(SEEN)
