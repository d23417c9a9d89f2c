"""What the configuration of a programme says, as rows for the papers of its controllers.

Nothing here is law: each paper quotes the article beside its own words. An empty value is printed as a line
to write on: only people can answer.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from snodo.domain.casework.states import USUAL_SECTIONS, PartyFunction
from snodo.domain.casework.states import Section as CaseSection
from snodo.domain.documents.papers import long_date
from snodo.domain.instruments.states import Section as SheetSection
from snodo.domain.people.states import LANGUAGES
from snodo.domain.people.states import Section as FileSection
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import Programme, ProgrammeInstrument, ProgrammePartner
from snodo.domain.programmes.states import PartnerRole, PrivacyRole

Pairs = list[tuple[str, str]]
Row = list[str]
DRAFT = (
    "Bozza preparata da Snodo con i dati scritti nella configurazione del programma il giorno indicato in "
    "fondo. Non è un parere e non sostituisce chi decide: i titolari la controllano, completano le righe "
    "vuote, la discutono con il responsabile della protezione dei dati e la firmano."
)
BLANK = ""


@dataclass(frozen=True)
class Facts:
    """A programme as its controllers have set it up."""

    programme: Programme
    acts: list[ProgrammePartner]
    restricted_sheets: list[Row] = field(default_factory=list)
    notice: str = ""

    def with_role(self, *roles: str) -> list[ProgrammePartner]:
        return [act for act in self.acts if act.privacy_role in roles]

    @property
    def controllers(self) -> list[ProgrammePartner]:
        """Each body once; the whole partnership while nobody has decided."""
        return _once(programmes.controllers_among(self.acts))

    @property
    def undecided(self) -> list[ProgrammePartner]:
        return [act for act in self.acts if not act.privacy_role]


def facts_of(programme: Programme) -> Facts:
    """Acts in force or about to be, sheets with restricted answers, the notice in force."""
    acts = [line.act for line in programmes.act_lines(programme) if not line.standing.over]
    notice = programmes.notice_in_force(programme)
    words = ""
    if notice is not None:
        names = ", ".join(LANGUAGES.get(row["language"], row["language"]).lower() for row in notice.languages)
        words = f"versione {notice.version}, dal {long_date(notice.in_force_from)}, in {names}"
    return Facts(programme, acts, _restricted_sheets(programme), words)


def _once(acts: list[ProgrammePartner]) -> list[ProgrammePartner]:
    return list({act.organisation_id: act for act in acts}.values())


def _restricted_sheets(programme: Programme) -> list[Row]:
    """Sheets that ask for restricted answers, and on what."""
    uses = ProgrammeInstrument.objects.filter(action__programme=programme).select_related("instrument")
    rows: dict[str, Row] = {}
    for use in uses.order_by("instrument__code"):
        asked = {item.get("restricted", "none") for item in _items(use.instrument.definition)} - {"none"}
        if asked:
            labels = sorted(SheetSection(one).label.lower() for one in asked)
            rows[use.instrument.code] = [use.instrument.title, use.get_purpose_display(), ", ".join(labels)]
    return list(rows.values())


def _items(definition: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for section in definition.get("sections", []) for item in section.get("items", [])]


# Rows


def programme_fields(facts: Facts) -> Pairs:
    """Which programme this is."""
    programme = facts.programme
    lead = next((act.organisation for act in facts.acts if act.role == PartnerRole.LEAD), None)
    contact = " · ".join(part for part in (lead.email, lead.phone) if part) if lead else BLANK
    return [
        ("Programma", programme.title),
        ("Territorio", programme.area),
        ("Durata", f"dal {long_date(programme.starts_on)} al {long_date(programme.ends_on)}"),
        ("Finanziatore", programme.funder),
        ("Avviso o misura", programme.notice_number),
        ("Ente capofila", lead.name if lead else BLANK),
        ("Recapito per le persone", contact),
    ]


def act_rows(facts: Facts) -> list[Row]:
    """Body, what it does, what it is to the data, under which act."""
    return [
        [
            act.organisation.name,
            act.get_role_display(),
            act.get_privacy_role_display() if act.privacy_role else "da decidere",
            _act(act),
        ]
        for act in facts.acts
    ]


def _act(act: ProgrammePartner) -> str:
    number = f" n. {act.act_number}" if act.act_number else ""
    dated = f" del {long_date(act.act_on)}" if act.act_on else ""
    words = f"{act.act or 'atto da indicare'}{number}{dated}"
    return f"{words}, fino al {long_date(act.act_until)}"


def names_of(acts: list[ProgrammePartner]) -> list[str]:
    """Each body once."""
    return [act.organisation.name for act in _once(acts)]


def people_rows(facts: Facts) -> list[str]:
    """Whom the programme is for, action by action."""
    groups = [word["title"] for word in facts.programme.definition.get("target_groups") or []]
    actions = [action.title for action in facts.programme.actions.all()]
    subjects = [f"Persone seguite nelle azioni: {', '.join(actions)}."] if actions else []
    if groups:
        subjects.append(f"Gruppi a cui il programma si rivolge: {', '.join(groups)}.")
    return [*subjects, "Familiari e componenti del nucleo, solo per ciò che serve al percorso."]


def section_rows() -> list[Row]:
    """Who sees which part of a path when it joins; the responsible operator may narrow or widen it."""
    return [
        [PartyFunction(function).label, ", ".join(CaseSection(one).label.lower() for one in sections)]
        for function, sections in USUAL_SECTIONS.items()
    ]


def restricted_parts() -> list[str]:
    """Parts of a person's file that are kept apart and encrypted."""
    return [str(label) for label in FileSection.labels]


def processors(facts: Facts) -> list[str]:
    return names_of(facts.with_role(PrivacyRole.PROCESSOR))


def acts_table(facts: Facts) -> dict[str, Any]:
    header = ["Ente", "Che cosa fa", "Ruolo sui dati", "Atto"]
    return {"header": header, "rows": act_rows(facts), "weights": [3, 2, 2, 4]}


def sections_table() -> dict[str, Any]:
    return {"header": ["Funzione nel percorso", "Parti"], "rows": section_rows(), "weights": [1, 3]}


def measures_table() -> dict[str, Any]:
    header = ["Misura", "Che cosa fa Snodo", "Norma"]
    return {"header": header, "rows": measures(), "weights": [2, 7, 3]}


def measures() -> list[Row]:
    """What the product really does, with the article it serves."""
    idle = settings.SESSION_IDLE_SECONDS // 60
    longest = settings.SESSION_ABSOLUTE_SECONDS // 3600
    return [
        [
            "Accesso",
            (
                "Vede un percorso solo chi ne fa parte, per la parte che gli serve, e solo finché vale "
                "l'atto del suo ente: l'accesso finisce da sé il giorno dopo."
            ),
            "art. 25, art. 32",
        ],
        [
            "Separazione",
            (
                "Ogni rete è isolata due volte: nel programma e nella banca dati, con un ruolo che non può "
                "superare il muro."
            ),
            "art. 32",
        ],
        [
            "Cifratura",
            (
                "Parti riservate, codici e documenti sono cifrati (AES-GCM) e legati alla propria riga; le "
                "chiavi stanno fuori dalla banca dati e si possono cambiare mentre si lavora."
            ),
            "art. 32",
        ],
        [
            "Identità",
            (
                "Parole d'ordine conservate con Argon2, secondo fattore per i ruoli che leggono fascicoli, "
                f"uscita dopo {idle} minuti senza uso e comunque dopo {longest} ore."
            ),
            "art. 32",
        ],
        [
            "Registro",
            (
                "Ogni modifica e ogni lettura di un fascicolo sono scritte nello stesso istante, in un "
                "registro che si può solo allungare, sigillato e verificabile."
            ),
            "art. 5, par. 2; art. 32",
        ],
        [
            "Emergenza",
            ("L'accesso d'emergenza chiede il perché, dura un'ora, avvisa subito e viene esaminato."),
            "art. 32",
        ],
        [
            "Minimizzazione",
            (
                "Ogni ente vede solo le parti concordate; quelle riservate si aprono una alla volta, "
                "dicendo perché; avvisi ed e-mail non contengono dati delle persone."
            ),
            "art. 5, par. 1, lett. c; art. 25",
        ],
        [
            "Numeri piccoli",
            (
                "Chi non segue le persone non vede numeri inferiori a 5, né quelli da cui si potrebbero "
                "ricavare."
            ),
            "art. 5, par. 1, lett. c",
        ],
        [
            "Documenti",
            (
                "I file sono riconosciuti dal contenuto, aperti solo da chi può vedere ciò a cui si "
                "riferiscono, mai mostrati dentro la pagina."
            ),
            "art. 32",
        ],
        [
            "Continuità",
            "Copie di sicurezza e ripristino provato con un comando.",
            ("art. 32, par. 1, lett. b, c"),
        ],
        [
            "Decisioni",
            ("Nessuna decisione automatica: le proposte dicono i motivi e decide una persona."),
            "art. 22",
        ],
    ]
