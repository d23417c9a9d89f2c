"""Letters that go with a request: the sheet of a copy, the answer, the refusal, the prolonging.

Each says within when an answer was due and where to complain (GDPR art. 12, par. 3 and 4).
"""

import datetime
from typing import Any

from django.conf import settings

from snodo.domain.documents import papers
from snodo.domain.documents.papers import long_date
from snodo.domain.privacy import terms
from snodo.domain.privacy.models import DataCopy, PersonRequest, RequestEffect
from snodo.domain.privacy.papers.effects import sections_of
from snodo.domain.privacy.states import Asker, RequestState

COPY_PAGE = "/mio/copia/{}/"
COMPLAINT = (
    "Se non sei d'accordo puoi fare reclamo al Garante per la protezione dei dati personali (Piazza Venezia "
    "11, 00187 Roma, www.garanteprivacy.it), oppure rivolgerti al tribunale (Reg. UE 2016/679, art. 77 e 79; "
    "D.Lgs. 196/2003, art. 140-bis e seguenti). Rispondere alle tue richieste è gratuito."
)


def copy_sheet(copy: DataCopy, *, token: str, until: datetime.date) -> bytes:
    """How to take the copy from one's own page; the code is told by voice and is not on the sheet."""
    link = settings.SITE_ADDRESS + COPY_PAGE.format(token)
    return papers.render(
        template=papers.PLAIN,
        title="La copia dei tuoi dati è pronta",
        data={
            "subtitle": copy.request.person.name,
            "intro": "Puoi prenderla da una pagina che è solo tua.",
            "sections": [
                {
                    "heading": "Come si fa",
                    "bullets": [
                        f"Inquadra il disegno qui sopra con il telefono, oppure scrivi: {link}",
                        (
                            "La pagina chiede un codice di cinque cifre: te lo dice a voce chi ti ha dato "
                            "questo foglio."
                        ),
                        (
                            "Premi «Scarica la copia»: dentro c'è un foglio da leggere, gli stessi dati per "
                            "i programmi, e i tuoi documenti."
                        ),
                        f"La pagina si apre fino al {long_date(until)}.",
                    ],
                }
            ],
            "note": "La copia parla di te: scaricala su un telefono o un computer che usi solo tu. Se perdi "
            "questo foglio, dillo: lo si rende inutile e se ne fa un altro.",
            "qr_alt": "Codice QR che apre la pagina da cui prendere la copia",
        },
        qr_link=link,
    )


def has_letter(request: PersonRequest) -> bool:
    """There is something to say: it is over, or it takes longer."""
    return not request.is_open or request.prolonged_on is not None


def letter(request: PersonRequest, *, letterhead: dict[str, Any]) -> bytes:
    """The letter that fits where the request stands."""
    title, said = _said(request)
    return papers.render(
        template=papers.PLAIN,
        title=title,
        data={
            "letterhead": letterhead,
            "subtitle": _to(request),
            "sections": [
                {"fields": _facts(request)},
                {"paragraphs": said},
                *(part for effect in effects_of(request) for part in sections_of(effect)),
                {"heading": "I tuoi diritti", "paragraphs": [COMPLAINT]},
            ],
            "signatures": [{"role": "Per chi risponde dei dati", "name": ""}],
            "note": f"Termini: {terms.term_on(request.received_on).source}.",
        },
    )


def effects_of(request: PersonRequest) -> list[RequestEffect]:
    """What was done, in order."""
    return list(request.effects.order_by("created_at"))


def _to(request: PersonRequest) -> str:
    if request.asked_by == Asker.PERSON or not request.asker:
        return f"A {request.person.own_name}"
    return f"A {request.asker}, per {request.person.own_name}"


def _facts(request: PersonRequest) -> list[tuple[str, str]]:
    facts = [
        ("La richiesta", request.get_kind_display()),
        ("Ricevuta il", long_date(request.received_on)),
        ("Da rispondere entro il", long_date(request.due_on)),
    ]
    if request.closed_on is not None:
        facts.append(("Risposta del", long_date(request.closed_on)))
    return facts


def _said(request: PersonRequest) -> tuple[str, list[str]]:
    """Title and words."""
    if request.state == RequestState.ANSWERED:
        return "Risposta alla tua richiesta", [request.answer]
    if request.state == RequestState.REFUSED:
        opening = "La tua richiesta non è stata accolta, per questo motivo:"
        return "La tua richiesta non è stata accolta", [opening, request.answer]
    opening = (
        f"Per rispondere serve più tempo: la risposta arriva entro il {long_date(request.due_on)}. La legge "
        "permette due mesi in più, una volta sola (art. 12, par. 3). Il motivo:"
    )
    return "Per rispondere serve più tempo", [opening, request.prolong_reason]
