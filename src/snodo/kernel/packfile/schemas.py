"""JSON Schema validation, with each refusal turned into a plain sentence."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from snodo.kernel.packfile.reading import Source, nearest

SCHEMAS = Path(__file__).resolve().parents[2] / "packs" / "schema"
MAX_PER_FILE = 40

_TYPES = {
    "string": "un testo",
    "integer": "un numero intero",
    "number": "un numero",
    "boolean": "true oppure false",
    "array": "un elenco (righe che cominciano con «-»)",
    "object": "un gruppo di voci (nome: valore)",
}


@functools.cache
def validator(kind: str) -> Any:
    """The validator of `pack`, `instrument` or `text`."""
    import jsonschema

    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def validate(source: Source, kind: str) -> bool:
    """Report every breach of the schema. True when there is none."""
    errors = sorted(validator(kind).iter_errors(source.value), key=lambda e: source.line(e.absolute_path))
    for error in errors[:MAX_PER_FILE]:
        _report(source, error)
    return not errors


def _report(source: Source, error: Any) -> None:
    where = tuple(error.absolute_path)
    what = _name(where)
    rule, wanted, value = error.validator, error.validator_value, error.instance
    if rule == "required":
        for name in [n for n in wanted if n not in value and f"'{n}'" in error.message]:
            source.report(where, f"{what}: manca «{name}».", f"aggiungi la voce «{name}:».")
    elif rule == "additionalProperties":
        for name in sorted(set(value) - set(error.schema.get("properties", {}))):
            known = error.schema.get("properties", {})
            mend = f"toglila o correggila; le voci ammesse sono: {_list(known)}.{nearest(name, known)}"
            source.report((*where, name), f"{what}: la voce «{name}» non è prevista.", mend)
    else:
        message, mend = _sentence(rule, wanted, value, error.schema)
        source.report(where, f"{what}: {message}", mend)


def _sentence(rule: str, wanted: Any, value: Any, schema: dict[str, Any]) -> tuple[str, str]:
    if rule in ("enum", "const"):
        allowed = [str(v) for v in (wanted if rule == "enum" else [wanted])]
        near = nearest(str(value), allowed)
        return (
            f"«{_short(value)}» non è tra i valori ammessi.",
            f"scrivi uno di questi: {_list(allowed)}.{near}",
        )
    if rule == "type":
        if value is None:
            return "il valore è vuoto.", f"scrivi {_TYPES.get(wanted, wanted)}."
        return (
            f"«{_short(value)}» non è {_TYPES.get(wanted, wanted)}.",
            f"scrivi {_TYPES.get(wanted, wanted)}.",
        )
    if rule == "pattern":
        hint = schema.get("description", "")
        return f"«{_short(value)}» non è scritto nel modo giusto.", f"{hint or 'correggi la scrittura'}."
    bounds = {
        "minLength": ("il testo è vuoto.", "scrivi almeno una parola."),
        "maxLength": ("il testo è troppo lungo.", f"resta sotto {wanted} caratteri."),
        "minimum": (f"«{_short(value)}» è troppo piccolo.", f"il minimo è {wanted}."),
        "maximum": (f"«{_short(value)}» è troppo grande.", f"il massimo è {wanted}."),
        "minItems": ("l'elenco è troppo corto.", f"servono almeno {wanted} voci."),
        "maxItems": ("l'elenco è troppo lungo.", f"restano ammesse al massimo {wanted} voci."),
    }
    return bounds.get(rule, ("il valore non è ammesso.", "guarda la guida ai pacchetti e correggilo."))


def _name(where: Iterable[Any]) -> str:
    words = [f"{part + 1}ª voce" if isinstance(part, int) else str(part) for part in where]
    return " › ".join(words) or "il file"


def _list(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
