"""IN-LAV, the first edition: concluded, with exactly the published numbers.

Young people: 30 engaged, 30 internship modules, 10 households, 10 attestations, 5 kinds of company.
Psychiatric distress: 15 people, 3 labs, 15 inclusion internships, one protocol.
"""

import datetime

from snodo.domain.casework.models import Case
from snodo.domain.network.models import Organisation
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes import actions as programmes
from snodo.jobs.demo import cast, groups, moves, work
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.jobs.demo.work import Company, Terms

KEY, YOUNG, MIND = "in-lav-1", "in-lav-1/giovani", "in-lav-1/disagio-psichico"
BEGINS, ENDS = -930, -396

COMPANIES = (
    Company("Ferramenta Lombardi", "commerce", "Vendita di ferramenta", "Addetto alla vendita"),
    Company("Vivai Verdecielo", "green", "Florovivaismo", "Aiuto giardiniere", transport="partly"),
    Company("Logistica Fiume", "logistics", "Magazzino e consegne", "Aiuto magazziniere", 40),
    Company("Trattoria del Naviglio", "catering", "Ristorazione", "Aiuto cucina", 9),
    Company("Ciclofficina Raggi", "crafts", "Riparazione di biciclette", "Aiuto meccanico", 6),
    Company("Supermercato Bontà", "commerce", "Vendita alimentare", "Addetto al reparto", 32),
)
LABS = (
    ("workshop", "Laboratorio di falegnameria", "Aiuto falegname"),
    ("bakery", "Laboratorio di panificazione", "Aiuto panettiere"),
    ("paper", "Laboratorio di rilegatura", "Aiuto legatore"),
)
TEXT = (
    "Il servizio di salute mentale segnala con la scheda comune. L'équipe valuta i prerequisiti insieme. "
    "Il servizio di inserimento lavorativo propone il tirocinio; il referente sanitario partecipa agli "
    "incontri di verifica. Le due aziende territoriali riconoscono gli stessi criteri."
)


class FirstEdition:
    """What its stories share while they are told."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.hosts: list[tuple[Organisation, Company]] = []
        self.labs: dict[str, Organisation] = {}
        self.young: list[tuple[Case, Person]] = []
        self.relatives: list[tuple[Case, Person]] = []
        self.patients: dict[int, list[tuple[Case, Person]]] = {0: [], 1: [], 2: []}

    def stories(self) -> list[tuple[datetime.date, Story]]:
        day = self.stage.day
        told: list[tuple[datetime.date, Story]] = [
            (day(BEGINS), self.opening()),
            (day(ENDS + 14), self.conclusion()),
            (day(BEGINS + 150), self.talents("sara", 0)),
            (day(BEGINS + 165), self.talents("nadia", 1)),
            (day(BEGINS + 160), self.families()),
            (
                day(BEGINS + 330),
                groups.in_force(
                    self.stage,
                    "marta",
                    KEY,
                    "Protocollo socio-sanitario per l'inclusione lavorativa",
                    TEXT,
                    ("marta", "bruno", "roberto"),
                ),
            ),
            (day(BEGINS + 100), self.project_table("Tavolo di progetto: avvio delle azioni")),
            (day(BEGINS + 400), self.project_table("Tavolo di progetto: risultati e pratiche")),
        ]
        told += [(day(BEGINS + 40 + number * 3), self.young_life(number)) for number in range(30)]
        told += [(day(BEGINS + 60 + number * 4), self.lab_life(number)) for number in range(15)]
        told += [(day(BEGINS + 170 + number * 5), self.laboratory(number)) for number in range(3)]
        return told

    def opening(self) -> Story:
        stage = self.stage
        partners = cast.NORTH_PARTNERS["in-lav"]
        stage.start(KEY, "in-lav", "IN-LAV · prima edizione", BEGINS, ENDS, partners, "bollate")
        yield after(5)
        for company in COMPANIES:
            host = work.know(stage, "luca", company, "lombardia", "Rho", "lead")
            self.hosts.append((host, company))
        for body, _, _ in LABS:
            self.labs[body] = stage.organisations[body]

    def conclusion(self) -> Story:
        stage = self.stage
        with stage.acting("ada") as actor:
            programmes.conclude_programme(programme=stage.programmes[KEY], actor=actor)
        yield stage.today

    def young_life(self, number: int) -> Story:
        """27 of the 30 do one internship or two; six are attested, four earn another certificate."""
        stage, who = self.stage, ("sara", "omar", "nadia", "luca")[number % 4]
        persona = stage.crowd.somebody(stage.towns[KEY], (17, 27))
        case = moves.take_in(
            stage, who, YOUNG, persona, "bollate" if number % 3 else "", ["giovani-vulnerabili"]
        )
        self.young.append((case, case.person))
        if number < 10:
            self.relatives.append((case, self.household(who, case, persona.last_name)))
        yield from moves.meet(stage, who, case, f"{KEY}/colloquio-conoscitivo", 4, sure=True)
        if number % 5 == 0:
            moves.read(stage, who, YOUNG, case, "self_efficacy", 0.35, "start", "person")
        yield after(105)
        moves.go_to(stage, who, YOUNG, case, 2)
        modules = 0 if number >= 27 else 2 if number < 3 else 1
        for module in range(modules):
            host, company = self.hosts[(number + module * 2) % len(self.hosts)]
            ends = (
                "attested"
                if number < 6 and module == 0
                else "interrupted"
                if number % 9 == 8
                else "completed"
            )
            terms = Terms("lead", host, company.job, days=95, meetings=number % 3 == 0, ends=ends)
            yield from work.internship(stage, who, case, terms)
        yield after(8)
        if 6 <= number < 10:
            moves.outcome(stage, who, case, "attestato-competenze", detail="Attestato per l'uso del muletto")
        if number % 3 == 1:
            moves.outcome(stage, who, case, "contratto", employer=self.hosts[number % 6][0].name)
        if number % 5 == 0:
            moves.read(stage, who, YOUNG, case, "self_efficacy", 0.7, "end", "person")
        yield after(10)
        moves.close(stage, who, case, "goals_reached" if number % 4 else "programme_ended")

    def household(self, who: str, case: Case, surname: str) -> Person:
        """A parent, and the household in which the young person lives."""
        stage = self.stage
        parent = stage.crowd.somebody(stage.towns[KEY], (42, 60), surname=surname, origin="IT")
        with stage.acting(who) as actor:
            person = people.register_person(actor=actor, **parent.fields())
            household = people.register_household(name=f"Famiglia {surname}", reference=person, actor=actor)
            people.add_household_member(
                household=household, person=case.person, relation="child", actor=actor
            )
        return person

    def families(self) -> Story:
        course = groups.Course(
            KEY,
            "gruppo-familiari",
            "Lo spazio possibile",
            lambda: self.relatives,
            action="giovani",
            meetings=5,
            every_days=14,
            hour=18,
            for_families=True,
            description="Un gruppo in cui i familiari si raccontano e trovano sostegno.",
        )
        yield from groups.group(self.stage, "sara", course)

    def talents(self, who: str, half: int) -> Story:
        course = groups.Course(
            KEY,
            "laboratorio-talenti",
            f"Laboratorio dei talenti scoperti, gruppo {half + 1}",
            lambda: self.young[half * 10 : half * 10 + 10],
            action="giovani",
            description="Prove concrete per scoprire attitudini: legno, cucina, fotografia.",
        )
        yield from groups.group(self.stage, who, course)

    def lab_life(self, number: int) -> Story:
        stage, who = self.stage, ("carla", "omar", "nadia")[number % 3]
        body, _, job = LABS[number % 3]
        persona = stage.crowd.somebody(stage.towns[KEY], (24, 52))
        sender = "" if who == "carla" else "health"
        case = moves.take_in(stage, who, MIND, persona, sender, ["disagio-psichico"])
        self.patients[number % 3].append((case, case.person))
        yield from moves.meet(stage, who, case, f"{KEY}/colloquio-individuale", 6, sure=True)
        if number % 3 == 0:
            moves.read(stage, who, MIND, case, "prerequisites", 0.35, "start")
        yield after(70)
        moves.go_to(stage, who, MIND, case, 1)
        terms = Terms(
            "lead",
            self.labs[body],
            job,
            kind="tis",
            days=150,
            weekly_hours=15,
            meetings=number % 3 == 0,
            ends="attested" if number % 2 else "completed",
            payer="funder",
            taking="health",
            taking_worker="Carla Monti",
        )
        yield from work.internship(stage, who, case, terms)
        yield after(10)
        moves.go_to(stage, who, MIND, case, 2)
        if number % 3 == 0:
            moves.read(stage, who, MIND, case, "prerequisites", 0.7, "end")
        yield after(10)
        if number % 4 == 0:
            moves.outcome(stage, who, case, "passaggio-nil", proven=False)
        moves.close(stage, who, case, "goals_reached" if number % 3 else "handed_over")

    def laboratory(self, number: int) -> Story:
        body, title, _ = LABS[number]
        leader = ("carla", "omar", "nadia")[number]
        course = groups.Course(
            KEY,
            "laboratorio",
            title,
            lambda: self.patients[number],
            action="disagio-psichico",
            places=6,
            hour=9,
            place=self.stage.organisations[body].label,
        )
        yield from groups.group(self.stage, leader, course)

    def project_table(self, title: str) -> Story:
        sitting = groups.Sitting(
            KEY,
            "project",
            title,
            [
                ("bruno", "coordina l'altro territorio", ()),
                ("roberto", "responsabilità sanitaria", ()),
                ("bianca", "servizio di inserimento lavorativo", ()),
            ],
            purpose="Stato delle azioni, risultati, problemi, bisogno di riorientare.",
            decision="Le azioni proseguono come previsto; si condivide la scheda di valutazione.",
            commitments=[("bruno", "Raccogliere i dati dei tirocini nel territorio", 20)],
            approvers=("marta", "bruno", "roberto", "bianca"),
        )
        yield from groups.table(self.stage, "marta", sitting)
