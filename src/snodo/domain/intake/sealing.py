"""What a referral says of who a protected person is: sealed in one column, never in the plain ones."""

import datetime
from typing import Any

from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Territory

TEXTS = ("first_name", "last_name", "citizenship", "phone", "contact_notes", "codice_fiscale")
PLACES = ("municipality", "stay")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(TEXTS, ""),
    **dict.fromkeys(PLACES),
    "birth_date": None,
    "homeless": False,
}


def put_away(referral: Referral, given: set[str] | None = None) -> None:
    """Of a protected person seal what the plain columns hold; of others unseal nothing and keep nothing.

    `given`: the fields just written, so that one emptied on purpose is emptied under the seal too.
    """
    if not referral.protected:
        referral.sealed = {}
        return
    sealed = dict(referral.sealed or {})
    for name, empty in EMPTY.items():
        value = getattr(referral, name)
        if value:
            sealed[name] = _plain(value)
        elif given is not None and name in given:
            sealed.pop(name, None)
        setattr(referral, name, empty)
    referral.sealed = sealed
    referral.code_fingerprint = ""
    if referral.household_name and referral.pseudonym:
        referral.household_name = f"Nucleo di {referral.pseudonym}"[:120]


def _plain(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, Territory) else str(value)


def facts_of(referral: Referral) -> dict[str, Any]:
    """What is known of the person, sealed or not, with the types of the columns."""
    if not referral.protected:
        return {name: getattr(referral, name) for name in EMPTY}
    sealed = referral.sealed or {}
    facts: dict[str, Any] = {**EMPTY, **{name: sealed[name] for name in TEXTS if name in sealed}}
    if sealed.get("birth_date"):
        facts["birth_date"] = datetime.date.fromisoformat(sealed["birth_date"])
    facts["homeless"] = bool(sealed.get("homeless"))
    for place in PLACES:
        if sealed.get(place):
            facts[place] = Territory.objects.filter(pk=sealed[place]).first()
    return facts | {name: value for name in EMPTY if (value := getattr(referral, name))}


def born(referral: Referral) -> datetime.date | None:
    """The birth date, sealed or not."""
    if referral.birth_date is not None or not referral.protected:
        return referral.birth_date
    said = (referral.sealed or {}).get("birth_date")
    return datetime.date.fromisoformat(said) if said else None
