"""Step by step: under way in three territories, with a steering board above them."""

import datetime
from collections.abc import Callable

from snodo.domain.network.models import Organisation
from snodo.jobs.demo import cast, diligence, groups, paths, present, work
from snodo.jobs.demo.in_lav_second import TURNS
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.paths import Route, Walk
from snodo.jobs.demo.people import Persona
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.jobs.demo.work import Company, Terms

KEY = "step-by-step"
BEGINS, ENDS = -280, 300
ROUTE = Route(
    KEY,
    "inclusione",
    "chiara",
    "lettura-bisogno-lavoro",
    ("colloquio", "bilancio-competenze", "tutoraggio"),
    second_reading="multidisciplinary_reading",
    groups=(
        "uomini-over-50",
        "donne-secondo-reddito",
        "giovani-senza-qualifica",
        "isolamento",
        "marginalita",
    ),
    barriers=("senza-auto", "legato-al-paese", "cura", "bassa-scolarita", "motivazione", "limiti-fisici"),
    last_phase=3,
    partner="agency",
)
COMPANIES = (
    Company("Rifugio Alpe Chiara", "catering", "Albergo e ristorante", "Aiuto cucina", 8, "no"),
    Company("Segheria dei Fiumi", "production", "Lavorazione del legno", "Aiuto falegname", 21, "partly"),
    Company("Casa di riposo Il Glicine", "care", "Assistenza agli anziani", "Ausiliaria", 60),
    Company("Cartoleria Pane e Inchiostro", "commerce", "Vendita al dettaglio", "Commessa", 6),
)


class StepByStep:
    """What its stories share."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.hosts: list[Organisation] = []

    def stories(self) -> list[tuple[datetime.date, Story]]:
        stage, day = self.stage, self.stage.day
        told: list[tuple[datetime.date, Story]] = [(day(BEGINS), self.opening())]
        told += [(day(-255 + number * 10), self.life(number)) for number in range(26)]
        told += self.at_the_door()
        told += [
            (day(-160), self.board("Cabina di regia provinciale", "")),
            (day(-50), self.board("Cabina di regia provinciale: dati dei territori", "")),
            (day(-6), self.board("Cabina di regia provinciale di fine anno", "convened")),
            (day(-70), self.discussion("Tavolo di discussione", "")),
            (day(-3), self.discussion("Tavolo di discussione, nuovi percorsi", "convened")),
            (day(-5), present.agenda(stage, "fabio", f"{KEY}/colloquio")),
            (day(-5), present.agenda(stage, "giulia", f"{KEY}/tutoraggio")),
            (day(-5), present.agenda(stage, "pietro", f"{KEY}/colloquio")),
            (day(-40), diligence.keep_in_touch(stage, "silvia", lambda: self.hosts)),
            *diligence.stories(stage, ("fabio", "giulia", "pietro")),
        ]
        return told

    def opening(self) -> Story:
        partners = cast.NORTH_PARTNERS["step-by-step"]
        self.stage.start(KEY, "step-by-step", "Step by step", BEGINS, ENDS, partners, "")
        yield after(4)
        for company in COMPANIES:
            host = work.know(self.stage, "silvia", company, "lombardia", "Zogno", "agency")
            self.hosts.append(host)

    def somebody(self, number: int) -> Callable[[], Persona]:
        stage = self.stage
        ages = ((50, 62), (28, 48), (18, 24))[number % 3]
        sex = ("male", "female", "")[number % 3]
        return lambda: stage.crowd.somebody(stage.towns[KEY], ages, sex, protected=number == 13)

    def life(self, number: int) -> Story:
        company = COMPANIES[number % len(COMPANIES)]

        def terms() -> Terms | None:
            if number % 3 == 2:
                return None
            host = self.hosts[number % len(COMPANIES)]
            return Terms(
                "agency", host, company.job, days=110, meetings=6, every_days=21, ends="attested", pause=0
            )

        me = Walk(
            ROUTE,
            "teresa",
            ("fabio", "giulia", "pietro")[number % 3],
            self.somebody(number),
            terms,
            turn=TURNS[(number + 2) % len(TURNS)],
            talks=2,
            outcomes=("contratto",) if number % 4 == 0 else ("corso",) if number % 4 == 2 else (),
        )
        yield from paths.walk(self.stage, me)

    def at_the_door(self) -> list[tuple[datetime.date, Story]]:
        waits = (
            *((paths.waiting_for_triage, -11), (paths.waiting_for_triage, -3), (paths.just_assigned, -4)),
            *((paths.asked, -6), (paths.in_line, -21), (paths.turned_down, -37), (paths.left_as_draft, -2)),
        )
        return [
            (self.stage.day(days), story(self.stage, Walk(ROUTE, "teresa", "fabio", self.somebody(number))))
            for number, (story, days) in enumerate(waits)
        ]

    def board(self, title: str, stops: str) -> Story:
        sitting = groups.Sitting(
            KEY,
            "steering",
            title,
            [
                ("pietro", "ambito Alta Valle", ()),
                ("hills", "ambito Valle e Pianura", ()),
                ("agency", "servizi al lavoro", ()),
                ("oak", "accompagnamento educativo", ()),
            ],
            purpose="Guardare i dati dei territori, decidere e riorientare.",
            decision="Si rafforza la ricerca di aziende raggiungibili con i mezzi.",
            commitments=(
                ("agency", "Elenco delle aziende vicine alle fermate", 25),
                ("oak", "Proporre tre luoghi per prove di lavoro", 60),
            ),
            approvers=("chiara", "pietro"),
            settle=("kept", ""),
            stops=stops,
        )
        yield from groups.table(self.stage, "chiara", sitting)

    def discussion(self, title: str, stops: str) -> Story:
        stage = self.stage
        cases = (present.open_cases(stage, "fabio") + present.open_cases(stage, "giulia"))[-3:]
        sitting = groups.Sitting(
            KEY,
            "multidisciplinary",
            title,
            [
                ("fabio", "educatore di riferimento", ("everything_written",)),
                ("silvia", "servizi al lavoro", ("work",)),
                ("pietro", "servizio sociale", ("need", "family")),
            ],
            [(case, f"Percorso {number + 1}", "Da dove si comincia?") for number, case in enumerate(cases)],
            positions=(
                ("silvia", "lavoro", "Può partire da poche ore, vicino a casa."),
                ("pietro", "famiglia", "Serve un aiuto per la madre nei giorni di lavoro."),
            ),
            commitments=(
                ("silvia", "Visitare due aziende nel paese", 15),
                ("pietro", "Verificare il trasporto a chiamata", 30),
            ),
            in_days=7,
            approvers=("chiara", "fabio"),
            settle=("kept", "not_kept"),
            stops=stops,
        )
        yield from groups.table(stage, "chiara", sitting)
