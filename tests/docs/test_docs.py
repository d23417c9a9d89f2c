"""The papers cannot rot: links lead somewhere, words quoted from the screen are on the screen."""

import re
from pathlib import Path

import pytest

from snodo.jobs.demo import cast

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "snodo"
PAPERS = [
    *ROOT.glob("README*.md"),
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
MANUAL = sorted((ROOT / "docs" / "manual").glob("*.md"))

LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"")
LABEL = re.compile(r"\*\*«([^»]+)»\*\*")
PIECES = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|[<>\"]", re.DOTALL)


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def words_on_screen() -> set[str]:
    """Every whole piece of text of templates, forms and tables of words; never a part of a sentence."""
    pages = [
        path for path in (SOURCE / "web" / "templates").rglob("*.html") if "componenti" not in path.parts
    ]
    forms = [
        path for path in (SOURCE / "web").rglob("*.py") if path.name not in {"gallery.py", "sample_form.py"}
    ]
    states = list((SOURCE / "domain").rglob("states.py"))
    return {
        one_line(piece)
        for path in (*pages, *forms, *states)
        for piece in PIECES.split(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_relative_link_leads_to_a_file(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    targets = [first or second for first, second in LINK.findall(text)]
    local = [target for target in targets if not re.match(r"[a-z]+:|#", target)]
    missing = [target for target in local if not (paper.parent / target.split("#")[0]).exists()]
    assert not missing, f"{name(paper)}: {missing}"


@pytest.mark.parametrize("chapter", MANUAL, ids=name)
def test_every_label_of_the_manual_is_on_the_screen(chapter: Path) -> None:
    screen = words_on_screen()
    labels = {one_line(label) for label in LABEL.findall(chapter.read_text(encoding="utf-8"))}
    gone = sorted(labels - screen)
    assert not gone, f"{name(chapter)} quotes words that no page has: {gone}"


def test_a_label_that_no_page_has_is_found_out() -> None:
    screen = words_on_screen()
    assert "Segnala una persona" in screen
    assert "Segnala" not in screen, "part of a phrase is not a label"


@pytest.mark.parametrize("folder", ["manual", "how-to", "adr"])
def test_the_index_names_every_chapter(folder: str) -> None:
    index = (ROOT / "docs" / folder / "README.md").read_text(encoding="utf-8")
    chapters = {path.name for path in (ROOT / "docs" / folder).glob("*.md")} - {"README.md"}
    assert chapters
    assert not sorted(chapter for chapter in chapters if f"({chapter})" not in index)


def test_every_word_of_the_glossary_is_a_word_of_the_code() -> None:
    rows = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    terms = [term for cell in cells for term in re.findall(r"`([a-z_]+)`", cell)]
    assert len(terms) > 50
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("domain", "kernel")
        for path in (SOURCE / folder).rglob("*.py")
    )
    gone = [term for term in terms if not re.search(rf"\b({term}|{term.title().replace('_', '')})\b", code)]
    assert not gone, f"docs/glossary.md names what the code does not have: {gone}"


@pytest.mark.parametrize("paper", ["README.md", "README.it.md"])
def test_the_sign_ins_that_are_told_are_those_of_the_demonstration(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z]+)@", text))
    printed = {address.split("@")[0] for address, *_ in cast.sign_ins()}
    assert told == printed
    assert cast.PASSWORD in text
