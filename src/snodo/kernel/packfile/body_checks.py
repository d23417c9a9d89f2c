"""What the schema cannot say of the bodies of a pack: seats, closures, and what each promises by itself."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

Where = tuple[str | int, ...]
Mistake = tuple[Where, str, str]
WAYS = ("yearly", "easter", "weekday", "from")
LONGEST = timedelta(days=62)
STEPS = ("first_answer_days", "first_appointment_days", "first_opportunity_days")


def body_mistakes(data: Mapping[str, Any]) -> list[Mistake]:
    """(where, what is wrong, how to mend it)."""
    towns = {town["belfiore"] for place in data["places"] for town in place.get("municipalities", ())}
    found: list[Mistake] = []
    for index, partner in enumerate(data["partners"]):
        where: Where = ("partners", index)
        seat = partner.get("seat")
        if seat and seat not in towns:
            mend = "scrivi il codice di uno dei comuni di «places», oppure aggiungilo lì."
            found.append(((*where, "seat"), f"il comune «{seat}» non è tra quelli del programma.", mend))
        for number, closure in enumerate(partner.get("closures", ())):
            found.extend(_closure((*where, "closures", number), closure))
    partners = {partner["code"] for partner in data["partners"]}
    for index, action in enumerate(data["actions"]):
        found.extend(_promises(("actions", index, "promised_times", "bodies"), action, partners))
    return found


def _closure(where: Where, closure: Mapping[str, Any]) -> Iterator[Mistake]:
    ways = [way for way in WAYS if way in closure]
    if len(ways) != 1:
        yield (
            where,
            "una chiusura si dice in un modo solo.",
            "scrivi uno tra «yearly», «easter», «weekday» e «from».",
        )
        return
    days: dict[str, date] = {}
    for name in ("from", "to", "since", "until"):
        if name in closure:
            try:
                days[name] = date.fromisoformat(str(closure[name]))
            except ValueError:
                said = f"«{closure[name]}» non è un giorno del calendario."
                yield (*where, name), said, "scrivi anno-mese-giorno."
                return
    if "yearly" in closure and not _exists(closure["yearly"]):
        yield (*where, "yearly"), f"il giorno «{closure['yearly']}» non esiste.", "scrivi mese-giorno."
    first, last = (
        (days.get("from"), days.get("to")) if "from" in days else (days.get("since"), days.get("until"))
    )
    if first and last and last < first:
        yield where, "la fine viene prima dell'inizio.", "scambia o correggi le due date."
    elif "from" in days and days.get("to", days["from"]) - days["from"] > LONGEST:
        yield where, "una chiusura dura al massimo due mesi.", "accorciala."
    if "from" not in closure and "to" in closure:
        yield (*where, "to"), "«to» va solo con «from».", "usa «until» per dire fino a quando vale."
    if "from" in closure and not {"since", "until"}.isdisjoint(closure):
        yield where, "«since» e «until» non vanno con «from».", "toglili: bastano «from» e «to»."


def _exists(yearly: str) -> bool:
    try:
        date.fromisoformat(f"2024-{yearly}")  # a leap year: the 29th of February is a day
    except ValueError:
        return False
    return True


def _promises(where: Where, action: Mapping[str, Any], partners: set[str]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, said in enumerate(action["promised_times"].get("bodies", ())):
        code = said["partner"]
        if code not in partners:
            yield (
                (*where, index, "partner"),
                f"«{code}» non è tra gli enti.",
                "usa il codice di un ente di «partners».",
            )
        if code in seen:
            yield (*where, index), f"«{code}» è ripetuto.", "tieni una riga sola per ogni ente."
        seen.add(code)
        if not any(step in said for step in STEPS):
            yield (*where, index), "non promette nulla.", "scrivi almeno un tempo, oppure togli la riga."
