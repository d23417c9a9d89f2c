"""Answers checked against their questions, and scores computed from them. No database here."""

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from snodo.kernel.packfile import Instrument
from snodo.kernel.packfile.shapes import Item, ScoreArea
from snodo.kernel.text import LONG_TEXT, clean_text

SHORT = 300
EMPTY: tuple[Any, ...] = (None, "", [], ())
YES = {True, "true", "yes", "si", "sì", "on", "1"}
NO = {False, "false", "no", "0"}


class _Wrong(Exception):
    pass


def check_answers(
    instrument: Instrument, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers as they are kept, and a plain sentence for each item that must be mended."""
    kept: dict[str, Any] = {}
    problems: dict[str, str] = {}
    items = {item.code: item for item in instrument.items}
    for code in answers:
        if code not in items:
            problems[""] = (
                f"La scheda «{instrument.title}» non ha la domanda «{str(code)[:60]}»: ricarica la pagina."
            )
    for code, item in items.items():
        value = answers.get(code)
        if value in EMPTY:
            if item.required:
                problems[code] = "Serve una risposta."
            continue
        try:
            kept[code] = _CHECKS[item.kind](item, value)
        except _Wrong as wrong:
            problems[code] = str(wrong)
        except ValidationError as wrong:
            problems[code] = " ".join(wrong.messages)
    return kept, problems


def _scale(item: Item, value: Any) -> int:
    allowed = {str(anchor.value): anchor.value for anchor in item.anchors}
    if isinstance(value, bool) or str(value) not in allowed:
        raise _Wrong("Scegli uno dei livelli.")
    return allowed[str(value)]


def _yes_no(item: Item, value: Any) -> bool:
    answer = value.strip().lower() if isinstance(value, str) else value
    if not isinstance(answer, (str, bool)) or answer not in YES | NO:
        raise _Wrong("Rispondi sì o no.")
    return answer in YES


def _choice(item: Item, value: Any) -> str:
    if not isinstance(value, str) or value not in {option.code for option in item.options}:
        raise _Wrong("Scegli una delle voci.")
    return value


def _multi(item: Item, value: Any) -> list[str]:
    chosen = [value] if isinstance(value, str) else value
    if not isinstance(chosen, (list, tuple)) or not all(isinstance(code, str) for code in chosen):
        raise _Wrong("Scegli tra le voci.")
    order = [option.code for option in item.options]
    if set(chosen) - set(order):
        raise _Wrong("Scegli tra le voci.")
    return [code for code in order if code in set(chosen)]


def _short(item: Item, value: Any) -> str:
    return clean_text(_text(value), SHORT, multiline=False)


def _long(item: Item, value: Any) -> str:
    return clean_text(_text(value), LONG_TEXT)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("Scrivi un testo.")
    return value


def _number(item: Item, value: Any) -> int | float:
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        raise _Wrong("Scrivi un numero.") from None
    if not math.isfinite(number):
        raise _Wrong("Scrivi un numero.")
    if item.min is not None and number < item.min:
        raise _Wrong(f"Scrivi un numero da {item.min:g} in su.")
    if item.max is not None and number > item.max:
        raise _Wrong(f"Scrivi un numero fino a {item.max:g}.")
    return int(number) if number.is_integer() else number


def _date(item: Item, value: Any) -> str:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise _Wrong("Scrivi una data, per esempio 15/03/2026.") from None


_CHECKS: Mapping[str, Callable[[Item, Any], Any]] = {
    "scale": _scale,
    "yes_no": _yes_no,
    "choice": _choice,
    "multi": _multi,
    "short_text": _short,
    "long_text": _long,
    "number": _number,
    "date": _date,
}


def compute_scores(instrument: Instrument, answers: Mapping[str, Any]) -> dict[str, float]:
    """The number of each score area that has at least one answer."""
    scores: dict[str, float] = {}
    for area in instrument.scores:
        values = [float(answers[code]) for code in area.items if answers.get(code) is not None]
        if values:
            total = sum(values)
            scores[area.code] = round(total / len(values) if area.method == "mean" else total, 2)
    return scores


def needs_attention(area: ScoreArea, value: float | None) -> bool:
    """Whether a score has reached the threshold that asks for attention; never a verdict."""
    if value is None or area.threshold is None:
        return False
    return value < area.threshold if area.higher_is == "better" else value >= area.threshold


def display(item: Item, value: Any) -> str:
    """An answer in words."""
    if value in EMPTY:
        return ""
    if item.kind == "scale":
        text = next((anchor.text for anchor in item.anchors if anchor.value == value), "")
        return f"{value} · {text}" if text else str(value)
    if item.kind == "yes_no":
        return "Sì" if value else "No"
    if item.kind in ("choice", "multi"):
        titles = {option.code: option.title for option in item.options}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(titles.get(code) or str(code) for code in chosen)
    if item.kind == "date":
        return datetime.date.fromisoformat(value).strftime("%d/%m/%Y")
    if item.kind == "number":
        return f"{value:g}".replace(".", ",")
    return str(value)
