"""The sheet of the day: what was written on paper, row by row."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from snodo.domain.desk import actions, queries
from snodo.domain.desk.actions import AccessFields, PaperRow, RowsRefused
from snodo.domain.desk.models import Desk
from snodo.domain.desk.states import AgeBand
from snodo.domain.network.models import Territory
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.desk.common import own_desk
from snodo.web.forms import LineField, SnodoForm
from snodo.web.http import ActingRequest, apply_refusal, toast

ROWS, MORE, ON_PAPER = 6, 3, 12
LEGEND = (
    ("reason", "Motivo"),
    ("quarter", "Da dove viene"),
    ("service", "Che cosa si è fatto"),
    ("result", "Com'è finita"),
    ("age_band", "Età"),
)


def _numbered(words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """As on the paper: a figure stands for each, and typing it chooses it."""
    return [("", ""), *((key, f"{place} {word}") for place, (key, word) in enumerate(words, 1))]


class RowForm(SnodoForm):
    """One line of the paper."""

    dropdowns = ("reason", "quarter", "service", "result", "age_band")

    reason = forms.ChoiceField(label="Motivo")
    quarter = forms.ChoiceField(label="Da dove viene", required=False)
    service = forms.ChoiceField(label="Che cosa si è fatto", required=False)
    result = forms.ChoiceField(label="Com'è finita", required=False)
    who = LineField(label="Nome scelto o codice", max_length=40, required=False)
    age_band = forms.ChoiceField(label="Età", required=False, choices=AgeBand.choices)
    next_step = LineField(label="Prossimo passo", max_length=200, required=False)
    next_on = forms.DateField(label="Entro quando", required=False)

    def __init__(self, *args: Any, desk: Desk, quarters: list[Territory], **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.fields["age_band"].choices = _numbered(AgeBand.choices)  # type: ignore[attr-defined]
        self.quarters = {str(one.pk): one for one in quarters}
        for name, part in (("reason", "reasons"), ("service", "services"), ("result", "results")):
            self.fields[name].choices = _numbered(desk.choices(part))  # type: ignore[attr-defined]
        names = [(key, one.name) for key, one in self.quarters.items()]
        self.fields["quarter"].choices = _numbered(names)  # type: ignore[attr-defined]

    def legend(self) -> list[tuple[str, list[str]]]:
        """What each figure stands for, to be printed."""
        return [
            (title, [word for key, word in self.fields[name].choices if key])  # type: ignore[attr-defined]
            for name, title in LEGEND
        ]

    def row(self) -> PaperRow | None:
        """As the action wants it; None for a line left empty."""
        if not self.has_changed():
            return None
        data = self.cleaned_data
        names = ("reason", "result", "age_band", "next_step", "next_on")
        told = AccessFields(**{name: data.get(name) for name in names if data.get(name)})  # type: ignore[typeddict-item]
        told["services"] = [data["service"]] if data.get("service") else []
        told["quarter"] = self.quarters.get(data.get("quarter", ""))
        return PaperRow(who=data.get("who", ""), fields=told)


class DayForm(SnodoForm):
    """Which day the sheet is of."""

    happened_on = forms.DateField(label="Giorno del foglio")


def sheet(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A grid to copy the paper into; nothing typed is ever lost."""
    desk = own_desk(request, pk)
    quarters = queries.quarters_of(desk)
    posted = request.POST if request.method == "POST" else None
    day = DayForm(posted, initial={"happened_on": clock.today()})
    count = _count(posted)
    rows = [RowForm(posted, prefix=f"r{number}", desk=desk, quarters=quarters) for number in range(count)]
    if posted is not None and "righe" in posted and posted.get("do") == "more":
        return _show(request, desk, day, rows, count + MORE, quarters)
    if posted is not None and _all_valid(day, rows) and _write(request, desk, day, rows):
        return redirect("desk:board", pk=pk)
    return _show(request, desk, day, rows, count, quarters)


def _count(posted: QueryDict | None) -> int:
    """How many lines the grid had; what is sent says so, within reason."""
    said = posted.get("righe", "") if posted is not None else ""
    return min(int(said), actions.MOST_ROWS) if said.isdecimal() and len(said) < 4 else ROWS


def _all_valid(day: DayForm, rows: list[RowForm]) -> bool:
    """Every line is looked at, so that all that is wrong is said at once."""
    return all([day.is_valid(), *[row.is_valid() for row in rows]])


def _write(request: ActingRequest, desk: Desk, day: DayForm, rows: list[RowForm]) -> bool:
    happened_on: datetime.date = day.cleaned_data["happened_on"]
    try:
        written = actions.record_batch(
            desk=desk, happened_on=happened_on, rows=[row.row() for row in rows], actor=request.actor
        )
    except RowsRefused as refusal:
        for number, problems in refusal.rows.items():
            apply_refusal(rows[number], InputRefused(problems))
        day.add_error(None, refusal.sentence)
        return False
    except InputRefused as refusal:
        apply_refusal(day, refusal)
        return False
    number = len(written)
    toast(request, "Un accesso ricopiato." if number == 1 else f"{number} accessi ricopiati.")
    return True


def _show(
    request: ActingRequest,
    desk: Desk,
    day: DayForm,
    rows: list[RowForm],
    count: int,
    quarters: list[Territory],
) -> HttpResponse:
    rows = rows + [
        RowForm(prefix=f"r{number}", desk=desk, quarters=quarters)
        for number in range(len(rows), min(count, actions.MOST_ROWS))
    ]
    wrong = [number for number, row in enumerate(rows, 1) if row.is_bound and row.errors]
    context = {"desk": desk, "day": day, "rows": rows, "count": len(rows), "wrong": wrong}
    context |= {"legend": rows[0].legend(), "lines": range(1, ON_PAPER + 1)}
    bad = request.method == "POST" and request.POST.get("do") != "more"
    return render(request, "desk/sheet.html", context, status=422 if bad else 200)
