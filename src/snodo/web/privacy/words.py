"""Parts of a file in words."""

PARTS = {
    "today": "pagina di oggi",
    "work": "lavoro",
    "identity": "anagrafica",
    "contacts": "recapiti",
    "identifiers": "codici",
    "progress": "andamento",
    "plan": "piano",
    "readings": "letture",
    "diary": "diario",
    "outcomes": "esiti",
    "papers": "documenti",
    "health": "salute",
    "safety": "sicurezza",
    "judicial": "giustizia",
    "economic": "situazione economica",
    "violence": "protezione",
    "protected_address": "indirizzo protetto",
    "social": "storia sociale",
    "guidance": "indicazioni per il lavoro",
    "own_notes": "appunti di chi lavora",
    "hours": "ore",
    "table": "tavolo",
    "minutes": "verbale",
    "card": "tessera",
    "agenda": "agenda",
    "sections": "elenco delle parti riservate",
    "ledger": "registro della persona",
    "pairs": "confronto tra due schede",
    "copy": "copia dei dati",
    "retention": "conservazione dei dati",
    "requests": "richieste della persona",
    "results": "risultati",
    "review": "esame",
}


def part(code: str) -> str:
    """The part in words, or its code."""
    return PARTS.get(code, code)
