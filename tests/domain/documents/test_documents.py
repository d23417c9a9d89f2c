"""Files kept and papers produced."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.documents import access, actions, papers, storage
from snodo.domain.documents.models import Document
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.world import World

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
KIND = "network.organisation"


class Upload(io.BytesIO):
    """As a form hands it over."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name, self.size = name, len(content)


@pytest.fixture
def same_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those who work in the organisation open its documents."""
    monkeypatch.setitem(access._SUBJECT_RULES, KIND, lambda actor, pk: actor.organisation_id == pk)


def upload(
    world: World, who: str = "sara", content: bytes = PDF, name: str = "Carta Anna Verdi.pdf", **more: Any
) -> Document:
    actor = world.actor(who)
    with acting(actor):
        return actions.store_upload(
            file=Upload(name, content),
            title=more.pop("title", "Carta d'identità"),
            kind="identity",
            subject=world.organisations["coop"],
            actor=actor,
            **more,
        )


def test_a_file_is_kept_encrypted_under_a_name_that_tells_nothing(
    world: World, settings: Any, same_body: None
) -> None:
    document = upload(world)
    (kept,) = [path for path in Path(settings.SNODO_FILES_ROOT).rglob("*") if path.is_file()]
    assert "Anna" not in str(kept)
    assert b"%PDF" not in kept.read_bytes()
    assert (document.media_type, document.size) == ("application/pdf", len(PDF))
    sara = world.actor("sara")
    with acting(sara):
        assert actions.open_document(document=document, actor=sara) == PDF


def test_upload_and_reading_are_logged_without_the_title(world: World, same_body: None) -> None:
    document, sara = upload(world, person_id=None), world.actor("sara")
    with acting(sara):
        actions.open_document(document=document, actor=sara)
        lines = list(Entry.objects.filter(subject_id=document.pk).order_by("created_at"))
    assert [line.verb for line in lines] == ["document.upload", "document.read"]
    assert "identità" not in str(lines[0].changes)


@pytest.mark.parametrize(
    ("name", "content", "field", "title"),
    [
        ("curriculum.pdf", b"MZ\x90" + b"\0" * 50, "file", "Curriculum"),
        ("vuoto.pdf", b"", "file", "Vuoto"),
        ("grande.pdf", PDF + b" " * 21_000_000, "file", "Grande"),
        ("a.pdf", PDF, "title", "  "),
    ],
)
def test_refused_files_leave_nothing_behind(
    world: World, settings: Any, name: str, content: bytes, field: str, title: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        upload(world, content=content, name=name, title=title)
    assert refused.value.problems[field].endswith(".")
    with acting(world.actor("sara")):
        assert not Document.objects.exists()
    assert not Path(settings.SNODO_FILES_ROOT).exists()


def test_the_context_that_owns_the_subject_decides(world: World, same_body: None) -> None:
    document = upload(world)
    for who, allowed in (("sara", True), ("omar", True), ("nadia", False)):
        actor = world.actor(who)
        with acting(actor):
            assert (access.readable_document(actor, document.pk) is not None) is allowed
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.open_document(document=document, actor=nadia)


def test_a_subject_without_a_rule_is_closed(world: World) -> None:
    document, sara = upload(world), world.actor("sara")
    with acting(sara):
        assert not access.can_read(sara, document)


def test_restricted_sections_ask_more(world: World, same_body: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        access._SECTION_RULES, "health", lambda actor, document: actor.has_role("coordinator")
    )
    document, sara = upload(world, section="health"), world.actor("sara")
    with acting(sara):
        assert not access.can_read(sara, document)


def test_another_network_does_not_know_it(world: World, same_body: None) -> None:
    document, stranger = upload(world), world.actor("stranger")
    with acting(stranger):
        assert access.readable_document(stranger, document.pk) is None
        assert not access.can_read(stranger, document)


def test_a_content_put_in_place_of_another_does_not_open(world: World, same_body: None) -> None:
    one, two, sara = upload(world), upload(world), world.actor("sara")
    storage.write(one.storage_key, storage.read(two.storage_key))
    with acting(sara), pytest.raises(Conflict, match="rovinato"):
        actions.open_document(document=one, actor=sara)


def test_a_lost_content_is_said(world: World, same_body: None) -> None:
    document, sara = upload(world), world.actor("sara")
    storage.delete(document.storage_key)
    with acting(sara), pytest.raises(Conflict, match="copia di sicurezza"):
        actions.open_document(document=document, actor=sara)


def test_erasing_takes_row_and_content(
    world: World, same_body: None, django_capture_on_commit_callbacks: Any
) -> None:
    document, sara = upload(world), world.actor("sara")
    with django_capture_on_commit_callbacks(execute=True), acting(sara):
        actions.erase_document(document=document, ground="richiesta della persona", actor=sara)
    with acting(sara):
        assert not Document.objects.filter(pk=document.pk).exists()
    assert not storage.path_of(document.storage_key).exists()


def test_storage_keys_lead_nowhere_else() -> None:
    for key in ("../../etc/passwd", "", "ab/cd"):
        with pytest.raises(ValueError, match="storage key"):
            storage.path_of(key)


SECTIONS = [
    {"heading": "La persona", "fields": [["Nome", "Anna Verdi"], ["Telefono", ""]]},
    {
        "heading": "Impegni",
        "paragraphs": ["Testo con #segni *di* $marcatura$ e @tag."],
        "bullets": ["Uno", "Due"],
        "table": {"header": ["Giorno", "Ore"], "rows": [["lunedì", "3"], ["martedì", "4"]]},
    },
]


def test_a_paper_is_an_accessible_pdf_in_italian(world: World, same_body: None) -> None:
    sara = world.actor("sara")
    with acting(sara):
        document = actions.generate_paper(
            template=papers.PLAIN,
            data={"sections": SECTIONS, "signatures": [{"role": "La persona", "name": "Anna Verdi"}]},
            title="Progetto personalizzato",
            kind="plan",
            subject=world.organisations["coop"],
            actor=sara,
        )
        content = actions.open_document(document=document, actor=sara)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "it-IT"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Progetto personalizzato"
    assert document.origin == "generated"


def test_templates_come_only_from_the_product() -> None:
    for template in ("../../../etc/passwd", "documents/actions.py", "/etc/hosts.typ"):
        with pytest.raises(ValueError, match="template"):
            papers.render(template=template, title="x", data={})


def test_long_dates() -> None:
    import datetime

    assert papers.long_date(datetime.date(2026, 3, 1)) == "1º marzo 2026"
    assert papers.long_date(datetime.date(2026, 12, 31)) == "31 dicembre 2026"
