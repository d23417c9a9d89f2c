"""Codes of persons, bodies, telephones and accounts: read, tidied, and checked with advice.

Every function takes what was typed and gives a `Checked`: an *error* means that this cannot be such a code;
a *warning* is worth a second look and never bars the way. A person's code proves nothing about who they are:
names are transliterated, registered sex is not lived gender, codes are reissued. Heavy tables load when used.
"""

from snodo.kernel.identifiers.bodies import (
    iban,
    iban_display,
    organisation_code,
    partita_iva,
    phone,
    phone_display,
)
from snodo.kernel.identifiers.persons import (
    PERSON_KINDS,
    Decoded,
    birth_date_of,
    canonical_codice_fiscale,
    check_letter,
    codice_fiscale,
    decode,
    eni,
    equivalent_codes,
    expected_codice_fiscale,
    guess_kind,
    no_code,
    person_code,
    place_code,
    place_name,
    provisional_code,
    sex_of,
    stp,
)
from snodo.kernel.identifiers.results import (
    CODICE_FISCALE,
    ENI,
    IBAN,
    NONE,
    PARTITA_IVA,
    PHONE,
    PROVISIONAL,
    STP,
    Checked,
    Problem,
)

__all__ = [
    "CODICE_FISCALE",
    "ENI",
    "IBAN",
    "NONE",
    "PARTITA_IVA",
    "PERSON_KINDS",
    "PHONE",
    "PROVISIONAL",
    "STP",
    "Checked",
    "Decoded",
    "Problem",
    "birth_date_of",
    "canonical_codice_fiscale",
    "check_letter",
    "codice_fiscale",
    "decode",
    "eni",
    "equivalent_codes",
    "expected_codice_fiscale",
    "guess_kind",
    "iban",
    "iban_display",
    "no_code",
    "organisation_code",
    "partita_iva",
    "person_code",
    "phone",
    "phone_display",
    "place_code",
    "place_name",
    "provisional_code",
    "sex_of",
    "stp",
]
