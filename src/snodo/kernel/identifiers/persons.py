"""Codes of persons: codice fiscale, provisional code, STP, ENI, and no code at all."""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from snodo.kernel import clock
from snodo.kernel.identifiers.results import (
    CODICE_FISCALE,
    ENI,
    NONE,
    PROVISIONAL,
    STP,
    Checked,
    compact,
    error,
    luhn,
    warn,
)

PERSON_KINDS = (
    (CODICE_FISCALE, "Codice fiscale"),
    (PROVISIONAL, "Codice fiscale provvisorio (11 cifre)"),
    (STP, "Codice STP"),
    (ENI, "Codice ENI"),
    (NONE, "Nessun codice, per ora"),
)

_CF_SHAPE = re.compile(
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]"
)
_DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
_TO_LETTER = str.maketrans("0123456789", "LMNPQRSTUV")
_TO_DIGIT = str.maketrans("LMNPQRSTUV", "0123456789")
_MONTHS = "ABCDEHLMPRST"
_ODD_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [*_ODD_DIGITS, *_ODD_DIGITS, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
        strict=True,
    )
)
NO_CODE_HINT = "Se la persona non ha un codice, o non lo hai davanti, scegli «Nessun codice, per ora»."


def check_letter(first_fifteen: str) -> str:
    """The sixteenth letter of a codice fiscale."""
    total = 0
    for position, character in enumerate(first_fifteen):
        if position % 2 == 0:
            total += _ODD[character]
        else:
            total += int(character) if character.isdigit() else ord(character) - ord("A")
    return chr(ord("A") + total % 26)


def canonical_codice_fiscale(code: str) -> str:
    """The form without substituted letters, equal for all variants issued to avoid same codes."""
    letters = list(code[:15])
    for place in _DIGIT_PLACES:
        letters[place] = letters[place].translate(_TO_DIGIT)
    base = "".join(letters)
    return base + check_letter(base)


def equivalent_codes(code: str) -> list[str]:
    """All 128 variants of a well-formed codice fiscale, the canonical one first."""
    base = canonical_codice_fiscale(code)[:15]
    variants = []
    for chosen in range(1 << len(_DIGIT_PLACES)):
        letters = list(base)
        for bit, place in enumerate(_DIGIT_PLACES):
            if chosen >> bit & 1:
                letters[place] = letters[place].translate(_TO_LETTER)
        variant = "".join(letters)
        variants.append(variant + check_letter(variant))
    return variants


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a codice fiscale says: possible birth dates (two centuries), registered sex, place code."""

    birth_dates: tuple[datetime.date, ...]
    sex: Literal["M", "F"]
    place_code: str


def decode(code: str) -> Decoded | None:
    """What a well-formed code says, or None when its day does not exist."""
    plain = canonical_codice_fiscale(code)
    day, month = int(plain[9:11]), _MONTHS.index(plain[8]) + 1
    sex: Literal["M", "F"] = "F" if day > 40 else "M"
    dates = []
    for century in (1900, 2000):
        try:
            born = datetime.date(century + int(plain[6:8]), month, day - 40 if sex == "F" else day)
        except ValueError:
            continue
        if born <= clock.today():
            dates.append(born)
    return Decoded(tuple(dates), sex, plain[11:15]) if dates else None


def birth_date_of(raw: str) -> datetime.date | None:
    """The birth date a codice fiscale tells, of its two centuries the nearer; None for any other code."""
    decoded = _decoded(raw)
    return decoded.birth_dates[-1] if decoded is not None else None


def sex_of(raw: str) -> Literal["M", "F"] | None:
    """The registered sex a codice fiscale tells; None for any other code."""
    decoded = _decoded(raw)
    return decoded.sex if decoded is not None else None


def _decoded(raw: str) -> Decoded | None:
    value = compact(raw)
    return decode(value) if _CF_SHAPE.fullmatch(value) else None


def codice_fiscale(
    raw: str,
    *,
    birth_date: datetime.date | None = None,
    sex: str = "",
    birth_place: str = "",
    first_name: str = "",
    last_name: str = "",
) -> Checked:
    """The 16-character code of a person. What is known of the person is compared, and only warns.

    `birth_place` is a cadastral code (H501, Z330) or the name of a municipality or country.
    """
    value = compact(raw)
    if len(value) != 16:
        return error(
            CODICE_FISCALE,
            value,
            f"Il codice fiscale ha 16 caratteri, qui ce ne sono {len(value)}. {NO_CODE_HINT}",
        )
    if not _CF_SHAPE.fullmatch(value):
        return error(
            CODICE_FISCALE,
            value,
            "Questo non ha la forma di un codice fiscale: controlla lettere e cifre, come O e 0, I e 1. "
            + NO_CODE_HINT,
        )
    if check_letter(value[:15]) != value[15]:
        return error(
            CODICE_FISCALE,
            value,
            f"L'ultima lettera non torna con le altre: c'è un errore di battitura. {NO_CODE_HINT}",
        )
    canonical = canonical_codice_fiscale(value)
    decoded = decode(value)
    if decoded is None:
        return error(
            CODICE_FISCALE, value, "La data di nascita scritta nel codice fiscale non esiste. " + NO_CODE_HINT
        )
    return Checked(
        CODICE_FISCALE,
        value,
        canonical,
        warn(
            _birth_date_advice(decoded, birth_date),
            _sex_advice(decoded, sex),
            _place_advice(decoded, birth_place, birth_date),
            _name_advice(canonical, first_name, last_name),
        ),
    )


def _birth_date_advice(decoded: Decoded, birth_date: datetime.date | None) -> str:
    if birth_date is None or birth_date in decoded.birth_dates:
        return ""
    return (
        f"Secondo il codice fiscale la data di nascita è {decoded.birth_dates[-1]:%d/%m/%Y}, "
        f"qui è {birth_date:%d/%m/%Y}: controlla quale è giusta."
    )


def _sex_advice(decoded: Decoded, sex: str) -> str:
    if sex[:1].upper() not in ("M", "F") or sex[:1].upper() == decoded.sex:
        return ""
    return "Il sesso anagrafico indicato è diverso da quello del codice fiscale: se è voluto, lascia così."


def _place_advice(decoded: Decoded, birth_place: str, birth_date: datetime.date | None) -> str:
    if not birth_place.strip():
        return ""
    written = birth_place.strip().upper()
    code = written if re.fullmatch(r"[A-Z]\d{3}", written) else place_code(birth_place, birth_date)
    if code is None or code == decoded.place_code:
        return ""
    name = place_name(decoded.place_code)
    said = f"{name} ({decoded.place_code})" if name else f"quello con codice {decoded.place_code}"
    return f"Secondo il codice fiscale il luogo di nascita è {said}: controlla quale è giusto."


def _name_advice(canonical: str, first_name: str, last_name: str) -> str:
    wrong = []
    if last_name.strip() and surname_letters(last_name) != canonical[:3]:
        wrong.append("il cognome")
    if first_name.strip() and name_letters(first_name) != canonical[3:6]:
        wrong.append("il nome")
    if not wrong:
        return ""
    return (
        f"Le prime lettere del codice fiscale non corrispondono con {' e '.join(wrong)}: può dipendere da "
        "una traslitterazione o da un doppio cognome. Se hai controllato, lascia così."
    )


def _split_letters(name: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", name.upper())
    letters = [letter for letter in plain if "A" <= letter <= "Z"]
    return (
        "".join(letter for letter in letters if letter not in "AEIOU"),
        "".join(letter for letter in letters if letter in "AEIOU"),
    )


def name_parts_of(raw: str) -> tuple[str, str] | None:
    """The letters a well-formed codice fiscale bears for surname and name, or None."""
    value = compact(raw)
    if not _CF_SHAPE.fullmatch(value) or check_letter(value[:15]) != value[15]:
        return None
    return value[:3], value[3:6]


def surname_letters(name: str) -> str:
    """The three letters a codice fiscale takes from a surname."""
    consonants, vowels = _split_letters(name)
    return (consonants + vowels + "XXX")[:3]


def name_letters(name: str) -> str:
    """The three letters a codice fiscale takes from a name."""
    consonants, vowels = _split_letters(name)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:]
    return (consonants + vowels + "XXX")[:3]


def expected_codice_fiscale(
    *, first_name: str, last_name: str, birth_date: datetime.date, sex: str, birth_place: str
) -> str | None:
    """The code the registry data would give; only to compare, never to store as if it were issued."""
    code = birth_place.strip().upper()
    if not re.fullmatch(r"[A-Z]\d{3}", code):
        code = place_code(birth_place, birth_date) or ""
    if not code or sex[:1].upper() not in ("M", "F"):
        return None
    day = birth_date.day + (40 if sex[:1].upper() == "F" else 0)
    base = (
        f"{surname_letters(last_name)}{name_letters(first_name)}"
        f"{birth_date.year % 100:02d}{_MONTHS[birth_date.month - 1]}{day:02d}{code}"
    )
    return base + check_letter(base)


def place_code(name: str, on: datetime.date | None = None) -> str | None:
    """The cadastral code of an Italian municipality or of a country (also of ended ones), or None."""
    from codicefiscale import codicefiscale as tables

    try:
        found = tables.encode_birthplace(name, on.isoformat() if on else None)
    except (ValueError, IndexError):
        return None
    return str(found) if found else None


def place_name(code: str) -> str | None:
    """The name of the place with this cadastral code, or None."""
    from codicefiscale.data import get_indexed_data

    found = get_indexed_data()["codes"].get(code)
    return str(found[0]["name"]).title() if found else None


def provisional_code(raw: str) -> Checked:
    """The 11-digit code given to persons while their position is being settled; oddities only warn."""
    value = compact(raw)
    if not re.fullmatch(r"[0-9]{11}", value):
        return error(PROVISIONAL, value, f"Il codice fiscale provvisorio è fatto di 11 cifre. {NO_CODE_HINT}")
    advice = "" if luhn(value) else "La cifra di controllo non torna: rileggi il codice dal documento."
    return Checked(PROVISIONAL, value, value, warn(advice))


def stp(raw: str) -> Checked:
    """Foreigner temporarily present: STP and 13 digits, six months, valid everywhere in Italy."""
    return _health_code(raw, STP)


def eni(raw: str) -> Checked:
    """EU citizen not registered: ENI and 13 digits, six months, valid in its region."""
    return _health_code(raw, ENI)


_HEALTH_REGIONS = {f"{number:03d}" for number in range(10, 201, 10)} | {"041", "042"}


def _health_code(raw: str, kind: str) -> Checked:
    value, prefix = compact(raw), kind.upper()
    if re.fullmatch(r"[0-9]{13}", value):
        value = prefix + value
    if not re.fullmatch(prefix + r"[0-9]{13}", value):
        return error(
            kind, value, f"Il codice {prefix} è fatto dalle lettere {prefix} e da 13 cifre. {NO_CODE_HINT}"
        )
    advice = ""
    if value[3:6] not in _HEALTH_REGIONS:
        advice = f"Le cifre {value[3:6]} non indicano una regione: rileggi il codice dal tesserino."
    return Checked(kind, value, value, warn(advice))


def no_code() -> Checked:
    """The person has no code yet: always allowed."""
    return Checked(NONE, "", "")


def guess_kind(raw: str) -> str:
    """The kind of personal code that what was typed looks most like."""
    value = compact(raw)
    if not value:
        return NONE
    for kind in (STP, ENI):
        if value.startswith(kind.upper()) and value[3:].isdigit():
            return kind
    return PROVISIONAL if value.isdigit() else CODICE_FISCALE


def person_code(
    kind: str,
    raw: str,
    *,
    birth_date: datetime.date | None = None,
    sex: str = "",
    birth_place: str = "",
    first_name: str = "",
    last_name: str = "",
) -> Checked:
    """The check that belongs to a kind of `PERSON_KINDS`."""
    if kind == NONE:
        return no_code()
    if kind == CODICE_FISCALE:
        return codice_fiscale(
            raw,
            birth_date=birth_date,
            sex=sex,
            birth_place=birth_place,
            first_name=first_name,
            last_name=last_name,
        )
    return {PROVISIONAL: provisional_code, STP: stp, ENI: eni}[kind](raw)
