"""The certificate of an erasure: what, how much, when, by which rule. It says nothing of anybody."""

from typing import Any

from snodo.domain.documents.papers import long_date
from snodo.domain.privacy.models import RetentionFile
from snodo.domain.privacy.states import DataClass

INTRO = (
    "Questo foglio attesta che le righe e i documenti di un fascicolo sono stati cancellati da Snodo. "
    "Non dice di chi fosse: porta solo un codice. Le copie di sicurezza fatte prima si sovrascrivono "
    "con il loro turno."
)


def erasure_data(file: RetentionFile) -> dict[str, Any]:
    """Data of the paper."""
    done = file.counts["erase"]
    return {
        "intro": INTRO,
        "sections": [
            {
                "heading": "Il fascicolo",
                "fields": [
                    ("Codice", str(file.pk)),
                    ("Perché", file.get_ground_display()),
                    ("Chiuso a tutti dal", _day(file.frozen_on)),
                    ("Cancellato il", _day(file.erased_on)),
                    ("Impronta (SHA-256)", file.digest),
                ],
            },
            {
                "heading": "Che cosa è stato cancellato",
                "table": {
                    "header": ["Che cosa", "Classe", "Righe"],
                    "rows": [
                        [title, str(DataClass(kind).label), str(gone)]
                        for title, kind, gone, _ in done["parts"]
                    ],
                },
            },
            {"heading": "Documenti", "fields": [("Contenuti cancellati", str(done["files"]))]},
        ],
    }


def _day(day: Any) -> str:
    return long_date(day) if day else "mai"
