"""The record of processing activities (GDPR art. 30, par. 1) for a programme."""

from typing import Any

from snodo.domain.privacy.papers import facts as known
from snodo.domain.privacy.papers.facts import BLANK, Facts
from snodo.domain.programmes.states import PrivacyRole


def record_data(facts: Facts) -> dict[str, Any]:
    """One sheet of the record; each point bears its letter of art. 30, par. 1."""
    return {
        "draft": True,
        "subtitle": f"{facts.programme.title} · Regolamento (UE) 2016/679, art. 30",
        "intro": known.DRAFT,
        "sections": [*_who(facts), *_what(facts), *_outside(facts), *_safety()],
        "signatures": [
            {"role": "Per il titolare", "name": name} for name in known.names_of(facts.controllers)
        ],
        "note": "Il registro si tiene in forma scritta, anche elettronica, e si mostra al Garante "
        "quando lo chiede (art. 30, par. 3 e 4). Chi è responsabile del trattamento ne tiene uno suo (art. "
        "30, par. 2).",
    }


def _who(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "heading": "Titolari e contatti (lett. a)",
            "fields": [
                *known.programme_fields(facts),
                ("Contitolari", ", ".join(known.names_of(facts.with_role(PrivacyRole.JOINT)))),
                ("Titolari autonomi", ", ".join(known.names_of(facts.with_role(PrivacyRole.AUTONOMOUS)))),
                ("Responsabile della protezione dei dati", BLANK),
            ],
        },
        {
            "heading": "Scopi (lett. b)",
            "bullets": [
                "Presa in carico e progetto personalizzato.",
                "Lavoro comune degli enti: tavoli, passaggi, tirocini, corsi, opportunità.",
                "Rendicontazione dei risultati a chi finanzia, con numeri.",
                "Prova di che cosa è stato fatto e di chi ha letto i dati (art. 5, par. 2).",
            ],
            "fields": [("Base giuridica (art. 6, 9, 10)", BLANK)],
        },
    ]


def _what(facts: Facts) -> list[dict[str, Any]]:
    return [
        {"heading": "Persone (lett. c)", "bullets": known.people_rows(facts)},
        {
            "heading": "Dati (lett. c)",
            "bullets": [
                (
                    "Comuni: identità, recapiti, famiglia e nucleo, studi, esperienze, capacità, presenze, "
                    "esiti."
                ),
                "In parti separate e cifrate: " + "; ".join(known.restricted_parts()) + ".",
            ],
            "table": {
                "header": ["Scheda con risposte riservate", "A che serve", "Parti riservate"],
                "rows": facts.restricted_sheets,
            },
        },
    ]


def _outside(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "heading": "A chi sono comunicati (lett. d)",
            "table": known.acts_table(facts),
            "paragraphs": [
                ("Alle aziende ospitanti solo ciò che serve al tirocinio, mai la condizione della persona.")
            ],
        },
        {
            "heading": "Fuori dall'Unione europea (lett. e)",
            "fields": [("Trasferimenti e garanzie (art. 46)", BLANK)],
        },
        {
            "heading": "Quando si cancellano (lett. f)",
            "fields": [
                ("Segnalazioni non accolte", BLANK),
                ("Percorsi conclusi", BLANK),
                ("Documenti dei tirocini", BLANK),
                ("Prove per chi finanzia", BLANK),
                ("Registro delle letture", BLANK),
            ],
        },
    ]


def _safety() -> list[dict[str, Any]]:
    return [
        {
            "heading": "Misure di sicurezza (lett. g; art. 32)",
            "table": known.measures_table(),
        }
    ]
