"""Reads the components and their samples for the component page."""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
COMPONENTS = TEMPLATES / "cotton"
SAMPLES = TEMPLATES / "home" / "componenti"

# One page for each: address -> (words, components).
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": (
        "Pagina",
        (
            "alert",
            "button",
            "card",
            "empty",
            "facts",
            "menu",
            "menu_post",
            "page_header",
            "post_button",
            "tabs",
        ),
    ),
    "elenchi": ("Elenchi e moduli", ("field", "filters", "form", "form_summary", "pagination", "table")),
    "percorso": (
        "Persone e percorso",
        ("avatar", "clock", "next_step", "person_card", "sees", "steps", "tag", "timeline", "timeline_item"),
    ),
    "numeri": (
        "Numeri",
        ("bar", "bar_chart", "figure", "job_progress", "pair_chart", "radar", "target_row"),
    ),
}

_CONTRACT = re.compile(
    r"\A(?:\s*{#(?P<one>.*?)#}|\s*{%\s*comment\s*%}(?P<many>.*?){%\s*endcomment\s*%})", re.S
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One component."""

    name: str
    tag: str
    contract: str
    sample: str
    source: str


@lru_cache(maxsize=1)
def pieces() -> list[Piece]:
    """All components, in alphabetical order."""
    return [_piece(path) for path in sorted(COMPONENTS.glob("*.html"))]


def part(wanted: str) -> tuple[str, list[Piece]]:
    """A page of the gallery, the first one for an address that is not there."""
    here = wanted if wanted in PARTS else ""
    return here, [piece for piece in pieces() if piece.name in PARTS[here][1]]


def _piece(path: Path) -> Piece:
    name = path.stem
    sample = SAMPLES / path.name
    return Piece(
        name=name,
        tag="c-" + name.replace("_", "-"),
        contract=contract(path.read_text(encoding="utf-8")),
        sample=f"home/componenti/{path.name}" if sample.exists() else "",
        source=sample.read_text(encoding="utf-8").strip() if sample.exists() else "",
    )


def contract(source: str) -> str:
    """The comment a component begins with."""
    found = _CONTRACT.match(source)
    if found is None:
        return ""
    lines = (found["one"] or found["many"]).strip().splitlines()
    return "\n".join(line.strip() for line in lines)


def sample_data() -> dict[str, Any]:
    """Values the samples share. All invented."""
    from snodo.web.home.sample_form import SampleForm
    from snodo.web.http import Page

    wrong = SampleForm({"no-title": "", "no-day": "2026-02-31", "no-how": ""}, prefix="no")
    return {
        "form": SampleForm(),
        "other_form": SampleForm(prefix="altro"),
        "wrong_form": wrong,
        "page": Page(items=[1] * 50, total=312, number=2, pages=7, query="stato=aperte", per=50),
        "day": datetime.date(2026, 11, 20),
        "clocks": [
            {"words": "in tempo: entro il 03/12", "tone": "good"},
            {"words": "scade domani", "tone": "notice"},
            {"words": "in ritardo di 2 giorni lavorativi", "tone": "late"},
            {"words": "non ancora inviata", "tone": "plain"},
        ],
        "areas": ["Continuità", "Regole", "Relazioni", "Autonomia", "Tenuta", "Cura di sé"],
        "start": [2, 1.5, 2, 1, 2, 1.5],
        "now": [3, 3.5, 3, 3, 2.5, 3],
        "times": [
            {"label": "prima risposta", "value": 2, "note": "2 giorni (erano 9)"},
            {"label": "primo colloquio", "value": 6, "note": "6 (erano 15)"},
            {"label": "opportunità", "value": 19, "note": "19 (erano 31)"},
        ],
        "pairs_of_times": [
            {"label": "Cooperativa Il Ponte", "now": 2, "before": 9, "nine": 5, "note": "2 giorni (prima 9)"},
            {"label": "Consorzio dei Mestieri", "now": 4, "before": None, "nine": 8, "note": "4 giorni"},
        ],
        "phases": [
            {"label": "Segnalazione", "note": "2 giu · risposta in 3 giorni", "state": "done"},
            {"label": "Lettura del bisogno", "note": "3 colloqui", "state": "done"},
            {"label": "Tavolo", "note": "24 giu · 4 servizi", "state": "done"},
            {"label": "Laboratorio e tirocinio", "note": "in corso, mese 2 di 6", "state": "now"},
            {"label": "Valutazione e sbocchi", "note": "prevista a gennaio", "state": ""},
        ],
        "tabs": [
            {"label": "Da prendere", "url": "?stato=nuove", "count": 5, "here": True},
            {"label": "In lavorazione", "url": "?stato=aperte", "count": 12, "here": False},
            {"label": "Concluse", "url": "?stato=chiuse", "count": 240, "here": False},
        ],
        "pairs": [
            ("Nata il", "3 marzo 1998"),
            ("Comune", "Bollate"),
            ("Telefono", "02 5550 1234"),
            ("Lingue", "italiano, arabo"),
        ],
    }
