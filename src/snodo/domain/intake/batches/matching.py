"""Which heading of a file stands for which column, and where the headings are."""

import difflib
import re

from snodo.domain.intake.batches.columns import APART, REASON_TITLE, TOGETHER, Column
from snodo.kernel.grids import Grid, Line
from snodo.kernel.text import search_form

LOOK_AT = 20  # titles and logos may stand above the headings
CLOSE = 0.88
_ASIDE = re.compile(r"\([^)]*\)|\*")


def headings(grid: Grid, columns: list[Column]) -> int:
    """The place, among the lines, of the one that has most headings known; the first when none has."""
    scores = [sum(1 for key in match(line.cells, columns) if key) for line in grid.lines[:LOOK_AT]]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else 0


def match(titles: list[str], columns: list[Column]) -> list[str]:
    """For each heading the key of its column, or nothing. No column is given twice."""
    names = _names(columns)
    found: list[str] = []
    for title in titles:
        key = _one(title, names)
        found.append("" if key in found else key)
    spare = _spare_names(found)
    return ["" if key in spare else key for key in found]


def _spare_names(keys: list[str]) -> set[str]:
    """Names are read once: apart where both are there, else from the first column that has them together."""
    together = [key for key in keys if key in TOGETHER]
    if not together or set(keys) >= APART:
        return set(together)
    return {*together[1:], *APART}


def unknown(titles: list[str], keys: list[str]) -> list[str]:
    """The headings nobody could place, those the product itself writes left aside."""
    own = search_form(REASON_TITLE)
    return [
        title
        for title, key in zip(titles, keys, strict=True)
        if title and not key and search_form(title) != own
    ]


def lacking(keys: list[str], columns: list[Column]) -> list[str]:
    """The columns without which no row could be sent."""
    there = set(keys)
    if not there.isdisjoint(TOGETHER):
        there |= APART
    return [one.title for one in columns if one.needed and one.key not in there]


def _names(columns: list[Column]) -> dict[str, str]:
    names: dict[str, str] = {}
    for one in columns:
        for name in (one.title, _ASIDE.sub(" ", one.title), one.key.replace("-", " "), *one.also):
            names.setdefault(search_form(name), one.key)
    return names


def _one(title: str, names: dict[str, str]) -> str:
    wanted = search_form(_ASIDE.sub(" ", title))
    if not wanted:
        return ""
    if wanted in names:
        return names[wanted]
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=CLOSE) if len(wanted) > 3 else []
    return names[near[0]] if near else ""


def is_note(line: Line) -> bool:
    """Whether a line explains the columns, as the second of the CSV template does."""
    return next((cell for cell in line.cells if cell), "").startswith("#")
