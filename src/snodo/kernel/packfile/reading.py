"""YAML read cautiously: size, depth and NUL limits, no aliases, no tags, and the line of every value.

Only plain values are recognised (true, false, null, numbers): dates and hours stay text, so that
nothing is turned into something its author did not write.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from snodo.kernel.packfile.problems import PackProblem

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_VALUES = 50_000

Key = str | int
Where = tuple[Key, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,9}")
_CONSTANTS: dict[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}
_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass
class Source:
    """One file: its name, its value, the line of every part, the problems met while reading."""

    file: str
    value: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[PackProblem] = field(default_factory=list)

    def line(self, where: Iterable[Key]) -> int:
        """The line of a value, or of the nearest thing around it."""
        path = tuple(where)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def report(self, where: Iterable[Key], message: str, mend: str) -> None:
        """Add a problem at the line of that value."""
        self.problems.append(PackProblem(self.file, self.line(where), message, mend))


class _Stop(Exception):
    def __init__(self, line: int, message: str, mend: str) -> None:
        super().__init__(message)
        self.problem = (line, message, mend)


def read_yaml(path: Path, name: str) -> Source:
    """Read one file; whatever is wrong is in `problems`, and then `value` is None."""
    source = Source(file=name)
    try:
        text = _text_of(path)
        source.value = _Builder(source).build(text)
    except _Stop as stop:
        source.value = None
        source.problems.append(PackProblem(name, *stop.problem))
    return source


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _Stop(0, "il file supera 1 MB.", "dividilo in più file o togli ciò che non serve.")
        raw = path.read_bytes()
    except OSError as error:
        raise _Stop(
            0, "il file non si può leggere.", "controlla che esista e che si possa aprire."
        ) from error
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise _Stop(line, "c'è un carattere nullo (NUL).", "cancella la riga e riscrivila a mano.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Stop(
            line, "il testo non è in UTF-8.", "salva il file scegliendo la codifica UTF-8."
        ) from error


class _Builder:
    """Builds the value from the parser's events, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[tuple[Any, Where]] = []
        self.key: list[str | None] = []
        self.root: Any = None
        self.count = 0
        self.documents = 0

    def build(self, text: str) -> Any:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise _Stop(
                mark.line + 1 if mark else 0,
                "la scrittura YAML non è corretta.",
                "controlla i rientri, i due punti seguiti da uno spazio e le virgolette aperte e chiuse.",
            ) from error
        if self.root is None:
            raise _Stop(0, "il file è vuoto.", "scrivi almeno le voci richieste.")
        return self.root

    def _take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Stop(line, "c'è più di un documento (---).", "lascia un solo documento per file.")
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Stop(
                line, "i rimandi con & e * non sono ammessi.", "ripeti il testo per intero dove serve."
            )
        elif getattr(event, "tag", None):
            raise _Stop(
                line, f"l'etichetta «{event.tag}» non è ammessa.", "togli la parte che comincia con «!»."
            )
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
            self.key.pop()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)

    def _open(self, container: Any, line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _Stop(line, "ci sono troppi livelli annidati.", "semplifica la struttura del file.")
        where = self._put(container, line)
        self.stack.append((container, where))
        self.key.append(None)

    def _scalar(self, event: Any, line: int) -> None:
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            self._name(event.value, line)
            return
        value = _plain(event.value) if event.implicit[0] and event.style in (None, "") else event.value
        if isinstance(value, str) and "\x00" in value:
            raise _Stop(line, "c'è un carattere nullo (NUL).", "togli «\\0» dal testo.")
        self._put(value, line)

    def _name(self, name: str, line: int) -> None:
        container, where = self.stack[-1]
        if name in container:
            raise _Stop(line, f"la voce «{name}» è scritta due volte.", "tieni una sola delle due.")
        self.key[-1] = name
        self.source.lines[(*where, name)] = line

    def _put(self, value: Any, line: int) -> Where:
        self.count += 1
        if self.count > MAX_VALUES:
            raise _Stop(line, "il file contiene troppi valori.", "dividilo in più file.")
        if not self.stack:
            self.root = value
            return ()
        container, where = self.stack[-1]
        if isinstance(container, list):
            container.append(value)
            here: Where = (*where, len(container) - 1)
            self.source.lines[here] = line
            return here
        name = self.key[-1]
        if name is None:
            raise _Stop(line, "una voce non ha un nome semplice.", "usa come nome una sola parola.")
        container[name] = value
        self.key[-1] = None
        return (*where, name)


def _plain(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


def nearest(word: str, words: Iterable[str]) -> str:
    """«Forse volevi scrivere …» when something alike exists, else an empty string."""
    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f" Forse volevi scrivere «{close[0]}»." if close else ""
