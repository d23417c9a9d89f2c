"""Who has no account, on a phone without scripts."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import SignIn


@pytest.mark.covers("D10")
def test_a_guest_answers_from_a_phone_without_scripts(
    sign_in: SignIn, browser: Browser, address: str
) -> None:
    davide = sign_in("davide")
    davide.goto("/tavoli/")
    davide.locator("main a", has_text="Tavolo delle opportunità").first.click()
    guest = davide.locator("#invitati li", has_text="Una vicina di casa")
    guest.get_by_role("button", name="Collegamento personale").click()
    link = urlsplit(davide.get_by_label("Collegamento personale").input_value()).path

    phone = browser.new_context(
        base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = phone.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Sei tra gli invitati di un tavolo")).to_be_visible()
    expect(page.get_by_text("Una famiglia del quartiere")).to_be_visible()
    page.get_by_role("button", name="Ci sarò").click()
    expect(page.get_by_text("Hai detto: ci sarò")).to_be_visible()
    assert not [one for one in phone.cookies() if "sessione" in one["name"]]
    phone.close()

    davide.go_back()
    davide.reload()
    expect(guest.get_by_text("ci sarà")).to_be_visible()
