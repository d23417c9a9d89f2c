"""What pages read of instruments: their questions, the answers in words, scores side by side."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from snodo.domain.instruments import access, scoring
from snodo.domain.instruments.models import Instrument, Response, RestrictedAnswers
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.packfile import build
from snodo.kernel.packfile.shapes import Item, ScoreArea


def shape_of(instrument: Instrument) -> Shape:
    """The questions of a published version, as typed data."""
    return build(Shape, instrument.definition)


def instrument_list(actor: Actor, *, purpose: str = "") -> QuerySet[Instrument]:
    """The shared library, the newest version of each first."""
    instruments = access.instruments_visible_to(actor).order_by("title", "-version")
    return instruments.filter(purpose=purpose) if purpose else instruments


def latest(code: str) -> Instrument | None:
    """The newest version in use of an instrument of the bound network."""
    return Instrument.objects.filter(code=code, retired_on__isnull=True).order_by("-version").first()


def responses_about(
    subject_kind: str, subject_id: UUID, *, purpose: str = "", code: str = ""
) -> QuerySet[Response]:
    """Responses in force about a subject, oldest first; those replaced by a correction are left out."""
    newer = Response.objects.filter(replaces=OuterRef("pk"))
    responses = (
        Response.objects.filter(~Exists(newer), subject_kind=subject_kind, subject_id=subject_id)
        .select_related("instrument")
        .order_by("filled_on", "created_at")
    )
    if purpose:
        responses = responses.filter(instrument__purpose=purpose)
    return responses.filter(instrument__code=code) if code else responses


@dataclass(frozen=True)
class Answered:
    """A question with its answer in words. `hidden` where the reader may not see that section."""

    item: Item
    value: Any
    text: str
    hidden: bool = False


@dataclass(frozen=True)
class AnsweredSection:
    code: str
    title: str
    answers: tuple[Answered, ...]


def read_response(response: Response, *, sections: Collection[str] = ()) -> list[AnsweredSection]:
    """The whole sheet in words; restricted answers only of the `sections` the reader may open."""
    values = dict(response.answers)
    if sections:
        for part in RestrictedAnswers.objects.filter(response=response, section__in=list(sections)):
            values |= part.answers
    shape = shape_of(response.instrument)
    return [
        AnsweredSection(
            section.code, section.title, tuple(_answered(item, values, sections) for item in section.items)
        )
        for section in shape.sections
    ]


def _answered(item: Item, values: dict[str, Any], sections: Collection[str]) -> Answered:
    hidden = item.restricted != "none" and item.restricted not in sections
    value = None if hidden else values.get(item.code)
    return Answered(item, value, scoring.display(item, value), hidden)


def restricted_values(response: Response, sections: Collection[str]) -> dict[str, Any]:
    """Answers of the restricted sections given, for filling a form again."""
    values: dict[str, Any] = {}
    for part in RestrictedAnswers.objects.filter(response=response, section__in=list(sections)):
        values |= part.answers
    return values


@dataclass(frozen=True)
class Point:
    """One response on a chart: when, seen by whom."""

    response_id: UUID
    filled_on: datetime.date
    filler: str
    filler_label: str


@dataclass(frozen=True)
class Axis:
    """One score across responses, in their order. `change` is last minus first of those answered."""

    code: str
    title: str
    max: float
    threshold: float | None
    values: tuple[float | None, ...]
    change: float | None
    improved: bool | None
    attention: bool


@dataclass(frozen=True)
class Comparison:
    """The same instrument filled in several times, or by several people."""

    title: str
    points: tuple[Point, ...]
    axes: tuple[Axis, ...]
    items: tuple[tuple[Item, tuple[str, ...]], ...]


def compare(responses: Sequence[Response]) -> Comparison:
    """Scores and single answers side by side, oldest first. The last version gives the questions.

    Raises ValueError for no responses or responses to different instruments.
    """
    if len({response.instrument.code for response in responses}) != 1:
        raise ValueError("Only responses to one instrument can be compared.")
    ordered = sorted(responses, key=lambda r: (r.filled_on, r.created_at))
    shape = shape_of(max((r.instrument for r in ordered), key=lambda i: i.version))
    return Comparison(
        title=shape.title,
        points=tuple(Point(r.pk, r.filled_on, r.filler, r.get_filler_display()) for r in ordered),
        axes=tuple(_axis(area, ordered) for area in shape.scores),
        items=tuple(
            (item, tuple(scoring.display(item, r.answers.get(item.code)) for r in ordered))
            for item in shape.items
            if item.restricted == "none"
        ),
    )


def radar(responses: Sequence[Response]) -> Comparison | None:
    """What the radar chart shows: the comparison with only the axes of the radar; None without responses."""
    if not responses:
        return None
    whole = compare(responses)
    shape = shape_of(max((r.instrument for r in responses), key=lambda i: i.version))
    chosen = shape.radar or tuple(area.code for area in shape.scores)
    axes = {axis.code: axis for axis in whole.axes}
    return Comparison(whole.title, whole.points, tuple(axes[code] for code in chosen if code in axes), ())


def _axis(area: ScoreArea, responses: Sequence[Response]) -> Axis:
    values = tuple(response.scores.get(area.code) for response in responses)
    answered = [value for value in values if value is not None]
    change = round(answered[-1] - answered[0], 2) if len(answered) > 1 else None
    improved = None
    if change:
        improved = (change > 0) == (area.higher_is == "better")
    attention = scoring.needs_attention(area, answered[-1] if answered else None)
    return Axis(area.code, area.title, area.max, area.threshold, values, change, improved, attention)
