"""Geometry of the charts, in pure Python: the templates only draw. Every chart has its data table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 300, 230
RADIUS = 82.0
# More or longer labels than these would run into each other or out of the drawing: numbers take their place.
MANY, LONG = 8, 14


@dataclass(frozen=True, slots=True)
class Spoke:
    """One area of a radar chart."""

    label: str
    x: float
    y: float
    anchor: str
    now: Any
    before: Any
    mark: str = ""  # what is drawn at its end: the label, or its number where labels do not fit


@dataclass(frozen=True, slots=True)
class Radar:
    """Polygons as the `points` attribute wants them."""

    spokes: list[Spoke]
    rings: list[str]
    now: str
    before: str
    top: float
    width: int = WIDTH
    height: int = HEIGHT
    numbered: bool = False


def radar(areas: Sequence[str], now: Sequence[Any], before: Sequence[Any], top: float) -> Radar:
    """A radar of `areas`; a missing value counts as zero in the drawing and is empty in the table."""
    count = max(len(areas), 3)
    numbered = len(areas) > MANY or any(len(label) > LONG for label in areas)
    spokes = [
        Spoke(
            label,
            *_label_place(index, count),
            _value(now, index),
            _value(before, index),
            str(index + 1) if numbered else label,
        )
        for index, label in enumerate(areas)
    ]
    return Radar(
        spokes=spokes,
        rings=[_polygon([share] * count, count) for share in (1.0, 2 / 3, 1 / 3)],
        now=_polygon([_share(_value(now, i), top) for i in range(count)], count),
        before=_polygon([_share(_value(before, i), top) for i in range(count)], count) if before else "",
        top=top,
        numbered=numbered,
    )


def _value(values: Sequence[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


def _share(value: Any, top: float) -> float:
    if value in (None, "") or top <= 0:
        return 0.0
    return max(0.0, min(1.0, float(value) / top))


def _point(index: int, count: int, distance: float) -> tuple[float, float]:
    angle = -math.pi / 2 + 2 * math.pi * index / count
    return WIDTH / 2 + distance * math.cos(angle), HEIGHT / 2 + distance * math.sin(angle)


def _polygon(shares: Sequence[float], count: int) -> str:
    points = (_point(index, count, RADIUS * share) for index, share in enumerate(shares))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _label_place(index: int, count: int) -> tuple[float, float, str]:
    x, y = _point(index, count, RADIUS + 12)
    side = x - WIDTH / 2
    anchor = "middle" if abs(side) < 12 else ("start" if side > 0 else "end")
    return round(x, 1), round(y + 4, 1), anchor


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: str
    value: Any
    note: str
    y: int
    text_y: int
    width: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows and the height of the drawing."""

    rows: list[Bar]
    height: int


ROW = 40


def bars(rows: Sequence[dict[str, Any]]) -> BarChart:
    """Rows of `label`, `value` and optional `note`, each as long as its share of the largest.

    `told` stands in the table where the value itself may not be told.
    """
    largest = max((float(row["value"] or 0) for row in rows), default=0) or 1
    drawn = [
        Bar(
            label=str(row["label"]),
            value=row.get("told", row["value"]),
            note=str(row.get("note") or row["value"]),
            y=index * ROW + 18,
            text_y=index * ROW + 12,
            width=round(300 * float(row["value"] or 0) / largest, 1),
        )
        for index, row in enumerate(rows)
    ]
    return BarChart(drawn, max(len(drawn) * ROW, ROW))


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a before-and-after chart; None where there is nothing to draw."""

    label: str
    note: str
    y: int
    text_y: int
    note_y: int
    now: float | None
    before: float | None
    nine: float | None


@dataclass(frozen=True, slots=True)
class PairChart:
    """Rows and the height of the drawing."""

    rows: list[Pair]
    height: int


PAIR_ROW = 56
PAIR_EDGE, PAIR_WIDTH = 8.0, 284.0  # marks stay inside the drawing


def pairs(rows: Sequence[dict[str, Any]]) -> PairChart:
    """Rows of `label`, `now`, `before`, `nine` and `note`, all on one scale that begins at nought."""
    largest = max(
        (float(row[name]) for row in rows for name in ("now", "before", "nine") if row[name] is not None),
        default=0,
    )
    drawn = [
        Pair(
            str(row["label"]),
            str(row["note"]),
            index * PAIR_ROW + 42,
            index * PAIR_ROW + 12,
            index * PAIR_ROW + 28,
            *(_along(row[name], largest) for name in ("now", "before", "nine")),
        )
        for index, row in enumerate(rows)
    ]
    return PairChart(drawn, max(len(drawn) * PAIR_ROW, PAIR_ROW))


def _along(value: Any, largest: float) -> float | None:
    if value is None:
        return None
    return round(PAIR_EDGE + PAIR_WIDTH * float(value) / (largest or 1), 1)


def percent(value: Any, total: Any) -> int:
    """Whole percentage, rounded half up; 0 when there is no total."""
    try:
        part, whole = float(value or 0), float(total or 0)
    except (TypeError, ValueError):
        return 0
    return math.floor(100 * part / whole + 0.5) if whole > 0 else 0
