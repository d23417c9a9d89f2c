"""Usciamo Insieme, concluded: 10 households, 11 contracts, 3 enrolments, 2 active policies; most returned."""

import datetime
from typing import Any

from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes import actions as programmes
from snodo.jobs.demo import cast, doorstep, groups, moves
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage

KEY, ACTION = "usciamo-insieme", "usciamo-insieme/nuclei"
BEGINS, ENDS = -820, -95
# For each household: contracts, enrolments, active policies, meetings a month apart.
HOUSEHOLDS = (
    *((2, 0, 0, 4), (2, 0, 0, 4), (1, 1, 0, 3), (1, 0, 1, 4), (1, 0, 0, 3)),
    *((1, 1, 0, 4), (1, 0, 0, 3), (1, 0, 0, 3), (1, 0, 0, 1), (0, 1, 1, 1)),
)
FROM_THE_DESK = (1, 4, 7)
CONTRACTS = (
    ("contratto-determinato", "Bar della Marina", "Cameriera, 24 ore"),
    ("lavoro-domestico", "Famiglia privata", "Assistente familiare, 30 ore"),
    ("contratto-indeterminato", "Panificio Spiga d'Oro", "Banconista, 36 ore"),
    ("contratto-stagionale", "Lido Azzurro", "Addetto alla spiaggia"),
    ("apprendistato", "Officina Motori Blu", "Apprendista meccanico"),
)
TALKS = ("colloquio", "strumenti-ricerca", "curriculum", "simulazione-colloquio", "profili-affini")


class UsciamoInsieme:
    """What its stories share."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.adults: list[tuple[Case, Person]] = []

    def stories(self) -> list[tuple[datetime.date, Story]]:
        day = self.stage.day
        told: list[tuple[datetime.date, Story]] = [
            (day(BEGINS), self.opening()),
            (day(ENDS + 12), self.conclusion()),
            (day(BEGINS + 210), self.workshop()),
            (day(BEGINS + 190), self.team("Équipe del programma")),
            (day(BEGINS + 420), self.team("Équipe del programma: a che punto siamo")),
        ]
        told += [(day(BEGINS + 30 + number * 14), self.household(number)) for number in range(10)]
        return told

    def opening(self) -> Story:
        partners = cast.TOGETHER_PARTNERS["usciamo-insieme"]
        self.stage.start(KEY, KEY, "Usciamo Insieme", BEGINS, ENDS, partners, "quarter")
        yield after(1)

    def conclusion(self) -> Story:
        with self.stage.acting("irma") as actor:
            programmes.conclude_programme(programme=self.stage.programmes[KEY], actor=actor)
        yield self.stage.today

    def household(self, number: int) -> Story:
        stage, who = self.stage, "rosalia"
        contracts, enrolments, policies, months = HOUSEHOLDS[number]
        adult = stage.crowd.somebody(stage.towns[KEY], (29, 47), "female" if number % 3 else "male")
        named: dict[str, Any] = {
            "household_name": f"Famiglia {adult.last_name}",
            "household_size": 4,
            "household_minors": 2,
        }
        sender = "nino" if number in FROM_THE_DESK else "concetta"
        if sender == "nino":  # they came to the desk first: the sheet begins from there
            named["referral"] = doorstep.first_time(stage, sender, ACTION)
        referral = moves.draft(stage, sender, ACTION, adult, **named)
        moves.send(stage, sender, referral)
        yield after(1)
        moves.assign(stage, "salvo", referral, who)
        yield after(1)
        groups_ = ["nuclei-fragili", "adulti-senza-lavoro"]
        case = moves.accept(stage, who, referral, groups_, ["carico-cura", "bassa-scolarita"])
        members = self.members(who, case, adult.last_name, adult.citizenship)
        yield from moves.meet(stage, who, case, f"{KEY}/colloquio", 4, sure=True)
        moves.read(stage, who, ACTION, case, "household_needs", 0.4, "start")
        yield after(20)
        moves.go_to(stage, who, ACTION, case, 1)
        plan = moves.write_plan(stage, who, case)
        yield after(8)
        moves.sign(stage, who, plan, members[0].name)
        moves.go_to(stage, who, ACTION, case, 2)
        for month in range(months):
            kind = f"{KEY}/{TALKS[(number + month) % len(TALKS)]}"
            yield from moves.meet(stage, who, case, kind, 32, sure=True, person=members[month % 2])
        yield after(25)
        for turn in range(contracts):
            kind, employer, detail = CONTRACTS[(number + turn) % len(CONTRACTS)]
            moves.outcome(stage, who, case, kind, employer=employer, detail=detail, person=members[turn % 2])
            yield after(14)
        for _ in range(enrolments):
            moves.outcome(
                stage,
                who,
                case,
                "istruzione-adulti" if number % 2 else "formazione-professionale",
                person=members[1],
            )
        for _ in range(policies):
            moves.outcome(stage, who, case, "politica-attiva", person=members[0])
        moves.go_to(stage, who, ACTION, case, 3)
        moves.settle_promises(stage, who, case, ("commitment", "support"), kept=0.9)
        yield after(30)
        moves.close(stage, who, case, "goals_reached" if months > 1 else "lost_contact")

    def members(self, who: str, case: Case, surname: str, origin: str) -> list[Person]:
        """The reference adult, another adult, two children."""
        stage = self.stage
        household = case.household
        assert household is not None
        origin = origin if origin in moves.words.SURNAMES else "IT"
        with stage.acting(who) as actor:
            found = [member.person for member in household.members.select_related("person")]
            for relation, ages in (("partner", (30, 48)), ("child", (6, 9)), ("child", (11, 15))):
                persona = stage.crowd.somebody(stage.towns[KEY], ages, surname=surname, origin=origin)
                person = people.register_person(actor=actor, **persona.fields())
                people.add_household_member(
                    household=household, person=person, relation=relation, actor=actor
                )
                found.append(person)
        self.adults.append((case, found[0]))
        return found

    def workshop(self) -> Story:
        course = groups.Course(
            KEY,
            "laboratorio-relazioni",
            "Laboratorio sulle capacità relazionali",
            lambda: self.adults[:8],
            action="nuclei",
            every_days=21,
        )
        yield from groups.group(self.stage, "rosalia", course)

    def team(self, title: str) -> Story:
        sitting = groups.Sitting(
            KEY,
            "team",
            title,
            [("library", "sportello e iniziative nel quartiere", ())],
            [
                (case, f"Nucleo {number + 1}", "Che cosa serve adesso?")
                for number, (case, _) in enumerate(self.adults[:2])
            ],
            commitments=(("library", "Trovare un posto al doposcuola", 15),),
            approvers=("salvo",),
            settle=("kept",),
        )
        yield from groups.table(self.stage, "salvo", sitting)
