"""What a request led to, in the words of the letter, of the page and of the person's own copy."""

import datetime
from typing import Any

from snodo.domain.documents.papers import long_date
from snodo.domain.privacy.models import RequestEffect
from snodo.domain.privacy.queries.accepting import COUNTS
from snodo.domain.privacy.states import EffectKind

Section = dict[str, Any]
HELD = (
    "Per ora la cancellazione è ferma, perché è in corso un controllo o una causa (Reg. UE 2016/679, art. "
    "17, par. 3, lett. e): intanto nessuno legge il tuo fascicolo. Riprende appena finisce."
)
RIGHT = "Correzione fatta secondo l'art. 16 del Reg. UE 2016/679, e comunicata secondo l'art. 19."


def sections_of(effect: RequestEffect) -> list[Section]:
    """Headings with their tables and lists, as papers and pages draw them."""
    return _SECTIONS[EffectKind(effect.kind)](effect.details)


def in_words(effect: RequestEffect) -> str:
    """The same in lines, for the copy of the person's data."""
    lines: list[str] = []
    for section in sections_of(effect):
        lines.append(f"{section['heading']}:")
        lines += (
            ["- " + " · ".join(part for part in row if part) for row in section["table"]["rows"]]
            if ("table" in section)
            else []
        )
        lines += [f"- {line}" for line in section.get("bullets", [])]
        lines += section.get("paragraphs", [])
    return "\n".join(lines)


def _erasure(said: dict[str, Any]) -> list[Section]:
    gone: Section = {"heading": "Che cosa si cancella"}
    if said["held"]:
        gone["paragraphs"] = [HELD]
    gone["table"] = {
        "header": ["Che cosa", "Righe"],
        "rows": [[name, str(rows)] for name, rows in said["gone"]],
    }
    if said["files"]:
        gone["table"]["rows"].append(["Contenuti dei documenti", str(said["files"])])
    until = f", fino al {long_date(datetime.date.fromisoformat(said['until']))}" if said["until"] else ""
    stays = [f"{name}{until}: {source}." for name, source in said["stays"]]
    if said["counts"]:
        stays.append(
            f"Date e conteggi{until}, senza il tuo nome e senza parole. {COUNTS} Li chiede: {said['counts']}."
        )
    return [gone, {"heading": "Che cosa resta, e perché", "bullets": stays or ["Nulla: va via tutto."]}]


def _correction(said: dict[str, Any]) -> list[Section]:
    rows = [[name, before or "vuoto", after or "vuoto"] for name, before, after in said["changes"]]
    told = [f"{body}: avvisato in Snodo." for body in said["told"]]
    told += [f"{body}: non legge più i tuoi dati qui; avvisato per lettera." for body in said["to_tell"]]
    return [
        {
            "heading": "Che cosa abbiamo corretto",
            "table": {"header": ["Dato", "Prima", "Adesso"], "rows": rows},
        },
        {"heading": "A chi lo abbiamo detto", "bullets": told or ["Nessun altro aveva questo dato."]},
        {"heading": "La regola", "paragraphs": [RIGHT]},
    ]


def _stop(said: dict[str, Any]) -> list[Section]:
    ended = [f"{label} ({', '.join(what)})." for label, what in said["ended"]]
    found: list[Section] = [{"heading": "Che cosa è finito, da oggi", "bullets": ended}]
    return found + (_goes_on(said) if said["bases"] else [])


def _goes_on(said: dict[str, Any]) -> list[Section]:
    lines = [f"{title}: {source}." for title, source in said["bases"]]
    section: Section = {"heading": "Che cosa continua, e su quale legge", "bullets": lines}
    if said["why"]:
        section["paragraphs"] = [said["why"]]
    return [section]


_SECTIONS = {
    EffectKind.ERASURE: _erasure,
    EffectKind.CORRECTION: _correction,
    EffectKind.STOP: _stop,
    EffectKind.GOES_ON: _goes_on,
}
