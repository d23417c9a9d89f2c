"""The numbers of a rule set that are kept by hand: their words, their limits, how they hold together.

What is no plain number (reductions of the allowance, bonuses) passes untouched from version to version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_BANDS: tuple[dict[str, int], ...] = ({"from": 0, "to": 5}, {"from": 6, "to": 20}, {"from": 21})
_QUOTAS = ("quota_small", "quota_middle", "quota_share")


@dataclass(frozen=True, slots=True)
class Number:
    """One number: how it is called on screen, in which unit, between which limits."""

    code: str
    label: str
    unit: str
    low: int
    high: int
    # where it lies in the values: one key, or a key and the key inside it
    path: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, ...]:
        return self.path or (self.code,)


NUMBERS: tuple[Number, ...] = (
    Number("min_months", "Durata minima", "mesi", 1, 24),
    Number("min_months_seasonal", "Durata minima, lavoro stagionale", "mesi", 1, 24),
    Number("max_ordinary", "Durata massima, di norma", "mesi", 1, 60, ("max_months", "ordinary")),
    Number("max_disadvantaged", "Durata massima, svantaggio", "mesi", 1, 60, ("max_months", "disadvantaged")),
    Number("max_disabled", "Durata massima, disabilità", "mesi", 1, 60, ("max_months", "disabled")),
    Number("allowance_min", "Indennità minima", "euro al mese", 1, 5_000),
    Number("allowance_attendance", "Presenza per l'indennità", "% di ogni mese", 1, 100),
    Number("attestation_attendance", "Presenza per l'attestazione", "% in tutto", 1, 100),
    Number("weekly_hours_max", "Ore a settimana, al massimo", "ore", 1, 48),
    Number("promoter_tutor_max", "Tirocini per tutor del promotore", "insieme", 1, 200),
    Number("host_tutor_max", "Tirocini per tutor aziendale", "insieme", 1, 50),
    Number("quota_small", "Tirocini insieme, fino a 5 dipendenti", "tirocini", 1, 50),
    Number("quota_middle", "Tirocini insieme, da 6 a 20 dipendenti", "tirocini", 1, 50),
    Number("quota_share", "Tirocini insieme, oltre 20 dipendenti", "% dei dipendenti", 1, 100),
)


def read(values: Mapping[str, Any]) -> dict[str, int | None]:
    """The numbers written in a rule set, by code; None where it has none."""
    found: dict[str, int | None] = {}
    for number in NUMBERS:
        inside: Any = values
        for key in number.place:
            inside = inside.get(key) if isinstance(inside, Mapping) else None
        found[number.code] = inside
    return found | dict(zip(_QUOTAS, _quotas(values), strict=True))


def _quotas(values: Mapping[str, Any]) -> list[int | None]:
    bands = values.get("quotas") or []
    if not plain_quotas(values) or not bands:
        return [None, None, None]
    return [bands[0]["max"], bands[1]["max"], bands[2]["percent"]]


def plain_quotas(values: Mapping[str, Any]) -> bool:
    """Whether the quotas (if any) are by the three bands of the national agreement."""
    bands = [
        {key: number for key, number in band.items() if key in ("from", "to")}
        for band in (values.get("quotas") or [])
    ]
    return not bands or bands == list(_BANDS)


def changes(values: Mapping[str, Any], typed: Mapping[str, int | None]) -> dict[str, Any]:
    """What the numbers typed change in a rule set: key by key, None for what is taken away."""
    new = {**read(values), **typed}
    after: dict[str, Any] = {}
    for number in NUMBERS:
        key, *inside = number.place
        if number.code in _QUOTAS:
            continue
        if inside:
            group = after.setdefault(key, {})
            if new[number.code] is not None:
                group[inside[0]] = new[number.code]
        else:
            after[key] = new[number.code]
    if plain_quotas(values):
        after["quotas"] = _bands([new[code] for code in _QUOTAS])
    return {
        key: value or None for key, value in after.items() if (value or None) != (values.get(key) or None)
    }


def _bands(counts: list[int | None]) -> list[dict[str, int]] | None:
    if None in counts:
        return None
    kinds = ("max", "max", "percent")
    return [{**band, kind: int(count or 0)} for band, kind, count in zip(_BANDS, kinds, counts, strict=True)]


def problems(typed: Mapping[str, int | None]) -> dict[str, str]:
    """What cannot be, by code of the number, in plain words."""
    found = {}
    for number in NUMBERS:
        value = typed.get(number.code)
        if value is not None and not number.low <= value <= number.high:
            found[number.code] = f"Scrivi un numero da {number.low} a {number.high} ({number.unit})."
    return found | (_against_each_other(typed) if not found else {})


def _against_each_other(typed: Mapping[str, int | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    least, most = typed.get("min_months"), typed.get("max_ordinary")
    if least and most and least > most:
        found["min_months"] = "La durata minima supera quella massima."
    for code in ("max_disadvantaged", "max_disabled"):
        limit = typed.get(code)
        if most and limit and limit < most:
            found[code] = "Non può essere più corta di quella di norma."
    counts = [typed.get(code) for code in _QUOTAS]
    if any(counts) and not all(counts):
        empty = next(code for code in _QUOTAS if not typed.get(code))
        found[empty] = "Scrivi tutte e tre le soglie, o nessuna."
    return found
