"""The closed list of what an expected result may count, and on which conditions.

A pack names one of these sources; reporting computes them. `where` names the conditions allowed and
what their value must be: a closed list, a code of the pack, a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OUTCOME_FAMILIES = (
    "job_contract",
    "training_enrolment",
    "active_policy",
    "attestation",
    "internship",
    "other",
)
INTERNSHIP_KINDS = ("extracurricular", "tis", "curricular", "work_grant", "other")
TABLE_KINDS = (
    *("multidisciplinary", "project", "steering", "opportunity", "team", "working", "focus_group"),
    "presentation",
)
PAYERS = ("funder", "person", "referring_service")
STEPS = ("first_answer", "first_appointment", "first_opportunity")
CASE_STATES = ("open", "closed", "any")

# value kinds: a tuple = one of these (or a list of them); "number" = whole number;
# otherwise the name of a list of codes of the pack
WhereValue = tuple[str, ...] | str


@dataclass(frozen=True)
class MeasureSource:
    """One thing that can be counted."""

    code: str
    title: str
    description: str
    where: Mapping[str, WhereValue]
    distinct: tuple[str, ...]
    """Allowed ways of counting once each; the first is the default."""
    lists: frozenset[str] = frozenset()
    """Conditions whose value is a list and must all hold."""
    required: frozenset[str] = frozenset()


def _source(
    code: str,
    title: str,
    description: str,
    where: Mapping[str, WhereValue],
    distinct: tuple[str, ...],
    *,
    lists: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
) -> MeasureSource:
    return MeasureSource(code, title, description, where, distinct, frozenset(lists), frozenset(required))


_PEOPLE: Mapping[str, WhereValue] = {
    "target_group": "target_groups",
    "territory": "territories",
    "quarter": "quarters",
}

_ALL = (
    _source(
        "cases",
        "Prese in carico",
        "Le prese in carico accettate nel programma, anche se poi concluse.",
        {**_PEOPLE, "state": CASE_STATES, "case_unit": ("person", "household")},
        ("case", "person", "household"),
    ),
    _source(
        "people_engaged",
        "Persone coinvolte",
        "Le persone con almeno un colloquio registrato o una attività frequentata. Ognuna una volta.",
        _PEOPLE,
        ("person",),
    ),
    _source(
        "households",
        "Nuclei familiari",
        "I nuclei presi in carico, o con almeno un componente che ha frequentato un gruppo per le famiglie.",
        {**_PEOPLE, "via": ("in_charge", "family_group", "any")},
        ("household",),
    ),
    _source(
        "outcomes",
        "Esiti",
        "Gli esiti registrati: contratti, iscrizioni, ingressi in politiche attive e altri.",
        {**_PEOPLE, "family": OUTCOME_FAMILIES, "kind": "outcome_kinds"},
        ("row", "person", "case", "household", "organisation"),
    ),
    _source(
        "internships",
        "Moduli di tirocinio",
        "I moduli di tirocinio avviati: una persona può averne più di uno.",
        {**_PEOPLE, "kind": INTERNSHIP_KINDS},
        ("row", "person", "case", "organisation"),
    ),
    _source(
        "host_kinds",
        "Tipi di ente ospitante",
        "Quanti tipi diversi di azienda o ente hanno ospitato almeno un tirocinio avviato.",
        {"kind": INTERNSHIP_KINDS},
        ("host_kind",),
    ),
    _source(
        "groups",
        "Gruppi e laboratori",
        "I gruppi e i laboratori con almeno un incontro svolto.",
        {"activity_kind": "activity_kinds"},
        ("row",),
    ),
    _source(
        "attestations",
        "Attestati e certificazioni",
        "Gli attestati e le certificazioni rilasciati, ciascuno con il suo documento.",
        {**_PEOPLE, "kind": "outcome_kinds"},
        ("row", "person"),
    ),
    _source(
        "protocols",
        "Protocolli riconosciuti",
        "I protocolli approvati da tutti gli enti indicati.",
        {"approved_by": "partners"},
        ("row",),
        lists=("approved_by",),
        required=("approved_by",),
    ),
    _source(
        "training_hours",
        "Ore di formazione degli operatori",
        "Le ore svolte del corso degli operatori, in tutto o per area.",
        {"area": "training_areas"},
        ("row",),
    ),
    _source(
        "operators_trained",
        "Operatori formati",
        "Gli operatori che hanno concluso il corso con la presenza richiesta.",
        {},
        ("person", "organisation"),
    ),
    _source(
        "tables_held",
        "Tavoli svolti",
        "Gli incontri di tavolo svolti, con verbale.",
        {"table_kind": TABLE_KINDS},
        ("row", "case", "organisation"),
    ),
    _source(
        "cards_issued",
        "Tessere rilasciate",
        "Le tessere delle opportunità consegnate alle persone o alle famiglie.",
        _PEOPLE,
        ("row", "person", "household"),
    ),
    _source(
        "desk_accesses",
        "Accessi allo sportello",
        "Gli accessi registrati allo sportello, anche senza nome.",
        {"quarter": "quarters"},
        ("row", "person"),
    ),
    _source(
        "prior_interviews",
        "Colloqui prima del percorso",
        "I nuclei, le persone o i colloqui di quando un percorso non c'è ancora. Un nucleo conta una volta.",
        {},
        ("household", "person", "row"),
    ),
    _source(
        "response_time",
        "Tempo di risposta",
        "La mediana dei giorni tra la segnalazione e il passo indicato.",
        {**_PEOPLE, "step": STEPS},
        ("case",),
        required=("step",),
    ),
    _source(
        "continuity_share",
        "Continuità",
        "La percentuale di prese in carico con presenze in almeno il numero indicato di mesi diversi.",
        {**_PEOPLE, "months": "number"},
        ("case",),
        required=("months",),
    ),
    _source(
        "hours_delivered",
        "Ore erogate",
        "Le ore svolte e registrate, in tutto o per chi le paga.",
        {"payer": PAYERS, "activity_kind": "activity_kinds"},
        ("row",),
    ),
)

MEASURE_SOURCES: Mapping[str, MeasureSource] = {source.code: source for source in _ALL}
DISTINCT_LABELS: Mapping[str, str] = {
    "row": "ogni registrazione",
    "person": "ogni persona una volta",
    "case": "ogni presa in carico una volta",
    "household": "ogni nucleo una volta",
    "organisation": "ogni ente una volta",
    "host_kind": "ogni tipo di ente una volta",
}
