"""What is asked of a referral before it is kept and before it is sent: the same for one and for many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from snodo.domain.instruments import scoring
from snodo.domain.instruments.models import Instrument
from snodo.domain.instruments.queries import shape_of
from snodo.domain.intake import criteria, queries, sealing, states
from snodo.domain.intake.models import Referral
from snodo.domain.people.guardianship import is_minor
from snodo.domain.people.queries import code_fingerprint
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import EntryCriterion, ProgrammeAction
from snodo.domain.programmes.states import CaseUnit
from snodo.kernel import clock, identifiers
from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.tenancy import TenantForeignKey

WHO_ANSWERS = "Ha meno di 18 anni: scegli chi ne ha la responsabilità, oppure «Non si sa ancora»."
WHO_SEEKS = "Scrivi chi sta cercando di saperlo, e come si raggiunge."
LINKS = [field.name for field in Referral._meta.fields if isinstance(field, TenantForeignKey)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an action asks today, read once."""

    criteria: list[EntryCriterion]
    instrument: Instrument | None
    shape: Shape | None
    stay: bool = False  # where somebody lives, which is asked only where it may decide


def asked_by(action: ProgrammeAction) -> Asked:
    """Its entry criteria, its sheet, and what decides who receives. Three statements."""
    instrument = queries.referral_sheet(action)
    shape = shape_of(instrument) if instrument is not None else None
    stay = programmes.looks_at_stay(action.programme)
    return Asked(queries.criteria_of(action), instrument, shape, stay)


def assess(
    referral: Referral,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str],
    asked: list[EntryCriterion] | None = None,
) -> None:
    """Write each criterion beside its answer, as it stands today."""
    known = sealing.facts_of(referral)
    facts = criteria.facts_of(referral.action, known["birth_date"], known["municipality"])
    asked = queries.criteria_of(referral.action) if asked is None else asked
    referral.criteria = criteria.assess(asked, answers, reasons, facts)
    if referral.protected:  # neither age nor place is written beside the criterion
        for one in referral.criteria:
            one["words"] = {True: "Sì", False: "No"}.get(one["met"], "")


def check_storable(referral: Referral) -> None:
    """Whether it can be kept at all, also half written. Raises InputRefused."""
    problems: dict[str, str] = {}
    if referral.birth_date is not None:
        if referral.birth_date > clock.today():
            problems["birth_date"] = "La data di nascita è nel futuro: controlla l'anno."
        elif referral.birth_date.year < 1900:
            problems["birth_date"] = "La data di nascita è troppo lontana: controlla l'anno."
    if referral.intercepted_on > clock.today():
        problems["intercepted_on"] = "Questa data è nel futuro: scrivi oggi o un giorno passato."
    size, minors = referral.household_size, referral.household_minors
    if size is not None and minors is not None and minors > size:
        problems["household_minors"] = "Sono più dei componenti del nucleo: correggi uno dei due numeri."
    referral.citizenship = referral.citizenship.strip().upper()
    referral.code_fingerprint = _fingerprint(referral.codice_fiscale)
    referral.take_binding()
    try:
        referral.clean_fields(exclude=[*LINKS, "criteria", "sheet_draft", "sealed"])
    except ValidationError as error:
        problems |= {name: said[0] for name, said in error.message_dict.items() if name not in problems}
    if problems:
        raise InputRefused(problems)


def _fingerprint(code: str) -> str:
    return code_fingerprint(identifiers.guess_kind(code), code) if code.strip() else ""


def settle_names(referral: Referral) -> None:
    """What a household is called; of a single person nothing of a household stays."""
    unit = referral.action.case_unit
    if unit == CaseUnit.HOUSEHOLD and not referral.household_name and referral.last_name:
        referral.household_name = f"Famiglia {referral.last_name}"
    if unit == CaseUnit.HOUSEHOLD and referral.protected:
        referral.household_name = f"Nucleo di {referral.pseudonym}"[:120]
    if unit != CaseUnit.HOUSEHOLD:
        referral.household_name = ""
        referral.household_size = referral.household_minors = None


def sending_problems(referral: Referral) -> dict[str, str]:
    """What bars the sending, field by field; the questions of the sheet apart."""
    problems: dict[str, str] = {}
    if referral.protected:
        if not referral.pseudonym:
            problems["pseudonym"] = "Per una persona protetta scrivi uno pseudonimo."
    elif not referral.first_name and not referral.last_name:
        problems["first_name"] = "Scrivi almeno il nome o il cognome."
    known = sealing.facts_of(referral)
    if known["homeless"] and known["municipality"] is not None:
        problems["homeless"] = "Hai scritto anche un comune di residenza: lascia solo quello giusto."
    if not referral.need_words:
        problems["need_words"] = "Scrivi il bisogno, se possibile con le parole della persona."
    if referral.ground not in states.Ground.values:
        problems["ground"] = "Scegli a che titolo condividi queste informazioni."
    if referral.urgency == states.Urgency.URGENT and not referral.urgency_reason:
        problems["urgency_reason"] = "Scrivi in poche parole perché è urgente."
    if referral.codice_fiscale:
        kind = identifiers.guess_kind(referral.codice_fiscale)
        checked = identifiers.person_code(kind, referral.codice_fiscale)
        if not checked.ok:
            problems["codice_fiscale"] = f"{checked.errors[0]} Se non ce l'hai, lascia vuoto."
    return problems | _guardian_problems(referral) | criteria.problems(referral.criteria)


def _guardian_problems(referral: Referral) -> dict[str, str]:
    """Of somebody under age it is said who answers for them, or who is finding out (`states.Guardian`)."""
    if not is_minor(sealing.born(referral), clock.today()):
        return {}
    if not referral.guardian_kind:
        return {"guardian_kind": WHO_ANSWERS}
    if referral.guardian_words:
        return {}
    unknown = referral.guardian_kind == states.Guardian.UNKNOWN
    return {"guardian_words": WHO_SEEKS if unknown else "Scrivi chi è e come si raggiunge."}


def sheet_problems(referral: Referral, asked: Asked) -> dict[str, str]:
    """What the sheet of the action would refuse, without keeping it."""
    if asked.shape is None:
        return {}
    answers = queries.answers_with_fields(referral, asked.shape)
    _, problems = scoring.check_answers(asked.shape, answers)
    return {f"sheet-{code}": sentence for code, sentence in problems.items()}
