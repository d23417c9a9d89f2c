"""Spreadsheets as people save them, and files made to do harm."""

import io
import random
import zipfile
from contextlib import suppress
from xml.sax.saxutils import escape

import pytest

from snodo.kernel.errors import InputRefused
from snodo.kernel.grids import Sheet, read_grid, shapes, write_csv, write_xlsx
from snodo.kernel.grids.writing import harmless, letters

pytestmark = pytest.mark.covers("A06")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXT = "Nome;Città\r\nNicolò;Forlì\r\n"


def cells(content: bytes, most: int = 100) -> list[list[str]]:
    return [line.cells for line in read_grid(content, most=most).lines]


def packed(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def xlsx(
    rows: str, *, after: str = "", styles: str = "", strings: str = "", book: str = "", state: str = ""
) -> bytes:
    """An Excel file with one sheet, as Excel writes it."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{office}">{book}<sheets>'
            f'<sheet name="Uno" r:id="r1"/><sheet name="Due" r:id="r2"{state}/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": "<Relationships>"
            + "".join(
                f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n in (1, 2)
            )
            + "</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}'
            "</worksheet>",
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" '
            't="inlineStr"><is><t>altro</t></is></c></row></sheetData></worksheet>',
        }
    )


def ods(table: str, styles: str = "", manifest: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "content.xml": f"<office:document-content {spaces}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet>"
            "</office:body></office:document-content>",
        }
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_csv_in_any_encoding_and_separator(encoding: str, separator: str) -> None:
    content = TEXT.replace(";", separator).encode(encoding)
    assert cells(content) == [["Nome", "Città"], ["Nicolò", "Forlì"]]


def test_csv_says_when_letters_were_guessed_and_keeps_line_numbers() -> None:
    grid = read_grid(b'sep=;\nNome;Note\n\n;\nPaolo;"a; b\nc"\nCitt\xe0;x\n', most=10)
    assert [(line.number, line.cells) for line in grid.lines] == [
        (1, ["Nome", "Note"]),
        (4, ["Paolo", "a; b\nc"]),
        (5, ["Città", "x"]),
    ]
    assert "non era in UTF-8" in grid.notes[0]


def test_commas_in_texts_do_not_hide_the_semicolon() -> None:
    text = "Nome;Bisogno\nAda;Casa, lavoro, italiano, figli, patente, orari, salute, documenti\n"
    assert cells(text.encode())[1][0] == "Ada"


def test_excel_dates_numbers_strings_and_saved_results() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-410]dd\\ mmmm\\ yyyy"/>'
        '<numFmt numFmtId="165" formatCode="0.00&quot; d&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    )
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><v>33238</v></c>'
        '<c r="D2" s="2"><v>33238.5</v></c><c r="E2" s="3"><v>2.5</v></c><c r="F2"><v>3.331234567E9</v></c>'
        '<c r="G2" t="str"><f>A1&amp;B1</f><v>fatto</v></c><c r="H2" t="b"><v>1</v></c>'
        '<c r="I2"><f>1+1</f></c><c r="J2" t="e"><v>#N/A</v></c></row>'
    )
    strings = "<si><r><t>Anna </t></r><r><t>Rossi</t></r><rPh><t>x</t></rPh></si>"
    grid = read_grid(xlsx(rows, styles=styles, strings=strings), most=10)
    [line] = grid.lines
    assert line.number == 2
    assert line.cells[:8] == [
        *("Anna Rossi", "", "1990-12-31", "1990-12-31", "2,5", "3331234567", "fatto", "Sì"),
    ]
    assert line.problems == {8: shapes.FORMULA, 9: shapes.CALCULATION.format(text="#N/A")}
    assert grid.notes == ["È stato letto solo il foglio «Uno»."]


def test_days_are_counted_from_1904_where_the_file_says_so() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    rows = '<row r="1"><c r="A1" s="0"><v>31776</v></c></row>'
    content = xlsx(rows, styles=styles, book='<workbookPr date1904="1"/>')
    assert cells(content) == [["1990-12-31"]]


def test_merged_cells_are_told_row_by_row_and_hidden_sheets_left_alone() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x{n}</t></is></c></row>' for n in range(1, 4)
    )
    after = '<mergeCells><mergeCell ref="B2:B3"/><mergeCell ref="A1:XFD1"/></mergeCells>'
    grid = read_grid(xlsx(rows, after=after, state=' state="veryHidden"'), most=10)
    assert grid.lines[0].problems[0] == shapes.MERGED
    assert [line.problems.get(1) for line in grid.lines[1:]] == [shapes.MERGED, shapes.MERGED]
    assert grid.notes == ["Il foglio nascosto «Due» non è stato letto."]


def test_opendocument_is_read_the_same() -> None:
    table = (
        '<table:table table:name="N" table:style-name="no"><table:table-row><table:table-cell>'
        "<text:p>segreto</text:p></table:table-cell></table:table-row></table:table>"
        '<table:table table:name="S"><table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2"/></table:table-row><table:table-row>'
        '<table:table-cell office:value-type="date" office:date-value="1990-12-31T00:00:00"><text:p>31/12'
        '</text:p></table:table-cell><table:table-cell office:value-type="float" '
        'office:value="3.331234567E9"><text:p>3,33E+09</text:p></table:table-cell><table:table-cell><office:annotation><text:p>nota'
        "</text:p></office:annotation><text:p>due</text:p><text:p>righe</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:number-rows-spanned="2"><text:p>u</text:p></table:table-cell>'
        "</table:table-row><table:table-row><table:table-cell><text:p>b</text:p></table:table-cell>"
        '</table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16000"/></table:table-row></table:table>'
    )
    styles = '<style:style style:name="no"><style:table-properties table:display="false"/></style:style>'
    grid = read_grid(ods(table, styles), most=10)
    assert [(line.number, line.cells) for line in grid.lines] == [
        (3, ["1990-12-31", "3331234567", "due\nrighe", "", "u"]),
        (4, ["b"]),
    ]
    assert grid.lines[0].problems == {3: shapes.CALCULATION.format(text="#DIV/0!"), 4: shapes.MERGED}
    assert grid.lines[1].problems == {4: shapes.MERGED}
    assert grid.notes == ["Il foglio nascosto «N» non è stato letto."]


LOCKED_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
BILLION = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vuoto"),
        (b"\n;;\n", "niente di scritto"),
        (LOCKED_OLE, "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls", "vecchia versione"),
        (b"%PDF-1.7", "non è un foglio"),
        (b"\x00\x01\x02\x03\x04\x05 binary", "non è un foglio"),
        (b"PK\x03\x04 rotto", "rovinato"),
        (packed({"word/document.xml": "x"}), "non è un foglio"),
        (ods("", manifest="<encryption-data/>"), "password"),
        (xlsx("<row><c><v>"), "rovinato"),
        (xlsx('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "rovinato"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "pagina web"),
        (b'a;"' + b"b" * 200_000, "virgoletta"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(content: bytes, sentence: str) -> None:
    with pytest.raises(InputRefused, match=sentence) as refusal:
        read_grid(content, most=10)
    assert set(refusal.value.problems) == {"file"}


def test_declared_entities_are_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(""))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    with pytest.raises(InputRefused, match="rovinato"):
        read_grid(packed(parts | {"xl/worksheets/sheet1.xml": BILLION}), most=10)


def test_what_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snodo.kernel.grids.archive.MAX_UNPACKED", 300_000)
    cell = '<c t="inlineStr"><is><t>x</t></is></c>'
    with pytest.raises(InputRefused, match="troppo grande"):
        read_grid(xlsx(f"<row>{cell}</row>" + " " * 400_000), most=10)
    monkeypatch.setattr(shapes, "MAX_LETTERS", 50_000)
    many = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(10))
    strings = f"<si><t>{'x' * 20_000}</t></si>"
    with pytest.raises(InputRefused, match="troppo grande"):
        read_grid(xlsx(many, strings=strings), most=100)


def test_too_many_rows_and_too_long_cells() -> None:
    with pytest.raises(InputRefused, match="più di 2 righe"):
        read_grid(b"a\nb\nc\n", most=2)
    [line] = read_grid(f'"{"x" * 50_000}";b'.encode(), most=2).lines
    assert line.problems == {0: shapes.LONG_CELL}


def test_nothing_written_is_ever_a_formula() -> None:
    evil = ['=cmd|" /C calc"!A0', "+39 333", "-1", "@SUM(A1)", "\t=1", " =1", "normale", "più <b>&\x00"]
    table = [["A"], *([one] for one in evil)]
    text = write_csv(table).decode("utf-8-sig")
    assert not [line for line in text.splitlines() if line.lstrip('" \t').startswith(("=", "+", "-", "@"))]
    back = [line[0] for line in cells(write_csv(table))][1:]
    assert back == ['=cmd|" /C calc"!A0', "+39 333", "-1", "@SUM(A1)", "=1", "=1", "normale", "più <b>&"]
    book = write_xlsx([Sheet("Uno", table), Sheet("Due", [["v"], ["a & b"]], choices={0: ("Uno", 0, 8)})])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert escape("più <b>&") in sheet
    assert cells(book)[1:] == [[one.strip().rstrip("\x00")] for one in evil]
    assert harmless("abc") == "abc"
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_any_bytes_are_read_or_refused() -> None:
    """Broken copies of good files: never another error than the sentence."""
    dice = random.Random(5)
    good = [TEXT.encode(), write_xlsx([Sheet("Uno", [["a", "b"], ["c", "d"]])]), ods("<table:table/>")]
    for _ in range(300):
        content = bytearray(dice.choice(good))
        for _ in range(dice.randint(1, 8)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        with suppress(InputRefused):
            read_grid(bytes(content[: dice.randint(1, len(content))]), most=20)
