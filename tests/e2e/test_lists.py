"""A list of persons from a spreadsheet: what is wrong is told, put right, sent, and the rest comes back."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from snodo.kernel.grids import Sheet, read_grid, write_xlsx
from tests.e2e.conftest import SignIn

Table = list[list[str]]
BORN = "02/03/2006"
# A surname of this run: on a server that is already there nobody is sent twice.
OWN = "Z" + "".join("aeiloprstu"[int(digit)] for digit in str(time.time_ns())[-12:])


@pytest.mark.covers("A06", "C01")
def test_from_a_spreadsheet_to_sent_referrals_and_the_rows_to_mend(
    sign_in: SignIn, work_off: Callable[[], None], tmp_path: Path
) -> None:
    page = sign_in("dario")
    page.goto("/segnalazioni/elenchi/")
    page.get_by_role("link", name="Comincia un elenco per Azione Giovani").first.click()
    table = _filled(page)
    _upload(page, _saved(table, tmp_path / "elenco.xlsx"))

    # Three of four can be understood; one date is wrong, one surname is left to be chosen.
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(0)).to_contain_text("Pronta")
    expect(rows.nth(1)).to_contain_text("non è una data che esiste")
    expect(rows.nth(3)).to_contain_text("La persona non vuole")
    choice = rows.nth(2).get_by_role("radio", name=f"cognome {OWN}, nome Ersilia")
    choice.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Invia 2 segnalazioni")).to_be_visible()
    expect(page.get_by_label("Annota 1 rifiuto, senza nomi.")).to_be_checked()
    page.get_by_role("button", name="Invia 2 segnalazioni").press("Enter")

    expect(page.get_by_role("progressbar")).to_be_visible()
    work_off()
    expect(page.get_by_role("link", name=f"Ersilia {OWN}")).to_be_visible()
    expect(page.get_by_text("1 rifiuto annotato senza nomi.")).to_be_visible()

    # What was not sent comes back with the reason; put right, it is the only row that is new.
    with page.expect_download() as download:
        page.get_by_role("link", name="Scarica in Excel").click()
    given = read_grid(Path(download.value.path()).read_bytes(), most=10)
    back = [line.cells for line in given.lines]
    assert len(back) == 2
    assert "Data di nascita" in back[1][0]
    back[1][back[0].index("Data di nascita")] = BORN
    page.get_by_role("link", name="Carica un altro file").click()
    _upload(page, _saved([*back, *_renamed(table[1:2], back[0], table[0])], tmp_path / "corretto.xlsx"))
    expect(page.get_by_role("button", name="Invia 1 segnalazione")).to_be_visible()
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Già segnalata")
    page.locator("summary", has_text="Elimina l'elenco").click()
    page.get_by_role("button", name="Elimina l'elenco").click()
    expect(page.locator("#avvisi")).to_contain_text("Elenco eliminato")


def _filled(page: Page) -> Table:
    """What a service would write: names in one column, and in what is needed the first value allowed."""
    needed = {
        str(title): str(allowed)
        for title, allowed in page.locator("details[open] dl").evaluate(
            "dl => [...dl.querySelectorAll('dt')].map(dt =>"
            " [dt.textContent.trim(), dt.nextElementSibling.querySelector('.muted')?.textContent || ''])"
        )
        if title not in ("Nome", "Cognome")
    }
    common = {
        title: allowed.split(";")[0] if ";" in allowed else "Cerca un lavoro."
        for title, allowed in needed.items()
    }
    common |= {"Comune": "Bollate", "A che titolo condividi queste informazioni": "La persona è d'accordo"}
    titles = ["Nominativo", "Data di nascita", *common]
    names = (
        (f"De {OWN} Alvise", BORN),
        (f"{OWN}, Tullia", "31/02/2006"),
        (f"{OWN} Ersilia", BORN),
        ("Zen, Ugo", BORN),
    )
    table = [[name, born, *common.values()] for name, born in names]
    table[3][titles.index("A che titolo condividi queste informazioni")] = "non vuole"
    return [titles, *table]


def _saved(table: Table, path: Path) -> Path:
    path.write_bytes(write_xlsx([Sheet("Foglio1", table)]))
    return path


def _upload(page: Page, path: Path) -> None:
    page.get_by_label("Il tuo elenco").set_input_files(path)
    page.get_by_role("button", name="Carica e controlla").click()
    page.wait_for_url(lambda url: "/nuovo/" not in url)


def _renamed(rows: Table, wanted: list[str], titles: list[str]) -> Table:
    """The same rows under the headings of the file that came back."""
    known = {"Nome e cognome insieme, in un ordine o nell'altro": "Nominativo"}
    places = [titles.index(known.get(one, one)) if known.get(one, one) in titles else None for one in wanted]
    return [["" if at is None else row[at] for at in places] for row in rows]
