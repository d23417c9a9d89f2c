"""The columns of a list of referrals: the sheet of the action, one field each, in the order of its page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from snodo.domain.intake import states
from snodo.domain.intake.checks import Asked
from snodo.domain.intake.queries import ASKED_ELSEWHERE
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.domain.programmes.models import EntryCriterion, ProgrammeAction
from snodo.domain.programmes.states import CaseUnit
from snodo.kernel.packfile.shapes import Item

TEXT, LONG, DATE, NUMBER, YES_NO, CHOICE, MANY, TOWN = (
    *("text", "long", "date", "number", "yes_no", "choice", "many", "town"),
)
Choices = Sequence[tuple[str, str]]
# Surname and name in one cell: in which order, as far as the heading says it.
TOGETHER = {"full_name_last": True, "full_name_first": False, "full_name": None}
APART = frozenset({"first_name", "last_name"})
YES_OR_NO: Choices = (("yes", "Sì"), ("no", "No"))
# What the product writes in the list of rows to mend; read back, it says nothing.
REASON_TITLE = "Che cosa correggere"
GROUNDS: Choices = (*states.Ground.choices, (states.SAID_NO, states.SAID_NO_WORDS))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is the name under which the actions refuse it."""

    key: str
    title: str
    kind: str = TEXT
    help: str = ""
    choices: Choices = ()
    needed: bool = False
    also: tuple[str, ...] = ()  # other headings people give it
    asked: bool = True  # whether the template has it; others are only understood

    @property
    def allowed(self) -> list[str]:
        """The values one may write, in words."""
        choices = YES_OR_NO if self.kind == YES_NO else self.choices
        return [title for _, title in choices]


def columns_of(action: ProgrammeAction, asked: Asked) -> list[Column]:
    """All columns of an action today."""
    columns = [*_person(asked.stay)]
    if action.case_unit == CaseUnit.HOUSEHOLD:
        columns += _household()
    for criterion in asked.criteria:
        columns += _criterion(criterion)
    columns += _need()
    if asked.shape is not None:
        columns += [_item(item) for item in asked.shape.items if item.code not in ASKED_ELSEWHERE]
    return list(_told_apart([*columns, *_sharing(), *_together()]))


def _told_apart(columns: Iterable[Column]) -> Iterator[Column]:
    """Two columns never bear the same heading."""
    seen: dict[str, int] = {}
    for one in columns:
        seen[one.title] = seen.get(one.title, 0) + 1
        if seen[one.title] == 1:
            yield one
        else:
            title = f"{one.title} ({seen[one.title]})"
            yield replace(one, title=title)


def _person(stay: bool) -> list[Column]:
    minor = "Solo se ha meno di 18 anni."
    lives = Column(
        *("stay", "Dove vive, se altrove", TOWN, "Il comune in cui sta ora."),
        also=("domicilio", "dove vive", "vive a", "dimora"),
    )
    return [
        Column("first_name", "Nome", needed=True, also=("nome persona", "nome di battesimo")),
        Column("last_name", "Cognome", needed=True, also=("cognome persona",)),
        Column(
            *("birth_date", "Data di nascita", DATE, "Per esempio 31/12/1990."),
            also=("nato il", "nata il", "nato a il", "nascita", "data nascita", "ddn", "d nascita"),
        ),
        Column("sex", "Sesso anagrafico", CHOICE, "", Sex.choices, also=("sesso", "m f", "genere")),
        Column(
            *("municipality", "Comune", TOWN, "Il nome del comune, senza la sigla della provincia."),
            also=(
                "comune di residenza",
                "residenza",
                "citta",
                "comune residenza",
                "residente a",
                *(() if stay else ("domicilio",)),
            ),
        ),
        Column(
            *("homeless", "Non ha una residenza", YES_NO, "Se sì, lascia vuoto il comune."),
            also=("senza residenza", "senza fissa dimora", "senza dimora"),
        ),
        *([lives] if stay else []),
        Column(
            *("phone", "Telefono"),
            also=(
                "cellulare",
                "cell",
                "tel",
                "recapito",
                "numero di telefono",
                "recapito telefonico",
                "n tel",
            ),
        ),
        Column(
            *("codice_fiscale", "Codice fiscale", TEXT, "Anche provvisorio, STP o ENI. Se non c'è, vuoto."),
            also=("cf", "c f", "cod fiscale", "cod fisc", "codice fisc", "codicefiscale"),
        ),
        Column(
            *("language", "Lingua preferita", CHOICE, "Se è vuoto, italiano.", tuple(LANGUAGES.items())),
            also=("lingua", "lingua parlata"),
        ),
        Column("contact_notes", "Come e quando contattare", help="Per esempio: solo messaggi."),
        Column(
            *("guardian_kind", "Chi ne ha la responsabilità", CHOICE, minor, states.Guardian.choices),
            also=("responsabilita genitoriale", "tutela"),
        ),
        Column(
            *("guardian_words", "Chi è il responsabile e come si raggiunge", TEXT, minor),
            also=("genitore", "genitori", "tutore"),
        ),
        Column("protected", "Persona protetta", YES_NO, "Se sì, scrivi lo pseudonimo.", also=("protetta",)),
        Column("pseudonym", "Pseudonimo", help="Solo per una persona protetta."),
    ]


def _together() -> list[Column]:
    return [
        Column(
            *("full_name_last", "Cognome e nome insieme, prima il cognome"),
            also=("cognome e nome", "cognome nome", "cognomenome"),
            asked=False,
        ),
        Column(
            *("full_name_first", "Nome e cognome insieme, prima il nome"),
            also=("nome e cognome", "nome cognome"),
            asked=False,
        ),
        Column(
            *("full_name", "Nome e cognome insieme, in un ordine o nell'altro"),
            also=(
                *("nominativo", "nominativi", "nome completo", "generalita", "persona", "beneficiario"),
                *("beneficiaria", "utente", "assistito", "assistita", "candidato", "candidata"),
            ),
            asked=False,
        ),
    ]


def _household() -> list[Column]:
    return [
        Column("household_name", "Nome del nucleo", also=("nucleo", "famiglia", "nucleo familiare")),
        Column(
            "household_size", "Quante persone vivono insieme", NUMBER, also=("componenti", "n componenti")
        ),
        Column("household_minors", "Di cui con meno di 18 anni", NUMBER, also=("minori", "n minori")),
    ]


def _need() -> list[Column]:
    return [
        Column(
            *("need_words", "Il bisogno, con le parole della persona", LONG, "Senza diagnosi."),
            needed=True,
            also=("bisogno", "richiesta", "il bisogno", "motivo della segnalazione", "bisogno espresso"),
        ),
        Column("urgency", "Urgenza", CHOICE, "Se è vuoto, nei tempi ordinari.", states.Urgency.choices),
        Column("urgency_reason", "Se è urgente, perché", also=("motivo urgenza", "motivo dell urgenza")),
        Column(
            *("intercepted_on", "Quando avete incontrato il bisogno", DATE, "Se è vuoto, oggi."),
            also=("data colloquio", "data del bisogno", "data segnalazione"),
        ),
    ]


def _sharing() -> list[Column]:
    return [
        Column("shared_what", "Che cosa condividi con chi riceve", LONG, also=("che cosa si condivide",)),
        Column(
            *("ground", "A che titolo condividi queste informazioni", CHOICE, "", GROUNDS),
            needed=True,
            also=("a che titolo", "titolo", "consenso", "base giuridica"),
        ),
    ]


def _criterion(criterion: EntryCriterion) -> list[Column]:
    rule = criterion.rule
    by_itself = {"age_range": "Lo dice la data di nascita.", "residence": "Lo dice il comune."}
    kind: str = YES_NO
    choices: Choices = ()
    if rule.get("kind") == "choice":
        kind = CHOICE
        choices = tuple((one["code"], one["title"]) for one in rule.get("choices", []))
    needed = criterion.required and rule.get("kind") not in by_itself
    help = " ".join(filter(None, (criterion.explanation, by_itself.get(rule.get("kind", ""), ""))))
    return [
        Column(f"criterion-{criterion.code}", criterion.text, kind, help, choices, needed),
        Column(
            f"reason-{criterion.code}",
            f"Perché lo stesso: {criterion.text}",
            help="Solo se il criterio non è soddisfatto e la segnalazione ha senso lo stesso.",
        ),
    ]


def _item(item: Item) -> Column:
    kind = {"long_text": LONG, "date": DATE, "number": NUMBER, "yes_no": YES_NO}.get(item.kind, TEXT)
    choices: Choices = ()
    if item.kind == "scale":
        kind, choices = CHOICE, tuple((str(one.value), f"{one.value} · {one.text}") for one in item.anchors)
    elif item.kind in ("choice", "multi"):
        kind = CHOICE if item.kind == "choice" else MANY
        choices = tuple((one.code, one.title) for one in item.options)
    help = item.help
    if kind == MANY:
        help = f"{help} Anche più di una, separate da un punto e virgola.".strip()
    return Column(f"sheet-{item.code}", item.text, kind, help, choices, item.required)
