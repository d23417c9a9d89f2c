"""The card as a sheet of paper: large plain words, a first step for each thing, whom to ask."""

from django.conf import settings

from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.documents.papers import long_date
from snodo.domain.opportunities import queries
from snodo.domain.opportunities.models import Card, CardLine
from snodo.kernel.actor import Actor

PERSONAL_PAGE = "/mio/tessera/{}/"


def card_paper(card: Card, lines: list[CardLine], token: str, actor: Actor) -> Document:
    """What the person takes home and shows to the services. Its drawing opens their own page.

    The paper of somebody protected does not say whose it is, nor which body wrote it.
    """
    guarded = queries.guarded(card)
    return documents.generate_paper(
        template="opportunities/typst/card.typ",
        title="La mia tessera delle opportunità",
        kind="opportunity_card",
        subject=card,
        person_id=card.case.person_id,
        data={
            "letterhead": {
                "network": "",
                "organisation": "" if guarded else actor.organisation_name,
                "lines": [],
            },
            "subtitle": "" if guarded else card.case.title,
            "intro": card.greeting,
            "cards": [_section(number, line) for number, line in enumerate(lines, start=1)],
            "contact": card.contact,
            "note": "Puoi dire sì o no a ogni proposta, e cambiare idea. La tessera è tua.",
            "qr_alt": "Disegno da inquadrare con il telefono: apre la tua pagina",
            "qr_words": [
                "La tua tessera è anche sul telefono: inquadra il disegno in alto con la fotocamera.",
                "Ti chiede il codice di cinque cifre che ti abbiamo detto a voce. Non scriverlo qui.",
            ],
        },
        qr_link=settings.SITE_ADDRESS + PERSONAL_PAGE.format(token),
        actor=actor,
    )


def _section(number: int, line: CardLine) -> dict[str, object]:
    opportunity = line.opportunity
    fields = [
        ("Chi la offre", opportunity.offered_by),
        ("Dove", opportunity.place),
        ("Quando", opportunity.schedule or _period(line)),
        ("A chi rivolgersi", opportunity.contact),
    ]
    return {
        "heading": f"{number}. {opportunity.title}",
        "words": line.words,
        "first_step": line.first_step,
        "fields": [(label, value) for label, value in fields if value],
    }


def _period(line: CardLine) -> str:
    start, end = line.opportunity.starts_on, line.opportunity.ends_on
    if start and end:
        return f"dal {long_date(start)} al {long_date(end)}"
    return f"dal {long_date(start)}" if start else ""
