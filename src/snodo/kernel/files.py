"""What a file really is: recognised by its content, never by its name."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from snodo.kernel.errors import InputRefused
from snodo.kernel.text import tidy

MAX_BYTES = 20 * 1024 * 1024
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_ENTRIES = 5_000
ACCEPTED = "PDF, immagini (JPG, PNG, WebP), documenti ODT, DOCX e XLSX, testo TXT o CSV"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be kept."""

    media_type: str
    extension: str
    label: str


PDF = FileKind("application/pdf", "pdf", "PDF")
PNG = FileKind("image/png", "png", "Immagine PNG")
JPEG = FileKind("image/jpeg", "jpg", "Immagine JPG")
WEBP = FileKind("image/webp", "webp", "Immagine WebP")
ODT = FileKind("application/vnd.oasis.opendocument.text", "odt", "Documento ODT")
DOCX = FileKind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Documento Word"
)
XLSX = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Foglio Excel")
CSV = FileKind("text/csv", "csv", "Tabella CSV")
TXT = FileKind("text/plain", "txt", "Testo")
# Made here, never uploaded.
JSON = FileKind("application/json", "json", "Dati JSON")
ZIP = FileKind("application/zip", "zip", "Archivio ZIP")
KINDS = (PDF, PNG, JPEG, WEBP, ODT, DOCX, XLSX, CSV, TXT)

_EXTENSIONS = {kind.extension: kind for kind in KINDS} | {"jpeg": JPEG, "jpe": JPEG, "text": TXT}
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM_NAMES = re.compile(
    r"\.(exe|dll|com|bat|cmd|scr|msi|js|jse|vbs|ps1|sh|jar|apk|lnk|hta|svg|html?)$", re.I
)
# Actions a PDF may start by itself; names may be written with #xx escapes or lie in packed objects.
_PDF_ACTIVE = re.compile(rb"/(JavaScript|Launch)\b")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_PDF_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n(.*?)endstream", re.DOTALL)
_PACKED_LIMIT = 5_000_000


def recognise(name: str, content: bytes) -> FileKind:
    """The kind of file this is. Raises InputRefused with a sentence under "file"."""
    if not content:
        raise _refused("Il file è vuoto: controlla di aver scelto quello giusto.")
    if len(content) > MAX_BYTES:
        raise _refused(too_big(len(content)))
    if content.startswith(_PROGRAM_STARTS) or _PROGRAM_NAMES.search(name.strip()):
        raise _refused(f"Questo file è un programma, non un documento. Si possono caricare: {ACCEPTED}.")
    kind = _by_content(name, content)
    if kind is None:
        raise _refused(_unknown(content))
    expected = _EXTENSIONS.get(extension(name))
    if expected is not None and expected is not kind and {expected, kind} != {CSV, TXT}:
        raise _refused(
            f"Il nome dice «{extension(name)}» ma il contenuto è un altro ({kind.label}). "
            "Salva di nuovo il file dal programma in cui l'hai scritto."
        )
    return kind


def too_big(length: int) -> str:
    """The sentence for a file over the limit."""
    size = f"{length / 1_048_576:.1f}".replace(".", ",")
    return (
        f"Il file pesa {size} MB, il massimo è {MAX_BYTES // 1_048_576} MB. "
        "Riducilo, per esempio con una scansione in bianco e nero, oppure dividilo."
    )


def extension(name: str) -> str:
    """What follows the last dot, in lower case."""
    return name.rsplit(".", 1)[-1].strip().lower() if "." in name else ""


def safe_name(name: str, kind: FileKind) -> str:
    """A file name made of plain letters, with the extension of what the file is."""
    stem = re.sub(r"[^\w\- ]+", " ", tidy(name), flags=re.UNICODE)
    stem = re.sub(r"\s+", "-", stem.strip()).strip("-_")[:60]
    return f"{stem or 'documento'}.{kind.extension}"


def _refused(sentence: str) -> InputRefused:
    return InputRefused({"file": sentence})


def _unknown(content: bytes) -> str:
    if content.startswith(_OLD_OFFICE):
        return (
            "I vecchi formati di Office (DOC, XLS) non sono accettati: salva il file come DOCX, XLSX o PDF."
        )
    return f"Questo tipo di file non è accettato. Si possono caricare: {ACCEPTED}."


def _by_content(name: str, content: bytes) -> FileKind | None:
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _plain_text(name, content)


def _pdf(content: bytes) -> FileKind:
    objects = _PDF_STREAM.sub(b"", content) + b" ".join(_packed_objects(content))
    names = _PDF_ESCAPE.sub(lambda found: bytes([int(found.group(1), 16)]), objects)
    if _PDF_ACTIVE.search(names):
        raise _refused(
            "Questo PDF contiene comandi nascosti e non si può conservare. "
            "Stampalo di nuovo in PDF e carica la copia."
        )
    if b"%%EOF" not in content[-2048:]:
        raise _refused("Questo PDF è incompleto: forse non è stato scaricato fino in fondo.")
    return PDF


def _packed_objects(content: bytes) -> Iterator[bytes]:
    for found in _PDF_PACKED.finditer(content):
        try:
            yield zlib.decompressobj().decompress(found.group(1), _PACKED_LIMIT)
        except zlib.error:
            continue


def _office(content: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
                raise _refused("Questo file, una volta aperto, è troppo grande: dividilo in più parti.")
            if any(
                "vbaproject" in entry.lower() or entry.startswith(("Basic/", "Scripts/")) for entry in names
            ):
                raise _refused("Questo documento contiene macro: salvalo senza macro e caricalo di nuovo.")
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return ODT if archive.read("mimetype").strip() == ODT.media_type.encode() else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise _refused("Questo file è rovinato e non si apre: salvalo di nuovo e riprova.") from None
    return None


def _plain_text(name: str, content: bytes) -> FileKind | None:
    kind = {"csv": CSV, "txt": TXT, "text": TXT}.get(extension(name))
    if kind is None or b"\0" in content:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    odd = sum(1 for character in text[:20_000] if ord(character) < 32 and character not in "\t\r\n\f")
    looks_like_page = re.match(r"\s*<(!doctype|html|script|svg|\?xml)", text, re.I)
    return None if odd or looks_like_page else kind
