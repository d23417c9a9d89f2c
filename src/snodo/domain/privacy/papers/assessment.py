"""The impact assessment (GDPR art. 35) of a programme, filled with what its configuration says."""

from typing import Any

from snodo.domain.privacy.papers import facts as known
from snodo.domain.privacy.papers.facts import BLANK, Facts

Section = dict[str, Any]
RISKS = [
    (
        "Accesso di chi non ne ha titolo",
        ("Qualcuno legge di salute, reati, violenza o povertà senza doverlo fare."),
        (
            "Accesso per percorso e per parte, fine automatica con l'atto, registro delle letture, esame "
            "delle letture insolite."
        ),
    ),
    (
        "Localizzazione di una persona protetta",
        "Chi ha fatto violenza scopre dove la persona vive o lavora.",
        "Pseudonimo, codice fiscale non necessario, indirizzo protetto in una parte cifrata e a sé.",
    ),
    (
        "Stigma sul lavoro",
        "L'azienda viene a sapere della difficoltà o del sostegno.",
        "Chi ospita vede solo nome, recapiti, progetto formativo, orario e tutor.",
    ),
    (
        "Uso per altri scopi",
        "I dati raccolti per accompagnare servono a controllare o a sanzionare.",
        "Scopo scritto in ogni condivisione, scelte della persona, registro consultabile dalla persona.",
    ),
    (
        "Riconoscimento nelle statistiche",
        "Da un numero piccolo si capisce di chi si parla.",
        "Numeri inferiori a 5 non mostrati, e nemmeno quelli da cui si ricavano.",
    ),
    (
        "Perdita o alterazione",
        "Un percorso si interrompe perché i dati non ci sono più o sono cambiati.",
        "Copie di sicurezza provate, registro sigillato, versioni che non si sovrascrivono.",
    ),
    (
        "Dati sbagliati",
        "Una lettura superata accompagna la persona per anni.",
        "Date e autore su ogni lettura, rettifica, tempi di conservazione.",
    ),
]


def assessment_data(facts: Facts) -> dict[str, Any]:
    """Data for the paper; every section names its rule."""
    return {
        "draft": True,
        "subtitle": f"{facts.programme.title} · Regolamento (UE) 2016/679, art. 35",
        "intro": known.DRAFT,
        "sections": [*_description(facts), *_necessity(facts), _risks(), *_measures(), *_end(facts)],
        "signatures": [
            {"role": "Per il titolare", "name": name} for name in known.names_of(facts.controllers)
        ],
        "note": "Da rivedere quando cambia il rischio (art. 35, par. 11): nuovi enti, nuove schede, "
        "nuovi scopi, una violazione. Se il rischio resta alto nonostante le misure, si consulta prima il "
        "Garante (art. 36).",
    }


def _description(facts: Facts) -> list[Section]:
    return [
        {
            "heading": "1. Perché serve",
            "paragraphs": [
                (
                    "Il programma tratta in modo non occasionale dati di persone vulnerabili, anche di "
                    "categorie particolari (art. 9) e relativi a reati (art. 10), scambiati fra più "
                    "titolari. Il trattamento rientra fra quelli che richiedono la valutazione (art. 35, "
                    "par. 3, lett. b; elenco del Garante, provvedimento n. 467 dell'11 ottobre 2018)."
                )
            ],
        },
        {
            "heading": "2. Descrizione sistematica (art. 35, par. 7, lett. a)",
            "fields": known.programme_fields(facts),
        },
        {
            "heading": "Enti e ruoli (art. 4, 26, 28)",
            "table": known.acts_table(facts),
        },
        {"heading": "Persone", "bullets": known.people_rows(facts)},
        {
            "heading": "Dati",
            "bullets": [
                "Identità, recapiti, studi ed esperienze, desideri, situazione di casa, famiglia e lavoro.",
                "In parti separate e cifrate, solo se servono: " + "; ".join(known.restricted_parts()) + ".",
                "Presenze, ore, esiti, documenti che li provano.",
            ],
        },
        {
            "heading": "Schede con risposte riservate",
            "table": {
                "header": ["Scheda", "A che serve", "Parti riservate"],
                "rows": facts.restricted_sheets,
            },
            "paragraphs": []
            if facts.restricted_sheets
            else [("Nessuna scheda del programma chiede dati riservati.")],
        },
        {
            "heading": "Chi vede che cosa",
            "paragraphs": [
                ("Ciò che un ente vede di un percorso quando entra; l'operatore responsabile può cambiarlo.")
            ],
            "table": known.sections_table(),
        },
    ]


def _necessity(facts: Facts) -> list[Section]:
    return [
        {
            "heading": "3. Necessità e proporzionalità (art. 35, par. 7, lett. b)",
            "fields": [
                (
                    "Scopi",
                    (
                        "accompagnare le persone con un progetto personalizzato; far lavorare insieme gli "
                        "enti; rendere conto dei risultati con numeri"
                    ),
                ),
                ("Base (art. 6)", BLANK),
                ("Condizione (art. 9, par. 2)", BLANK),
                ("Norma o atto generale (d.lgs. 196/2003, art. 2-sexies)", BLANK),
                ("Dati su reati (art. 10; art. 2-octies)", BLANK),
                ("Informativa (art. 13-14)", facts.notice),
                ("Conservazione (art. 5, par. 1, lett. e)", BLANK),
                ("Trasferimenti fuori dall'UE (art. 44 e seguenti)", BLANK),
                ("Responsabili del trattamento (art. 28)", ", ".join(known.processors(facts))),
            ],
            "paragraphs": [
                (
                    "Per gli enti pubblici, e per chi agisce per loro, la base è di regola il compito di "
                    "interesse pubblico (art. 6, par. 1, lett. e; art. 9, par. 2, lett. g): il consenso non "
                    "è una base adatta dove la persona ha bisogno del servizio. Per un programma privato va "
                    "valutato il consenso."
                )
            ],
        },
        {
            "heading": "Diritti delle persone (art. 12-22)",
            "bullets": [
                "Sapere: informativa spiegata nella lingua della persona, con prova della consegna.",
                (
                    "Vedere: la persona può avere l'elenco di che cosa è stato condiviso, con chi, perché, "
                    "e di chi l'ha letto."
                ),
                "Scegliere: le scelte di condivisione si registrano ente per ente e si possono cambiare.",
                (
                    "Rettificare, limitare, opporsi, cancellare nei casi previsti: entro un mese (art. 12, "
                    "par. 3)."
                ),
            ],
        },
    ]


def _risks() -> Section:
    return {
        "heading": "4. Rischi per i diritti e le libertà (art. 35, par. 7, lett. c)",
        "paragraphs": ["Probabilità e gravità le valutano i titolari: bassa, media, alta."],
        "table": {
            "header": ["Rischio", "Che cosa può succedere", "Misure già presenti", "Probabilità", "Gravità"],
            "weights": [3, 4, 5, 2, 2],
            "rows": [[*risk, BLANK, BLANK] for risk in RISKS],
        },
    }


def _measures() -> list[Section]:
    return [
        {"heading": "5. Misure (art. 35, par. 7, lett. d; art. 32)", "table": known.measures_table()},
        {
            "heading": "Misure organizzative",
            "fields": [
                ("Istruzioni e formazione di chi lavora (art. 29, 32)", BLANK),
                ("Dove stanno i sistemi e chi li gestisce", BLANK),
                ("Procedura in caso di violazione (art. 33-34, 72 ore)", BLANK),
            ],
        },
    ]


def _end(facts: Facts) -> list[Section]:
    undecided = known.names_of(facts.undecided)
    sections: list[Section] = [
        {
            "heading": "6. Pareri e decisione",
            "fields": [
                ("Parere del responsabile della protezione dei dati (art. 35, par. 2)", BLANK),
                ("Opinione delle persone o di chi le rappresenta (art. 35, par. 9)", BLANK),
                ("Rischio che resta", BLANK),
                ("Consultazione del Garante (art. 36)", BLANK),
                ("Prossima revisione (art. 35, par. 11)", BLANK),
            ],
        }
    ]
    if undecided:
        sections.append(
            {
                "heading": "Da decidere prima di firmare",
                "bullets": [f"Il ruolo sui dati di: {', '.join(undecided)}."],
            }
        )
    return sections
