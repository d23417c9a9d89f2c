"""IN-LAV, the second edition: under way, with people at every stage."""

import datetime
from collections.abc import Callable
from dataclasses import replace

from snodo.domain.casework.models import Case
from snodo.domain.casework.states import PartyFunction
from snodo.domain.people.models import Person
from snodo.jobs.demo import cast, diligence, groups, paths, present, reserved
from snodo.jobs.demo.in_lav_first import COMPANIES, LABS, FirstEdition
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.paths import Route, Walk
from snodo.jobs.demo.people import Persona
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.jobs.demo.work import Terms

KEY = "in-lav-2"
BEGINS, ENDS = -300, 265
YOUNG = Route(
    KEY,
    "giovani",
    "marta",
    "colloquio-conoscitivo",
    ("colloquio-progettazione", "ricerca-attiva"),
    second_reading="self_efficacy",
    groups=("giovani-vulnerabili",),
    barriers=("ritiro", "senza-titolo", "relazioni", "spostamenti", "motivazione"),
)
MIND = Route(
    KEY,
    "disagio-psichico",
    "marta",
    "colloquio-individuale",
    ("colloquio-individuale", "restituzione-individuale"),
    second_reading="prerequisites",
    groups=("disagio-psichico",),
    barriers=("tenuta", "relazioni", "spostamenti", "motivazione"),
    answer_in=4,
    last_phase=1,
    partner="health",
    partner_function=PartyFunction.CLINICAL,
)
TURNS = ("", "letters", "worry", "", "paused", "", "suspended", "", "left", "worry", "", "letters")


class SecondEdition:
    """What its stories share."""

    def __init__(self, stage: Stage, first: FirstEdition) -> None:
        self.stage, self.first = stage, first
        self.walks: list[Walk] = []

    def stories(self) -> list[tuple[datetime.date, Story]]:
        stage, day = self.stage, self.stage.day
        told: list[tuple[datetime.date, Story]] = [(day(BEGINS), self.opening())]
        for number in range(24):
            told.append((day(-280 + number * 11 + number % 3), self.young_life(number)))
        for number in range(12):
            told.append((day(-265 + number * 20), self.mind_life(number)))
        told += self.at_the_door()
        told += [
            (day(-150), self.laboratory()),
            (day(-95), self.talents()),
            (day(-75), self.families()),
            (day(-200), self.meeting("Équipe multidisciplinare di primavera", 0, "")),
            (day(-60), self.meeting("Équipe multidisciplinare", 6, "")),
            (day(-9), self.meeting("Équipe multidisciplinare", 12, "", 9)),
            (day(-4), self.meeting("Équipe multidisciplinare del mese", 14, "convened", 5)),
            (day(-1), self.meeting("Valutazione dei nuovi ingressi", 16, "prepared", 16)),
            (
                day(-40),
                groups.in_force(
                    stage,
                    "marta",
                    KEY,
                    "Linee operative per i laboratori",
                    "I laboratori accolgono fino a sei persone. "
                    "Chi conduce compila la scheda di valutazione a metà e alla fine.",
                    ("marta", "bruno", "roberto"),
                ),
            ),
        ]
        told += [
            (day(-5), present.agenda(stage, "sara", f"{KEY}/colloquio-progettazione")),
            (day(-5), present.agenda(stage, "omar", f"{KEY}/colloquio-progettazione")),
            (day(-5), present.agenda(stage, "nadia", f"{KEY}/ricerca-attiva")),
            (day(-5), present.agenda(stage, "carla", f"{KEY}/colloquio-individuale")),
            (day(-3), present.news(stage, "sara", ["dario", "dario", "elena"])),
            (day(-40), diligence.keep_in_touch(stage, "luca", lambda: [one for one, _ in self.first.hosts])),
            *diligence.stories(stage, ("sara", "omar", "nadia", "luca", "carla"), careless=("omar",)),
            *((day(-6), reserved.file_of(stage, who)) for who in ("sara", "nadia")),
            *((day(-6), reserved.hidden(stage, who)) for who in ("sara", "omar", "nadia", "luca")),
            *((day(-6), reserved.two_sides(stage, who, "carla")) for who in ("sara", "omar", "nadia")),
        ]
        return told

    def opening(self) -> Story:
        partners = cast.NORTH_PARTNERS["in-lav"]
        self.stage.start(KEY, "in-lav", "IN-LAV · seconda edizione", BEGINS, ENDS, partners, "bollate")
        yield after(1)

    def somebody(self, ages: tuple[int, int], number: int = 1) -> Callable[[], Persona]:
        stage = self.stage
        return lambda: stage.crowd.somebody(stage.towns[KEY], ages, protected=number in (5, 17))

    def young_life(self, number: int) -> Story:
        who = ("sara", "omar", "sara", "nadia", "luca")[number % 5]
        host, company = self.first.hosts[number % len(COMPANIES)]
        ends = ("attested", "completed", "interrupted", "attested")[number % 4]
        me = Walk(
            YOUNG,
            "dario" if number % 4 else "elena",
            who,
            self.somebody((17, 27), number),
            lambda: Terms(
                "lead",
                host,
                company.job,
                days=100,
                meetings=6,
                every_days=21,
                ends=ends,
                pause=14 if number % 7 == 3 else 0,
            ),
            turn=TURNS[number % len(TURNS)],
            outcomes=("contratto",) if number % 3 == 0 else (),
            talks=2,
        )
        self.walks.append(me)
        yield from paths.walk(self.stage, me)

    def mind_life(self, number: int) -> Story:
        who = ("carla", "sara", "omar", "nadia")[number % 4]
        body, _, job = LABS[number % 3]
        me = Walk(
            MIND
            if who != "carla"
            else replace(MIND, partner="bridge", partner_function=PartyFunction.PARTNER),
            "elena",
            who,
            self.somebody((24, 52)),
            lambda: Terms(
                "lead",
                self.stage.organisations[body],
                job,
                kind="tis",
                days=170,
                weekly_hours=15,
                meetings=8,
                every_days=21,
                payer="funder",
                taking="health",
                taking_worker="Carla Monti",
            ),
            turn=TURNS[(number + 4) % len(TURNS)],
            talks=2,
        )
        self.walks.append(me)
        yield from paths.walk(self.stage, me)

    def at_the_door(self) -> list[tuple[datetime.date, Story]]:
        """Referrals that are not yet a case, or will never be one."""
        told = []
        waits = (
            *(
                (paths.waiting_for_triage, -14),
                (paths.waiting_for_triage, -9),
                (paths.waiting_for_triage, -2),
            ),
            *((paths.waiting_for_triage, -1), (paths.just_assigned, -6), (paths.just_assigned, -3)),
            *((paths.asked, -8), (paths.asked, -4), (paths.in_line, -40), (paths.in_line, -18)),
            *((paths.turned_down, -70), (paths.turned_down, -25), (paths.taken_back, -33)),
            *((paths.left_as_draft, -6), (paths.left_as_draft, -1)),
        )
        for number, (story, days) in enumerate(waits):
            route = YOUNG if number % 3 else MIND
            ages = (17, 27) if route is YOUNG else (24, 52)
            me = Walk(
                route,
                "dario" if number % 2 else "elena",
                ("sara", "omar", "nadia")[number % 3],
                self.somebody(ages),
                turn="answered" if number % 2 else "",
            )
            told.append((self.stage.day(days), story(self.stage, me)))
        return told

    def known(self, who: str, start: int, count: int) -> list[tuple[Case, Person]]:
        """Some of the people in charge of one of the cast, still open."""
        cases = present.open_cases(self.stage, who)[start : start + count]
        return [(case, case.person) for case in cases if case.person is not None]

    def laboratory(self) -> Story:
        course = groups.Course(
            KEY,
            "laboratorio",
            "Laboratorio di falegnameria",
            lambda: self.known("sara", 0, 3) + self.known("omar", 0, 2),
            action="disagio-psichico",
            places=8,
            meetings=13,
            every_days=14,
            hour=9,
            ends=False,
            place="Officine Aperte",
        )
        yield from groups.group(self.stage, "sara", course)

    def talents(self) -> Story:
        course = groups.Course(
            KEY,
            "laboratorio-talenti",
            "Laboratorio dei talenti scoperti",
            lambda: self.known("sara", 3, 3) + self.known("omar", 2, 3) + self.known("nadia", 0, 2),
            action="giovani",
            places=12,
            meetings=9,
            every_days=14,
            ends=False,
        )
        yield from groups.group(self.stage, "omar", course)

    def relatives(self) -> list[tuple[Case, Person]]:
        """A parent each of some young people, with the household they live in."""
        found = []
        for who, count in (("sara", 3), ("omar", 2)):
            young = [case for case in present.open_cases(self.stage, who) if case.action.code == "giovani"]
            for case in young[:count]:
                assert case.person is not None
                if not case.person.protected:
                    found.append((case, self.first.household(who, case, case.person.last_name)))
        return found

    def families(self) -> Story:
        course = groups.Course(
            KEY,
            "gruppo-familiari",
            "Lo spazio possibile",
            self.relatives,
            action="giovani",
            meetings=8,
            every_days=14,
            hour=18,
            for_families=True,
            ends=False,
            description="Un gruppo in cui i familiari si raccontano e trovano sostegno.",
        )
        yield from groups.group(self.stage, "omar", course)

    def meeting(self, title: str, skip: int, stops: str, in_days: int = 10) -> Story:
        stage = self.stage
        cases = present.open_cases(stage, "sara") + present.open_cases(stage, "omar")
        chosen = (cases[skip % max(len(cases), 1) :] + cases)[:3]
        sitting = groups.Sitting(
            KEY,
            "multidisciplinary",
            title,
            [
                ("sara", "educatrice di riferimento", ("everything_written",)),
                ("roberto", "responsabilità sanitaria", ("need", "functioning")),
                ("bruno", "coordina l'altro territorio", ("need", "work")),
                ("workshop", "ospita il laboratorio", ("work",)),
            ],
            [
                (case, f"Percorso {chr(65 + n)}", "Quale passo proporre adesso?")
                for n, case in enumerate(chosen)
            ],
            positions=(
                ("sara", "lavoro", "Regge tre mattine: si può provare un tirocinio breve."),
                ("roberto", "benessere", "Meglio crescere piano; utile un tutor sempre presente."),
            ),
            commitments=(
                ("roberto", "Sentire il medico di riferimento prima dell'avvio", 12),
                ("sara", "Accompagnare alla visita in azienda", 20),
                ("workshop", "Preparare una postazione di prova", 45),
            ),
            opportunities=(("workshop", "Una postazione in falegnameria, tre mattine la settimana"),),
            purpose="Valutare i percorsi e decidere insieme.",
            in_days=in_days,
            stops=stops,
            approvers=("marta", "roberto"),
            settle=("kept", "kept", "kept") if skip % 4 == 0 else ("kept", "not_kept", ""),
        )
        yield from groups.table(stage, "marta", sitting)
