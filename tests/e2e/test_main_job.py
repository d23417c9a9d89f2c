"""The main job of IN-LAV, from the referral to the programme's numbers, by six people who never meet.

Each of them works in a browser of their own and only with what the pages offer.
"""

import datetime
import random
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.conftest import SignIn
from tests.e2e.desk import Desk

ROME = ZoneInfo("Europe/Rome")
PROGRAMME = "IN-LAV · seconda edizione"
ENGAGED, LABS, INTERNSHIPS = "Persone coinvolte", "Laboratori attivati", "Tirocini di inclusione sociale"
PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]>>endobj\n%%EOF\n"


def now() -> datetime.datetime:
    """A couple of minutes ago, where the work is: something that has just happened."""
    return datetime.datetime.now(ROME) - datetime.timedelta(minutes=2)


def day(after: int = 0) -> str:
    return (now().date() + datetime.timedelta(days=after)).isoformat()


def moment(after: int = 0) -> str:
    return (now() + datetime.timedelta(days=after)).strftime("%Y-%m-%dT%H:%M")


@dataclass
class Somebody:
    """A person the network has never met."""

    first_name: str
    last_name: str
    born: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@pytest.fixture
def somebody() -> Somebody:
    """Another one each time, so that the same demonstration can be used again."""
    dice = random.Random()
    last_name = "".join(
        dice.choice(pair) for pair in (["Bram", "Cor", "Vel"], ["ba", "ne", "do"], ["ti", "ni", "lli"])
    )
    born = datetime.date(1988, 1, 1) + datetime.timedelta(days=dice.randrange(4000))
    return Somebody(
        "Tommaso",
        f"{last_name} {dice.choice('ABCDEFGILMNOPRSTUVZ')}{dice.randrange(100, 999)}",
        born.isoformat(),
    )


@pytest.mark.covers(
    *(
        "B03",
        "B08",
        "B09",
        "B10",
        "C01",
        "C04",
        "C05",
        "C12",
        "C15",
        "C16",
        "D11",
        "E01",
        "E17",
        "E18",
        "E19",
    ),
    *("E21", "E22", "E23", "E27", "E28", "E33", "E35"),
)
def test_the_main_job(sign_in: SignIn, somebody: Somebody) -> None:
    marta, gino = Desk(sign_in("marta")), Desk(sign_in("gino"))
    before = results(marta)
    assert results(gino) == before

    elena, sara = Desk(sign_in("elena")), Desk(sign_in("sara"))
    refer(elena, somebody)
    triage(marta, somebody, to="Sara Bellini")
    accept(sara, somebody)
    case = sara.page.url
    inform(sara, case)
    read_the_need(sara, case)

    carla = Desk(sign_in("carla"))
    title = f"Primo orientamento di {somebody.last_name[-3:]}"
    prepare_table(sara, somebody, title)
    speak(carla, title)
    decide(sara)
    approve(carla, title)

    write_plan(sara, case, somebody)
    meet(sara, case)
    hold_group(sara, somebody, f"Laboratorio di stampa {somebody.last_name[-3:]}")
    call_in_the_promoter(sara, case)

    luca = Desk(sign_in("luca"))
    start_internship(luca, somebody)
    follow_internship(luca)
    record_outcome(sara, case)

    after = results(marta)
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed == {ENGAGED: 1, LABS: 1, INTERNSHIPS: 1}
    assert results(gino) == after
    for number in (ENGAGED, INTERNSHIPS):
        open_number(marta, number, somebody)
    number_without_names(gino, somebody)
    follow_from_afar(elena, somebody)


# Who refers


def refer(elena: Desk, person: Somebody) -> None:
    """The health body fills in the programme's sheet; a thing left out is asked for, and nothing is lost."""
    elena.go("Segnalazioni")
    elena.follow("Nuova segnalazione")
    elena.follow(re.compile(f"Apri la scheda di Azione Disagio psichico, {PROGRAMME}"))
    for words, value in {
        "Nome": person.first_name,
        "Cognome": person.last_name,
        "Data di nascita": person.born,
        "Telefono": "333 1234567",
        "Il bisogno, con le parole della persona": "Vorrei ricominciare a lavorare con le mani.",
        "Perché pensate a questo programma per questa persona": "Ha voglia di provare, regge il mattino.",
        "Referente sanitario": "Elena Fontana",
        "Quante ore al giorno può reggere oggi": "3",
        "Obiettivi del servizio inviante": "Ritrovare un ritmo.",
        "Che cosa condividi con chi riceve": "Recapiti e scheda.",
    }.items():
        elena.write(words, value)
    elena.choose("Comune di residenza", "Rho")
    for words, answer in {
        "Sesso anagrafico": "Uomo",
        "È seguita da un servizio di salute mentale con un referente": "Sì",
        "Il percorso di cura è abbastanza stabile per frequentare": "Sì",
        "Può frequentare almeno due mezze giornate la settimana": "Sì",
        "Accetta di stare in un piccolo gruppo": "Sì",
        "La persona conosce la proposta e vuole provarci": "Sì",
        "Servizio che invia": "Centro psico-sociale",
        "Il percorso di cura è stabile da almeno tre mesi": "Sì",
        "Ha una certificazione di invalidità civile": "Non si desidera indicarlo",
        "Come sta in un piccolo gruppo": "Volentieri",
        "Raggiunge da sé il laboratorio": "Con un po' di pratica",
        "È stata informata della segnalazione": "Sì",
        "Come preferisce essere contattata": "Telefono",
        "Il vostro servizio continuerà a seguirla": "Sì",
    }.items():
        elena.pick(words, answer)
    elena.press("Invia la segnalazione")
    elena.says("Scegli a che titolo condividi queste informazioni.")
    assert elena.field("Cognome").input_value() == person.last_name
    elena.pick("A che titolo condividi queste informazioni", "La persona è d'accordo")
    elena.press("Invia la segnalazione")
    elena.is_told("Segnalazione inviata")
    elena.says("Da assegnare")


def follow_from_afar(elena: Desk, person: Somebody) -> None:
    """In the end she reads how it goes: neither the diary nor the readings."""
    elena.go("Segnalazioni")
    elena.follow(re.compile("^Accolte"))
    elena.follow(person.name)
    elena.follow("Apri il percorso")
    elena.says("Sara Bellini")
    assert elena.page.get_by_text("Si parte dal laboratorio").count() == 0
    assert elena.page.get_by_text("Prerequisiti di base al lavoro").count() == 0


# Who co-ordinates


def triage(marta: Desk, person: Somebody, to: str) -> None:
    marta.go("Segnalazioni")
    marta.follow(re.compile("^Da assegnare"))
    marta.follow(person.name)
    marta.says("Criteri d'ingresso", marta.card("Criteri d'ingresso"))
    marta.follow("Affida")
    marta.says("Tocca a Cooperativa sociale Il Ponte")
    marta.pick("A chi la affidi", re.compile(f"^{to}"))
    marta.press("Affida")
    marta.is_told(f"Affidata a {to}")


def results(desk: Desk) -> dict[str, int]:
    """Expected result → actual, as the programme page says them."""
    desk.go("Programmi")
    desk.follow(PROGRAMME)
    desk.heading(PROGRAMME)
    table = desk.card("Azione Disagio psichico: risultati attesi")
    found = {}
    for row in table.locator("tbody tr").all():
        said = re.search(r"(\d+) di \d+", row.inner_text())
        assert said is not None
        found[row.get_by_role("rowheader").inner_text().split("\n")[0].strip()] = int(said[1])
    return found


def open_number(marta: Desk, number: str, person: Somebody) -> None:
    """Every number opens its list, and the list the path."""
    results(marta)
    marta.follow(number)
    marta.says(person.name)
    marta.follow(person.name)
    marta.heading(person.name)


def number_without_names(gino: Desk, person: Somebody) -> None:
    """Who steers reads numbers, never names."""
    card = gino.card("Azione Disagio psichico: risultati attesi")
    gino.says(ENGAGED, card)
    assert card.get_by_role("link", name=ENGAGED).count() == 0
    assert gino.page.get_by_text(person.last_name).count() == 0


# Who follows the person


def accept(sara: Desk, person: Somebody) -> None:
    sara.go("Segnalazioni")
    sara.follow(person.name)
    sara.follow("Accogli")
    sara.pick("Chi è", re.compile("^È una persona nuova"))
    sara.pick("Destinatari del programma a cui appartiene", "Persone con disagio psichico")
    sara.pick("Ostacoli già noti", "Regge poche ore")
    sara.press("Accogli e apri il percorso")
    sara.is_told("il percorso è aperto")
    sara.heading(person.name)
    sara.says("Primo colloquio", sara.card("Prossimi passi"))


def inform(sara: Desk, case: str) -> None:
    sara.page.goto(case)
    sara.more("Scheda della persona")
    sara.says("informativa da spiegare")
    sara.follow("Registra")
    sara.pick("Informativa", re.compile("versione"))
    sara.press("Registra")
    sara.is_told("Informazione registrata")
    sara.follow("Registra una scelta")
    sara.choose("Con quale ente", "Insieme Nord")
    sara.choose("Per che cosa", "lavoro, tirocinio e formazione")
    sara.pick("Che cosa ha deciso", "Accetta")
    sara.press("Registra")
    sara.says("lavoro, tirocinio e formazione")


def read_the_need(sara: Desk, case: str) -> None:
    sara.page.goto(case)
    sara.follow("Compila la prima")
    sara.follow(re.compile("^Compila Prerequisiti di base al lavoro"))
    assert sara.rate(2) > 10
    sara.press("Salva la scheda")
    sara.is_told("Scheda salvata")
    sara.page.goto(case)
    sara.says("Che cosa è successo")
    sara.says("Confronta", sara.card("Prerequisiti di base al lavoro"))


def prepare_table(sara: Desk, person: Somebody, title: str) -> None:
    """Guests of two other bodies; the case goes there without its name."""
    sara.go("Tavoli")
    sara.follow("Prepara un tavolo")
    sara.choose("Programma", PROGRAMME)
    sara.choose("Tipo di tavolo", "Tavolo multidisciplinare")
    sara.write("Titolo", title)
    sara.write("Giorno e ora", moment(1))
    sara.write("Luogo", "Il Ponte")
    sara.press("Prepara il tavolo")
    sara.is_told("Tavolo preparato")
    line = sara.main.get_by_role("listitem").filter(has_text=person.name)
    line.get_by_text("Metti all'ordine del giorno").click()
    sara.write("Che cosa chiediamo al tavolo", "Da quale laboratorio partire?", line)
    sara.press("Aggiungi", line)
    sara.is_told("Percorso all'ordine del giorno")
    for colleague, sees in (
        ("Carla Monti", "il bisogno e gli obiettivi"),
        ("Luca Corti", "disponibilità e competenze di lavoro"),
    ):
        invitation = sara.unfold("Invita")
        sara.choose("Una persona della rete", colleague, invitation)
        sara.pick("Che cosa gli mostriamo", sees, invitation)
        sara.press("Aggiungi agli invitati", invitation)
        sara.is_told("tra gli invitati")
    sara.press("Convoca")
    sara.is_told("Tavolo convocato")
    sara.press("Apri il tavolo")
    sara.is_told("Il tavolo è aperto")


def decide(sara: Desk) -> None:
    """She reads what the others wrote, writes the decision and a promise, and closes."""
    sara.page.reload()
    sara.says("Regge tre mattine", sara.card("Come la vede ciascuno"))
    here = sara.unfold("Segna chi c'è")
    for choice in here.get_by_label("c'è", exact=True).all():
        choice.check()
    sara.press("Segna le presenze")
    sara.is_told("Presenze segnate: 3")
    decision = sara.unfold("Scrivi la decisione")
    sara.write("Decisione", "Si parte dal laboratorio, poi un tirocinio breve.", decision)
    sara.press("Scrivi la decisione", decision)
    sara.is_told("Decisione scritta")
    promise = sara.unfold("Aggiungi un impegno")
    sara.write("Impegno", "Essere presente alla prima visita", promise)
    sara.choose("Chi si impegna", "Carla Monti", promise)
    sara.write("Entro", day(12), promise)
    sara.press("Prendi l'impegno", promise)
    sara.is_told("Impegno preso")
    sara.press("Concludi il tavolo")
    sara.is_told("Tavolo concluso")
    sara.follow("Scarica il PDF")
    assert sara.download("Scarica il documento").startswith(b"%PDF")


def write_plan(sara: Desk, case: str, person: Somebody) -> None:
    sara.page.goto(case)
    sara.follow("Comincia a scriverlo")
    sara.write("In breve", "Tre mattine in laboratorio, poi un tirocinio vicino a casa.")
    sara.write("Verifica", day(60))
    sara.press(re.compile("."))
    sara.is_told("Bozza pronta")
    sara.follow("Aggiungi un obiettivo")
    sara.write("Obiettivo", "Ritrovare un ritmo di lavoro")
    sara.write("Si vedrà da", "Presente a otto incontri su dieci")
    sara.press("Aggiungi")
    sara.is_told("Obiettivo aggiunto")
    sara.follow(re.compile("^Aggiungi un impegno"))
    sara.write("Che cosa farà la persona", "Vengo il martedì e il giovedì mattina")
    sara.write("Entro", day(30))
    sara.press("Aggiungi")
    sara.is_told("Aggiunto al piano")
    sara.follow(re.compile("^Aggiungi un sostegno"))
    sara.write("Che cosa farà il servizio", "Un educatore accanto le prime settimane")
    sara.choose("Quale ente", "Il Ponte")
    sara.press("Aggiungi")
    sara.is_told("Aggiunto al piano")
    sara.follow("Raccogli le firme")
    sara.write("Firma della persona", person.name)
    sara.press("Metti in vigore")
    sara.is_told("Piano firmato")
    sara.follow("Apri il documento")
    assert sara.download("Scarica il documento").startswith(b"%PDF")


def meet(sara: Desk, case: str) -> None:
    """An appointment planned, then written down with what was done."""
    sara.page.goto(case)
    sara.follow("Registra un incontro")
    sara.choose("Attività", "Colloquio di presentazione individuale")
    sara.write("Giorno e ora", moment())
    sara.press("Fissa l'appuntamento")
    sara.is_told("Appuntamento fissato")
    sara.write("Che cosa si è fatto", "Ci siamo presentati e abbiamo visto il laboratorio.")
    sara.press("Registra")
    sara.says("Svolto")


def hold_group(sara: Desk, person: Somebody, title: str) -> None:
    sara.go("Gruppi e corsi")
    sara.follow("Forma un gruppo")
    sara.choose("Attività del programma", re.compile("^Laboratorio$"))
    sara.choose("Azione", "Azione Disagio psichico")
    sara.write("Nome del gruppo", title)
    sara.write("Inizio", day())
    sara.press("Forma il gruppo")
    sara.is_told("Gruppo formato")
    people = sara.unfold("Aggiungi una persona")
    sara.choose("Chi segui", person.name, people)
    sara.press("Aggiungi al gruppo", people)
    sara.is_told("è nel gruppo")
    calendar = sara.unfold("Metti incontri in calendario")
    sara.write("Primo incontro", moment(), calendar)
    sara.write("Quanti incontri", "3", calendar)
    sara.press("Metti in calendario", calendar)
    sara.is_told("3 incontri in calendario")
    sara.follow(re.compile("^Compila il registro"))
    sara.pick(person.name, re.compile("Presente"))
    sara.press("Salva il registro")
    sara.is_told("Registro salvato")
    sara.says("1 di 1")


def call_in_the_promoter(sara: Desk, case: str) -> None:
    """The promoter enters the path, and sees only what the internship needs."""
    sara.page.goto(case)
    sara.follow("Chi vede che cosa")
    sara.follow("Aggiungi un ente")
    sara.choose("Ente", "Insieme Nord")
    sara.choose("Che cosa fa", "Promotore del tirocinio")
    sara.pick("Che cosa vede", "Piano")
    sara.press("Aggiungi")
    sara.says("Insieme Nord")
    sara.follow("Aggiungi una persona")
    sara.choose("Persona", "Luca Corti")
    sara.choose("Compito", "Tutor")
    sara.press("Aggiungi")
    sara.says("Luca Corti")


def record_outcome(sara: Desk, case: str) -> None:
    sara.page.goto(case)
    sara.more("Registra un esito")
    sara.choose("Esito", "Attestato di competenze specifiche")
    sara.write("Data", day())
    sara.write("Presso", "Scuola dei Mestieri San Rocco")
    proof = {"name": "attestato.pdf", "mimeType": "application/pdf", "buffer": PROOF}
    sara.field("Documento che lo prova").set_input_files(proof)
    sara.press("Registra l'esito")
    sara.says("con documento")
    sara.page.goto(case)
    sara.says("Attestato di competenze specifiche", sara.card("Esiti"))


# Who sits at the table


def speak(carla: Desk, title: str) -> None:
    """The health body writes how it sees things, and what it can offer."""
    carla.go("Tavoli")
    carla.follow(title)
    carla.says("Da quale laboratorio partire?")
    position = carla.unfold("Aggiungi una posizione")
    carla.write("Bisogno", "Lavoro, tenuta", position)
    carla.write("Posizione", "Regge tre mattine se trova sempre la stessa persona.", position)
    carla.press("Scrivi la posizione", position)
    carla.is_told("Posizione scritta")
    offer = carla.unfold("Scrivi un'opportunità detta a voce")
    carla.write("Opportunità", "Un posto nel gruppo del mattino", offer)
    carla.choose("È già attiva?", re.compile("."), offer)
    carla.press("Aggiungi", offer)
    carla.is_told("Opportunità sul tavolo")


def approve(carla: Desk, title: str) -> None:
    carla.page.reload()
    carla.says("Si parte dal laboratorio", carla.card("Decisione"))
    carla.says("Essere presente alla prima visita", carla.card("Decisione"))
    carla.press("Approva il verbale")
    carla.is_told("Hai approvato il verbale")


# Who finds the place and follows the internship


def start_internship(luca: Desk, person: Somebody) -> None:
    luca.go("Tirocini")
    luca.follow("Prepara un tirocinio")
    luca.follow(person.name)
    luca.choose("Tipo", "Tirocinio di inclusione sociale")
    luca.choose("Azienda ospitante", "Vivai Verdecielo")
    luca.choose("Ente promotore", "Insieme Nord")
    luca.choose("Servizio che ha in carico la persona", "salute mentale")
    for words, value in {
        "Mansione": "Aiuto giardiniere",
        "Inizio": day(-30),
        "Fine": day(140),
        "Ore a settimana": "20",
        "Tutor del promotore": "Luca Corti",
        "Tutor aziendale": "Franca Verdi",
        "Come contattare il tutor aziendale": "in negozio, la mattina",
        "Indennità mensile in euro": "400",
        "Chi finanzia il tirocinio": "Programma",
        "Posizione INAIL": "12345678",
        "Polizza di responsabilità civile": "RCT 998",
        "Obiettivi": "Imparare il mestiere un compito alla volta.",
        "Attività": "Travasi e cura delle piante.",
        "Operatore del servizio": "Carla Monti",
        "Comunicazione obbligatoria del": day(-1),
    }.items():
        luca.write(words, value)
    for name in ("sabato", "domenica"):  # so that a day of register is due whenever this is played
        luca.pick("Giorni", name)
    luca.pick("Quali limiti valgono", "Limiti per chi è in condizione di svantaggio")
    luca.press("Prepara il tirocinio")
    luca.says("L'inizio viene prima della presa in carico.")
    assert luca.field("Mansione").input_value() == "Aiuto giardiniere"
    luca.write("Inizio", day())
    luca.press("Prepara il tirocinio")
    luca.is_told("Tirocinio preparato")
    luca.press("Avvia il tirocinio")
    luca.is_told("Tirocinio avviato")


def follow_internship(luca: Desk) -> None:
    """Meetings stand in the calendar for the whole length; a day of register, and the first meeting."""
    meetings = luca.card("Incontri di monitoraggio")
    assert meetings.get_by_text(re.compile(r"^Incontro \d+$")).count() >= 9
    luca.press("Segna presenti i giorni vuoti e salva")
    luca.is_told("Registro salvato")
    luca.follow("Registra l'incontro")
    luca.tick("C'era il tutor aziendale")
    luca.write("Come sta andando", "Arriva puntuale, le piante gli piacciono.")
    luca.press("Registra l'incontro")
    luca.is_told("Incontro registrato")
