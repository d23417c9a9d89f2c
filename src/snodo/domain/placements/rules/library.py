"""The rule sets that ship with the product, inheritance resolved."""

import datetime
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

NATIONAL = "nazionale"
_FILE = Path(__file__).parents[1] / "data" / "internship_rules.json"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What one region asks of one kind of internship, from a day on."""

    region: str
    kind: str
    title: str
    valid_from: datetime.date
    source: str
    mark: str
    values: dict[str, Any]


@lru_cache(maxsize=1)
def library() -> tuple[RuleSet, ...]:
    """All rule sets of the product's data file."""
    rows = {row["code"]: row for row in json.loads(_FILE.read_text(encoding="utf-8"))["rules"]}
    return tuple(
        RuleSet(
            region=row["region"],
            kind=row["kind"],
            title=row["title"],
            valid_from=datetime.date.fromisoformat(row["valid_from"]),
            source=row["source"],
            mark=row["mark"],
            values=_resolved(rows, row),
        )
        for row in rows.values()
    )


def _resolved(rows: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Own values over the inherited ones; each inherited value keeps the source it comes from."""
    parent = rows.get(row.get("inherits", ""))
    values = _resolved(rows, parent) if parent else {"sources": {}, "from_memory": []}
    own = row["values"]
    sources = {**values["sources"], **dict.fromkeys(own, row["source"])}
    memory = sorted((set(values["from_memory"]) - set(own)) | set(row.get("from_memory", [])))
    return {**values, **own, "sources": sources, "from_memory": memory}
