"""What is held on a person: identity, belonging, what they were told and chose, restricted parts."""

from collections.abc import Mapping
from typing import Any

from snodo.domain.network.models import Territory
from snodo.domain.people import identity
from snodo.domain.people.legal_bases import title_of
from snodo.domain.people.states import LANGUAGES, GuardianPower
from snodo.kernel.holdings import (
    COLLEAGUES,
    OTHERS,
    SECRETS,
    TECHNICAL,
    Holding,
    close_links,
    declare,
    excuse,
)

IDENTITY, SHARING, RESTRICTED = "Chi sei", "Con chi sono condivisi i tuoi dati", "Parti riservate"
PERSON = ("person",)
WEEK = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")

close_links("people.person", OTHERS)
close_links("people.household", OTHERS)


def base_in_words(row: Any) -> str:
    """The legal base as it is printed."""
    return title_of(row.legal_base)


def language_in_words(row: Any) -> dict[str, str] | None:
    """A language by its name."""
    return {"code": row.language, "text": LANGUAGES.get(row.language, row.language)} if row.language else None


def days_in_words(row: Any) -> list[dict[str, Any]]:
    """Days of the week by their names; Monday is 0."""
    return [{"code": day, "text": WEEK[day]} for day in row.weekdays or [] if day < len(WEEK)]


def powers_in_words(row: Any) -> list[str]:
    """In what somebody decides, by its name."""
    return [str(GuardianPower(one).label) for one in row.powers if one in GuardianPower.values]


def sealed_in_words(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A sealed identity with the names of places; names of households are of the others in them too."""
    told = {name: value for name, value in facts.items() if name != identity.HOUSEHOLDS}
    for name in ("municipality", "stay", "quarter"):
        if told.get(name):
            told[name] = str(Territory.objects.filter(pk=told[name]).first() or "")
    return told


def _identity(row: Any) -> dict[str, Any]:
    return sealed_in_words(row.facts)


_KNOWN = (
    *("first_name", "last_name", "lived_name", "birth_place", "citizenship", "language"),
    *("phone", "email", "contact_notes"),
)
declare(
    Holding(
        "people.person",
        IDENTITY,
        "Anagrafica e recapiti",
        reach=("pk", "merged_into"),
        facts=(*_KNOWN, "pseudonym"),
        withheld={"keeping": TECHNICAL, "restricted_since": TECHNICAL, "search_name": TECHNICAL},
        tell={"language": language_in_words},
        given=(*_KNOWN, "birth_date", "sex", "municipality", "quarter"),
        subject=True,
    )
)
declare(
    Holding(
        "people.personidentifier",
        IDENTITY,
        "Codici",
        PERSON,
        facts=("value",),
        withheld={"fingerprint": TECHNICAL},
        given=("kind", "value", "started_on", "ended_on"),
    )
)
declare(
    Holding(
        "people.protectedidentity",
        IDENTITY,
        "Identità riservata",
        PERSON,
        tell={"facts": _identity},
        withheld={"prints": SECRETS},
        given=("facts",),
    )
)
_SAFE = ("weekdays", "from_time", "until_time", "calls", "messages", "number", "by_whom", "safe_word", "note")
declare(
    Holding(
        "people.safecontact",
        IDENTITY,
        "Quando e come chiamarti",
        PERSON,
        facts=("number", "by_whom", "safe_word", "note"),
        tell={"weekdays": days_in_words},
        given=_SAFE,
    )
)
declare(
    Holding(
        "people.householdmember",
        IDENTITY,
        "Nuclei di cui fai parte",
        PERSON,
        given=("relation", "cohabiting", "started_on", "ended_on"),
        withheld={"hidden": OTHERS},
    )
)
declare(
    Holding(
        "people.informationgiven",
        SHARING,
        "Informative ricevute",
        PERSON,
        facts=("notice_code",),
        tell={"language": language_in_words},
    )
)
declare(
    Holding(
        "people.sharingchoice",
        SHARING,
        "Le tue scelte",
        PERSON,
        words=("note",),
        given=("organisation", "purpose", "choice", "decided_on", "valid_until", "decided_by"),
    )
)
declare(Holding("people.personcircle", SHARING, "Enti che vedono i tuoi dati", PERSON))
declare(
    Holding(
        "people.sectiongrant",
        SHARING,
        "Parti riservate aperte a un ente",
        PERSON,
        words=("reason",),
        tell={"legal_base": base_in_words},
    )
)
declare(
    Holding(
        "people.emergencyaccess", SHARING, "Aperture in emergenza", PERSON, words=("words",), subject=True
    )
)
for _table, _title in (
    ("protectedaddress", "Indirizzo protetto"),
    ("socialhistory", "Storia sociale"),
    ("healthnote", "Salute"),
    ("judicialnote", "Vicende giudiziarie"),
    ("violencenote", "Sicurezza e violenza"),
    ("economicnote", "Situazione economica"),
):
    declare(Holding(f"people.{_table}", RESTRICTED, _title, PERSON, words=("text",)))

declare(
    Holding(
        "people.guardian",
        IDENTITY,
        "Chi decide per te o insieme a te",
        PERSON,
        words=("name", "act", "limits"),
        withheld={"reach": OTHERS, "written_by": COLLEAGUES},
        tell={"powers": powers_in_words},
    )
)
excuse("people.guardiansearch", "dice chi tra i colleghi cerca chi possa decidere, non chi sei")
excuse("people.personnamekey", "forme del nome per cercarlo: ripetono l'anagrafica")
for _table in ("possiblepair", "pairquestion"):
    excuse(f"people.{_table}", "dice di una somiglianza con un'altra persona, e chi è l'altra non è tuo")
for _table in ("personmerge", "mergedrow"):
    excuse(
        f"people.{_table}", "il cammino di due schede diventate una: quel che contenevano è già nella copia"
    )
excuse("people.matchkeys", "numeri fatti dal nome, dalla nascita e dal telefono: ripetono l'anagrafica")
excuse("people.household", "nome e luogo del nucleo dicono degli altri componenti e dove vivono oggi")
