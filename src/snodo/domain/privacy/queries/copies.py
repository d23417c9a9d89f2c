"""The copy of what is held on a person: collected from the holdings, kept as plain data, read again."""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from snodo.domain.casework.models import Case
from snodo.domain.intake.models import Referral
from snodo.domain.people.models import Person
from snodo.domain.privacy.labels import label_of
from snodo.domain.privacy.models import CopyLink, CopyOmission, DataCopy, PersonRequest
from snodo.domain.privacy.queries.ledger import Emergency, Look, ledger_of
from snodo.domain.privacy.states import COPY_OVER, OmitReason, RequestKind
from snodo.kernel import clock, holdings, passes
from snodo.kernel.actor import Actor
from snodo.kernel.clock import ROME
from snodo.kernel.holdings import Cell, Holding

FILES = "documents.document"
FILE = "file"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?\d+\.\d+")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[\d:.]*(?:Z|[+-]\d{2}:\d{2})")
Draft = dict[str, Any]


def steps(kind: str) -> list[Holding]:
    """Which holdings a copy is made of; to be carried elsewhere, those with something the person gave."""
    found = holdings.holdings()
    if kind == RequestKind.PORTABILITY:
        return [holding for holding in found if holding.given]
    return found


def collect(holding: Holding, person_id: UUID, kind: str, others: re.Pattern[str] | None) -> dict[str, Any]:
    """One table, as plain data. `flag` marks what names somebody near the person. Asks no access rule."""
    rows = []
    for row in holding.rows(person_id):
        cells = _cells(holding, row, kind, others)
        if cells:
            rows.append({"id": str(row.pk), "cells": cells, **_file(holding, row, person_id)})
    return {"table": holding.model, "chapter": holding.chapter, "title": holding.title, "rows": rows}


def _cells(holding: Holding, row: Any, kind: str, others: re.Pattern[str] | None) -> list[dict[str, Any]]:
    cells = holdings.cells_of(holding, row)
    if kind == RequestKind.PORTABILITY:
        cells = [cell for cell in cells if cell.given]
    return [_cell(cell, others) for cell in cells]


def _cell(cell: Cell, others: re.Pattern[str] | None) -> dict[str, Any]:
    told: dict[str, Any] = {"key": cell.key, "label": cell.label, "value": cell.value}
    if cell.words:
        told["words"] = True
    if others is not None and (found := others.search(plain(cell.value))):
        told["names"] = found.group(0)
    return told


def _file(holding: Holding, row: Any, person_id: UUID) -> dict[str, Any]:
    """A paper that does not bear the person's own name speaks of the household too: it is read again."""
    if holding.model != FILES:
        return {}
    return {"file": True} if row.person_id == person_id else {"file": True, "shared": True}


def plain(value: Any) -> str:
    """All the words of a value, whatever its form."""
    return value if isinstance(value, str) else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def dumps(draft: Draft) -> bytes:
    """As it is kept between collecting and composing."""
    return json.dumps(draft, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


# Read again


@dataclass(frozen=True, slots=True)
class Passage:
    """Words, or a file, that data protection reads before they are given."""

    key: str
    title: str
    label: str
    day: str
    text: str
    names: str
    document_id: str
    omitted: CopyOmission | None

    @property
    def to_look_at(self) -> bool:
        """Names somebody near the person, or a paper of more people."""
        return bool(self.names)


def key_of(table: str, row_id: str, cell: str) -> str:
    """How an omission names the place."""
    return f"{table}:{row_id}:{cell}"


def passages(draft: Draft, omissions: dict[str, CopyOmission]) -> list[Passage]:
    """What is to be read again; what names somebody else comes first, then in the order of the copy."""
    found = list(_passages(draft, omissions))
    return sorted(found, key=lambda one: not one.to_look_at)


def _passages(draft: Draft, omissions: dict[str, CopyOmission]) -> Iterator[Passage]:
    for table in draft["tables"]:
        for row in table["rows"]:
            for cell in row["cells"]:
                if cell.get("words") or cell.get("names"):
                    key = key_of(table["table"], row["id"], cell["key"])
                    yield _passage(table, row, cell, omissions.get(key), key)
            if row.get("file"):
                key = key_of(table["table"], row["id"], FILE)
                yield _paper(table, row, omissions.get(key), key)


def _passage(
    table: dict[str, Any], row: dict[str, Any], cell: dict[str, Any], omitted: CopyOmission | None, key: str
) -> Passage:
    return Passage(
        key=key,
        title=table["title"],
        label=label_of(cell["key"], cell["label"]),
        day=_written(row),
        text=said(cell["value"]),
        names=cell.get("names", ""),
        document_id="",
        omitted=omitted,
    )


def _paper(table: dict[str, Any], row: dict[str, Any], omitted: CopyOmission | None, key: str) -> Passage:
    return Passage(
        key=key,
        title=table["title"],
        label="file",
        day=_written(row),
        text=_value_of(row, "title"),
        names="un documento del nucleo" if row.get("shared") else "",
        document_id=row["id"],
        omitted=omitted,
    )


def _written(row: dict[str, Any]) -> str:
    """The day on which a row was written down."""
    return _day(_value_of(row, "created_at")).partition(",")[0]


def _value_of(row: dict[str, Any], key: str) -> str:
    return next((str(cell["value"]) for cell in row["cells"] if cell["key"] == key), "")


def said(value: Any) -> str:
    """A value in words: choices by their word, answers by question."""
    if isinstance(value, dict):
        if "text" in value:
            return str(value["text"])
        return "\n".join(f"{key}: {said(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        lines = [_line(item) for item in value]
        return "\n".join(lines) if all(lines) else ", ".join(said(item) for item in value)
    if isinstance(value, bool):
        return "sì" if value else "no"
    return _day(str(value))


def _line(item: Any) -> str:
    """An answer after its question, a score after its area; nothing of anything else."""
    if not isinstance(item, dict):
        return ""
    if "question" in item:
        return f"{item['part']} · {item['question']}: {item['answer']}"
    return f"{item['area']}: {said(item['value'])}" if "area" in item else ""


def _day(text: str) -> str:
    """Dates and numbers as they are said: in the draft they lie as programs write them."""
    if DAY.fullmatch(text):
        return f"{text[8:10]}/{text[5:7]}/{text[:4]}"
    if MOMENT.fullmatch(text):
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ROME)
        return f"{moment:%d/%m/%Y, %H:%M}"
    if NUMBER.fullmatch(text):
        return text.rstrip("0").rstrip(".").replace(".", ",")
    return text


# Whole


PURPOSES = (
    "Presa in carico e progetto personalizzato; lavoro comune degli enti (tavoli, tirocini, opportunità); "
    "numeri dei risultati per chi finanzia; prova di chi ha letto i dati."
)


def draft_of(person: Person, kind: str, tables: list[dict[str, Any]], *, network: str) -> Draft:
    """All that was collected, with what the law wants told beside it (GDPR art. 15, par. 1)."""
    draft: Draft = {
        "kind": str(kind),
        "as_of": clock.today().isoformat(),
        "network": network,
        "about": {"purposes": PURPOSES, "programmes": [], "bodies": [], "source": ""},
        "tables": [table for table in tables if table["rows"]],
    }
    if kind != RequestKind.ACCESS:
        return draft
    ledger = ledger_of(person, names=False)
    senders = Referral.objects.filter(person=person).select_related("sender_organisation")
    sources = sorted({row.sender_organisation.label for row in senders})
    draft["about"] |= {
        "programmes": sorted({row.programme.title for row in _cases(person)}),
        "bodies": sorted({share.body for share in ledger.shares if share.body}),
        "source": ", ".join(["da te", *sources]) + " e dagli enti che ti seguono",
    }
    draft["ledger"] = {
        "shares": [asdict(one) for one in ledger.shares],
        "looks": [_look(one) for one in ledger.looks],
        "emergencies": [_emergency(one) for one in ledger.emergencies],
    }
    return draft


def _cases(person: Person) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.filter(person=person).select_related("programme")
    return rows


def _look(look: Look) -> dict[str, Any]:
    """Without who: recipients are bodies (ADR-0022)."""
    told = asdict(look)
    del told["who"]
    return told


def _emergency(one: Emergency) -> dict[str, Any]:
    told = asdict(one)
    del told["who"], told["pk"]
    return told


# Pages


def copies_of(request: PersonRequest) -> list[DataCopy]:
    """All that were made for a request, the newest first. Who may see the request asks."""
    return list(DataCopy.objects.filter(request=request).order_by("-created_at", "-pk"))


def live_copy(request: PersonRequest) -> DataCopy | None:
    """The one that is being prepared or was delivered."""
    rows = DataCopy.objects.filter(request=request).exclude(state__in=COPY_OVER)
    found: DataCopy | None = rows.select_related("draft", "archive").first()
    return found


def omissions_of(copy: DataCopy) -> dict[str, CopyOmission]:
    """What is left out, by place."""
    return {one.key: one for one in CopyOmission.objects.filter(copy=copy)}


def omissions_in_words(copy: DataCopy) -> list[tuple[str, int]]:
    """Why things were left out, and how many times."""
    reasons = list(CopyOmission.objects.filter(copy=copy).values_list("reason", flat=True))
    return [(str(reason.label), reasons.count(reason)) for reason in OmitReason if reason in reasons]


# The personal page


def copy_link_of(copy: DataCopy) -> CopyLink | None:
    """The link of the last sheet, while it is good."""
    rows = CopyLink.objects.filter(copy=copy, revoked_at__isnull=True, expires_at__gt=clock.now())
    found: CopyLink | None = rows.first()
    return found


def find_copy_link(token: str) -> CopyLink | None:
    """The link a secret opens, asked before any network is bound; None when it opens nothing."""
    return passes.find(CopyLink, token)


def copy_holder_of(link: CopyLink) -> Actor:
    """Who acts through a link. Needs the link's network bound."""
    return passes.actor_of(link, organisation_id=link.organisation_id, name="La persona, dalla sua copia")
