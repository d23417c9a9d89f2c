"""The list of what was taken away, kept beside the files and outside the database: ids alone.

A copy of the database put back brings back whoever was forgotten after it was made. This list says again
what has to go (ADR-0074). Each line is signed with the key ring and bound to the one before; a line taken
out of the middle, or written by another, is found.
"""

import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from snodo.domain.audit import chain
from snodo.domain.documents import storage
from snodo.domain.privacy.models import RetentionFile

NAME = "erasures.jsonl"


class ErasureListError(RuntimeError):
    """The list cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step that cannot be undone: `step` is "strip" or "erase", `on` its day."""

    network: str
    file: str
    kind: str
    subject: str
    step: str
    on: str
    due_on: str
    erase_on: str
    ground: str

    @property
    def network_id(self) -> UUID:
        return UUID(self.network)

    @property
    def key(self) -> tuple[str, str]:
        return self.file, self.step


def lines_of(file: RetentionFile) -> list[Line]:
    """What the list says of a file: the steps done, ids and days alone."""
    done = (("strip", file.stripped_on), ("erase", file.erased_on))
    return [line_of(file, step, day) for step, day in done if day is not None]


def line_of(file: RetentionFile, step: str, on: datetime.date) -> Line:
    """One of them."""
    return Line(
        network=str(file.network_id),
        file=str(file.pk),
        kind=file.subject_kind,
        subject=str(file.subject_id),
        step=step,
        on=on.isoformat(),
        due_on=file.due_on.isoformat(),
        erase_on=file.erase_on.isoformat(),
        ground=file.ground,
    )


def place() -> Path:
    """Beside the folder of the contents, which a restore replaces; or where `SNODO_ERASURES` says."""
    given = getattr(settings, "SNODO_ERASURES", "")
    return Path(given) if given else storage.root().parent / NAME


def append(line: Line) -> None:
    """One more line, on disk before this returns. A line that is there already is not written twice."""
    with _held() as stream:
        lines = list(_read(stream, place()))
        if any(known.key == line.key for known, _ in lines):
            return
        previous = lines[-1][1] if lines else ""
        stream.write(_sealed(line, previous) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def read(file: Path | None = None) -> list[Line]:
    """Every line in order; none where there is no list. Raises ErasureListError."""
    source = file or place()
    if not source.exists():
        return []
    with source.open(encoding="utf-8") as stream:
        return [line for line, _ in _read(stream, source)]


@contextmanager
def _held() -> Iterator[IO[str]]:
    place().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        yield stream


def _read(stream: IO[str], source: Path) -> Iterator[tuple[Line, str]]:
    previous = ""
    for number, text in enumerate(stream, 1):
        try:
            said = json.loads(text)
            signature = said.pop("signature")
            line = Line(**said)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ErasureListError(f"{source}, riga {number}: non è una riga di questo elenco.") from None
        if signature != _signature(line, previous):
            raise ErasureListError(
                f"{source}, riga {number}: la firma non torna. L'elenco è stato cambiato, o è di un'altra "
                "installazione."
            )
        yield line, signature
        previous = signature


def _sealed(line: Line, previous: str) -> str:
    return json.dumps({**asdict(line), "signature": _signature(line, previous)}, sort_keys=True)


def _signature(line: Line, previous: str) -> str:
    return chain.sign(json.dumps([previous, asdict(line)], sort_keys=True))
