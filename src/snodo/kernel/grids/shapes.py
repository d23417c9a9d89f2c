"""A table as it was read: lines of text, what could not be read of each cell, what was left aside."""

from dataclasses import dataclass, field

from snodo.kernel.errors import InputRefused

MAX_COLUMNS = 200
MAX_LETTERS = 15_000_000  # of a whole table: one long cell may be said a million times in a small file
MAX_CELL = 40_000
TOO_LARGE = "Questo file, una volta aperto, è troppo grande: tieni solo il foglio che serve, oppure dividilo."
UNKNOWN = "Questo file non è un foglio di calcolo: si leggono XLSX, ODS e CSV."
NOTHING = "In questo file non c'è niente di scritto: controlla di aver scelto quello giusto."
TOO_MANY = "Il file ha più di {most} righe: dividilo in più file e caricali uno alla volta."

FORMULA = "C'è una formula senza il suo risultato: copia la cella e incolla solo il valore."
CALCULATION = "C'è un errore di calcolo ({text}): scrivi il valore a mano."
MERGED = "La cella è unita ad altre: dividi le celle unite e scrivi il valore in ogni riga."
LONG_CELL = "Il testo è troppo lungo per una cella: accorcialo."


def refused(sentence: str) -> InputRefused:
    """What is said of a file that cannot be read at all."""
    return InputRefused({"file": sentence})


@dataclass(slots=True)
class Line:
    """One line, with its number in the spreadsheet; dates are written as 2026-12-31."""

    number: int
    cells: list[str]
    problems: dict[int, str] = field(default_factory=dict)

    def filled(self) -> bool:
        """Whether anything is written in it."""
        return any(self.cells) or bool(self.problems)


@dataclass(slots=True)
class Grid:
    """The lines that have something written, and sentences on what was not taken."""

    lines: list[Line]
    notes: list[str] = field(default_factory=list)


class Gathering:
    """Lines put together while a file is read, within the limits."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lines: list[Line] = []
        self.letters = 0

    def add(self, line: Line) -> None:
        """Keep a line that says something. Raises InputRefused past the limits."""
        while line.cells and not line.cells[-1]:
            line.cells.pop()
        if not line.filled():
            return
        if len(self.lines) >= self.most:
            raise refused(TOO_MANY.format(most=f"{self.most:,}".replace(",", ".")))
        for place, text in enumerate(line.cells):
            if len(text) > MAX_CELL:
                line.cells[place] = text[:200]
                line.problems[place] = LONG_CELL
        self.letters += sum(map(len, line.cells))
        if self.letters > MAX_LETTERS:
            raise refused(TOO_LARGE)
        self.lines.append(line)
