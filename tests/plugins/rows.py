"""`@pytest.mark.covers("A06", "B01")`: which functions of the product a test shows.

`--rows A06,B01` runs only the tests that show them; `--rows-out FILE` writes what each shows.
An id that does not exist stops the run: a mark that covers nothing would look like a proof.
"""

import json
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "src" / "snodo" / "jobs" / "functions.json"


def known_rows() -> dict[str, str]:
    """Every function of the product: id and title."""
    rows: dict[str, str] = json.loads(FUNCTIONS.read_text(encoding="utf-8"))
    return rows


def shown_by(item: pytest.Item) -> set[str]:
    """The rows a test shows: its own marks, its class's and its module's."""
    return {str(row) for mark in item.iter_markers("covers") for row in mark.args}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rows", "functions of the product")
    group.addoption("--rows", default="", metavar="A06,A07", help="only tests that show these functions")
    group.addoption("--rows-out", default="", metavar="FILE", help="write which tests show which functions")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "covers(*rows): the functions of the product that this test shows")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    known = known_rows()
    stray = {f"{item.nodeid}: {row}" for item in items for row in shown_by(item) - known.keys()}
    if stray:
        raise pytest.UsageError("covers() names functions that do not exist:\n" + "\n".join(sorted(stray)))
    if out := config.getoption("--rows-out"):
        _write(Path(out), items)
    if wanted := _wanted(config, known):
        kept = [item for item in items if shown_by(item) & wanted]
        config.hook.pytest_deselected(items=[item for item in items if not shown_by(item) & wanted])
        items[:] = kept


def _wanted(config: pytest.Config, known: dict[str, str]) -> set[str]:
    wanted = {row.strip().upper() for row in config.getoption("--rows").split(",") if row.strip()}
    if unknown := wanted - known.keys():
        raise pytest.UsageError(f"--rows: unknown functions: {', '.join(sorted(unknown))}")
    return wanted


def _write(out: Path, items: list[pytest.Item]) -> None:
    shown: dict[str, list[str]] = {}
    for item in items:
        for row in sorted(shown_by(item)):
            shown.setdefault(row, []).append(item.nodeid)
    out.write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")
