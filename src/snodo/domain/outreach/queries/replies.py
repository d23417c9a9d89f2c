"""What the sheets say together: choices counted, numbers added, words side by side."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from snodo.domain.instruments.models import Instrument
from snodo.domain.instruments.queries import shape_of
from snodo.domain.instruments.states import Purpose
from snodo.domain.outreach.models import TerritoryReply
from snodo.domain.programmes.models import Programme, ProgrammeInstrument

MOST_REPLIES = 300


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with what all bodies answered."""

    text: str
    counts: list[dict[str, Any]]  # label and value, for the chart
    total: int | None
    words: list[tuple[str, str]]  # body, what it wrote


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sheets of a programme, read together."""

    replies: list[TerritoryReply]
    answers: list[Answered]


def territory_guide(programme: Programme) -> Instrument | None:
    """The sheet the programme asks bodies to fill in; None where it has none."""
    uses = ProgrammeInstrument.objects.filter(
        action__programme=programme, purpose=Purpose.TERRITORY_SHEET
    ).select_related("instrument")
    use = uses.order_by("action__position", "created_at").first()
    return use.instrument if use is not None else None


def gathered(programme: Programme, instrument: Instrument) -> Gathered:
    """All of it, ready for the focus group. One statement. The caller has asked who may count."""
    rows = TerritoryReply.objects.filter(programme=programme, instrument=instrument)
    replies = list(rows.select_related("programme", "membership__user").order_by("-filled_on", "-pk"))
    shown = replies[:MOST_REPLIES]
    items = [item for item in shape_of(instrument).items if item.code != "realta"]
    return Gathered(replies, [_answered(item, shown) for item in items])


def _answered(item: Any, replies: list[TerritoryReply]) -> Answered:
    given = [(reply.body, reply.answers[item.code]) for reply in replies if item.code in reply.answers]
    if item.kind in ("choice", "multi"):
        chosen = Counter(one for _, value in given for one in (value if isinstance(value, list) else [value]))
        rows = [{"label": one.title, "value": chosen[one.code]} for one in item.options if chosen[one.code]]
        return Answered(item.text, sorted(rows, key=lambda row: -row["value"]), None, [])
    if item.kind == "number":
        return Answered(item.text, [], sum(int(value) for _, value in given), [])
    return Answered(item.text, [], None, [(body, str(value)) for body, value in given])
