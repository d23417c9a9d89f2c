"""Codes of bodies, telephones and accounts."""

import re
import unicodedata

from snodo.kernel.identifiers.persons import codice_fiscale
from snodo.kernel.identifiers.results import (
    CODICE_FISCALE,
    IBAN,
    PARTITA_IVA,
    PHONE,
    Checked,
    compact,
    error,
    luhn,
    warn,
)

_VAT_OFFICES = {f"{number:03d}" for number in range(1, 101)} | {"120", "121", "888", "999"}


def partita_iva(raw: str) -> Checked:
    """The VAT number of a body, 11 digits."""
    value = compact(raw).removeprefix("IT")
    if not re.fullmatch(r"[0-9]{11}", value):
        return error(PARTITA_IVA, value, "La partita IVA è fatta di 11 cifre.")
    if not luhn(value) or value == "0" * 11:
        return error(
            PARTITA_IVA, value, "La partita IVA non torna: c'è una cifra sbagliata. Rileggila e correggila."
        )
    advice = ""
    if value[7:10] not in _VAT_OFFICES:
        advice = "L'ufficio che avrebbe rilasciato questa partita IVA non esiste: rileggila dal documento."
    return Checked(PARTITA_IVA, value, value, warn(advice))


def organisation_code(raw: str) -> Checked:
    """The codice fiscale of a body: 11 digits, or 16 characters for a sole trader."""
    value = compact(raw)
    if len(value) == 16:
        return codice_fiscale(value)
    checked = partita_iva(value)
    if checked.ok:
        return Checked(CODICE_FISCALE, checked.value, checked.canonical)
    return error(
        CODICE_FISCALE,
        checked.value,
        "Il codice fiscale di un ente ha 11 cifre e qui qualcosa non torna: rileggilo.",
    )


def phone(raw: str) -> Checked:
    """A telephone number in international form; without a prefix it is Italian, its first zero kept."""
    import phonenumbers

    typed = unicodedata.normalize("NFKC", raw).strip()
    try:
        number = phonenumbers.parse(typed, "IT")
    except phonenumbers.NumberParseException:
        return error(PHONE, typed, "Scrivi il numero di telefono con le sole cifre, per esempio 02 1234567.")
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(value) > 16:
        return error(PHONE, typed, "Il numero di telefono è troppo lungo: scrivine uno solo.")
    advice = ""
    if not phonenumbers.is_valid_number(number):
        advice = "Questo numero di telefono sembra incompleto o sbagliato: rileggilo."
    return Checked(PHONE, value, value, warn(advice))


def phone_display(value: str) -> str:
    """A stored number as it is read: "+39 02 1234567"."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, "IT")
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def iban(raw: str) -> Checked:
    """A bank account, shown without spaces."""
    import schwifty
    from schwifty.exceptions import SchwiftyException

    value = compact(raw)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", value):
        return error(
            IBAN, value, "L'IBAN comincia con due lettere e due cifre, per esempio IT60 e altri 23 caratteri."
        )
    try:
        account = schwifty.IBAN(value)
    except SchwiftyException:
        return error(IBAN, value, "L'IBAN non torna: manca un carattere o ce n'è uno sbagliato. Rileggilo.")
    advice = []
    try:
        account.validate(validate_bban=True)
    except SchwiftyException:
        advice.append("Il carattere di controllo interno dell'IBAN non torna: rileggilo dal documento.")
    if not account.in_sepa_zone:
        advice.append("Questo conto è fuori dall'area dei pagamenti in euro: un bonifico può non arrivare.")
    return Checked(IBAN, value, value, warn(*advice))


def iban_display(value: str) -> str:
    """In groups of four, as on paper."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))
