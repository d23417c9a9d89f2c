"""How the second edition of IN-LAV makes itself known: a public sheet, a presentation, two focus groups."""

from typing import Any

from snodo.domain.outreach import actions as outreach
from snodo.domain.outreach import queries
from snodo.domain.tables.models import Table
from snodo.jobs.demo import groups
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage

BEGINS, KEY = -110, "in-lav-2"
SHEET: dict[str, Any] = {
    "title": "Un posto per cominciare, dai 16 ai 29 anni",
    "offers": "Laboratori in cui provare con le mani, un corso breve, un tirocinio in azienda.\n"
    "Una persona che accompagna dall'inizio alla fine.",
    "for_whom": "Chi ha dai 16 ai 29 anni e non studia e non lavora, o esce poco di casa.\n"
    "Le famiglie, con un gruppo che si incontra la sera.",
    "how": "Basta una telefonata. Il primo incontro si fa dove è più comodo, anche fuori dagli uffici.\n"
    "È gratuito e non serve nessun documento.",
    "bodies": "Aiutateci a farci conoscere da chi non viene ai servizi. Ci servono luoghi, tempi e persone "
    "di cui si fidano: vi invitiamo ai focus group.",
    "contact": "Segreteria del programma, 02 5550 1100, segreteria@lead.example",
}
DECLARED = ("Luoghi di ritrovo", "Fiducia nei servizi", "Spostamenti", "Famiglie", "Lavoro nero")
CALLS = (
    ("Polisportiva Aurora", "Il presidente", "02 5550 4410", "meet", "evening", "invited"),
    ("Oratorio San Giacomo", "La coordinatrice", "02 5550 4523", "join", "afternoon", "with_us"),
    ("Scuola edile provinciale", "La segreteria", "02 5550 4688", "know", "morning", ""),
    ("Gruppo ragazzi di via Verdi", "Chi risponde", "02 5550 4712", "refer", "any", ""),
)
# title, kind, guests, what was heard: theme, voices, words
MEETINGS = (
    ("Presentazione alle realtà del territorio", "presentation", 5, ()),
    (
        *("Focus group: oratori e sport", "focus_group", 4),
        (
            ("Luoghi di ritrovo", 4, "Il campetto dopo le nove. Mai in sede."),
            ("Fiducia nei servizi", 2, "Chi ha avuto un no non torna."),
            ("Famiglie", 3, "Le madri chiedono, i padri non vengono."),
            ("Notte e cellulare", 3, "Vivono di notte: prima di mezzogiorno non risponde nessuno."),
        ),
    ),
    (
        *("Focus group: scuole e formazione", "focus_group", 4),
        (
            ("Luoghi di ritrovo", 2, "La stazione, e le panchine del supermercato."),
            ("Spostamenti", 4, "L'ultimo autobus è alle sette."),
            ("Fiducia nei servizi", 3, ""),
            ("Lavoro nero", 1, "Qualche giornata, pagata subito."),
        ),
    ),
)
# body, kind, how many young people it knows, of what age, where they are
REPLIES = (
    ("Oratorio San Giacomo", "oratorio-o-parrocchia", 15, ("16-17", "18-21"), "Il campetto, dopo cena."),
    ("Polisportiva Aurora", "associazione-sportiva", 9, ("16-17",), "Gli spogliatoi, le panchine."),
    ("Centro giovani", "centro-di-aggregazione", 22, ("16-17", "18-21", "22-25"), "La sala prove."),
    ("Biblioteca comunale", "servizio-pubblico", 6, ("18-21", "22-25"), "Il piano di sopra, il pomeriggio."),
)
GUESTS = (
    "Oratorio San Giacomo",
    "Polisportiva Aurora",
    "Scuola edile",
    "Biblioteca comunale",
    "Centro giovani",
)


def story(stage: Stage) -> Story:
    """The sheet is published, bodies ask to be called, meetings are held; themes are written after each."""
    programme = stage.programmes[KEY]
    with stage.acting("marta") as actor:
        sheet = outreach.write_sheet(programme=programme, actor=actor, **SHEET)
        sheet = outreach.publish_sheet(sheet=sheet, actor=actor)
        outreach.declare_themes(programme=programme, titles=DECLARED, actor=actor)
    for body, contact, phone, topic, when, outcome in CALLS:
        yield after(6)
        call = outreach.ask_to_be_called(
            sheet=sheet,
            body=body,
            contact=contact,
            phone=phone,
            topic=topic,
            when=when,
            actor=queries.sheet_holder(sheet),
        )
        if outcome:
            with stage.acting("marta") as actor:
                outreach.settle_call(call=call, outcome=outcome, actor=actor)
    for number, (body, kind, known, ages, where) in enumerate(REPLIES):
        answers = {
            "realta": body,
            "tipo": kind,
            "comuni": "Bollate e Rho",
            "quanti": known,
            "eta": list(ages),
            "descrizione": "Si vedono la sera, poco di giorno.",
            "luoghi": where,
            "caratteristiche": ["restano-molto-in-casa", "sfiducia-verso-i-servizi"][: 1 + number % 2],
            "tipo-azione": "preventivo" if number % 2 else "entrambi",
            "spazio": "forse-se-accompagnate",
        }
        actor = queries.sheet_holder(sheet)
        outreach.fill_territory_sheet(
            programme=programme, body=body, answers=answers, sheet=sheet, actor=actor
        )
    for title, kind, guests, heard in MEETINGS:
        sitting = groups.Sitting(
            programme=KEY,
            kind=kind,
            title=title,
            guests=[("nadia", "", ()), *((name, "", ()) for name in GUESTS[:guests])],
            decision="Ci si tiene in contatto con la segreteria.",
            purpose="Chi sono, dove stanno, che cosa li avvicina e che cosa li allontana.",
            place="Sala civica",
        )
        yield from groups.table(stage, "marta", sitting)
        _write(stage, title, heard)


def _write(stage: Stage, title: str, heard: tuple[tuple[str, int, str], ...]) -> None:
    with stage.acting("marta") as actor:
        table = Table.objects.select_related("programme").get(title=title)
        for theme, voices, words in heard:
            outreach.hear_theme(table=table, title=theme, voices=voices, words=words, actor=actor)
