"""The ledger on paper, for the person: bodies and reasons, not the names of who works for them."""

from django.conf import settings

from snodo.domain.documents import papers
from snodo.domain.documents.papers import long_date
from snodo.domain.people.models import Person
from snodo.domain.privacy.queries import Look, Share, ledger_of
from snodo.kernel.clock import local_date

PERSONAL_PAGE = "/mio/registro/{}/"
TITLE = "Chi ha visto i tuoi dati"
INTRO = (
    "Questo foglio dice con chi sono stati condivisi i tuoi dati, perché e fino a quando, e chi li ha "
    "guardati negli ultimi 24 mesi. Se qualcosa non ti è chiaro o non sei d'accordo, puoi chiedere "
    "spiegazioni o opporti: dillo a chi ti segue, o scrivi a chi si occupa di protezione dei dati nella rete."
)
NOTE = (
    "I nomi di chi lavora negli enti si possono chiedere a chi si occupa di protezione dei dati, quando "
    "servono per far valere un diritto."
)
MASKED = (
    " Qualche ente è scritto con un nome generico, perché questo foglio può finire in altre mani: chi ti "
    "segue ti dice a voce qual è."
)


def ledger_paper(person: Person, *, token: str = "") -> bytes:
    """A tagged PDF; with a token, also its drawing to be framed. Who may have it is for who calls."""
    ledger = ledger_of(person, names=False)
    return papers.render(
        template=papers.PLAIN,
        title=TITLE,
        data={
            "subtitle": person.name,
            "intro": INTRO,
            "sections": [
                {
                    "heading": "Con chi sono condivisi",
                    "table": {
                        "header": ["Ente", "Che cosa", "Perché", "Da quando a quando"],
                        "rows": [_share(share) for share in ledger.shares],
                    },
                },
                {
                    "heading": "Chi ha guardato",
                    "table": {
                        "header": ["Giorno", "Ente", "Perché", "Volte"],
                        "rows": [_look(look) for look in ledger.looks],
                    }
                    if ledger.looks
                    else None,
                },
                {
                    "heading": "Accessi d'emergenza",
                    "table": {
                        "header": ["Giorno", "Ente", "Motivo", "Esame"],
                        "rows": [
                            (long_date(local_date(one.at)), one.body, one.reason, one.verdict)
                            for one in ledger.emergencies
                        ],
                    }
                    if ledger.emergencies
                    else None,
                    "fields": [] if ledger.emergencies else [("Accessi d'emergenza", "nessuno")],
                },
            ],
            "note": NOTE + MASKED if ledger.masked else NOTE,
        },
        qr_link=settings.SITE_ADDRESS + PERSONAL_PAGE.format(token) if token else "",
    )


def _share(share: Share) -> tuple[str, str, str, str]:
    until = f"fino al {long_date(share.until)}" if share.until else "finché serve"
    return share.body, share.what, share.why, f"dal {long_date(share.since)}, {until}"


def _look(look: Look) -> tuple[str, str, str, str]:
    return long_date(look.day), look.body or "Rete", "; ".join(look.grounds), str(look.times)
