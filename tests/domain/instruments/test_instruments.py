"""Sheets as data: published once, answered with care, compared over time."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from snodo.domain.audit.models import Entry
from snodo.domain.instruments import actions, queries, scoring
from snodo.domain.instruments.models import Instrument, Response, RestrictedAnswers
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.ids import uuid7
from snodo.kernel.packfile import PACKS, library_instruments, load_pack
from snodo.kernel.packfile import Instrument as Shape
from tests.factories.world import World

LIBRARY = {shape.code: shape for shape in library_instruments()}


def answers_to(shape: Shape, level: int = 2) -> dict[str, Any]:
    """A full set of answers as a form would send them."""
    filled: dict[str, Any] = {}
    for item in shape.items:
        if item.kind == "scale":
            filled[item.code] = str(level)
        elif item.kind == "yes_no":
            filled[item.code] = "si"
        elif item.kind in ("choice", "multi"):
            filled[item.code] = item.options[0].code
        elif item.kind == "number":
            filled[item.code] = str(max(3, int(item.min or 0)))
        elif item.kind == "date":
            filled[item.code] = "2026-01-31"
        else:
            filled[item.code] = f"Risposta a {item.code}"
    return filled


def publish(world: World, code: str) -> Instrument:
    return actions.register_instrument(shape=LIBRARY[code], actor=world.actor("marta"))


def record(world: World, instrument: Instrument, answers: dict[str, Any], **more: Any) -> Response:
    more.setdefault("subject", world.organisations["coop"])
    return actions.record_response(instrument=instrument, answers=answers, actor=world.actor("sara"), **more)


@pytest.mark.covers("C32")
def test_the_same_version_is_published_once(world: World) -> None:
    with tenancy.acting(world.actor("marta")):
        first = publish(world, "needs-reading")
        assert publish(world, "needs-reading") == first
        assert queries.latest("needs-reading") == first
        assert queries.shape_of(first) == LIBRARY["needs-reading"]


def test_a_published_version_never_changes(world: World) -> None:
    shape = LIBRARY["self-efficacy"]
    with tenancy.acting(world.actor("marta")):
        publish(world, "self-efficacy")
        with pytest.raises(InputRefused, match="già pubblicato"):
            actions.register_instrument(shape=replace(shape, title="Altro"), actor=world.actor("marta"))
        newer = actions.register_instrument(
            shape=replace(shape, title="Altro", version=2), actor=world.actor("marta")
        )
        assert queries.latest("self-efficacy") == newer
        actions.retire_instrument(instrument=newer, actor=world.actor("marta"))
        with pytest.raises(Conflict):
            actions.retire_instrument(instrument=newer, actor=world.actor("marta"))


@pytest.mark.parametrize("who", ["sara", "elena", "gino", "paola"])
def test_only_coordination_publishes(world: World, who: str) -> None:
    with tenancy.acting(world.actor(who)), pytest.raises(NotAllowed):
        actions.register_instrument(shape=LIBRARY["self-efficacy"], actor=world.actor(who))


def test_instruments_stay_in_their_network(world: World) -> None:
    with tenancy.acting(world.actor("marta")):
        publish(world, "self-efficacy")
    with tenancy.acting(world.actor("stranger")):
        assert not queries.instrument_list(world.actor("stranger")).exists()


@pytest.mark.parametrize("code", sorted(LIBRARY))
def test_every_shared_sheet_can_be_filled_and_read(world: World, code: str) -> None:
    with tenancy.acting(world.actor("marta")):
        instrument = publish(world, code)
        response = record(world, instrument, answers_to(LIBRARY[code]))
        assert set(response.scores) == {area.code for area in LIBRARY[code].scores}
        told = queries.read_response(response, sections={"health", "judicial", "violence", "economic"})
        assert all(answer.text for section in told for answer in section.answers)


@pytest.mark.covers("E23", "E24")
def test_prerequisites_give_six_means(world: World) -> None:
    shape = LIBRARY["work-prerequisites"]
    answers = answers_to(shape, 3) | {"orario": 0, "presenza": 1}
    with tenancy.acting(world.actor("marta")):
        response = record(world, publish(world, shape.code), answers, filler="observer")
    assert response.scores["regole"] == 3
    assert response.scores["continuita"] == round((0 + 1 + 3 + 3) / 4, 2)


@pytest.mark.covers("C09")
def test_restricted_answers_are_apart_and_encrypted(world: World) -> None:
    shape = LIBRARY["needs-reading"]
    answers = answers_to(shape) | {"salute-riservato": "frase molto riservata"}
    with tenancy.acting(world.actor("marta")):
        response = record(world, publish(world, shape.code), answers)
        assert "salute-riservato" not in response.answers
        assert {row.section for row in RestrictedAnswers.objects.filter(response=response)} == {
            "health",
            "judicial",
            "violence",
            "economic",
        }
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT answers::text FROM instruments_restrictedanswers WHERE network_id = %s",
                [world.network.pk],
            )
            assert "riservata" not in str(cursor.fetchall())
        blind = [a for s in queries.read_response(response) for a in s.answers if a.item.restricted != "none"]
        assert blind
        assert all(answer.hidden and not answer.text for answer in blind)
        seen = [a for s in queries.read_response(response, sections={"health"}) for a in s.answers]
        assert {a.item.code: a.text for a in seen}["salute-riservato"] == "frase molto riservata"
        assert {a.item.code: a.text for a in seen}["economia-riservato"] == ""
        assert "riservata" not in str(list(Entry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("code", "value", "says"),
    [
        ("presenza", "", "Serve una risposta"),
        ("presenza", "7", "Scegli uno dei livelli"),
        ("presenza", True, "Scegli uno dei livelli"),
        ("presenza", [1], "Scegli uno dei livelli"),
        ("situazioni", "a\x00b", "carattere invisibile"),
        ("situazioni", "a" * 20_001, "troppo lungo"),
        ("situazioni", {"x": 1}, "Scrivi un testo"),
    ],
)
def test_each_wrong_answer_is_named(world: World, code: str, value: Any, says: str) -> None:
    shape = LIBRARY["work-prerequisites"]
    with tenancy.acting(world.actor("marta")):
        instrument = publish(world, shape.code)
        with pytest.raises(InputRefused) as refused:
            record(world, instrument, answers_to(shape) | {code: value})
        assert says in refused.value.problems[code]
        assert list(refused.value.problems) == [code]
        assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("code", "value", "says"),
    [
        ("quanti", "molti", "Scrivi un numero"),
        ("quanti", "nan", "Scrivi un numero"),
        ("quanti", "-1", "da 0 in su"),
        ("quanti", "5001", "fino a 5000"),
        ("tipo", "boh", "Scegli una delle voci"),
        ("eta", ["boh"], "Scegli tra le voci"),
        ("eta", [["x"]], "Scegli tra le voci"),
        ("realta", "due\nrighe", "riga sola"),
    ],
)
def test_kinds_of_answers(code: str, value: Any, says: str) -> None:
    shape = LIBRARY["territorial-collection"]
    _, problems = scoring.check_answers(shape, answers_to(shape) | {code: value})
    assert says in problems[code]


def test_unknown_questions_futures_and_fillers_are_refused(world: World) -> None:
    shape = LIBRARY["self-efficacy"]
    with tenancy.acting(world.actor("marta")):
        instrument = publish(world, shape.code)
        with pytest.raises(InputRefused) as refused:
            record(
                world,
                instrument,
                answers_to(shape) | {"intrusa": 1},
                filler="nessuno",
                filled_on=clock.today() + datetime.timedelta(days=1),
            )
    assert set(refused.value.problems) == {"", "filler", "filled_on"}


@pytest.mark.covers("A13")
def test_change_is_shown_from_start_to_end(world: World) -> None:
    shape = LIBRARY["self-efficacy"]
    today = clock.today()
    with tenancy.acting(world.actor("marta")):
        instrument = publish(world, shape.code)
        for days, level in ((60, 1), (30, 2), (0, 4)):
            filled_on = today - datetime.timedelta(days=days)
            record(world, instrument, answers_to(shape, level), filler="person", filled_on=filled_on)
        found = queries.responses_about(
            "network.organisation", world.organisations["coop"].pk, code=shape.code
        )
        comparison = queries.compare(list(found))
    assert [point.filler for point in comparison.points] == ["person"] * 3
    assert comparison.axes[0].values == (1, 2, 4)
    assert comparison.axes[0].change == 3
    assert comparison.axes[0].improved is True
    assert comparison.items[0][1][0].startswith("1 · ")


def test_where_high_is_worse_less_is_better(world: World) -> None:
    shape = LIBRARY["needs-reading"]
    with tenancy.acting(world.actor("marta")):
        instrument = publish(world, shape.code)
        both = [record(world, instrument, answers_to(shape, level)) for level in (4, 3)]
        axes = queries.radar(both).axes  # type: ignore[union-attr]
    assert len(axes) == 12
    assert axes[0].improved is True
    assert axes[0].attention is True
    assert queries.radar([]) is None


def test_a_correction_replaces_and_keeps_the_first(world: World) -> None:
    shape = LIBRARY["self-efficacy"]
    with tenancy.acting(world.actor("marta")):
        instrument = publish(world, shape.code)
        first = record(world, instrument, answers_to(shape, 1))
        second = record(world, instrument, answers_to(shape, 2), replaces=first)
        about = queries.responses_about("network.organisation", world.organisations["coop"].pk)
        assert list(about) == [second]
        assert Response.objects.count() == 2
        with pytest.raises(Conflict):
            record(world, instrument, answers_to(shape, 3), replaces=first)
        with pytest.raises(InputRefused):
            record(
                world,
                instrument,
                answers_to(shape, 3),
                replaces=second,
                subject_ref=("x", uuid7()),
                subject=None,
            )


def test_only_the_same_sheet_is_compared(world: World) -> None:
    with tenancy.acting(world.actor("marta")):
        two = [
            record(world, publish(world, code), answers_to(LIBRARY[code]))
            for code in ("self-efficacy", "job-search-skills")
        ]
        with pytest.raises(ValueError, match="one instrument"):
            queries.compare(two)


def test_sheets_of_the_packs_can_be_filled() -> None:
    for code in ("in-lav", "sosteniamoci", "step-by-step", "usciamo-insieme", "reti-delle-opportunita"):
        for shape in load_pack(PACKS / code).instruments:
            assert scoring.check_answers(shape, answers_to(shape))[1] == {}
