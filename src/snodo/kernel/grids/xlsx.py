"""Excel files: text, saved results of formulas, dates by their format; hidden sheets are left alone."""

import datetime
import re

from snodo.kernel.grids.archive import Attributes, Parts, attribute
from snodo.kernel.grids.shapes import (
    CALCULATION,
    FORMULA,
    MAX_COLUMNS,
    MERGED,
    NOTHING,
    Gathering,
    Grid,
    Line,
    refused,
)

_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
_NOT_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
HIDDEN = "Il foglio nascosto «{name}» non è stato letto."
OTHERS = "È stato letto solo il foglio «{name}»."


def read(parts: Parts, most: int) -> Grid:
    """The first sheet in sight that has something written."""
    book = _Book(parts)
    strings, dates = _Strings(parts).found, _Styles(parts).dates
    notes = [HIDDEN.format(name=name[:60]) for name, _, hidden in book.sheets if hidden]
    seen = [(name, path) for name, path, hidden in book.sheets if not hidden]
    for name, path in seen:
        sheet = _Sheet(strings, dates, book.since_1904, most)
        parts.walk(path, sheet.begins, sheet.ends, sheet.says)
        lines = sheet.finished()
        if lines:
            if len(seen) > 1:
                notes.append(OTHERS.format(name=name[:60]))
            return Grid(lines, notes + sheet.notes)
    raise refused(NOTHING)


class _Book:
    """Which sheets there are, where they lie, whether they are hidden."""

    def __init__(self, parts: Parts) -> None:
        self._targets: dict[str, str] = {}
        self._listed: list[tuple[str, str, bool]] = []
        self.since_1904 = False
        parts.walk("xl/_rels/workbook.xml.rels", self._relation, _nothing)
        parts.walk("xl/workbook.xml", self._sheet, _nothing)
        self.sheets = [
            (name, self._path(self._targets.get(key, "")), hidden) for name, key, hidden in self._listed
        ]

    @staticmethod
    def _path(target: str) -> str:
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def _relation(self, tag: str, said: Attributes) -> None:
        if tag == "Relationship" and said.get("Type", "").endswith("/worksheet"):
            self._targets[said.get("Id", "")] = said.get("Target", "")

    def _sheet(self, tag: str, said: Attributes) -> None:
        if tag == "sheet":
            hidden = said.get("state", "visible") != "visible"
            self._listed.append((said.get("name", ""), attribute(said, "id"), hidden))
        elif tag == "workbookPr":
            self.since_1904 = said.get("date1904", "0") in ("1", "true")


class _Strings:
    """Texts written once and pointed to; how they are to be pronounced is not part of them."""

    def __init__(self, parts: Parts) -> None:
        self.found: list[str] = []
        self._said: list[str] = []
        self._in_text = self._aside = False
        parts.walk("xl/sharedStrings.xml", self._begins, self._ends, self._says)

    def _begins(self, tag: str, _: Attributes) -> None:
        if tag == "si":
            self._said = []
        elif tag == "rPh":
            self._aside = True
        self._in_text = tag == "t" and not self._aside

    def _ends(self, tag: str) -> None:
        self._in_text = False
        if tag == "rPh":
            self._aside = False
        elif tag == "si":
            self.found.append("".join(self._said))

    def _says(self, text: str) -> None:
        if self._in_text:
            self._said.append(text)


class _Styles:
    """Which styles of cells write a number as a date."""

    def __init__(self, parts: Parts) -> None:
        self._custom: dict[int, str] = {}
        self._in_cells = False
        self.dates: list[bool] = []
        parts.walk("xl/styles.xml", self._begins, self._ends)

    def _begins(self, tag: str, said: Attributes) -> None:
        if tag == "numFmt":
            self._custom[int(said.get("numFmtId", "0"))] = said.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self.dates.append(self._is_date(int(said.get("numFmtId", "0"))))

    def _ends(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def _is_date(self, number: int) -> bool:
        if number not in self._custom:
            return number in _DATE_FORMATS
        bare = _NOT_DATE.sub("", self._custom[number].split(";")[0]).lower()
        return bool({"d", "y", "g", "a"} & set(bare)) and "general" not in bare and "0" not in bare


class _Sheet:
    """One sheet, line by line."""

    def __init__(self, strings: list[str], dates: list[bool], since_1904: bool, most: int) -> None:
        self._strings, self._dates = strings, dates
        self._first_day = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30)
        self._gathered = Gathering(most)
        self._line = Line(0, [])
        self._column = self._style = -1
        self._kind = ""
        self._formula = self._has_value = False
        self._said: list[str] = []
        self._listening = False
        self._merged: list[tuple[int, int, int, int]] = []
        self._unseen = 0

    @property
    def notes(self) -> list[str]:
        """What has to be said of the sheet."""
        return ["Sono state lette anche le righe nascoste del foglio."] if self._unseen else []

    def begins(self, tag: str, said: Attributes) -> None:
        """A row, a cell, its value."""
        if tag == "c":
            self._begin_cell(said)
        elif tag in ("v", "t"):
            self._listening = self._has_value = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._line = Line(_number(said.get("r"), self._line.number + 1), [])
            self._column = -1
            self._unseen += said.get("hidden") in ("1", "true")
        elif tag == "mergeCell":
            self._merge(said.get("ref", ""))

    def _begin_cell(self, said: Attributes) -> None:
        found = _PLACE.match(said.get("r", ""))
        self._column = _column_number(found.group(1)) if found else self._column + 1
        self._kind, self._style = said.get("t", "n"), _number(said.get("s"), -1)
        self._formula = self._has_value = False
        self._said = []

    def ends(self, tag: str) -> None:
        """A cell is whole; a row is whole."""
        if tag in ("v", "t"):
            self._listening = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self._gathered.add(self._line)

    def says(self, text: str) -> None:
        """Part of a value."""
        if self._listening:
            self._said.append(text)

    def _end_cell(self) -> None:
        if not 0 <= self._column < MAX_COLUMNS:
            return
        cells = self._line.cells
        cells.extend([""] * (self._column + 1 - len(cells)))
        raw = "".join(self._said)
        if self._formula and not raw:
            self._line.problems[self._column] = FORMULA
        elif self._kind == "e":
            self._line.problems[self._column] = CALCULATION.format(text=raw[:20])
        elif raw:
            cells[self._column] = self._value(raw)

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            return self._strings[int(raw)].strip()
        if self._kind == "b":
            return "Sì" if raw.strip() == "1" else "No"
        if self._kind != "n":
            return raw.strip()
        dated = 0 <= self._style < len(self._dates) and self._dates[self._style]
        return as_written(raw, self._first_day if dated else None)

    def _merge(self, ref: str) -> None:
        ends = [_PLACE.match(one) for one in ref.replace("$", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1] and len(self._merged) < 10_000:
            top, bottom = int(ends[0].group(2)), int(ends[1].group(2))
            left, right = _column_number(ends[0].group(1)), _column_number(ends[1].group(1))
            self._merged.append((top, bottom, left, right))

    def finished(self) -> list[Line]:
        """The lines, with a word on cells that are part of a larger one."""
        by_number = {line.number: line for line in self._gathered.lines}
        for top, bottom, left, right in self._merged:
            for number in range(top, min(bottom, top + self._gathered.most) + 1):
                line = by_number.get(number)
                if line is not None:
                    mark_merged(line, left, right)
        return self._gathered.lines


def mark_merged(line: Line, left: int, right: int) -> None:
    """Say of each of these cells that it belongs to a larger one."""
    for column in range(left, min(right + 1, MAX_COLUMNS)):
        line.problems.setdefault(column, MERGED)


def as_written(raw: str, first_day: datetime.date | None) -> str:
    """A number as people would write it; where it stands for a day, the day."""
    number = float(raw)
    if first_day is not None and 0 < number < 2_958_466:
        return (first_day + datetime.timedelta(days=int(number))).isoformat()
    if number == int(number) and abs(number) < 10**17:
        return raw.strip() if raw.strip().isdigit() else str(int(number))
    return str(number).replace(".", ",")


def _number(raw: str | None, default: int) -> int:
    return int(raw) if raw and raw.isdigit() else default


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _nothing(_: str) -> None:
    return None
