"""What a desk asks and answers when its programme does not say: a start, to be changed desk by desk."""

from typing import Any

Words = dict[str, list[dict[str, str]]]

PARTS = ("reasons", "services", "results")

USUAL: Words = {
    "reasons": [
        {"code": "lavoro", "title": "Cerca lavoro"},
        {"code": "formazione", "title": "Cerca un corso o una scuola"},
        {"code": "documenti", "title": "Documenti e pratiche"},
        {"code": "casa", "title": "Casa"},
        {"code": "figli", "title": "Scuola e figli"},
        {"code": "sostegno-economico", "title": "Sostegno economico"},
        {"code": "salute", "title": "Servizi per la salute"},
        {"code": "altro", "title": "Altro"},
    ],
    "services": [
        {"code": "ascolto", "title": "Ascolto e informazione"},
        {"code": "orientamento-servizi", "title": "Orientamento a un servizio"},
        {"code": "orientamento-lavoro", "title": "Orientamento al lavoro"},
        {"code": "aiuto-pratica", "title": "Aiuto con una pratica"},
        {"code": "curriculum", "title": "Curriculum"},
        {"code": "accompagnamento", "title": "Accompagnamento a un servizio"},
    ],
    "results": [
        {"code": "risolto", "title": "Risposta data subito"},
        {"code": "nuovo-appuntamento", "title": "Nuovo appuntamento"},
        {"code": "inviato", "title": "Inviato a un servizio"},
        {"code": "segnalato", "title": "Proposta di presa in carico"},
        {"code": "nessun-seguito", "title": "Nessun seguito richiesto"},
    ],
}


def words_of(definition: dict[str, Any]) -> Words:
    """The words of a desk as a pack describes it."""
    return {
        part: [{"code": one["code"], "title": one["title"]} for one in definition.get(part) or USUAL[part]]
        for part in PARTS
    }
