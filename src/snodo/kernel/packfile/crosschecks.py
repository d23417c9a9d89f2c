"""What a schema cannot say: codes written twice, codes that lead nowhere, dates, sums, measures."""

from __future__ import annotations

import functools
import importlib.resources
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from snodo.kernel.packfile.body_checks import body_mistakes
from snodo.kernel.packfile.measures import MEASURE_SOURCES, WhereValue
from snodo.kernel.packfile.reading import Source, Where, nearest
from snodo.kernel.packfile.routing_checks import routing_mistakes

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What a pack may refer to: instruments and texts found in its folder and in the library."""

    instruments: Mapping[tuple[str, int], Data]
    texts: Mapping[tuple[str, int], Data]


def check_instrument(source: Source) -> None:
    """An instrument: codes once, answers possible, scores that add up."""
    data: Data = source.value
    _codes_once(source)
    items: dict[str, Data] = {}
    for s, section in enumerate(data["sections"]):
        for i, item in enumerate(section["items"]):
            where: Where = ("sections", s, "items", i)
            if item["code"] in items:
                _twice(source, (*where, "code"), item["code"])
            items[item["code"]] = item
            _check_item(source, where, item)
    areas = [area["code"] for area in data.get("scores", ())]
    for s, section in enumerate(data["sections"]):
        for i, item in enumerate(section["items"]):
            _known(source, ("sections", s, "items", i, "area"), item.get("area"), areas, "i punteggi")
    for a, area in enumerate(data.get("scores", ())):
        _check_score(source, ("scores", a), area, items)
    for r, code in enumerate(data.get("radar", ())):
        _known(source, ("radar", r), code, areas, "i punteggi")


def _check_item(source: Source, where: Where, item: Data) -> None:
    kind = item["kind"]
    if kind in ("choice", "multi") and not item.get("options"):
        source.report(where, f"la domanda «{item['code']}» non ha voci.", "aggiungi «options:» con le voci.")
    if kind not in ("choice", "multi") and item.get("options"):
        source.report(
            where, f"la domanda «{item['code']}» non è a scelta.", "togli «options» o cambia «kind»."
        )
    if kind == "scale" and not item.get("anchors"):
        source.report(
            where, f"la scala «{item['code']}» non ha livelli.", "aggiungi «anchors:» con ogni livello."
        )
    if kind != "scale" and item.get("anchors"):
        source.report(
            where, f"la domanda «{item['code']}» non è una scala.", "togli «anchors» o cambia «kind»."
        )
    values = [anchor["value"] for anchor in item.get("anchors", ())]
    if values != list(range(values[0], values[0] + len(values))) if values else False:
        source.report(
            (*where, "anchors"), "i livelli non sono in ordine.", "numerali di seguito, dal più basso."
        )
    if _both(item, "min", "max") and item["min"] > item["max"]:
        source.report((*where, "min"), "il minimo supera il massimo.", "scambia i due numeri.")


def _check_score(source: Source, where: Where, area: Data, items: Mapping[str, Data]) -> None:
    for i, code in enumerate(area["items"]):
        here = (*where, "items", i)
        if _known(source, here, code, items, "le domande") and items[code]["kind"] not in (
            "scale",
            "number",
            "yes_no",
        ):
            source.report(here, f"«{code}» non dà un numero.", "usa solo domande a scala, numero o sì/no.")
    if not area["items"]:
        source.report(
            where, f"il punteggio «{area['code']}» non ha domande.", "elenca le domande che contano."
        )
    if area.get("threshold") is not None and area["threshold"] > area["max"]:
        source.report((*where, "threshold"), "la soglia supera il massimo.", f"scrivi fino a {area['max']}.")


def check_text(source: Source) -> None:
    """A document text: Italian first, each language once."""
    languages = [translation["language"] for translation in source.value["languages"]]
    if languages[0] != "it":
        source.report(("languages", 0), "manca il testo italiano.", "metti per prima la versione «it».")
    for index, language in enumerate(languages):
        if language in languages[:index]:
            source.report(("languages", index), f"la lingua «{language}» è ripetuta.", "tieni una versione.")


def check_pack_data(source: Source, known: Known) -> None:
    """The pack itself."""
    _codes_once(source)
    _check_dates(source)
    _Cross(source, known).check()


def _check_dates(source: Source) -> None:
    days: dict[str, date] = {}
    for name in ("starts_on", "ends_on"):
        try:
            days[name] = date.fromisoformat(source.value[name])
        except ValueError:
            source.report(
                (name,), f"«{source.value[name]}» non è un giorno del calendario.", "scrivi anno-mese-giorno."
            )
    if len(days) == 2 and days["ends_on"] < days["starts_on"]:
        source.report(("ends_on",), "la fine viene prima dell'inizio.", "scambia o correggi le due date.")


class _Cross:
    """References inside one pack."""

    def __init__(self, source: Source, known: Known) -> None:
        self.source = source
        self.known = known
        self.data: Data = source.value
        self.places = {p["code"]: p for p in self.data["places"]}
        self.kinds_seen: dict[str, Where] = {}
        training = self.data.get("operators_training", {}).get("course", {})
        self.codes: dict[str, set[str]] = {
            "territories": set(self.places),
            "quarters": {q["code"] for p in self.data["places"] for q in p.get("quarters", ())},
            "partners": _codes(self.data["partners"]),
            "target_groups": _codes(self.data["target_groups"]),
            "outcome_kinds": _codes(self.data["outcome_kinds"]),
            "actions": _codes(self.data["actions"]),
            "activity_kinds": {k["code"] for a in self.data["actions"] for k in a["activity_kinds"]},
            "training_areas": _codes(training.get("areas", ())),
        }

    def check(self) -> None:
        self._places()
        self._partners()
        for index, action in enumerate(self.data["actions"]):
            self._action(("actions", index), action)
        for index, result in enumerate(self.data["expected_results"]):
            self._result(("expected_results", index), result)
        self._tables_and_desk()
        self._training()
        for index, text in enumerate(self.data["texts"]):
            self._stored(("texts", index), text, self.known.texts, "un testo", "texts/")

    def _refer(self, where: Where, code: str | None, kind: str, words: str) -> None:
        _known(self.source, where, code, self.codes[kind], words)

    def _refer_all(self, where: Where, codes: Iterable[str], kind: str, words: str) -> None:
        for index, code in enumerate(codes):
            self._refer((*where, index), code, kind, words)

    def _stored(
        self, where: Where, use: Data, known: Mapping[tuple[str, int], Data], what: str, folder: str
    ) -> None:
        if (use["code"], use["version"]) not in known:
            names = sorted({code for code, _ in known})
            versions = sorted(version for code, version in known if code == use["code"])
            mend = (
                f"esiste nelle versioni {', '.join(map(str, versions))}: scegline una."
                if versions
                else f"aggiungi il file in {folder} o correggi il codice.{nearest(use['code'], names)}"
            )
            self.source.report(where, f"non c'è {what} «{use['code']}» versione {use['version']}.", mend)

    def _places(self) -> None:
        for p, place in enumerate(self.data["places"]):
            for m, municipality in enumerate(place["municipalities"]):
                self._municipality(("places", p, "municipalities", m), municipality)
            inside = {m["belfiore"] for m in place["municipalities"]}
            for q, quarter in enumerate(place.get("quarters", ())):
                _known(
                    self.source,
                    ("places", p, "quarters", q, "municipality"),
                    quarter["municipality"],
                    inside,
                    "i comuni di questo territorio",
                )
        for r, route in enumerate(self.data.get("routing", ())):
            self._refer(("routing", r, "partner"), route["partner"], "partners", "gli enti")
            self._refer(("routing", r, "territory"), route["territory"], "territories", "i territori")
            inside = {
                m["belfiore"] for m in self.places.get(route["territory"], {}).get("municipalities", ())
            }
            for key in ("except", "only"):
                for index, code in enumerate(route.get(key, ())):
                    _known(self.source, ("routing", r, key, index), code, inside, "i comuni del territorio")
        for where, message, mend in routing_mistakes(self.data):
            self.source.report(where, message, mend)
        for where, message, mend in body_mistakes(self.data):
            self.source.report(where, message, mend)

    def _municipality(self, where: Where, municipality: Data) -> None:
        names = municipality_names().get(municipality["belfiore"])
        if names is None:
            self.source.report(
                where,
                f"il codice catastale «{municipality['belfiore']}» non esiste.",
                f"cerca il codice di {municipality['name']} e correggilo.",
            )
        elif _plain(municipality["name"]) not in {_plain(name) for name in names}:
            self.source.report(
                where,
                f"il codice «{municipality['belfiore']}» è di {names[-1]}, non di {municipality['name']}.",
                "correggi il codice o il nome.",
            )

    def _partners(self) -> None:
        for index, partner in enumerate(self.data["partners"]):
            self._refer_all(
                ("partners", index, "territories"),
                partner.get("territories", ()),
                "territories",
                "i territori",
            )
        if not any(partner["role"] == "lead" for partner in self.data["partners"]):
            self.source.report(("partners",), "nessun ente è capofila.", "dai a un ente il ruolo «lead».")

    def _action(self, where: Where, action: Data) -> None:
        self._refer_all(
            (*where, "target_groups"), action["target_groups"], "target_groups", "i gruppi di persone"
        )
        self._ages((*where, "age"), action.get("age", {}))
        for index, criterion in enumerate(action.get("entry_criteria", ())):
            self._criterion((*where, "entry_criteria", index), criterion)
        seen: set[tuple[Any, ...]] = set()
        for index, use in enumerate(action.get("instruments", ())):
            self._use((*where, "instruments", index), use)
            key = (use["purpose"], use["code"])
            if key in seen:
                _twice(self.source, (*where, "instruments", index), use["code"])
            seen.add(key)
        kinds = _codes(action["activity_kinds"])
        for index, kind in enumerate(action["activity_kinds"]):
            if self.kinds_seen.setdefault(kind["code"], where) != where:
                _twice(self.source, (*where, "activity_kinds", index), kind["code"])
        for index, budget in enumerate(action.get("hours_budgets", ())):
            for k, code in enumerate(budget["activity_kinds"]):
                here = (*where, "hours_budgets", index, "activity_kinds", k)
                _known(self.source, here, code, kinds, "le attività di questa azione")
        meetings = action.get("internship_meetings", {})
        _known(
            self.source,
            (*where, "internship_meetings", "activity_kind"),
            meetings.get("activity_kind"),
            kinds,
            "le attività di questa azione",
        )

    def _ages(self, where: Where, limits: Data) -> None:
        if _both(limits, "min", "max") and limits["min"] > limits["max"]:
            self.source.report(where, "l'età minima supera la massima.", "scambia i due numeri.")

    def _criterion(self, where: Where, criterion: Data) -> None:
        kind, code = criterion["kind"], criterion["code"]
        if kind == "age_range" and "min" not in criterion and "max" not in criterion:
            self.source.report(
                where, f"il criterio «{code}» non dice le età.", "scrivi «min», «max» o entrambi."
            )
        if kind == "choice" and not any(choice.get("meets") for choice in criterion.get("choices", ())):
            mend = "elenca «choices» e segna «meets: true» su almeno una voce."
            self.source.report(where, f"nessuna voce soddisfa il criterio «{code}».", mend)
        self._ages(where, criterion)

    def _use(self, where: Where, use: Data) -> None:
        self._stored(where, use, self.known.instruments, "uno strumento", "instruments/")
        found = self.known.instruments.get((use["code"], use["version"]))
        if found is not None and found["purpose"] != use["purpose"]:
            self.source.report(
                (*where, "purpose"),
                f"lo strumento «{use['code']}» serve a «{found['purpose']}», non a «{use['purpose']}».",
                f"scrivi «purpose: {found['purpose']}» o scegli un altro strumento.",
            )

    def _result(self, where: Where, result: Data) -> None:
        self._refer((*where, "action"), result.get("action"), "actions", "le azioni")
        measure = result["measure"]
        origin = MEASURE_SOURCES[measure["count"]]
        here = (*where, "measure")
        for key, value in measure.get("where", {}).items():
            if key not in origin.where:
                allowed = ", ".join(origin.where) or "nessuna"
                mend = (
                    f"le condizioni ammesse per «{origin.code}» sono: {allowed}.{nearest(key, origin.where)}"
                )
                self.source.report((*here, "where", key), f"la condizione «{key}» non è prevista.", mend)
            else:
                self._condition((*here, "where", key), value, origin.where[key], key in origin.lists)
        for key in sorted(origin.required - set(measure.get("where", {}))):
            self.source.report(
                here,
                f"per contare «{origin.code}» serve la condizione «{key}».",
                f"aggiungi «where: {{{key}: …}}».",
            )
        if measure.get("distinct", origin.distinct[0]) not in origin.distinct:
            self.source.report(
                (*here, "distinct"),
                f"«{origin.code}» non si conta per «{measure['distinct']}».",
                f"scrivi uno di questi: {', '.join(origin.distinct)}.",
            )

    def _condition(self, where: Where, value: Any, allowed: WhereValue, is_list: bool) -> None:
        if allowed == "number":
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                self.source.report(
                    where, f"«{value}» non è un numero intero.", "scrivi un numero da 1 in su."
                )
            return
        if is_list and not isinstance(value, list):
            self.source.report(where, "serve un elenco di codici.", "scrivi i codici tra parentesi quadre.")
            return
        for code in value if isinstance(value, list) else [value]:
            if isinstance(allowed, tuple):
                _known(self.source, where, str(code), allowed, "i valori ammessi")
            else:
                self._refer(where, str(code), allowed, "i codici del pacchetto")

    def _tables_and_desk(self) -> None:
        for index, table in enumerate(self.data.get("tables", ())):
            self._refer_all(("tables", index, "partners"), table.get("partners", ()), "partners", "gli enti")
        desk = self.data.get("desk", {})
        self._refer(("desk", "partner"), desk.get("partner"), "partners", "gli enti")
        self._refer_all(("desk", "quarters"), desk.get("quarters", ()), "quarters", "i quartieri")
        for index, hours in enumerate(desk.get("opening", ())):
            if hours["from"] >= hours["to"]:
                where = ("desk", "opening", index)
                self.source.report(where, "la chiusura viene prima dell'apertura.", "scambia i due orari.")

    def _training(self) -> None:
        course = self.data.get("operators_training", {}).get("course")
        if course is None:
            return
        total = sum(area["hours"] for area in course["areas"])
        if total != course["total_hours"]:
            self.source.report(
                ("operators_training", "course", "total_hours"),
                f"le aree sommano {total:g} ore, il totale dice {course['total_hours']:g}.",
                "correggi le ore delle aree o il totale.",
            )


def _codes_once(source: Source) -> None:
    for where, values in _lists(source.value, ()):
        if where and where[-1] in ("instruments", "texts"):
            continue
        seen: set[str] = set()
        for index, value in enumerate(values):
            code = value.get("code") if isinstance(value, dict) else value if isinstance(value, str) else None
            if code in seen:
                _twice(source, (*where, index), str(code))
            if code is not None:
                seen.add(code)


def _lists(value: Any, where: Where) -> Iterator[tuple[Where, list[Any]]]:
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        yield where, value
        pairs = enumerate(value)
    for key, inner in pairs:
        yield from _lists(inner, (*where, key))


def _twice(source: Source, where: Where, code: str) -> None:
    source.report(where, f"il codice «{code}» è scritto due volte.", "cambia o togli uno dei due.")


def _known(source: Source, where: Where, code: str | None, known: Iterable[str], words: str) -> bool:
    if code is None or code in known:
        return True
    names = sorted(known)
    listed = (
        f"{words}: {', '.join(names[:12])}{'…' if len(names) > 12 else ''}" if names else f"{words}: nessuno"
    )
    source.report(where, f"«{code}» non si trova tra {words}.", f"scegli tra {listed}.{nearest(code, names)}")
    return False


def _codes(values: Iterable[Data]) -> set[str]:
    return {value["code"] for value in values}


def _both(data: Data, *keys: str) -> bool:
    return all(data.get(key) is not None for key in keys)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


@functools.cache
def municipality_names() -> Mapping[str, tuple[str, ...]]:
    """Names that each Belfiore code has had, the present one last."""
    raw = importlib.resources.files("codicefiscale").joinpath("data/municipalities.json").read_text("utf-8")
    names: dict[str, list[str]] = {}
    for row in sorted(json.loads(raw), key=lambda row: bool(row["active"])):
        names.setdefault(row["code"], []).extend(name for name in (row["name_alt"], row["name"]) if name)
    return {code: tuple(found) for code, found in names.items()}
