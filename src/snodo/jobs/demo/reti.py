"""Reti delle Opportunità: 105 hours of training, then people accompanied with tables and cards."""

import datetime
from collections.abc import Callable

from snodo.domain.casework.models import Case
from snodo.domain.opportunities import actions as opportunities
from snodo.domain.opportunities.actions import CardWords
from snodo.domain.opportunities.models import Opportunity
from snodo.domain.training import actions as training
from snodo.domain.training.models import Course
from snodo.jobs.demo import cast, diligence, groups, paths, present
from snodo.jobs.demo.in_lav_second import TURNS
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.paths import Route, Walk
from snodo.jobs.demo.people import Persona
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.kernel import clock

KEY = "reti-delle-opportunita"
BEGINS, ENDS = -330, 90
ACTIVATORS = ("davide", "amina", "stefano", "nadia")
TURN_OF = ("davide", "amina", "davide", "stefano", "nadia")
ROUTE = Route(
    KEY,
    "accompagnamento",
    "lucia",
    "riconoscimento-competenze",
    ("rimotivazione", "empowerment", "monitoraggio"),
    groups=("adulti", "famiglie", "giovani", "genitori-soli", "famiglie-migranti"),
    barriers=("genitore-solo", "lingua", "documenti", "casa", "isolamento", "reddito"),
    answer_in=1,
    last_phase=3,
    contract="contratto",
)
CATALOGUE = (
    ("Doposcuola in biblioteca", "school", "friends", "Tre pomeriggi la settimana, gratis", 12),
    ("Corso di italiano per il lavoro", "course", "hub", "Due sere la settimana", 18),
    ("Banco di prova in cucina", "laboratory", "hub", "Quattro mattine per provare il mestiere", 6),
    ("Orto di quartiere", "solidarity", "friends", "Un pezzo di orto e vicini con cui parlare", 10),
    ("Sportello lavoro del mercoledì", "job", "jobcentre", "Colloquio e offerte della settimana", None),
    ("Aiuto con le pratiche online", "legal", "friends", "Volontari che compilano insieme a te", None),
    ("Corso di addetto alla panificazione", "course", "future", "120 ore con attestato", 14),
    ("Spesa solidale", "solidarity", "friends", "Una spesa al mese per chi ne ha bisogno", 30),
    ("Squadra di calcio del cortile", "leisure", "friends", "Allenamenti il sabato, per ragazzi", 22),
    ("Passaggi in auto per visite", "transport", "friends", "Su richiesta, due giorni prima", None),
    ("Compiti insieme online", "school", "schools", "Un insegnante in videochiamata", 8),
    ("Camera per un periodo breve", "housing", "turin", "Fino a tre mesi, con il servizio sociale", 2),
)


class Reti:
    """What its stories share."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.catalogue: list[Opportunity] = []

    def stories(self) -> list[tuple[datetime.date, Story]]:
        stage, day = self.stage, self.stage.day
        told: list[tuple[datetime.date, Story]] = [
            (day(BEGINS), self.opening()),
            (day(BEGINS + 3), self.course()),
            (day(BEGINS + 70), self.offers()),
        ]
        told += [(day(-240 + number * 8), self.life(number)) for number in range(30)]
        told += self.at_the_door()
        told += [
            (day(-150), self.network_table("Tavolo della rete", "")),
            (day(-30), self.network_table("Tavolo della rete: tempi di risposta", "")),
            (day(-5), self.opportunity_table("davide", None, "convened", 5)),
            (day(-2), self.opportunity_table("amina", None, "prepared", 12)),
            (day(-5), present.agenda(stage, "davide", f"{KEY}/rimotivazione")),
            (day(-5), present.agenda(stage, "amina", f"{KEY}/empowerment")),
            (day(-5), present.agenda(stage, "stefano", f"{KEY}/monitoraggio")),
            (day(-5), present.agenda(stage, "nadia", f"{KEY}/empowerment")),
            (day(-3), present.news(stage, "davide", ["franca", "franca"])),
            *diligence.stories(stage, ("davide", "amina", "stefano", "nadia")),
        ]
        return told

    def opening(self) -> Story:
        partners = cast.TOGETHER_PARTNERS["reti-delle-opportunita"]
        self.stage.start(KEY, KEY, "Reti delle Opportunità", BEGINS, ENDS, partners, "")
        yield after(1)

    def course(self) -> Story:
        """Twenty-one meetings of five hours; then a senior trainer goes with each."""
        stage = self.stage
        with stage.acting("rita") as actor:
            course = training.open_course(programme=stage.programmes[KEY], actor=actor)
            enrolled = [
                training.enrol_operator(course=course, membership=stage.memberships[who], actor=actor)
                for who in ACTIVATORS
            ]
            areas = list(course.areas.order_by("position"))
        for number in range(21):
            area = areas[number // 7]
            with stage.acting("rita") as actor:
                session = training.plan_session(
                    area=area,
                    starts_at=clock.at(clock.today(), 9),
                    minutes=300,
                    topic=area.contents[number % len(area.contents)],
                    place="Aula grande",
                    actor=actor,
                )
            yield after(1)
            with stage.acting("rita") as actor:
                minutes = {
                    one.pk: 0 if (number + seat * 4) % 11 == 10 else 300 for seat, one in enumerate(enrolled)
                }
                training.hold_session(session=session, minutes=minutes, actor=actor)
            yield after(2)
        with stage.acting("rita") as actor:
            for one in enrolled:
                training.complete_enrolment(enrolment=one, actor=actor)
        yield after(10)
        yield from self.shadowing(course)

    def shadowing(self, course: Course) -> Story:
        stage = self.stage
        with stage.acting("rita") as actor:
            beside = [
                training.start_shadowing(course=course, operator=stage.memberships[who], actor=actor)
                for who in ACTIVATORS
            ]
        for number in range(5):
            yield after(18)
            with stage.acting("rita") as actor:
                for one in beside:
                    training.log_shadowing(
                        shadowing=one,
                        minutes=90,
                        topic=("Presa in carico", "Inserimento nelle attività", "Monitoraggio")[number % 3],
                        case_label=f"Percorso {number % 3 + 1}",
                        actor=actor,
                    )
        yield after(8)
        with stage.acting("rita") as actor:
            for one in beside[:2]:
                training.sign_off_shadowing(
                    shadowing=one,
                    judgement="Ascolta, convoca, tiene il filo: può proseguire da sola.",
                    actor=actor,
                )

    def offers(self) -> Story:
        stage = self.stage
        for number, (title, kind, provider, words, places) in enumerate(CATALOGUE):
            with stage.acting("davide" if number % 2 else "lucia") as actor:
                made = opportunities.offer_opportunity(
                    title=title,
                    kind=kind,
                    provider=stage.organisations[provider],
                    activatable=number % 4 == 3,
                    places=places,
                    description=words,
                    contact="Chiedere all'attivatore di snodo",
                    actor=actor,
                )
            self.catalogue.append(made)
        for _ in range(3):
            yield after(70)
            for number, made in enumerate(self.catalogue):
                if number % 5 != 4:
                    with stage.acting("davide") as actor:
                        opportunities.confirm_opportunity(opportunity=made, actor=actor)
        yield self.stage.day(-6)
        for number, made in enumerate(self.catalogue):
            if number % 4 != 1:
                with stage.acting("davide" if number % 2 else "amina") as actor:
                    opportunities.confirm_opportunity(opportunity=made, actor=actor)

    def somebody(self, number: int) -> Callable[[], Persona]:
        stage = self.stage
        return lambda: stage.crowd.somebody(stage.towns[KEY], (20, 52), protected=number == 9)

    def life(self, number: int) -> Story:
        who = TURN_OF[number % 5]
        me = Walk(
            ROUTE,
            "franca",
            who,
            self.somebody(number),
            turn=TURNS[(number + 1) % len(TURNS)],
            talks=4,
            midway=lambda case: self.around(number, who, case),
            outcomes=("contratto",) if number % 4 == 1 else ("formazione",) if number % 4 == 3 else (),
        )
        yield from paths.walk(self.stage, me)

    def around(self, number: int, who: str, case: Case) -> Story:
        """The table for some, the card for nearly all."""
        if number % 4 == 0:
            yield from self.opportunity_table(who, case, "", 3)
        yield after(2)
        if number % 6 != 5:
            yield from self.card(number, who, case)

    def card(self, number: int, who: str, case: Case) -> Story:
        stage = self.stage
        chosen = [self.catalogue[(number * 5 + step * 3) % len(self.catalogue)] for step in range(3)]
        with stage.acting(who) as actor:
            card = opportunities.draft_card(
                case=case,
                lines=[
                    CardWords(one, one.description, "Ci andiamo insieme la prima volta") for one in chosen
                ],
                greeting="Queste sono le strade che abbiamo trovato insieme.",
                contact=f"Chiama {actor.user_name}",
                actor=actor,
            )
        yield after(3)
        with stage.acting(who) as actor:
            card = opportunities.issue_card(card=card, actor=actor)
        yield after(7)
        with stage.acting(who) as actor:
            for place, line in enumerate(card.lines.order_by("position")):
                answer = ("accepted", "declined", "waiting")[(number + place) % 3]
                if answer != "waiting":
                    opportunities.answer_card_line(line=line, answer=answer, actor=actor)

    def opportunity_table(self, who: str, case: Case | None, stops: str, in_days: int) -> Story:
        stage = self.stage
        chosen = case or next(iter(present.open_cases(stage, who)[-2:]), None)
        if chosen is None:
            return
        sitting = groups.Sitting(
            KEY,
            "opportunity",
            "Tavolo delle opportunità",
            [
                ("franca", "assistente sociale di riferimento", ("need", "family")),
                ("friends", "educatori e volontari", ("education",)),
                ("jobcentre", "servizi per il lavoro", ("work",)),
                ("schools", "insegnante di riferimento", ("education",)),
                ("Una vicina di casa", "persona di fiducia della famiglia", ("education",)),
            ],
            [(chosen, "Una famiglia del quartiere", "Quali opportunità possiamo mettere insieme?")],
            positions=(
                ("franca", "famiglia", "Una rete di vicini c'è: va chiamata per nome."),
                ("friends", "tempo libero", "Il doposcuola ha due posti."),
            ),
            commitments=(
                ("friends", "Tenere un posto al doposcuola", 10),
                ("jobcentre", "Fissare un colloquio", 14),
            ),
            opportunities=(
                ("friends", "Doposcuola in biblioteca, tre pomeriggi"),
                ("jobcentre", "Colloquio dedicato"),
            ),
            from_catalogue=lambda: self.catalogue[:2],
            in_days=in_days,
            approvers=(who, "franca"),
            settle=("kept", "not_kept"),
            stops=stops,
        )
        yield from groups.table(stage, who, sitting)

    def network_table(self, title: str, stops: str) -> Story:
        sitting = groups.Sitting(
            KEY,
            "project",
            title,
            [
                ("stefano", "servizi al lavoro", ()),
                ("franca", "servizi sociali", ()),
                ("friends", "volontariato", ()),
            ],
            purpose="Tenere aggiornate le opportunità e guardare i tempi di risposta.",
            commitments=(("friends", "Confermare ogni mese i posti liberi", 30),),
            approvers=("lucia", "stefano"),
            settle=("kept",),
            stops=stops,
        )
        yield from groups.table(self.stage, "lucia", sitting)

    def at_the_door(self) -> list[tuple[datetime.date, Story]]:
        waits = (
            *((paths.waiting_for_triage, -6), (paths.waiting_for_triage, -1), (paths.just_assigned, -2)),
            *((paths.asked, -3), (paths.in_line, -15), (paths.turned_down, -29), (paths.left_as_draft, -1)),
        )
        return [
            (
                self.stage.day(days),
                story(self.stage, Walk(ROUTE, "franca", "davide", self.somebody(number + 100))),
            )
            for number, (story, days) in enumerate(waits)
        ]
