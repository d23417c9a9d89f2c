"""The copy as a paper to read: what the law says must be told, then chapter by chapter what is held."""

from collections.abc import Iterator
from typing import Any

from snodo.domain.documents import papers
from snodo.domain.privacy.labels import label_of
from snodo.domain.privacy.papers.bundle import Given
from snodo.domain.privacy.queries.copies import DAY, FILES, said
from snodo.domain.privacy.states import OmitReason, RequestKind

TEMPLATE = "privacy/typst/copy.typ"
TITLES = {
    RequestKind.ACCESS: "La copia dei tuoi dati",
    RequestKind.PORTABILITY: "I dati che hai dato, da portare altrove",
}
INTRO = {
    RequestKind.ACCESS: (
        "Hai chiesto di avere i tuoi dati. Qui c'è tutto quello che gli enti della rete tengono su di te in "
        "Snodo nel giorno scritto qui sotto. Lo stesso contenuto, in una forma che un programma sa leggere, "
        "è nel file dati.json; i documenti sono nella cartella documenti."
    ),
    RequestKind.PORTABILITY: (
        "Qui ci sono i dati che hai dato tu, e solo quelli: puoi tenerli o consegnarli ad altri. Lo stesso "
        "contenuto, in una forma che un programma sa leggere, è nel file dati.json."
    ),
}
RIGHTS = (
    "Puoi chiedere di correggere i dati, di cancellarli, di limitarne l'uso, e opporti (art. 16-18 e 21).",
    (
        "Puoi fare reclamo al Garante per la protezione dei dati personali, o rivolgerti al tribunale "
        "(art. 77 e 79)."
    ),
    "Nessuna decisione su di te è presa da un programma da solo (art. 22).",
    (
        "I dati si tengono per il tempo stabilito dal programma e dagli enti: puoi chiedere quanto a chi si "
        "occupa di protezione dei dati."
    ),
)
# In the data, where programs may want them; to a reader they say nothing.
NOT_SHOWN = {"extension", "sha256", "size", "media_type", "origin", "position"}
NOT_SHOWN_OF_FILES = {*NOT_SHOWN, "kind"}
WRITTEN = "created_at"
ORDER = ("Chi sei", "Il tuo percorso", "Piano personalizzato", "Segnalazioni", "Schede e questionari")
LAST = ("Con chi sono condivisi i tuoi dati", "I tuoi diritti", "Documenti")
COLUMNS, SHORT = 5, 60


def copy_paper(given: Given, *, name: str, letterhead: dict[str, Any]) -> bytes:
    """A tagged PDF."""
    kind = RequestKind(given.draft["kind"])
    return papers.render(
        template=TEMPLATE,
        title=TITLES[kind],
        data={
            "letterhead": letterhead,
            "subtitle": name,
            "intro": INTRO[kind],
            "facts": _facts(given),
            "law": list(RIGHTS) if kind == RequestKind.ACCESS else [],
            "chapters": list(_chapters(given)),
            "ledger": _ledger(given.draft.get("ledger")),
            "left_out": _left_out(given),
        },
    )


def _facts(given: Given) -> list[tuple[str, str]]:
    about = given.draft["about"]
    told = [
        ("Rete", given.draft["network"]),
        ("Dati al", said(given.draft["as_of"])),
        ("Perché si tengono", about["purposes"]),
        ("Programmi", ", ".join(about["programmes"])),
        ("Chi li riceve", ", ".join(about["bodies"])),
        ("Da dove vengono", about["source"]),
    ]
    return [(label, value) for label, value in told if value]


def _chapters(given: Given) -> Iterator[dict[str, Any]]:
    chapters: dict[str, list[dict[str, Any]]] = {}
    for table, rows in given.tables():
        chapters.setdefault(table["chapter"], []).append(_table(table, rows, given))
    for chapter in sorted(chapters, key=_place):
        yield {"title": chapter, "tables": chapters[chapter]}


def _place(chapter: str) -> int:
    """Who one is comes first, papers last; the others as the contexts come."""
    if chapter in ORDER:
        return ORDER.index(chapter) - len(ORDER)
    return LAST.index(chapter) + 1 if chapter in LAST else 0


def _table(table: dict[str, Any], rows: list[dict[str, Any]], given: Given) -> dict[str, Any]:
    told = [_pairs(row, given if table["table"] == FILES else None) for row in rows]
    labels = list(dict.fromkeys(label for pairs in told for label, _ in pairs))
    short = all(len(text) <= SHORT for pairs in told for _, text in pairs)
    if len(told) > 1 and len(labels) <= COLUMNS and short:
        grid = [[dict(pairs).get(label, "") for label in labels] for pairs in told]
        return {"title": table["title"], "header": labels, "rows": grid, "cards": []}
    return {"title": table["title"], "header": [], "rows": [], "cards": told}


def _pairs(row: dict[str, Any], given: Given | None) -> list[tuple[str, str]]:
    hidden = NOT_SHOWN if given is None else NOT_SHOWN_OF_FILES
    shown = [cell for cell in row["cells"] if cell["key"] not in hidden and not _is_link(cell)]
    if any(_has_day(cell) for cell in shown if cell["key"] != WRITTEN):
        shown = [cell for cell in shown if cell["key"] != WRITTEN]
    pairs = [(label_of(cell["key"], cell["label"]), _text(cell)) for cell in shown]
    if given is not None and row["id"] in given.files:
        pairs.insert(0, ("file", given.files[row["id"]]))
    return [(label[:1].upper() + label[1:], text) for label, text in pairs]


def _is_link(cell: dict[str, Any]) -> bool:
    """Links inside the data are for programs."""
    value = cell.get("value")
    return isinstance(value, dict) and set(value) == {"id"}


def _has_day(cell: dict[str, Any]) -> bool:
    """Says when: the day on which it was typed in then adds nothing."""
    value = cell.get("value")
    return isinstance(value, str) and (DAY.match(value) is not None)


def _text(cell: dict[str, Any]) -> str:
    if "omitted" in cell:
        return f"[lasciato fuori: {OmitReason(cell['omitted']).label.lower()}]"
    value = cell["value"]
    if isinstance(value, dict) and not {"code", "text"} <= set(value):
        return "\n".join(f"{label_of(key, key.replace('_', ' '))}: {said(one)}" for key, one in value.items())
    return said(value)


def _ledger(ledger: dict[str, Any] | None) -> dict[str, Any]:
    if ledger is None:
        return {}
    return {
        "shares": [
            [one["body"], one["what"], one["why"], _span(one["since"], one["until"])]
            for one in ledger["shares"]
        ],
        "looks": [
            [said(one["day"]), one["body"] or "Rete", "; ".join(one["grounds"]), str(one["times"])]
            for one in ledger["looks"]
        ],
        "emergencies": [
            [said(one["at"]), one["body"], one["reason"], one["verdict"]] for one in ledger["emergencies"]
        ],
    }


def _span(since: str, until: str | None) -> str:
    return f"dal {said(since)}" + (f" al {said(until)}" if until else ", finché serve")


def _left_out(given: Given) -> list[tuple[str, str]]:
    reasons = list(given.omitted.values())
    return [
        (str(reason.label), str(reasons.count(reason.value))) for reason in OmitReason if reason in reasons
    ]
