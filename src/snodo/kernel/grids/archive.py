"""The parts of a zipped office file: opened one at a time, never more than a measure of them."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers import expat

from snodo.kernel.grids.shapes import TOO_LARGE, refused

MAX_UNPACKED = 60 * 1024 * 1024
MAX_ENTRIES = 2_000
BROKEN = "Questo file è rovinato e non si apre: aprilo con il tuo programma, salvalo di nuovo e riprova."
LOCKED = "Il file è protetto da una password: aprilo, togli la password, salvalo di nuovo e ricaricalo."
_STEP = 64 * 1024
Attributes = dict[str, str]


class Parts:
    """What is inside; all that is unpacked counts against one measure."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._names = set(packed.namelist())
        self._left = MAX_UNPACKED

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._names

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a part, piece by piece. Raises InputRefused past the measure."""
        if name not in self._names:
            return
        if self._packed.getinfo(name).flag_bits & 1:
            raise refused(LOCKED)
        with self._packed.open(name) as stream:
            while piece := stream.read(_STEP):
                self._left -= len(piece)
                if self._left < 0:
                    raise refused(TOO_LARGE)
                yield piece

    def read(self, name: str) -> bytes:
        """The whole part; nothing when it is not there."""
        return b"".join(self.pieces(name))

    def walk(
        self,
        name: str,
        begins: Callable[[str, Attributes], None],
        ends: Callable[[str], None],
        says: Callable[[str], None] | None = None,
    ) -> None:
        """Read XML: names without their namespace. What declares a document type is refused."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_declarations
        parser.StartElementHandler = lambda tag, said: begins(_bare(tag), said)
        parser.EndElementHandler = lambda tag: ends(_bare(tag))
        if says is not None:
            parser.CharacterDataHandler = says
        for piece in self.pieces(name):
            parser.Parse(piece, False)
        if self.has(name):
            parser.Parse(b"", True)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _refuse_declarations(*_: Any) -> None:
    raise refused(BROKEN)


def attribute(said: Attributes, name: str) -> str:
    """An attribute whatever its namespace."""
    if name in said:
        return said[name]
    return next((value for key, value in said.items() if key.endswith("}" + name)), "")


@contextmanager
def opened(content: bytes) -> Iterator[Parts]:
    """The file opened. Raises InputRefused when it is broken or does not stop growing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or declared > 4 * MAX_UNPACKED:
                raise refused(TOO_LARGE)
            yield Parts(packed)
    except (
        *(zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError),
        *(NotImplementedError, RuntimeError, ValueError, LookupError),
    ):
        raise refused(BROKEN) from None
