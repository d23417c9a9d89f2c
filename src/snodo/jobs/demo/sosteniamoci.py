"""SOSteniAMOci: concluded. 20 paths tied to an internship, hours within the funding, extra hours apart."""

import datetime
from decimal import Decimal

from snodo.domain.activities import actions as activities
from snodo.domain.casework.models import Case
from snodo.domain.network.models import Organisation
from snodo.domain.programmes import actions as programmes
from snodo.jobs.demo import cast, diligence, moves, protection, work
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.jobs.demo.work import Company, Terms

KEY, ACTION = "sosteniamoci", "sosteniamoci/percorsi"
BEGINS, ENDS = -700, -335
NOTICE = ("privacy-notice-sosteniamoci", 2)
COMPANIES = (
    Company("Sartoria Filo Rosso", "crafts", "Sartoria", "Aiuto sarta", 7),
    Company("Mensa Il Tegame", "catering", "Ristorazione collettiva", "Aiuto cucina", 25),
    Company("Libreria Altrove", "culture", "Vendita di libri", "Addetta alla vendita", 6),
    Company("Pulizie Lindo", "cleaning", "Servizi di pulizia", "Addetta alle pulizie", 44),
)


class Sosteniamoci:
    """What its stories share."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.hosts: list[Organisation] = []

    def stories(self) -> list[tuple[datetime.date, Story]]:
        day = self.stage.day
        told: list[tuple[datetime.date, Story]] = [
            (day(BEGINS), self.opening()),
            (day(ENDS + 15), self.conclusion()),
            (day(-40), diligence.keep_in_touch(self.stage, "marina", lambda: self.hosts)),
        ]
        told += [(day(BEGINS + 20 + number * 6), self.life(number)) for number in range(20)]
        return told

    def opening(self) -> Story:
        partners = cast.TOGETHER_PARTNERS["sosteniamoci"]
        self.stage.start(KEY, KEY, "SOSteniAMOci", BEGINS, ENDS, partners, protection.SHELTER)
        yield after(4)
        for number, company in enumerate(COMPANIES):
            promoter = ("social", "clinic")[number % 2]
            self.hosts.append(work.know(self.stage, "marina", company, "emilia-romagna", "Bologna", promoter))

    def conclusion(self) -> Story:
        with self.stage.acting("irma") as actor:
            programmes.conclude_programme(programme=self.stage.programmes[KEY], actor=actor)
        yield self.stage.today

    def life(self, number: int) -> Story:
        stage, who = self.stage, ("marina", "gaia")[number % 2]
        persona = stage.crowd.somebody(stage.towns[KEY], (22, 50), "female", protected=number % 4 == 1)
        promoter = ("social", "clinic")[number % 2]
        groups = [("donne-accolte", "donne-in-uscita", "donne-servizi")[number % 3]]
        sender = protection.sender_of(number, promoter)
        case = moves.take_in(stage, who, ACTION, persona, sender, groups, ["figli-piccoli", "lunga-assenza"])
        assert case.person is not None
        moves.inform(stage, who, case.person, case.programme_id, NOTICE)
        moves.go_to(stage, who, ACTION, case, 1)
        yield from moves.meet(stage, who, case, f"{KEY}/colloquio-orientamento", 6, sure=True, minutes=120)
        if number % 4 == 0:
            moves.read(stage, who, ACTION, case, "self_efficacy", 0.35, "start", "person")
        protection.keep_safe(stage, who, number, case)
        yield after(14)
        moves.go_to(stage, who, ACTION, case, 2)
        host, company = self.hosts[number % 4], COMPANIES[number % 4]
        terms = Terms(
            promoter,
            host,
            company.job,
            kind="tis",
            days=110,
            weekly_hours=20,
            meetings=3,
            minutes=180,
            ends="interrupted" if number % 7 == 6 else "attested" if number % 2 else "completed",
            payer="public_body",
            taking=promoter,
            taking_worker="Paolo Tosi",
        )
        yield from work.internship(stage, who, case, terms)
        yield after(6)
        if number % 3 == 0:
            yield from self.more_hours(number, who, case)
        yield from self.ending(number, who, case)

    def more_hours(self, number: int, who: str, case: Case) -> Story:
        """Hours that the funding does not cover: asked, answered, done, charged to who pays."""
        stage = self.stage
        by_service = number % 2 == 0
        payer = "referring_service" if by_service else "person"
        asker = "paolo" if by_service and number % 4 == 0 else who
        with stage.acting(asker if self.around(case, asker) else who) as actor:
            request = activities.request_extra_hours(
                case=case,
                payer=payer,
                hours=Decimal(4 if by_service else 2),
                reason="Il contratto comincia tra un mese: serve ancora un accompagnamento.",
                actor=actor,
            )
        yield after(4)
        with stage.acting("ilaria") as actor:
            activities.decide_extra_hours(request=request, approve=True, actor=actor)
        moves.go_to(stage, who, ACTION, case, 3)
        yield from moves.meet(
            stage,
            who,
            case,
            f"{KEY}/consulenza-extra",
            6,
            sure=True,
            minutes=240 if by_service else 120,
            payer=payer,
        )

    def around(self, case: Case, who: str) -> bool:
        """Whether the body of one of the cast takes part in the case."""
        with self.stage.acting(who):
            return bool(case.parties.filter(organisation=self.stage.body_of(who)).exists())

    def ending(self, number: int, who: str, case: Case) -> Story:
        stage = self.stage
        if number % 5 in (0, 2):
            moves.outcome(stage, who, case, "contratto", employer=self.hosts[number % 4].name)
        if number % 5 != 4:
            moves.outcome(
                stage, who, case, "ricerca-autonoma", proven=False, evidence_note="Diario delle candidature"
            )
        if number % 4 == 3:
            moves.outcome(
                stage,
                who,
                case,
                "continua-servizio",
                proven=False,
                detail="Con fondi del servizio",
                evidence_note="Accordo con il servizio inviante",
            )
        if number % 4 == 0:
            moves.read(stage, who, ACTION, case, "self_efficacy", 0.7, "end", "person")
        yield after(8)
        moves.close(stage, who, case, "goals_reached" if number % 5 != 4 else "programme_ended")
