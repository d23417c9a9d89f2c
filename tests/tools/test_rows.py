"""The marks that say which function a test shows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins import rows
from tools.places import ROOT

MARKED = """
import pytest
pytestmark = pytest.mark.covers("A01")

@pytest.mark.covers("A02", "B03")
def test_two(): pass

def test_one(): pass
"""


def run_pytest(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.plugins.rows",
        "-p",
        "no:django",
        "-p",
        "no:xdist",
    ]
    return subprocess.run(
        [*command, "-c", "/dev/null", f"--rootdir={folder}", *words, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_function_of_the_product_is_listed() -> None:
    known = rows.known_rows()

    counts = {area: sum(row.startswith(area) for row in known) for area in "ABCDE"}
    assert counts == {"A": 26, "B": 20, "C": 35, "D": 25, "E": 43}
    assert all(title.strip() for title in known.values())


def test_only_the_tests_of_the_wanted_rows_run(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(MARKED)

    assert "1 passed, 1 deselected" in run_pytest(tmp_path, "--rows=b03").stdout
    assert "2 passed" in run_pytest(tmp_path, "--rows=A01,A02").stdout


def test_what_each_test_shows_is_written(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(MARKED)
    out = tmp_path / "out.json"

    run_pytest(tmp_path, "--collect-only", f"--rows-out={out}")

    shown = json.loads(out.read_text())
    assert set(shown) == {"A01", "A02", "B03"}
    assert len(shown["A01"]) == 2


@pytest.mark.parametrize("words", [["--rows=Z99"], []])
def test_a_row_that_does_not_exist_stops_the_run(tmp_path: Path, words: list[str]) -> None:
    mark = "A01" if words else "Z99"
    (tmp_path / "test_it.py").write_text(
        f"import pytest\n@pytest.mark.covers('{mark}')\ndef test_it(): pass\n"
    )

    done = run_pytest(tmp_path, *words)

    assert done.returncode != 0
    assert "Z99" in done.stdout + done.stderr
