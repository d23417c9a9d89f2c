"""No code of a programmer is shown to whoever reads the log."""

import re
from pathlib import Path

from snodo.web.audit import words
from snodo.web.privacy.words import PARTS

SOURCE = Path(words.__file__).resolve().parents[2]


def test_every_part_that_is_logged_has_italian_words() -> None:
    logged = {
        code
        for path in SOURCE.rglob("*.py")
        for code in re.findall(r'\bsection="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(logged) > 5
    assert logged - words.SECTIONS.keys() == set()
    assert logged - PARTS.keys() == set()
