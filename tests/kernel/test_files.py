import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snodo.kernel import files
from snodo.kernel.errors import InputRefused

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def archive(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return buffer.getvalue()


DOCX = archive(word__document_DOT_xml=b"<w/>")
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("carta.pdf", PDF, files.PDF),
        ("senza estensione", PDF, files.PDF),
        ("foto.PNG", PNG, files.PNG),
        ("foto.jpeg", JPG, files.JPEG),
        ("foto.webp", b"RIFF\0\0\0\0WEBPVP8 ", files.WEBP),
        ("relazione.docx", DOCX, files.DOCX),
        ("relazione.odt", ODT, files.ODT),
        ("presenze.csv", "nome;ore\nèrica;3".encode("cp1252"), files.CSV),
        ("nota.txt", "perché".encode(), files.TXT),
    ],
)
def test_accepted(name: str, content: bytes, kind: files.FileKind) -> None:
    assert files.recognise(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("curriculum.pdf", b"MZ\x90\0" + b"\0" * 100, "programma"),
        ("curriculum.pdf", b"\x7fELF" + b"\0" * 100, "programma"),
        ("curriculum.pdf", b"#!/bin/sh\nrm", "programma"),
        ("curriculum.pdf.exe", PDF, "programma"),
        ("vuoto.pdf", b"", "vuoto"),
        ("foto.png", PDF, "il contenuto è un altro"),
        ("pagina.txt", b"<html><script>alert(1)</script>", "non è accettato"),
        ("vecchio.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "vecchi formati"),
        (
            "a.pdf",
            PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>"),
            "comandi nascosti",
        ),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/J#61vaScript>>"), "comandi nascosti"),
        (
            "a.pdf",
            PDF.replace(
                b"trailer",
                b"2 0 obj<</Type/ObjStm>>stream\n"
                + zlib.compress(b"<</S/Launch>>")
                + b"\nendstream\ntrailer",
            ),
            "comandi nascosti",
        ),
        ("a.pdf", PDF[:-8], "incompleto"),
        ("macro.docx", archive(word__document_DOT_xml=b"", word__vbaProject_DOT_bin=b""), "macro"),
        ("rotto.docx", DOCX[:40], "rovinato"),
        ("archivio.zip", archive(x=b"y"), "non è accettato"),
        ("dati.bin", b"\0\1\2", "non è accettato"),
    ],
)
def test_refused_with_a_sentence(name: str, content: bytes, says: str) -> None:
    with pytest.raises(InputRefused) as refused:
        files.recognise(name, content)
    assert says in refused.value.problems["file"]


def test_too_big() -> None:
    with pytest.raises(InputRefused, match="20 MB"):
        files.recognise("grande.pdf", PDF + b" " * files.MAX_BYTES)


def test_an_archive_that_swells_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * (210 * 1024 * 1024))
    with pytest.raises(InputRefused, match="troppo grande"):
        files.recognise("bomba.docx", buffer.getvalue())


def test_words_inside_compressed_content_do_not_matter() -> None:
    harmless = PDF.replace(b"trailer", b"2 0 obj<<>>stream\n\x01/JavaScript \x02\nendstream\ntrailer")
    assert files.recognise("a.pdf", harmless) is files.PDF


@given(st.text(max_size=30), st.binary(max_size=200))
def test_any_file_is_recognised_or_refused(name: str, content: bytes) -> None:
    try:
        kind = files.recognise(name, content)
    except InputRefused:
        return
    assert files.safe_name(name, kind).endswith("." + kind.extension)


def test_safe_name() -> None:
    assert files.safe_name("../../Carta d'identità.pdf\0", files.PDF) == "Carta-d-identità-pdf.pdf"
    assert files.safe_name("///", files.PNG) == "documento.png"
