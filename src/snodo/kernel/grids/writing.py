"""Tables to be opened with a spreadsheet: text only, so that nothing in them is ever computed."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from snodo.kernel.text import tidy

_RUNS = ("=", "+", "-", "@")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LONGEST = 32_767
# 0: text; 1: a heading; 2: text that wraps. All of them "@", so that codes and telephones keep their zeros.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    "<border/></borders><cellStyleXfs count='1'><xf/></cellStyleXfs><cellXfs count='3'>"
    "<xf numFmtId='49' applyNumberFormat='1'/>"
    "<xf numFmtId='49' fontId='1' applyNumberFormat='1' applyFont='1' applyAlignment='1'>"
    "<alignment wrapText='1' vertical='top'/></xf>"
    "<xf numFmtId='49' applyNumberFormat='1' applyAlignment='1'>"
    "<alignment wrapText='1' vertical='top'/></xf></cellXfs></styleSheet>"
)


_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the first row is its heading. `choices`: column → sheet and column that list its values."""

    name: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()
    choices: Mapping[int, tuple[str, int, int]] = field(default_factory=dict)  # sheet, column, how many
    wraps: bool = False
    text_columns: int = 0  # so many columns are text also where nothing is written yet


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """For Excel in Italian: semicolons, UTF-8 with its mark; what would run is kept from it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return made.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take as a formula."""
    text = tidy(cell).strip()
    return f"'{text}" if text.startswith(_RUNS) else text


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """An Excel file of inline texts: no formula can be in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        numbers = range(1, len(sheets) + 1)
        packed.writestr("[Content_Types].xml", _content_types(numbers))
        packed.writestr(
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        packed.writestr("xl/workbook.xml", _workbook(sheets))
        packed.writestr("xl/_rels/workbook.xml.rels", _relations(numbers))
        packed.writestr("xl/styles.xml", _STYLES)
        for number, sheet in zip(numbers, sheets, strict=True):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return made.getvalue()


def _content_types(numbers: Iterable[int]) -> str:
    made = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for one in numbers
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{made}</Types>'
    )


def _workbook(sheets: Sequence[Sheet]) -> str:
    made = "".join(
        f'<sheet name={quoteattr(sheet.name[:31])} sheetId="{number}" r:id="s{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{made}</sheets></workbook>'


def _relations(numbers: Iterable[int]) -> str:
    made = "".join(
        f'<Relationship Id="s{one}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{one}.xml"/>'
        for one in numbers
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}'
        f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )


def _sheet(sheet: Sheet) -> str:
    parts = [f'{_HEAD}<worksheet xmlns="{_MAIN}">', _FROZEN]
    if columns := max(len(sheet.widths), sheet.text_columns):
        widths = [*sheet.widths, *[22] * (columns - len(sheet.widths))]
        listed = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1" style="0"/>'
            for n, width in enumerate(widths, 1)
        )
        parts.append(f"<cols>{listed}</cols>")
    parts.append("<sheetData>")
    for number, row in enumerate(sheet.rows, 1):
        style = 1 if number == 1 else 2 if sheet.wraps else 0
        cells = "".join(_cell(number, column, text, style) for column, text in enumerate(row) if text)
        parts.append(f'<row r="{number}">{cells}</row>')
    parts.append("</sheetData>")
    if sheet.choices:
        parts.append(f'<dataValidations count="{len(sheet.choices)}">')
        parts += [_choice(column, *where) for column, where in sheet.choices.items()]
        parts.append("</dataValidations>")
    parts.append("</worksheet>")
    return "".join(parts)


def _cell(row: int, column: int, text: str, style: int) -> str:
    said = escape(tidy(text)[:_LONGEST])
    return (
        f'<c r="{letters(column)}{row}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{said}</t></is></c>'
    )


def _choice(column: int, sheet: str, listed: int, many: int) -> str:
    """Suggested, not imposed: what is written otherwise is told at the preview."""
    where, there = letters(column), letters(listed)
    source = f"'{sheet}'!${there}$2:${there}${many + 1}"
    return (
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="{where}2:{where}5001">'
        f"<formula1>{escape(source)}</formula1></dataValidation>"
    )


def letters(column: int) -> str:
    """The name of a column: 0 → A, 26 → AA."""
    name, column = "", column + 1
    while column:
        column, left = divmod(column - 1, 26)
        name = chr(65 + left) + name
    return name
