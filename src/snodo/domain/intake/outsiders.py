"""Whoever refers without an account: their link, the e-mails that bear it, the same referral twice."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from snodo.domain.intake import states
from snodo.domain.intake.models import ReceiptLink, Referral
from snodo.kernel import clock, passes
from snodo.kernel.errors import InputRefused
from snodo.kernel.text import search_form

RECEIPT = "/mio/segnalazione/{}/"
BODY = """Buongiorno,

{opening}
Apri questo collegamento e scrivi il tuo codice. È solo tuo: non inoltrarlo.

{link}

Se non aspettavi questo messaggio, puoi ignorarlo.
"""
BEGUN = "hai cominciato una segnalazione. Da qui la riprendi e leggi che cosa ne è stato."
CHANGED = "c'è un aggiornamento su una segnalazione che hai inviato."
TWICE = (
    "Il tuo servizio ha già inviato questa segnalazione il {day:%d/%m/%Y}: è ancora aperta e basta quella. "
    "La bozza resta qui: se si tratta di un'altra persona, correggi i dati."
)


def new_receipt(referral: Referral) -> tuple[ReceiptLink, str]:
    """One more link to the same referral, with the code already learnt; and its secret."""
    earlier = ReceiptLink.objects.filter(referral=referral).order_by("-created_at").first()
    link = ReceiptLink(referral=referral, code_number=earlier.code_number if earlier else 1)
    token = passes.give_token(link)
    link.save(force_insert=True)
    return link, token


def write_to_outsider(referral: Referral) -> None:
    """Tell by e-mail that something changed, with a fresh link: no name, no state, nothing of the person."""
    if referral.outside_email:
        _, token = new_receipt(referral)
        send_link(referral, token, CHANGED)


def send_link(referral: Referral, token: str, opening: str) -> None:
    """An e-mail that leaves when the change is certain. The demonstration sends none."""
    if referral.outside_email and not settings.DEMO:
        body = BODY.format(opening=opening, link=f"{settings.SITE_ADDRESS}{RECEIPT.format(token)}")
        leave = partial(send_mail, "Snodo: una tua segnalazione", body, None, [referral.outside_email])
        transaction.on_commit(leave, robust=True)


def refuse_twins(referral: Referral) -> None:
    """The same person sent twice by the same body is one referral. Raises InputRefused.

    Only this body's referrals are compared: whether others know the person is told to nobody outside.
    """
    alike = Q(birth_date=referral.birth_date)
    if referral.code_fingerprint:  # the same person also where a date was mistyped
        alike |= Q(code_fingerprint=referral.code_fingerprint)
    others = Referral.objects.filter(
        alike,
        sender_organisation_id=referral.sender_organisation_id,
        action_id=referral.action_id,
        state__in=states.OPEN,
        protected=False,
    ).exclude(pk=referral.pk)
    name = _sorted(referral)
    for other in others.only("first_name", "last_name", "sent_at", "code_fingerprint")[:500]:
        same = referral.code_fingerprint and other.code_fingerprint == referral.code_fingerprint
        if other.sent_at and (same or (name and _sorted(other) == name)):
            day = clock.local_date(other.sent_at)
            raise InputRefused({"": TWICE.format(day=day)})


def _sorted(referral: Referral) -> str:
    return " ".join(sorted(search_form(f"{referral.first_name} {referral.last_name}").split()))
