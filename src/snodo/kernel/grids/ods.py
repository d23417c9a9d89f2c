"""OpenDocument spreadsheets: the same as for Excel files."""

from snodo.kernel.grids.archive import Attributes, Parts, attribute
from snodo.kernel.grids.shapes import (
    CALCULATION,
    FORMULA,
    MAX_COLUMNS,
    NOTHING,
    Gathering,
    Grid,
    Line,
    refused,
)
from snodo.kernel.grids.xlsx import HIDDEN, OTHERS, as_written, mark_merged

_ERRORS = ("#", "Err:")


def read(parts: Parts, most: int) -> Grid:
    """The first sheet in sight that has something written."""
    book = _Book(most)
    parts.walk("content.xml", book.begins, book.ends, book.says)
    notes = [HIDDEN.format(name=name[:60]) for name in book.hidden]
    written = [(name, lines) for name, lines in book.tables if lines]
    if not written:
        raise refused(NOTHING)
    name, lines = written[0]
    if len(book.tables) > 1:
        notes.append(OTHERS.format(name=name[:60]))
    return Grid(lines, notes)


class _Book:
    """All tables of the document; once one in sight has lines, the others are not gathered."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.tables: list[tuple[str, list[Line]]] = []
        self.hidden: list[str] = []
        self._unseen_styles: set[str] = set()
        self._style = self._name = ""
        self._depth = 0  # tables inside cells are not tables of the book
        self._taking = False
        self._gathered = Gathering(most)
        self._line = Line(0, [])
        self._next, self._times = 1, 1
        self._cell: Attributes = {}
        self._said: list[str] = []
        self._paragraphs = self._aside = 0
        self._merged: list[tuple[int, int, int, int]] = []

    def begins(self, tag: str, said: Attributes) -> None:
        """A table, a row, a cell, its text."""
        if tag == "table":
            self._begin_table(said)
        elif tag == "style":
            self._style = attribute(said, "name")
        elif tag == "table-properties" and attribute(said, "display") == "false":
            self._unseen_styles.add(self._style)
        elif tag == "annotation":
            self._aside += 1
        elif self._taking and not self._aside:
            self._begin_inside(tag, said)

    def _begin_inside(self, tag: str, said: Attributes) -> None:
        if tag == "table-row":
            self._line = Line(self._next, [])
            self._times = _times(said, "number-rows-repeated")
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell, self._said, self._paragraphs = said, [], 0
        elif tag == "p":
            if self._paragraphs:
                self._said.append("\n")
            self._paragraphs += 1
        elif tag in ("s", "tab", "line-break"):
            self._said.append("\n" if tag == "line-break" else " ")

    def _begin_table(self, said: Attributes) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        self._name = attribute(said, "name")
        unseen = attribute(said, "style-name") in self._unseen_styles
        if unseen:
            self.hidden.append(self._name)
        done = any(lines for _, lines in self.tables)
        if not unseen and done:
            self.tables.append((self._name, []))
        self._taking = not unseen and not done
        self._gathered, self._next, self._merged = Gathering(self._most), 1, []

    def says(self, text: str) -> None:
        """Part of the text of a cell."""
        if self._taking and self._paragraphs and not self._aside:
            self._said.append(text)

    def ends(self, tag: str) -> None:
        """A cell, a row, a table is whole."""
        if tag == "annotation":
            self._aside -= 1
        elif tag == "table":
            self._depth -= 1
            if self._depth == 0 and self._taking:
                self._end_table()
        elif not self._taking:
            return
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif tag == "table-row":
            self._end_row()

    def _end_table(self) -> None:
        self._taking = False
        by_number = {line.number: line for line in self._gathered.lines}
        for top, bottom, left, right in self._merged:
            for number in range(top, bottom + 1):
                if number in by_number:
                    mark_merged(by_number[number], left, right)
        self.tables.append((self._name, self._gathered.lines))

    def _end_row(self) -> None:
        times = self._times if self._line.filled() else 1
        for more in range(min(times, self._most + 1)):
            line = self._line
            self._gathered.add(Line(line.number + more, list(line.cells), dict(line.problems)))
        self._next += self._times

    def _end_cell(self) -> None:
        cells, column = self._line.cells, len(self._line.cells)
        text, problem = self._value()
        across, down = _times(self._cell, "number-columns-spanned"), _times(self._cell, "number-rows-spanned")
        if (across > 1 or down > 1) and len(self._merged) < 10_000:
            bottom = self._line.number + min(down, self._most) - 1
            self._merged.append((self._line.number, bottom, column, column + across - 1))
        for _ in range(min(_times(self._cell, "number-columns-repeated"), MAX_COLUMNS - column)):
            if problem:
                self._line.problems[len(cells)] = problem
            cells.append(text)

    def _value(self) -> tuple[str, str]:
        text = "".join(self._said).strip()
        kind = attribute(self._cell, "value-type")
        formula = attribute(self._cell, "formula")
        if formula and text.startswith(_ERRORS):
            return "", CALCULATION.format(text=text[:20])
        if formula and not text and not attribute(self._cell, "value"):
            return "", FORMULA
        if kind == "date":
            return attribute(self._cell, "date-value")[:10], ""
        if kind == "boolean":
            return ("Sì" if attribute(self._cell, "boolean-value") == "true" else "No"), ""
        if kind == "float" and attribute(self._cell, "value"):
            return as_written(attribute(self._cell, "value"), None), ""
        return text, ""


def _times(said: Attributes, name: str) -> int:
    raw = attribute(said, name)
    return max(1, int(raw)) if raw.isdigit() else 1
