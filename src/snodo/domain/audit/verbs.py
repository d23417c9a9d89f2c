"""How verbs read on the review page. Each context registers its own; the engine knows none."""

_LABELS: dict[str, str] = {
    "read": "Ha aperto",
    "list": "Ha visto un elenco",
    "audit.review": "Ha consultato il registro",
    "document.see": "Ha visto la scheda di un documento",
    "document.erase": "Ha eliminato un documento",
    "document.read": "Ha scaricato un documento",
    "document.upload": "Ha caricato un documento",
    "document.generate": "Ha prodotto un documento",
}
_KINDS: dict[str, str] = {"documents.document": "Documento", "audit.entry": "Registro"}


def register_verbs(labels: dict[str, str]) -> None:
    """For example {"referral.accept": "Ha accettato la segnalazione"}."""
    _LABELS.update(labels)


def register_kinds(labels: dict[str, str]) -> None:
    """For example {"intake.referral": "Segnalazione"}."""
    _KINDS.update(labels)


def verb_label(verb: str) -> str:
    """The verb in words, or as it is."""
    return _LABELS.get(verb, verb)


def kind_label(kind: str) -> str:
    """The kind of subject in words, or as it is."""
    return _KINDS.get(kind, kind)
