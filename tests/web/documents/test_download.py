"""A document's page and its download."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.documents import access, actions
from snodo.domain.documents.models import Document
from snodo.kernel.errors import NotAllowed
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories.world import World

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def document(world: World, monkeypatch: pytest.MonkeyPatch) -> Document:
    monkeypatch.setitem(
        access._SUBJECT_RULES, "network.organisation", lambda actor, pk: actor.organisation_id == pk
    )
    sara, file = world.actor("sara"), io.BytesIO(PDF)
    file.name, file.size = "Anna Verdi.pdf", len(PDF)  # type: ignore[attr-defined]
    with acting(sara):
        return actions.store_upload(
            file=file,  # type: ignore[arg-type]
            title="Carta d'identità",
            kind="identity",
            subject=world.organisations["coop"],
            actor=sara,
        )


def test_download_is_an_attachment_under_a_name_that_tells_nothing(
    sign_in: Callable[[str], Any], document: Document
) -> None:
    answer = sign_in("sara").get(f"/documenti/{document.pk}/scarica/")
    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="documento-')
    assert "Anna" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_every_opening_is_logged(sign_in: Callable[[str], Any], world: World, document: Document) -> None:
    client = sign_in("sara")
    client.get(f"/documenti/{document.pk}/")
    client.get(f"/documenti/{document.pk}/scarica/")
    with acting(world.actor("sara")):
        verbs = list(Entry.objects.filter(subject_id=document.pk, act="read").values_list("verb", flat=True))
    assert sorted(verbs) == ["document.read", "document.see"]


@pytest.mark.parametrize("page", ["", "scarica/"])
@pytest.mark.parametrize("who", ["nadia", "stranger"])
def test_who_may_not_open_it_does_not_learn_it_exists(
    sign_in: Callable[[str], Any], document: Document, who: str, page: str
) -> None:
    assert sign_in(who).get(f"/documenti/{document.pk}/{page}").status_code == 404


def test_an_invented_id_is_not_found(sign_in: Callable[[str], Any], document: Document) -> None:
    client = sign_in("sara")
    assert client.get(f"/documenti/{uuid7()}/scarica/").status_code == 404
    assert client.get("/documenti/1/scarica/").status_code == 404
    assert client.post(f"/documenti/{document.pk}/scarica/").status_code == 405


def test_visitors_are_sent_to_sign_in(client: Any, document: Document) -> None:
    assert client.get(f"/documenti/{document.pk}/scarica/").status_code == 302


def test_a_lost_content_is_a_sentence(sign_in: Callable[[str], Any], document: Document) -> None:
    from snodo.domain.documents import storage

    storage.delete(document.storage_key)
    answer = sign_in("sara").get(f"/documenti/{document.pk}/scarica/")
    assert answer.status_code == 409
    assert "copia di sicurezza" in answer.content.decode()


def test_the_page_says_what_it_is(sign_in: Callable[[str], Any], document: Document) -> None:
    page = sign_in("sara").get(f"/documenti/{document.pk}/").content.decode()
    assert "Carta d&#x27;identità" in page
    assert f"/documenti/{document.pk}/scarica/" in page


def test_a_refusal_is_logged_though_its_transaction_is_undone(
    sign_in: Callable[[str], Any], world: World, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> bytes:
        raise NotAllowed("Serve un'autorizzazione.")

    monkeypatch.setattr(actions, "open_document", refuse)
    answer = sign_in("sara").get(f"/documenti/{document.pk}/scarica/")
    assert answer.status_code == 403
    with acting(world.actor("sara")):
        line = Entry.objects.get(act="refusal")
    assert (line.verb, line.subject_id, line.ground) == (
        "documents.download",
        document.pk,
        "Serve un'autorizzazione.",
    )
