"""Entry criteria: what is asked of whoever refers, and whether the answer lets the person in."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from snodo.domain.network.models import Territory
from snodo.domain.programmes.models import EntryCriterion, ProgrammeAction
from snodo.kernel import clock


@dataclass(frozen=True)
class Facts:
    """What is known of the person and bears on the criteria."""

    birth_date: datetime.date | None = None
    municipality: Territory | None = None
    places: frozenset[str] = frozenset()  # Belfiore codes of the programme's municipalities
    whole_municipalities: bool = True  # False where only some quarters count


def facts_of(
    action: ProgrammeAction, birth_date: datetime.date | None, municipality: Territory | None
) -> Facts:
    """The facts beside the programme's places. Needs the programme loaded."""
    places = action.programme.definition.get("places", [])
    codes = {town["belfiore"] for place in places for town in place.get("municipalities", [])}
    quarters = any(place.get("quarters") for place in places)
    return Facts(birth_date, municipality, frozenset(codes), not quarters)


def assess(
    criteria: Iterable[EntryCriterion],
    answers: Mapping[str, Any],
    reasons: Mapping[str, str],
    facts: Facts,
) -> list[dict[str, Any]]:
    """Each criterion as it was asked, with the answer, its words, whether it is met (None: not known)."""
    return [_assessed(criterion, answers, reasons, facts) for criterion in criteria]


def _assessed(
    criterion: EntryCriterion, answers: Mapping[str, Any], reasons: Mapping[str, str], facts: Facts
) -> dict[str, Any]:
    rule = criterion.rule
    kind = rule.get("kind", "yes_no")
    answer = answers.get(criterion.code)
    if kind == "age_range":
        met, words = _age(rule, answer, facts)
    elif kind == "residence":
        met, words = _residence(answer, facts)
    elif kind == "choice":
        met, words = _choice(rule, answer)
    else:
        met = None if answer is None else bool(answer) is bool(rule.get("expected", True))
        words = _yes_no(answer)
    return {
        "code": criterion.code,
        "text": criterion.text,
        "kind": kind,
        "required": criterion.required,
        "answer": answer,
        "words": words,
        "met": met,
        "reason": reasons.get(criterion.code, "").strip()[:300],
    }


def _yes_no(answer: Any) -> str:
    return "" if answer is None else "Sì" if answer else "No"


def _age(rule: Mapping[str, Any], answer: Any, facts: Facts) -> tuple[bool | None, str]:
    """The birth date says it; where it is not known, whoever refers says it."""
    if facts.birth_date is None:
        return (None if answer is None else bool(answer)), _yes_no(answer)
    today, born = clock.today(), facts.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    low, high = rule.get("min"), rule.get("max")
    met = (low is None or age >= low) and (high is None or age <= high)
    return met, f"{age} anni"


def _residence(answer: Any, facts: Facts) -> tuple[bool | None, str]:
    """The municipality says it where the programme takes it whole; else whoever refers says it."""
    town = facts.municipality
    if town is not None and town.belfiore and facts.places and facts.whole_municipalities:
        return town.belfiore in facts.places, town.name
    return (None if answer is None else bool(answer)), _yes_no(answer)


def _choice(rule: Mapping[str, Any], answer: Any) -> tuple[bool | None, str]:
    for choice in rule.get("choices", []):
        if choice["code"] == answer:
            return bool(choice.get("meets", False)), choice["title"]
    return None, ""


def problems(assessed: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What bars the sending: unanswered, or required and not met without a reason."""
    found: dict[str, str] = {}
    for one in assessed:
        if one["met"] is None and one["required"]:
            found[f"criterion-{one['code']}"] = f"Rispondi: «{one['text']}»."
        elif one["met"] is False and one["required"] and not one["reason"]:
            found[f"reason-{one['code']}"] = (
                f"Il criterio «{one['text']}» non è soddisfatto ({one['words']}). "
                "Se la segnalazione ha senso lo stesso, scrivi perché."
            )
    return found
