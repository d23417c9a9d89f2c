"""What services wrote of a person when they referred them."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from snodo.domain.people.holdings import language_in_words, sealed_in_words
from snodo.domain.people.models import PersonIdentifier
from snodo.kernel.holdings import COLLEAGUES, OTHERS, SECRETS, TECHNICAL, Holding, declare, excuse

REFERRALS = "Segnalazioni"
_KNOWN = (
    *("first_name", "last_name", "citizenship", "language", "phone", "contact_notes", "codice_fiscale"),
)
_WHO_WROTE = ("outside_name", "outside_function", "outside_email", "outside_phone", "sent_through")


def _not_yet_told(person_id: UUID) -> Q:
    """Referrals nobody has said yet whom they are about, and that bear one of the person's codes."""
    codes = PersonIdentifier.objects.filter(person_id=person_id).exclude(fingerprint="")
    return Q(person__isnull=True, code_fingerprint__in=list(codes.values_list("fingerprint", flat=True)))


def _sealed(row: Any) -> dict[str, Any]:
    return sealed_in_words(row.sealed or {})


declare(
    Holding(
        "intake.referral",
        REFERRALS,
        "Segnalazioni ricevute",
        reach=("person", _not_yet_told),
        facts=(*_KNOWN, "pseudonym", "criteria"),
        words=("need_words", "urgency_reason", "shared_what", "refusal_note", "alternative"),
        withheld={
            "household_name": OTHERS,
            "household_size": OTHERS,
            "household_minors": OTHERS,
            "code_fingerprint": TECHNICAL,
            "frozen": TECHNICAL,
            "batch_mark": TECHNICAL,
            "guardian_words": OTHERS,
            **dict.fromkeys(_WHO_WROTE, COLLEAGUES),
            "sheet_draft": "scheda non ancora mandata: chi la scrive può ancora cambiarla",
        },
        tell={"language": language_in_words, "sealed": _sealed},
        given=(*_KNOWN, "sealed", "birth_date", "sex", "municipality", "homeless", "stay", "need_words"),
        subject=True,
    )
)
declare(
    Holding(
        "intake.referralmessage",
        REFERRALS,
        "Messaggi tra i servizi",
        reach=("referral__person",),
        words=("text",),
    )
)
declare(
    Holding(
        "intake.referralevent",
        REFERRALS,
        "Che cosa è successo alla segnalazione",
        reach=("referral__person",),
        words=("note",),
        withheld={"verb": TECHNICAL, "author_name": COLLEAGUES},
    )
)
declare(
    Holding(
        "intake.escalation",
        REFERRALS,
        "Promesse vicine alla scadenza o scadute",
        reach=("referral__person",),
        words=("reason",),
    )
)
declare(
    Holding(
        "intake.referralhandover",
        REFERRALS,
        "Passaggi proposti tra enti",
        reach=("referral__person",),
        words=("why", "shared_what", "answer"),
        withheld={"decided_by": COLLEAGUES},
    )
)
declare(
    Holding(
        "intake.ruleexception",
        REFERRALS,
        "Scelte fuori dalla regola",
        reach=("referral__person",),
        words=("words",),
        facts=("expected",),
    )
)
excuse("intake.receiptlink", SECRETS)
