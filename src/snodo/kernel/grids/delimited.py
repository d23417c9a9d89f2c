"""CSV as people save it: any of the usual encodings and separators."""

import csv
import io
from collections import Counter

from snodo.kernel.grids.shapes import MAX_COLUMNS, UNKNOWN, Gathering, Grid, Line, refused

SEPARATORS = ";,\t|"
NOT_UTF8 = (
    "Il file non era in UTF-8: è stato letto con le lettere di Windows. "
    "Controlla nell'anteprima che gli accenti siano giusti."
)
BROKEN = (
    "Il file CSV non si legge: forse c'è una virgoletta aperta e mai chiusa. "
    "Aprilo con il tuo programma e salvalo di nuovo, meglio se come XLSX."
)
NOT_READ = "Le lettere di questo file non si leggono: salvalo di nuovo come XLSX."
_LOOK_AT = 4_000


def read(content: bytes, most: int) -> Grid:
    """The lines of a text with separators. Raises InputRefused under "file"."""
    text, notes = decoded(content)
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise refused("Questo file è una pagina web con il nome di un foglio: aprilo e salvalo come XLSX.")
    separator, text = _separator(text)
    found = Gathering(most)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            found.add(Line(number, [_plain(cell) for cell in cells[:MAX_COLUMNS]]))
    except csv.Error:
        raise refused(BROKEN) from None
    return Grid(found.lines, notes)


def _plain(cell: str) -> str:
    """Without the apostrophe that kept a spreadsheet from taking it as a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and what has to be said of its letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _wide(content, "utf-16"), []
    start = content[:_LOOK_AT]
    if b"\0" in start:
        odd, even = start[1::2].count(0), start[::2].count(0)
        if max(odd, even) < len(start) // 8:
            raise refused(UNKNOWN)
        return _wide(content, "utf-16-le" if odd > even else "utf-16-be", UNKNOWN), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [NOT_UTF8]
    except UnicodeDecodeError:
        return content.decode("latin-1"), [NOT_UTF8]


def _wide(content: bytes, encoding: str, otherwise: str = NOT_READ) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise refused(otherwise) from None


def _separator(text: str) -> tuple[str, str]:
    """The one said by `sep=`, or the one that cuts the first lines most evenly."""
    head, _, rest = text.partition("\n")
    if head.strip().strip('"').lower().startswith("sep=") and len(head.strip().strip('"')) == 5:
        return head.strip().strip('"')[4], rest
    return max(SEPARATORS, key=lambda one: _evenness(text[:_LOOK_AT], one)), text


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """How many of the first lines have the same number of cells, more than one; and how many cells."""
    try:
        widths = Counter(
            len(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        )
    except csv.Error:
        return 0, 0
    return max(((lines, width) for width, lines in widths.items() if width > 1), default=(0, 0))
