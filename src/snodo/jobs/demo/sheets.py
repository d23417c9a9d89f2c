"""Answers to questionnaires, as somebody would give them."""

from typing import Any

from snodo.domain.instruments.models import Instrument
from snodo.domain.intake.queries import criteria_of, referral_sheet
from snodo.domain.programmes.models import ProgrammeAction, ProgrammeInstrument
from snodo.jobs.demo.stage import Stage

SHORT = "Sì, ne abbiamo parlato insieme."
LONG = "Ne abbiamo parlato con calma: ha voglia di provare, un passo alla volta."


def criteria_answers(action: ProgrammeAction) -> dict[str, Any]:
    """Answers that meet every entry criterion."""
    answers: dict[str, Any] = {}
    for criterion in criteria_of(action):
        rule = criterion.rule
        if rule["kind"] == "choice":
            answers[criterion.code] = next(one["code"] for one in rule["choices"] if one.get("meets"))
        elif rule["kind"] != "age_range":
            answers[criterion.code] = rule.get("expected", True)
    return answers


def sheet_answers(stage: Stage, action: ProgrammeAction) -> dict[str, Any]:
    """The referral sheet of the action, filled in where it must be."""
    instrument = referral_sheet(action)
    return filled(stage, instrument, level=0.5, whole=False) if instrument is not None else {}


def instrument_of(stage: Stage, key: str, purpose: str) -> Instrument:
    """The instrument an action uses for a purpose."""
    use = ProgrammeInstrument.objects.select_related("instrument").get(
        action=stage.action(key), purpose=purpose
    )
    found: Instrument = use.instrument
    return found


def filled(stage: Stage, instrument: Instrument, *, level: float, whole: bool = True) -> dict[str, Any]:
    """An answer to every question of a scale (all of them if `whole`), about as high as `level` (0 to 1)."""
    answers: dict[str, Any] = {}
    for section in instrument.definition["sections"]:
        for item in section["items"]:
            if item.get("required") or (whole and item["kind"] in ("scale", "choice")):
                answers[item["code"]] = _answer(stage, item, level)
    return answers


def _answer(stage: Stage, item: dict[str, Any], level: float) -> Any:
    kind = item["kind"]
    if kind == "scale":
        values = [anchor["value"] for anchor in item["anchors"]]
        place = round(level * (len(values) - 1) + stage.dice.choice([-1, 0, 0, 0, 1]))
        return values[max(0, min(len(values) - 1, place))]
    if kind in ("choice", "multi"):
        chosen = stage.dice.choice(item["options"][:3])["code"]
        return chosen if kind == "choice" else [chosen]
    plain = {"yes_no": True, "short_text": SHORT, "long_text": LONG, "number": item.get("min") or 1}
    return plain.get(kind, stage.today.isoformat())
