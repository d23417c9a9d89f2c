"""The papers of an internship. None says why a person needs support: no category, no diagnosis, no programme.

They go to the company, so the letterhead is the promoter's alone.
"""

import datetime
from decimal import Decimal
from typing import Any

from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.documents.papers import long_date
from snodo.domain.placements import calendar, queries
from snodo.domain.placements.models import Internship
from snodo.domain.placements.states import AllowancePayer, DayKind, InternshipKind
from snodo.kernel.actor import Actor

WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto"),
    *("settembre", "ottobre", "novembre", "dicembre"),
)


def month_name(first: datetime.date) -> str:
    """ "novembre 2026"."""
    return f"{MONTHS[first.month - 1]} {first.year}"


def number(value: Decimal | int) -> str:
    """ "12,5"; "450"."""
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def _paper(internship: Internship, actor: Actor, *, title: str, kind: str, data: dict[str, Any]) -> Document:
    promoter = internship.promoter
    letterhead = {
        "network": "",
        "organisation": promoter.name,
        # Of a sensitive promoter the paper says neither where it is nor who: they are written by hand.
        "lines": [
            line for line in (promoter.address, _vat(promoter.vat_number)) if line and not promoter.sensitive
        ],
    }
    return documents.generate_paper(
        data={"letterhead": letterhead, **data},
        title=title,
        kind=kind,
        subject=internship,
        person_id=internship.person_id,
        actor=actor,
    )


def _vat(number: str) -> str:
    return f"Partita IVA {number}" if number else ""


def _trainee(internship: Internship) -> str:
    """Name and surname as in documents; for a protected person it is written by hand."""
    person = internship.person
    return "" if person.protected else f"{person.first_name} {person.last_name}"


def _name_of_kind(internship: Internship) -> str:
    """On papers every kind is an internship or a work experience: the kind itself may tell too much."""
    if internship.kind in (InternshipKind.EXTRACURRICULAR, InternshipKind.CURRICULAR):
        return str(InternshipKind(internship.kind).label)
    return "Tirocinio" if internship.kind == InternshipKind.TIS else "Esperienza in azienda"


def training_project(internship: Internship, actor: Actor) -> Document:
    """The *progetto formativo individuale*, to be signed by three parties."""
    return _paper(
        internship,
        actor,
        title="Progetto formativo individuale",
        kind="training_project",
        data={
            "subtitle": f"{_name_of_kind(internship)} presso {internship.host.name}",
            "sections": [
                {"heading": "Le parti", "fields": _parties(internship)},
                {"heading": "Periodo e orario", "fields": _times(internship)},
                {"heading": "Indennità e assicurazioni", "fields": _money(internship)},
                {"heading": "Obiettivi", "paragraphs": internship.objectives.split("\n") or [""]},
                {"heading": "Attività", "paragraphs": internship.tasks.split("\n") or [""]},
                {"heading": "Impegni", "bullets": _duties()},
            ],
            "signatures": [
                {"role": "Tirocinante", "name": _trainee(internship)},
                {
                    "role": f"Per il promotore, {internship.promoter.name}",
                    "name": internship.promoter_tutor_name,
                },
                {"role": f"Per l'azienda, {internship.host.name}", "name": internship.host_tutor_name},
            ],
            "note": "Il tirocinio non è un rapporto di lavoro. Questo documento contiene solo i dati "
            "necessari all'esperienza in azienda.",
        },
    )


def _parties(internship: Internship) -> list[tuple[str, str]]:
    return [
        ("Tirocinante", _trainee(internship)),
        ("Promotore", internship.promoter.name),
        ("Tutor del promotore", internship.promoter_tutor_name),
        ("Azienda ospitante", internship.host.name),
        ("Partita IVA", internship.host.vat_number),
        ("Sede di lavoro", internship.site),
        ("Tutor aziendale", internship.host_tutor_name),
        ("Settore", internship.sector),
        ("Mansione", internship.job),
    ]


def _times(internship: Internship) -> list[tuple[str, str]]:
    days = ", ".join(WEEKDAYS[day] for day in sorted(internship.weekdays))
    return [
        ("Inizio", long_date(internship.starts_on)),
        ("Fine", long_date(internship.ends_on)),
        ("Durata", calendar.months_and_days(internship.starts_on, internship.ends_on)),
        ("Ore a settimana", number(internship.weekly_hours)),
        ("Giorni", days),
        ("Orario", internship.timetable),
    ]


def _money(internship: Internship) -> list[tuple[str, str]]:
    # A payer other than the parties may tell of a programme: it is not named on the paper.
    named = {AllowancePayer.HOST, AllowancePayer.PROMOTER}
    payer = internship.get_allowance_payer_display() if internship.allowance_payer in named else ""
    amount = f"{number(internship.allowance)} euro al mese" if internship.allowance else "non prevista"
    fields = [("Indennità", amount)]
    if payer and internship.allowance:
        fields.append(("La paga", payer))
    return [
        *fields,
        ("Mensa o buoni pasto", "sì" if internship.meals else "no"),
        ("Posizione INAIL", internship.inail_position),
        ("Responsabilità civile", internship.rct_policy),
    ]


def _duties() -> list[str]:
    return [
        (
            "Chi fa il tirocinio segue le indicazioni dei tutor, rispetta l'orario, le norme di sicurezza e "
            "la riservatezza, e avvisa quando non può esserci."
        ),
        (
            "L'azienda forma sulla sicurezza il primo giorno, affianca con il proprio tutor, tiene il "
            "registro delle presenze e avvisa il promotore di assenze, infortuni e cambiamenti."
        ),
        "Il promotore segue l'andamento con incontri regolari e rilascia l'attestazione finale.",
        "Ogni parte può interrompere il tirocinio con una comunicazione scritta e motivata.",
    ]


def register(internship: Internship, first: datetime.date, actor: Actor) -> Document:
    """The register of a month, with room for two signatures a day."""
    rows = []
    for cell in queries.month_grid(internship, first, queries.read_register(internship)):
        if not cell.due and not cell.kind:
            continue
        hours = number(cell.hours) if cell.hours else ""
        rows.append(
            [f"{WEEKDAYS[cell.day.weekday()]} {cell.day.day}", _public_label(cell.kind), hours, "", ""]
        )
    return _paper(
        internship,
        actor,
        title=f"Registro di {month_name(first)}",
        kind="register",
        data={
            "subtitle": f"{_trainee(internship) or 'Tirocinante'} presso {internship.host.name}",
            "sections": [
                {
                    "fields": [
                        ("Periodo del tirocinio", _period(internship)),
                        ("Ore a settimana", number(internship.weekly_hours)),
                    ],
                    "table": {
                        "header": ["Giorno", "Presenza", "Ore", "Tirocinante", "Tutor"],
                        "rows": rows,
                    },
                }
            ],
        },
    )


def _public_label(kind: str) -> str:
    """The register goes through many hands: an absence is an absence."""
    if not kind:
        return ""
    absent = {DayKind.ILLNESS, DayKind.JUSTIFIED, DayKind.UNJUSTIFIED}
    return "Assente" if kind in absent else str(DayKind(kind).label)


def _period(internship: Internship) -> str:
    return f"dal {long_date(internship.starts_on)} al {long_date(internship.ended_on or internship.ends_on)}"


def attestation(internship: Internship, attendance: queries.Attendance, actor: Actor) -> Document:
    """The final attestation of the activities done."""
    return _paper(
        internship,
        actor,
        title="Attestazione finale di tirocinio",
        kind="attestation",
        data={
            "intro": "Si attesta che la persona indicata ha svolto il tirocinio descritto qui sotto.",
            "sections": [
                {
                    "fields": [
                        ("Tirocinante", _trainee(internship)),
                        ("Presso", internship.host.name),
                        ("Sede", internship.site),
                        ("Periodo", _period(internship)),
                        ("Mansione", internship.job),
                        ("Ore svolte", number(attendance.present)),
                        ("Frequenza", f"{attendance.final_percent} % delle ore previste"),
                    ]
                },
                {"heading": "Obiettivi del progetto", "paragraphs": internship.objectives.split("\n")},
                {
                    "heading": "Attività svolte",
                    "paragraphs": (internship.tasks or internship.job).split("\n"),
                },
            ],
            "signatures": [
                {"role": "Per il promotore", "name": internship.promoter_tutor_name},
                {"role": "Per l'azienda", "name": internship.host_tutor_name},
            ],
        },
    )
