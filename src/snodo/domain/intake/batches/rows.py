"""What a row says: its cells as the values that the actions take, and what is wrong in plain words."""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from snodo.domain.intake import states
from snodo.domain.intake.batches.columns import (
    CHOICE,
    DATE,
    MANY,
    NUMBER,
    TOGETHER,
    TOWN,
    YES_NO,
    Column,
)
from snodo.domain.intake.batches.fullnames import FullName, readings
from snodo.domain.intake.batches.unclear import Unclear
from snodo.domain.network.models import Territory
from snodo.kernel.text import search_form

YES = {"si", "s", "x", "1", "vero", "true", "yes", "y", "ok"}
NO = {"no", "n", "0", "falso", "false"}
MONTHS = {
    name: number
    for number, name in enumerate(
        ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"), 1
    )
}
_SHORT = {
    "m": "male",
    "uomo": "male",
    "maschio": "male",
    "f": "female",
    "donna": "female",
    "femmina": "female",
}
_GROUND = {"consenso": "agreement", "d accordo": "agreement", "si": "agreement", "accordo": "agreement"}
_GROUND |= {"compito istituzionale": "public_task", "tutela": "protection", "tutela urgente": "protection"}
_GROUND |= dict.fromkeys(
    ("no", "non vuole", "rifiuta", "rifiuto", "non consente", "nega il consenso", "contrario", "contraria"),
    states.SAID_NO,
)
_URGENCY = {"ordinaria": "ordinary", "no": "ordinary", "urgente": "urgent", "si": "urgent", "alta": "urgent"}
_URGENCY |= {"presto": "soon", "media": "soon", "bassa": "ordinary"}
SYNONYMS = {"sex": _SHORT, "ground": _GROUND, "urgency": _URGENCY}
_WRITTEN = re.compile(r"(\d{1,2})(?:\s*[°º]|\s+o)?[\s./\-]+(\d{1,2}|[a-z]{3,9})[\s./\-]+(\d{2}|\d{4})$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_PROVINCE = re.compile(r"\s*\([A-Za-z]{2}\)\s*$")


@dataclass(slots=True)
class Said:
    """One row understood: what goes to the actions, and what could not be understood."""

    fields: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    sheet: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    names: list[FullName] = field(default_factory=list)  # ways of reading them; more than one: to be settled

    @property
    def said_no(self) -> bool:
        """The person does not want to be referred."""
        return self.fields.get("ground") == states.SAID_NO

    def canonical(self) -> str:
        """The same for the same row, whatever the file, the order of its columns or its way of writing."""
        said = [self.fields, self.answers, self.reasons, self.sheet]
        return json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)


class Towns:
    """The municipalities the network knows, by name and by code."""

    def __init__(self, towns: Iterable[Territory]) -> None:
        self._by: dict[str, Territory | None] = {}
        for town in towns:
            for name in (search_form(town.name), town.belfiore.lower()):
                if name:
                    self._by[name] = None if name in self._by else town

    def find(self, typed: str) -> Territory:
        """Raises Unclear."""
        wanted = search_form(_PROVINCE.sub("", typed)).removeprefix("comune di ")
        found = self._by.get(wanted)
        if found is None:
            raise Unclear(f"Il comune «{typed[:40]}» non è tra quelli della rete: controlla come è scritto.")
        return found


def understand(
    cells: list[str], unread: Mapping[int, str], keys: list[str], columns: Mapping[str, Column], towns: Towns
) -> Said:
    """One row. `unread`: what the file itself would not give."""
    said, together = Said(), ("", "")
    for place, key in enumerate(keys):
        column = columns.get(key)
        if column is None:
            continue
        typed = cells[place].strip() if place < len(cells) else ""
        try:
            _check_cell(typed, unread.get(place, ""))
            value = _value(column, typed, towns) if typed else None
        except Unclear as unclear:
            said.problems[key] = str(unclear)
            continue
        if key in TOGETHER:
            together = (key, typed)
        else:
            _put(said, column, value)
    if together[1]:
        _take_apart(said, *together)
    return said


def _take_apart(said: Said, key: str, typed: str) -> None:
    """Surname and name of one cell, with the code of the row as a judge."""
    code = str(said.fields.get("codice_fiscale", ""))
    try:
        said.names = readings(typed, code=code, surname_first=TOGETHER[key])
    except Unclear as unclear:
        said.problems[key] = str(unclear)
        return
    said.fields |= {"last_name": said.names[0].last, "first_name": said.names[0].first}


def _check_cell(typed: str, unread: str) -> None:
    if unread:
        raise Unclear(unread)
    if typed.startswith("="):
        raise Unclear("C'è una formula: scrivi il valore al suo posto.")
    if typed.isascii():
        return
    if "\ufffd" in typed:
        raise Unclear("Alcune lettere non si leggono: riscrivi la cella.")
    try:
        meant = typed.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return
    raise Unclear(f"Gli accenti sono rovinati: forse volevi scrivere «{meant[:60]}».")


def _put(said: Said, column: Column, value: Any) -> None:
    kind, _, code = column.key.partition("-")
    if kind == "criterion" and code:
        said.answers[code] = value
    elif kind == "reason" and code:
        said.reasons[code] = value or ""
    elif kind == "sheet" and code:
        if value not in (None, "", []):
            said.sheet[code] = value.isoformat() if isinstance(value, datetime.date) else value
    elif value is not None:
        said.fields[column.key] = value


def _value(column: Column, typed: str, towns: Towns) -> Any:
    if column.kind == TOWN:
        return towns.find(typed)
    return _READERS.get(column.kind, _text)(column, typed)


def _text(column: Column, typed: str) -> str:
    return typed


def _number(column: Column, typed: str) -> Any:
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        raise Unclear("Qui va un numero, per esempio 3.") from None
    if not number < 10**9:
        raise Unclear("Questo numero è troppo grande: controlla.")
    if number == int(number):
        return int(number)
    if column.key in ("household_size", "household_minors"):
        raise Unclear("Qui va un numero intero, per esempio 3.")
    return number


def _yes_no(column: Column, typed: str) -> bool:
    wanted = search_form(typed)
    if wanted not in YES | NO:
        raise Unclear(f"Scrivi «Sì» o «No» (hai scritto «{typed[:40]}»).")
    return wanted in YES


def _choice(column: Column, typed: str) -> str:
    wanted = search_form(typed)
    known = SYNONYMS.get(column.key, {})
    if wanted in known:
        return known[wanted]
    for code, title in column.choices:
        if wanted in (search_form(code), search_form(title)):
            return code
    starting = [code for code, title in column.choices if search_form(title).startswith(wanted)]
    if len(starting) == 1:
        return starting[0]
    allowed = "; ".join(title for _, title in column.choices[:8])
    more = " o un'altra delle istruzioni" if len(column.choices) > 8 else ""
    raise Unclear(f"«{typed[:40]}» non è tra le voci. Scrivi una di queste: {allowed}{more}.")


def _many(column: Column, typed: str) -> list[str]:
    return [_choice(column, one.strip()) for one in re.split(r"[;\n|]", typed) if one.strip()]


def _date(column: Column, typed: str) -> datetime.date:
    wanted = typed.strip().lower().replace("°", " ")
    iso, written = _ISO.match(wanted), _WRITTEN.match(wanted)
    try:
        if iso:
            return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            return _day(int(written[1]), written[2], written[3])
        if wanted.isdigit() and len(wanted) == 5:  # the day of a cell that lost its format
            return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(wanted))
    except (ValueError, KeyError, OverflowError):
        pass
    raise Unclear(f"«{typed[:40]}» non è una data che esiste: scrivila così, 31/12/1990.")


def _day(day: int, month: str, year: str) -> datetime.date:
    if len(year) == 2:
        raise Unclear("Scrivi l'anno con quattro cifre, per esempio 31/12/1990.")
    return datetime.date(int(year), int(month) if month.isdigit() else MONTHS[month[:3]], day)


_READERS: dict[str, Callable[[Column, str], Any]] = {
    DATE: _date,
    NUMBER: _number,
    YES_NO: _yes_no,
    CHOICE: _choice,
    MANY: _many,
}
