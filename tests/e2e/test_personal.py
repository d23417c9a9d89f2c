"""Who has no account, on a phone without scripts."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

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


@pytest.mark.covers("C01", "D07", "B12")
def test_a_service_without_account_refers_from_a_phone_and_reads_each_change(
    sign_in: SignIn, browser: Browser, address: str
) -> None:
    marta = sign_in("marta")
    marta.goto("/segnalazioni/collegamenti/")
    marta.get_by_role("link", name="Dai un collegamento per Azione Giovani").first.click()
    marta.get_by_label("Servizio").select_option(label="Comune di Bollate")
    marta.get_by_role("button", name="Prepara il collegamento").click()
    link = urlsplit(marta.get_by_label("Collegamento da mandare").input_value()).path
    code = marta.get_by_label("Codice da dire a voce").input_value()

    phone = browser.new_context(base_url=address, locale="it-IT", viewport={"width": 390, "height": 844})
    page = phone.new_page()
    page.goto(link)
    page.get_by_label("Codice").fill(code)
    page.get_by_role("button", name="Apri").click()
    page.get_by_label("Il tuo nome e cognome").fill("Ivo Serra")
    page.get_by_label("Il tuo ruolo nel servizio").fill("insegnante")
    page.get_by_label("E-mail di lavoro").fill("ivo.serra@scuola.example")
    page.get_by_role("button", name="Comincia la segnalazione").click()
    _fill_the_sheet(page)
    expect(page.get_by_text("Bozza salvata")).to_be_visible()
    page.reload()  # the connection was lost: what was written is there
    expect(page.get_by_label("Cognome", exact=False).first).to_have_value("Zanardelli")
    page.get_by_role("button", name="Invia la segnalazione").click()
    expect(page.get_by_text("Conserva il collegamento di questa pagina")).to_be_visible()

    marta.goto("/segnalazioni/?testo=Zanardelli")
    marta.get_by_role("link", name="Noemi Zanardelli").first.click()
    marta.locator("summary", has_text="Chiedi informazioni").click()
    ask = marta.locator("details[open]").first
    ask.locator("textarea").fill("Da quando non frequenta?")
    ask.get_by_role("button").click()
    page.reload()
    expect(page.get_by_text("Da quando non frequenta?")).to_be_visible()
    page.locator("textarea").first.fill("Da settembre.")
    page.get_by_role("button", name="Rispondi").click()
    expect(page.get_by_text("La tua risposta è arrivata")).to_be_visible()

    marta.reload()
    expect(marta.get_by_text("Da settembre.").first).to_be_visible()
    marta.locator("summary", has_text="Non accogliere").click()
    refuse = marta.locator("details[open]").first
    refuse.locator("select").select_option(label="Non ci sono posti")
    refuse.get_by_label("A chi può rivolgersi la persona").fill("Lo sportello del comune la richiama lunedì.")
    refuse.get_by_role("button").click()
    page.reload()
    expect(page.get_by_role("heading", name="Non accolta", exact=True)).to_be_visible()
    expect(page.get_by_text("Lo sportello del comune la richiama lunedì.")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    phone.close()


def _fill_the_sheet(page: Page) -> None:
    """A young woman of Bollate: whatever must be answered is, by the first answer offered."""
    page.get_by_label("Nome", exact=False).first.fill("Noemi")
    page.get_by_label("Cognome", exact=False).first.fill("Zanardelli")
    page.locator("[name=birth_date]").fill("2006-03-04")
    page.locator("[name=municipality]").select_option(label="Bollate")
    groups = page.locator("input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    for name in groups:
        if name.startswith(("criterion-", "sheet-")) or name == "ground":
            page.locator(f"input[name='{name}']").first.check()
    for box in page.locator("textarea").all():
        box.fill("Vorrebbe un lavoro vicino a casa.")
