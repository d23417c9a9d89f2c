"""The agreement between joint controllers (GDPR art. 26), filled with who they are and what each does."""

from typing import Any

from snodo.domain.privacy.papers import facts as known
from snodo.domain.privacy.papers.facts import BLANK, Facts
from snodo.domain.programmes.states import PrivacyRole

Section = dict[str, Any]
TASKS = [
    ("Dare l'informativa e registrarne la consegna (art. 13-14)", "l'ente che accoglie la persona"),
    (
        "Spiegare i contenuti essenziali di questo accordo (art. 26, par. 2)",
        ("l'ente che accoglie la persona"),
    ),
    (
        "Ricevere le richieste delle persone (art. 15-22)",
        "qualunque contitolare; risponde il capofila entro un mese",
    ),
    ("Tenere il registro dei trattamenti (art. 30)", "ciascun contitolare per la propria parte"),
    ("Valutazione d'impatto (art. 35)", "il capofila, con tutti"),
    ("Nominare i responsabili del trattamento (art. 28)", BLANK),
    ("Istruire chi lavora (art. 29) e dare e togliere gli incarichi", "ciascun contitolare per i propri"),
    ("Gestire una violazione e notificarla (art. 33-34)", BLANK),
    ("Tenere aggiornati gli atti e chiudere gli accessi", "il capofila"),
    ("Rispondere dei tempi di conservazione", BLANK),
]


def agreement_data(facts: Facts) -> dict[str, Any]:
    """Data for the paper. Whoever is not a joint controller is listed apart: it does not bind them."""
    joint = facts.with_role(PrivacyRole.JOINT)
    return {
        "draft": True,
        "subtitle": f"{facts.programme.title} · Regolamento (UE) 2016/679, art. 26",
        "intro": known.DRAFT,
        "sections": [
            _parties(facts, bool(joint)),
            {"heading": "Il programma", "fields": known.programme_fields(facts)},
            *_terms(facts),
            *_others(facts),
        ],
        "signatures": [
            {"role": "Contitolare", "name": name} for name in known.names_of(joint or facts.controllers)
        ],
        "note": "La persona può esercitare i suoi diritti verso ciascun contitolare, qualunque cosa "
        "dica l'accordo (art. 26, par. 3). I suoi contenuti essenziali sono messi a disposizione delle "
        "persone (art. 26, par. 2).",
    }


def _parties(facts: Facts, decided: bool) -> Section:
    joint = known.names_of(facts.with_role(PrivacyRole.JOINT) or facts.controllers)
    words = "Gli enti che seguono decidono insieme perché e come si trattano i dati nel programma."
    if not decided:
        words = (
            "Nella configurazione nessun ente è ancora indicato come contitolare: qui sotto c'è tutto il "
            "partenariato, da correggere."
        )
    return {
        "heading": "1. Chi si accorda",
        "paragraphs": [words],
        "bullets": joint,
    }


def _terms(facts: Facts) -> list[Section]:
    return [
        {
            "heading": "2. Che cosa si decide insieme",
            "paragraphs": [
                (
                    "Scopi: accompagnare le persone con un progetto personalizzato, far lavorare insieme "
                    "gli enti, rendere conto dei risultati con numeri. Mezzi: una gestione condivisa dei "
                    "percorsi, con accessi limitati a chi partecipa a ciascun percorso e alla parte che gli "
                    "serve (art. 5, 25)."
                )
            ],
        },
        {
            "heading": "3. Chi fa che cosa (art. 26, par. 1)",
            "table": {
                "header": ["Compito", "Chi lo fa"],
                "weights": [3, 2],
                "rows": [list(task) for task in TASKS],
            },
            "fields": [
                ("Punto di contatto per le persone (art. 26, par. 1)", BLANK),
                ("Responsabile della protezione dei dati (art. 37)", BLANK),
                ("Informativa in uso", facts.notice),
            ],
        },
        {
            "heading": "4. Chi vede che cosa",
            "table": known.sections_table(),
            "paragraphs": [
                (
                    "Le parti riservate si aprono solo a chi ne ha il compito, o a chi è stato autorizzato "
                    "per uno scopo e fino a un giorno. Le scelte della persona si rispettano da tutti."
                )
            ],
        },
        {
            "heading": "5. Segreto e riservatezza",
            "paragraphs": [
                (
                    "Chi lavora è tenuto al segreto professionale o d'ufficio (l. 119/2001 per gli "
                    "assistenti sociali; art. 622 c.p.). Le note personali di lavoro non si condividono. "
                    "Alle aziende non si comunicano difficoltà, diagnosi, sostegni, provenienza."
                )
            ],
        },
        {
            "heading": "6. Sicurezza (art. 32)",
            "table": known.measures_table(),
        },
        {
            "heading": "7. Durata, recesso, responsabilità",
            "paragraphs": [
                (
                    "L'accordo vale quanto gli atti qui elencati. Chi esce non vede più nulla dal giorno "
                    "dopo l'ultimo del suo atto; i percorsi di cui era responsabile passano prima ad altri. "
                    "Verso le persone i contitolari rispondono in solido (art. 82, par. 4)."
                )
            ],
            "fields": [
                ("Come si dividono fra loro le spese e i danni (art. 82, par. 5)", BLANK),
                ("Foro e altre clausole", BLANK),
            ],
        },
    ]


def _others(facts: Facts) -> list[Section]:
    rows = [
        [act.organisation.name, act.get_role_display(), act.get_privacy_role_display() or "da decidere"]
        for act in facts.acts
        if act.privacy_role != PrivacyRole.JOINT
    ]
    if not rows:
        return []
    return [
        {
            "heading": "Enti che non sono parte di questo accordo",
            "paragraphs": [
                (
                    "Il titolare autonomo riceve dati per compiti suoi e ne risponde da solo; il "
                    "responsabile del trattamento ha un contratto a parte, con i contenuti dell'art. 28, "
                    "par. 3."
                )
            ],
            "table": {"header": ["Ente", "Che cosa fa", "Ruolo sui dati"], "rows": rows},
        }
    ]
