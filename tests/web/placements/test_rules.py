"""The rules page: everybody at work reads, the administrator adds versions."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.placements import actions
from snodo.domain.placements.models import InternshipRule
from snodo.kernel.tenancy import acting
from tests.factories.world import World

SignIn = Callable[[str], Any]
PAGE = "/tirocini/regole/"


def rules_of(world: World) -> InternshipRule:
    with acting(world.founder):
        actions.load_rules(actor=world.founder)
        found: InternshipRule = InternshipRule.objects.get(region="lombardia", kind="extracurricular")
    return found


@pytest.mark.covers("B08")
def test_the_administrator_adds_a_version_and_a_region(sign_in: SignIn, world: World) -> None:
    client = sign_in("ada")
    assert "Carica le regole" in client.get(PAGE).content.decode()
    assert "Regole caricate" in client.post(f"{PAGE}carica/", follow=True).content.decode()
    rule = rules_of(world)
    url = f"{PAGE}{rule.pk}/aggiorna/"
    page = client.get(url).content.decode()
    assert 'value="500"' in page
    data = {"valid_from": "2040-01-01", "source": "DGR di prova", "mark": "verified", "allowance_min": "650"}
    for name in ("max_ordinary", "max_disadvantaged", "max_disabled", "allowance_attendance"):
        data[name] = str({"max_disabled": 24, "allowance_attendance": 80}.get(name, 12))
    wrong = client.post(url, {**data, "source": "", "allowance_min": "99999"})
    assert wrong.status_code == 422
    assert "da 1 a 5000" in wrong.content.decode()
    assert 'value="99999"' in wrong.content.decode(), "nothing typed is lost"
    page = client.post(url, data, follow=True).content.decode()
    assert "non ancora in vigore" in page
    assert "650 euro al mese" in page
    assert "500 euro al mese" in page
    assert "DGR di prova" in page
    form = client.get(f"{PAGE}nuova/")
    assert "Aggiungi una regione" in form.content.decode()
    new = {**data, "region": "veneto", "kind": "extracurricular", "title": "Regole del Veneto"}
    assert "Veneto" in client.post(f"{PAGE}nuova/", new, follow=True).content.decode()
    assert client.post(f"{PAGE}nuova/", new).status_code == 422


def test_who_works_reads_and_others_do_not_write(sign_in: SignIn, world: World) -> None:
    rule = rules_of(world)
    url = f"{PAGE}{rule.pk}/aggiorna/"
    for who in ("marta", "sara"):
        client = sign_in(who)
        page = client.get(PAGE).content.decode()
        assert "Lombardia" in page
        assert "aggiorna/" not in page
        for address in (url, f"{PAGE}nuova/"):
            assert client.get(address).status_code == 403
            assert client.post(address, {"source": "x"}).status_code == 403
        assert client.post(f"{PAGE}carica/").status_code == 403
    assert sign_in("elena").get(url).status_code == 404
    assert sign_in("stranger").get(url).status_code == 404
    assert sign_in("ada").put(url).status_code in (200, 405)
