"""Dates, numbers and figures as people say them."""

import datetime
import io
import logging
import sys

import pytest
import time_machine

from snodo.web import charts
from snodo.web.logs import NoPersonalData
from snodo.web.templatetags import snodo as words

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(datetime.datetime(2026, 11, 22, 11, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-4, "doveva essere il 18 nov"),
        (0, "entro oggi"),
        (1, "entro domani"),
        (5, "entro 27 nov"),
        (60, "entro 21 gen 2027"),
    ],
)
def test_when_something_is_due(days: int, said: str) -> None:
    day = TODAY + datetime.timedelta(days=days)
    assert words.due(day) == said
    assert words.overdue(day) is (days < 0)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "oggi"), (1, "ieri"), (3, "3 giorni fa"), (90, "3 mesi fa"), (800, "2 anni fa")]
)
def test_how_long_ago(days: int, said: str) -> None:
    assert words.ago(TODAY - datetime.timedelta(days=days)) == said


def test_an_instant_is_said_in_italian_time() -> None:
    late = datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC)
    assert words.moment(late) == "23 nov, 00:30"


def test_names_numbers_and_hours() -> None:
    assert words.initials("Sara Bellini") == "SB"
    assert words.initials("Omar") == "O"
    assert words.initials("") == "?"
    assert words.plural(1, "persona,persone") == "1 persona"
    assert words.plural(3, "persona,persone") == "3 persone"
    assert words.hours(90) == "1 ora e 30 min"
    assert words.percent(34, 60) == 57
    assert words.percent(3, 0) == 0


def test_a_radar_holds_values_out_of_scale_and_missing_ones() -> None:
    drawn = charts.radar(["a", "b", "c"], [9, None, 2], [], 4)
    assert len(drawn.now.split()) == 3
    assert drawn.spokes[1].now is None
    assert drawn.before == ""


def test_a_radar_bears_numbers_where_words_would_not_fit() -> None:
    short = charts.radar(["Regole", "Relazioni", "Tenuta"], [1, 2, 3], [], 4)
    assert [spoke.mark for spoke in short.spokes] == ["Regole", "Relazioni", "Tenuta"]
    long = charts.radar(["Casa", "Famiglia, relazioni, sicurezza", "Lavoro"], [1, 2, 3], [], 4)
    assert [spoke.mark for spoke in long.spokes] == ["1", "2", "3"]
    assert charts.radar([str(n) for n in range(12)], [1] * 12, [], 4).numbered


def test_bars_are_as_long_as_their_share() -> None:
    drawn = charts.bars(
        [{"label": "a", "value": 10}, {"label": "b", "value": 5}, {"label": "c", "value": None}]
    )
    assert [bar.width for bar in drawn.rows] == [300, 150, 0]
    assert charts.bars([]).rows == []


def test_a_device_is_named_plainly() -> None:
    assert words.device("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0") == (
        "Firefox su Windows"
    )
    assert words.device("") == "Programma non riconosciuto"


def test_logs_keep_people_out() -> None:
    line = logging.LogRecord(
        "x",
        logging.WARNING,
        "f",
        1,
        "no %s %s %s",
        ("a.b@c.it", "RSSMRA85T10A562S", "/persone/?q=Rossi"),
        None,
    )
    assert NoPersonalData().filter(line)
    assert line.getMessage() == "no [email] [codice fiscale] /persone/?[…]"


@pytest.mark.covers("B20", "E41")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            'violates unique constraint "person_code"\nDETAIL:  Key (name)=(Zefirina Canarinski) exists.',
            "person_code",
        ),
        ("invalid input syntax for type uuid: \"Zefirina\"\nLINE 1: ... = 'Zefirina'", "type uuid"),
        ("time data 'Zefirina' does not match", "does not match"),
        ("{'name': ['Zefirina non va bene']}", "ValueError"),
        (
            "violates check constraint\nDETAIL:  Failing row contains (1, Zefirina).",
            "check constraint",
        ),
    ],
)
def test_errors_keep_people_out(said: str, kept: str) -> None:
    """Where it happened and what kind it is stays; what was typed does not, nor what came before."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(NoPersonalData())
    try:
        try:
            raise ValueError(said)
        except ValueError as first:
            raise RuntimeError(f"while saving: {said}") from first
    except RuntimeError:
        handler.handle(logging.LogRecord("x", logging.ERROR, "f", 1, "no", (), sys.exc_info()))
    text = stream.getvalue()
    assert "Zefirina" not in text
    assert "Canarinski" not in text
    assert kept in text
    assert "test_errors_keep_people_out" in text
    assert "RuntimeError" in text
