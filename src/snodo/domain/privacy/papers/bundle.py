"""What a person takes away: one archive with a paper to read, the same as data, and their files.

Nothing is in the data that was left out of the paper, nor the other way round: both are made of one draft and
one set of omissions. Names inside the archive are numbers and kinds, never titles or persons.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from snodo.domain.privacy.queries.copies import FILE, FILES, Draft, key_of
from snodo.domain.privacy.states import OmitReason, RequestKind

SCHEMA = "snodo-person-copy-1"
PAPER, DATA, FOLDER = "leggimi.pdf", "dati.json", "documenti"
FILE_NAMES = {
    "plan": "piano",
    "end_of_path": "relazione-finale",
    "attendance_certificate": "attestato-di-frequenza",
    "opportunity_card": "tessera-delle-opportunita",
    "outcome_evidence": "prova-di-un-esito",
    "training_project": "progetto-di-tirocinio",
    "register": "registro-presenze",
    "attestation": "attestazione",
}


@dataclass(slots=True)
class Given:
    """A draft after what is left out was left out."""

    draft: Draft
    omitted: Mapping[str, str]  # place -> reason
    files: dict[str, str] = field(default_factory=dict)  # id of the document -> its name in the archive

    def tables(self) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """Each table with the rows that are left."""
        for table in self.draft["tables"]:
            rows = [kept for row in table["rows"] if (kept := self._row(table["table"], row))]
            if rows:
                yield table, rows

    def _row(self, table: str, row: dict[str, Any]) -> dict[str, Any] | None:
        if key_of(table, row["id"], FILE) in self.omitted:
            return None
        cells = [self._cell(table, row["id"], cell) for cell in row["cells"]]
        return {**row, "cells": cells}

    def _cell(self, table: str, row_id: str, cell: dict[str, Any]) -> dict[str, Any]:
        reason = self.omitted.get(key_of(table, row_id, cell["key"]))
        if reason is None:
            return cell
        return {"key": cell["key"], "label": cell["label"], "omitted": reason}

    def name_files(self) -> list[str]:
        """Give each file left its name in the archive; the ids of their documents, in order."""
        ids = []
        for table, rows in self.tables():
            if table["table"] != FILES:
                continue
            for row in rows:
                values = {cell["key"]: cell.get("value", "") for cell in row["cells"]}
                stem = FILE_NAMES.get(values.get("kind", ""), "documento")
                ids.append(row["id"])
                self.files[row["id"]] = f"{FOLDER}/{len(ids):03d}-{stem}.{values.get('extension', 'bin')}"
        return ids


def data_of(given: Given) -> dict[str, Any]:
    """The machine-readable half; its keys are published in docs/formats/person-copy.md."""
    draft = given.draft
    told = {
        "schema": SCHEMA,
        "kind": draft["kind"],
        "as_of": draft["as_of"],
        "network": draft["network"],
        "data": {
            table["table"]: [_row_data(row, given.files) for row in rows] for table, rows in given.tables()
        },
        "left_out": [
            {"place": place, "reason": {"code": reason, "text": str(OmitReason(reason).label)}}
            for place, reason in given.omitted.items()
        ],
    }
    if draft["kind"] == RequestKind.ACCESS:
        told["ledger"] = draft["ledger"]
    return told


def _row_data(row: dict[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    told = {"id": row["id"], **{one["key"]: one.get("value") for one in row["cells"] if "omitted" not in one}}
    if row["id"] in files:
        told["file"] = files[row["id"]]
    return told


def archive_of(given: Given, *, paper: bytes, read: Callable[[str], bytes]) -> bytes:
    """The ZIP. `read` gives the content of a document by its id."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PAPER, paper)
        archive.writestr(
            DATA, json.dumps(data_of(given), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        )
        for document_id, name in given.files.items():
            archive.writestr(name, read(document_id))
    return out.getvalue()
