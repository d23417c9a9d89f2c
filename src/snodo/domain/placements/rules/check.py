"""The checks. Each looks at the facts and yields what it has found, in plain words, with its source."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

from snodo.domain.placements import calendar
from snodo.domain.placements.rules.facts import ERROR, NOTE, WARNING, Facts, RuleFinding
from snodo.domain.placements.states import InternshipKind, RuleTarget

PENALTY_LAW = "L. 234/2021, art. 1, commi 721-726"
Check = Callable[[Facts], Iterator[RuleFinding]]
_ORDER = {ERROR: 0, WARNING: 1, NOTE: 2}


def check(facts: Facts) -> list[RuleFinding]:
    """All findings: what must be mended first, then what asks for a reason, then what to remember."""
    found = [finding for one in _CHECKS for finding in one(facts)]
    return sorted(found, key=lambda finding: _ORDER[finding.level])


def _italian(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"


def _number(value: Decimal | float) -> str:
    text = f"{Decimal(str(value)).normalize():f}"
    return text.replace(".", ",")


def _two_bodies(facts: Facts) -> Iterator[RuleFinding]:
    same_body = facts.promoter_id is not None and facts.promoter_id == facts.host_id
    same_vat = bool(facts.promoter_vat) and facts.promoter_vat == facts.host_vat
    if same_body or same_vat:
        yield RuleFinding(
            "promoter-is-host",
            ERROR,
            "Chi promuove il tirocinio non può anche ospitarlo: scegli due enti diversi.",
            "Accordo Stato-Regioni 86/CSR del 25/5/2017",
            field="host",
        )


def _case(facts: Facts) -> Iterator[RuleFinding]:
    if not facts.case_open:
        yield RuleFinding("case-closed", ERROR, "Il percorso è concluso: il tirocinio non si può avviare.")


def _taking_charge(facts: Facts) -> Iterator[RuleFinding]:
    if facts.kind != InternshipKind.TIS:
        return
    source = facts.source_of("needs_taking_charge") or "Accordo Stato-Regioni 7/CSR del 22/1/2015"
    if not facts.taking_organisation or not facts.taking_worker:
        yield RuleFinding(
            "tis-taking-charge",
            ERROR,
            "Il tirocinio di inclusione sociale è per chi è in carico al servizio sociale o sanitario: "
            "indica il servizio e l'operatore che segue la persona.",
            source,
            field="taking_organisation",
        )
    elif not facts.taking_is_public_service:
        yield RuleFinding(
            "tis-taking-service",
            WARNING,
            f"{facts.taking_organisation} non risulta un servizio sociale o sanitario: "
            "spiega con quale atto ha in carico la persona.",
            source,
            field="taking_organisation",
        )


def _dates(facts: Facts) -> Iterator[RuleFinding]:
    if facts.starts_on is None or facts.ends_on is None:
        yield RuleFinding(
            "dates-missing", ERROR, "Scrivi il giorno di inizio e quello di fine.", field="starts_on"
        )
    elif facts.ends_on < facts.starts_on:
        yield RuleFinding(
            "dates-order",
            ERROR,
            "La fine viene prima dell'inizio: correggi una delle due date.",
            field="ends_on",
        )
    elif facts.programme_ends_on and facts.ends_on > facts.programme_ends_on:
        yield RuleFinding(
            "after-programme",
            WARNING,
            f"Il tirocinio finisce dopo il programma ({_italian(facts.programme_ends_on)}): "
            "scrivi chi lo segue e lo paga da quel giorno.",
            field="ends_on",
        )


def _max_months(facts: Facts) -> tuple[int | None, str]:
    """The maximum that holds for this person, and the value it was read from."""
    by_eqf = facts.rule.get("max_months_by_eqf")
    if by_eqf and facts.target == RuleTarget.ORDINARY and facts.eqf_level:
        for band in by_eqf:
            if band.get("from", 0) <= facts.eqf_level <= band.get("to", 99):
                return int(band["months"]), "max_months_by_eqf"
    limits = facts.rule.get("max_months", {})
    found = limits.get(facts.target, limits.get(RuleTarget.ORDINARY.value))
    return (int(found) if found else None), "max_months"


def _longest(facts: Facts) -> Iterator[RuleFinding]:
    months, value = _max_months(facts)
    if not months or not facts.starts_on or not facts.ends_on or facts.ends_on < facts.starts_on:
        return
    last = calendar.longest_end(facts.starts_on, months, facts.paused_days)
    if facts.ends_on > last:
        yield RuleFinding(
            "too-long",
            ERROR,
            f"Dura troppo: il massimo è {months} mesi, proroghe comprese. "
            f"Con questo inizio può finire al più tardi il {_italian(last)}.",
            facts.source_of(value),
            facts.unconfirmed(value),
            field="ends_on",
        )
    if facts.rule.get("max_months_by_eqf") and facts.target == RuleTarget.ORDINARY and not facts.eqf_level:
        yield RuleFinding(
            "eqf-missing",
            WARNING,
            "In questa regione la durata massima dipende dal livello EQF delle competenze: indicalo.",
            facts.source_of("max_months_by_eqf"),
            field="eqf_level",
        )


def _shortest(facts: Facts) -> Iterator[RuleFinding]:
    value = "min_months_seasonal" if facts.seasonal and "min_months_seasonal" in facts.rule else "min_months"
    months = facts.rule.get(value)
    if (
        not months
        or not facts.starts_on
        or not facts.ends_on
        or facts.target in facts.rule.get("min_not_for", [])
    ):
        return
    first_end = calendar.longest_end(facts.starts_on, int(months))
    if facts.starts_on <= facts.ends_on < first_end:
        unit = "mese" if int(months) == 1 else "mesi"
        yield RuleFinding(
            "too-short",
            WARNING,
            f"Dura poco: il minimo è {months} {unit}, quindi almeno fino al {_italian(first_end)}.",
            facts.source_of(value),
            facts.unconfirmed(value),
            field="ends_on",
        )


def least_allowance(facts: Facts) -> Decimal | None:
    """The lowest monthly allowance these rules accept, with the reductions that apply."""
    if "allowance_min" not in facts.rule:
        return None
    least = Decimal(str(facts.rule["allowance_min"]))
    applies = {
        "meals": facts.meals,
        "public_host": facts.public_host,
    }
    for reduction in facts.rule.get("allowance_reductions", []):
        limit = reduction["hours_a_day"] if reduction["if"] == "short_day" else 0
        short = facts.hours_a_day is not None and facts.hours_a_day <= limit
        if applies.get(reduction["if"]) or short:
            least = min(least, Decimal(str(reduction["min"])))
    by_hours = facts.rule.get("allowance_by_hours")
    if by_hours and facts.weekly_hours:
        share = min(facts.weekly_hours / Decimal(str(by_hours["full_hours"])), Decimal(1))
        least = max(Decimal(str(by_hours["floor"])), (least * share).quantize(Decimal(1)))
    return least


def _allowance(facts: Facts) -> Iterator[RuleFinding]:
    least = least_allowance(facts)
    if least is None:
        return
    if facts.kind == InternshipKind.EXTRACURRICULAR and not facts.allowance:
        yield RuleFinding(
            "allowance-missing",
            ERROR,
            f"L'indennità è dovuta: qui il minimo è {_number(least)} euro al mese. "
            "Senza indennità l'ospitante rischia una sanzione da 1.000 a 6.000 euro.",
            PENALTY_LAW,
            field="allowance",
        )
    elif facts.allowance < least:
        yield RuleFinding(
            "allowance-low",
            WARNING,
            f"L'indennità è bassa: per queste ore servono almeno {_number(least)} euro al mese.",
            facts.source_of("allowance_min"),
            facts.unconfirmed("allowance_min"),
            field="allowance",
        )


def quota_of(facts: Facts) -> int | None:
    """How many trainees the host may have at once; None when unknown."""
    if facts.host_employees is None:
        return None
    for band in facts.rule.get("quotas", []):
        if band["from"] <= facts.host_employees <= band.get("to", 10**9):
            if "max" in band:
                return int(band["max"])
            return max(facts.host_employees * int(band["percent"]) // 100, 1)
    return None


def _quota(facts: Facts) -> Iterator[RuleFinding]:
    if not facts.rule.get("quotas") or facts.target in facts.rule.get("quota_not_for", []):
        return
    source, memory = facts.source_of("quotas"), facts.unconfirmed("quotas")
    limit = quota_of(facts)
    if limit is None:
        yield RuleFinding(
            "quota-unknown",
            WARNING,
            "Non sappiamo quanti dipendenti ha l'azienda: senza non si può verificare quanti tirocini "
            "può ospitare insieme. Scrivilo nella scheda dell'azienda.",
            source,
            memory,
            field="host",
        )
    elif facts.host_trainees >= limit:
        yield RuleFinding(
            "quota-full",
            WARNING,
            f"L'azienda ha {facts.host_employees} dipendenti e può ospitare {limit} "
            f"{'tirocinio' if limit == 1 else 'tirocini'} insieme: ne ha già {facts.host_trainees}.",
            source,
            memory,
            field="host",
        )


def _tutors(facts: Facts) -> Iterator[RuleFinding]:
    law = "Accordo Stato-Regioni 86/CSR del 25/5/2017"
    if not facts.has_promoter_tutor:
        yield RuleFinding(
            "promoter-tutor-missing", ERROR, "Manca il tutor del promotore.", law, field="promoter_tutor_name"
        )
    if not facts.has_host_tutor:
        yield RuleFinding(
            "host-tutor-missing", ERROR, "Manca il tutor aziendale.", law, field="host_tutor_name"
        )
    yield from _tutor_load(
        facts,
        "promoter_tutor_max",
        facts.promoter_tutor_load,
        "Il tutor del promotore",
        "promoter_tutor_name",
    )
    yield from _tutor_load(
        facts, "host_tutor_max", facts.host_tutor_load, "Il tutor aziendale", "host_tutor_name"
    )


def _tutor_load(facts: Facts, value: str, load: int, who: str, field: str) -> Iterator[RuleFinding]:
    limit = facts.rule.get(value)
    if limit and load >= limit:
        yield RuleFinding(
            value.replace("_", "-"),
            WARNING,
            f"{who} segue già {load} tirocini: il massimo è {limit} insieme.",
            facts.source_of(value),
            facts.unconfirmed(value),
            field=field,
        )


def _hours(facts: Facts) -> Iterator[RuleFinding]:
    if not facts.weekly_hours:
        yield RuleFinding("hours-missing", ERROR, "Scrivi quante ore a settimana.", field="weekly_hours")
        return
    most = Decimal(str(facts.rule.get("weekly_hours_max", 40)))
    if facts.weekly_hours > most:
        yield RuleFinding(
            "hours-many",
            WARNING,
            f"Più di {_number(most)} ore a settimana: non si può superare l'orario del contratto "
            "applicato in azienda.",
            facts.source_of("weekly_hours_max"),
            facts.unconfirmed("weekly_hours_max"),
            field="weekly_hours",
        )
    elif facts.weekly_hours + facts.other_weekly_hours > most:
        yield RuleFinding(
            "hours-together",
            WARNING,
            f"Con gli altri tirocini in corso la persona arriva a "
            f"{_number(facts.weekly_hours + facts.other_weekly_hours)} ore a settimana.",
            field="weekly_hours",
        )
    over = facts.rule.get("meals_over_hours_a_day")
    if over and not facts.meals and facts.hours_a_day and facts.hours_a_day > over:
        yield RuleFinding(
            "meals-due",
            WARNING,
            f"Oltre {over} ore al giorno spettano la mensa o i buoni pasto.",
            facts.source_of("meals_over_hours_a_day"),
            field="meals",
        )


def _papers(facts: Facts) -> Iterator[RuleFinding]:
    if not facts.has_agreement:
        yield RuleFinding(
            "agreement-missing",
            WARNING,
            "Non c'è una convenzione valida tra promotore e azienda per il giorno di inizio.",
            "Accordo Stato-Regioni 86/CSR del 25/5/2017",
            field="agreement",
        )
    if not facts.has_insurance:
        yield RuleFinding(
            "insurance-missing",
            ERROR,
            "Servono la posizione INAIL e la polizza di responsabilità civile.",
            "Accordo Stato-Regioni 86/CSR del 25/5/2017",
            field="inail_position",
        )
    if not facts.has_objectives:
        yield RuleFinding(
            "objectives-missing",
            ERROR,
            "Scrivi gli obiettivi: il progetto formativo parte da lì.",
            field="objectives",
        )
    asks = facts.rule.get("prior_authorisation")
    if asks and facts.authorisation_on is None:
        yield RuleFinding(
            "authorisation-missing",
            WARNING,
            f"Prima dell'avvio serve l'autorizzazione: {asks}.",
            facts.source_of("prior_authorisation"),
            field="authorisation_on",
        )


def _repeated(facts: Facts) -> Iterator[RuleFinding]:
    if facts.earlier_here:
        yield RuleFinding(
            "same-host-again",
            WARNING,
            "La persona ha già fatto un tirocinio in questa azienda: spiega che cosa cambia nel progetto.",
            "Accordo Stato-Regioni 86/CSR del 25/5/2017",
            unconfirmed=True,
            field="host",
        )


def _age(facts: Facts) -> Iterator[RuleFinding]:
    if facts.person_age is not None and facts.person_age < 16:
        yield RuleFinding(
            "under-16", ERROR, "La persona ha meno di 16 anni: il tirocinio non si può avviare."
        )
    elif facts.person_age is not None and facts.person_age < 18:
        yield RuleFinding(
            "under-18",
            NOTE,
            "È minorenne: firma anche chi ne ha la responsabilità, niente turni di notte o festivi.",
        )


def _reminders(facts: Facts) -> Iterator[RuleFinding]:
    if facts.communication_on is None and facts.kind != InternshipKind.CURRICULAR:
        yield RuleFinding(
            "communication",
            NOTE,
            "L'azienda fa la comunicazione obbligatoria entro il giorno prima dell'inizio.",
            PENALTY_LAW,
        )
    if facts.kind == InternshipKind.EXTRACURRICULAR:
        yield RuleFinding(
            "host-declares",
            NOTE,
            "L'azienda dichiara di non sostituire personale assente, di non aver licenziato da poco per le "
            "stesse mansioni e di rispettare le norme su sicurezza e collocamento mirato.",
            "Accordo Stato-Regioni 86/CSR del 25/5/2017",
            unconfirmed=True,
        )
    if not facts.rule and facts.kind in (InternshipKind.EXTRACURRICULAR, InternshipKind.TIS):
        yield RuleFinding(
            "no-rules",
            WARNING,
            "Per questa regione e questa data non ci sono regole caricate: scrivi quale norma hai seguito.",
            field="region",
        )
    elif not facts.rule:
        yield RuleFinding(
            "own-rules",
            NOTE,
            f"Per {facts.kind_label} valgono il regolamento di chi la finanzia e la convenzione: "
            "qui si controllano solo gli elementi comuni.",
        )


_CHECKS: tuple[Check, ...] = (
    _two_bodies,
    _case,
    _taking_charge,
    _dates,
    _longest,
    _shortest,
    _hours,
    _allowance,
    _quota,
    _tutors,
    _papers,
    _repeated,
    _age,
    _reminders,
)
