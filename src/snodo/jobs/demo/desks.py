"""Three desks: one that lived as long as its programme, two that are open today."""

import datetime
import random
from dataclasses import dataclass, field
from uuid import UUID

from snodo.domain.desk import actions as desk
from snodo.domain.desk.models import Access, Contact, Desk, Shift
from snodo.domain.network.models import Territory
from snodo.domain.people.states import LANGUAGES
from snodo.domain.programmes.queries import quarters_of
from snodo.jobs.demo import cast, usciamo_insieme
from snodo.jobs.demo.moves import working
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, SEED, Stage
from snodo.kernel import clock

CHOSEN = (
    *("Stella", "Il sarto", "Nonna Pina", "Gino bici", "Luna", "Mamma di Leo", "Il pescatore", "Fiore"),
    *("Capitano", "La sarta", "Zio Totò", "Primavera", "Il fornaio", "Sole", "Violetta", "Ciro"),
)
NOTES = {
    "lavoro": (
        "Guardati insieme gli annunci della settimana.",
        "Ha portato il curriculum da rivedere.",
    ),
    "formazione": ("Chiede del corso di italiano della sera.", "Vuole finire la terza media."),
    "documenti": (
        "Compilata la domanda per la residenza.",
        "Manca la copia del permesso.",
    ),
    "casa": ("Lettera della proprietà: letta insieme.", "Chiede come si fa domanda per la casa popolare."),
    "figli": ("Iscrizione al doposcuola.", "Cerca un aiuto per i compiti."),
    "sostegno-economico": (
        "Verificato se può chiedere un contributo.",
        "Chiamato il gestore per la bolletta.",
    ),
    "salute": ("Spiegato come si sceglie il medico.", "Serve la tessera sanitaria nuova."),
    "altro": ("Aveva bisogno di parlare.", ""),
}
STEPS = (
    "Richiamare",
    "Guardare insieme la risposta",
    "Portare i documenti",
    "Sentire il servizio",
)
RESULTS = ("risolto", "risolto", "risolto", "nuovo-appuntamento", "inviato", "segnalato", "nessun-seguito")
SERVICES = ("ascolto", "orientamento-servizi", "orientamento-lavoro", "aiuto-pratica")
MOST_PLACES = 8
BANDS = ("0-17", "18-29", "18-29", "30-44", "30-44", "45-59", "60+")


@dataclass
class Front:
    """One desk: who works there, how many days pass between two openings."""

    stage: Stage
    key: str
    who: tuple[str, ...]
    coordinator: str
    title: str = ""
    body: str = ""
    place: str = ""
    every: tuple[int, ...] = (2, 5)
    code: str = ""
    regulars: list[Contact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{SEED}/{self.key}/desk")  # its own: nobody else's story changes by it

    def mine(self) -> Desk:
        found: Desk = Desk.objects.select_related("programme", "organisation").get(
            programme=self.stage.programmes[self.key], code=self.code
        )
        return found

    def opening(self) -> None:
        """A desk that its programme does not describe, open every morning."""
        stage = self.stage
        with stage.acting(self.coordinator) as actor:
            made = desk.open_desk(
                programme=stage.programmes[self.key],
                organisation=stage.organisations[self.body],
                title=self.title,
                place=self.place,
                quarters=self._places(),
                actor=actor,
            )
            self.code = made.code
            for weekday in range(5):
                desk.add_opening(
                    desk=made,
                    place=made.places.get(),
                    weekday=weekday,
                    opens=datetime.time(9),
                    closes=datetime.time(13),
                    actor=actor,
                )

    def _places(self) -> list[Territory]:
        """The quarters of the programme; where it has none, its towns."""
        quarters = [place for _, place in quarters_of(self.stage.programmes[self.key])]
        return (quarters or self.stage.towns[self.key])[:MOST_PLACES]

    def life(self, until: datetime.date) -> Story:
        """From opening to opening, up to a day."""
        if not self.code:
            self.opening()
        made = self.mine()
        quarters = [row.territory for row in made.quarters.select_related("territory").order_by("position")]
        turn = 0
        while clock.today() < until:
            worked = self.who[turn % len(self.who)]
            self._morning(made, quarters, worked, paper=turn % 9 == 8)
            turn += 1
            yield min(until, working(clock.today() + self.every[turn % len(self.every)] * DAY))

    def _morning(self, made: Desk, quarters: list[Territory], who: str, *, paper: bool) -> None:
        with self.stage.acting(who) as actor:
            if paper:
                rows = [desk.PaperRow(fields=self._told(quarters)) for _ in range(3)]
                desk.record_batch(desk=made, happened_on=clock.today(), rows=rows, actor=actor)
                return
            for _ in range(self.dice.choice((1, 2, 2))):
                self.meet(made, quarters, who)

    def meet(self, made: Desk, quarters: list[Territory], who: str) -> Access:
        """Somebody comes: again, for the first time with a chosen name, or without."""
        lot = self.dice.random()
        contact = self.dice.choice(self.regulars) if self.regulars and lot < 0.4 else None
        nickname = CHOSEN[len(self.regulars)] if lot > 0.7 and len(self.regulars) < len(CHOSEN) else ""
        told = self._told(quarters)
        with self.stage.acting(who) as actor:
            entry = desk.record_access(desk=made, contact=contact, nickname=nickname, actor=actor, **told)
        if entry.contact is not None and contact is None:
            self.regulars.append(entry.contact)
        return entry

    def _told(self, quarters: list[Territory]) -> desk.AccessFields:
        dice = self.dice
        reason = dice.choice(list(NOTES))
        result = dice.choice(RESULTS)
        told = desk.AccessFields(
            reason=reason,
            quarter=dice.choice([*quarters, *quarters, None]),
            services=dice.sample(
                ("ascolto", "orientamento-servizi", "orientamento-lavoro", "aiuto-pratica"), 2
            ),
            result=result,
            note=dice.choice(NOTES[reason]),
            age_band=dice.choice(BANDS),
            sex=dice.choice(("female", "female", "male")),
            language=dice.choice(("it", "it", *list(LANGUAGES)[:6])),
        )
        if result in ("nuovo-appuntamento", "inviato"):
            told["next_step"], told["next_on"] = dice.choice(STEPS), working(clock.today() + 7 * DAY)
        return told

    def today(self) -> Story:
        """What the board shows: shifts, a queue, appointments, the first accesses of the morning."""
        made = self.mine()
        stage, place = self.stage, made.places.get()
        quarters = [row.territory for row in made.quarters.select_related("territory").order_by("position")]
        with stage.acting(self.coordinator) as actor:
            for days in range(5):
                day = working(stage.today + days * DAY)
                for number, who in enumerate(self.who[: 2 - days % 2]):
                    begins, ends = clock.at(day, 9 + number), clock.at(day, 12 + number)
                    member = stage.memberships[who]
                    if not _on_shift(member.pk, begins):
                        desk.plan_shift(
                            desk=made,
                            place=place,
                            membership=member,
                            starts_at=begins,
                            ends_at=ends,
                            actor=actor,
                        )
        first, second = self.who[0], self.who[-1]
        for _ in range(2):
            self.meet(made, quarters, first)
        with stage.acting(first) as actor:
            called = desk.join_queue(desk=made, called="Signora Ada", reason="documenti", actor=actor)
            desk.join_queue(desk=made, called="Karim", reason="lavoro", actor=actor)
            desk.join_queue(desk=made, actor=actor)
            desk.join_queue(desk=made, reason="casa", contact=self.regulars[0], actor=actor)
            later = min(max(clock.now().astimezone(clock.ROME).hour + 1, 9), 23)
            for days, hour in ((0, later), (1, 10), (1, 11), (4, 9)):
                when = clock.at(working(stage.today + days * DAY), hour, 30)
                if when > clock.now():
                    desk.book_visit(
                        desk=made,
                        due_at=when,
                        called=CHOSEN[hour % len(CHOSEN)],
                        reason="lavoro",
                        actor=actor,
                    )
        with stage.acting(second) as actor:
            desk.take_visit(visit=called, actor=actor)
        yield stage.today + DAY


def _on_shift(membership_id: UUID, begins: datetime.datetime) -> bool:
    return Shift.objects.filter(membership=membership_id, starts_at=begins).exists()


def of_the_quarter(stage: Stage) -> list[tuple[datetime.date, Story]]:
    """The solidarity desk of Usciamo Insieme: two years of Tuesdays and Thursdays."""
    programme = usciamo_insieme
    front = Front(stage, programme.KEY, ("nino", "agata"), "agata", code="sportello-solidale", every=(5, 9))
    return [(stage.day(programme.BEGINS + 8), front.life(stage.day(programme.ENDS)))]


def of_today(stage: Stage) -> list[tuple[datetime.date, Story]]:
    """Open this morning: the desk of the opportunities, or that for the young."""
    if stage.cast is cast.TOGETHER:
        front = Front(
            stage,
            "reti-delle-opportunita",
            ("davide", "amina"),
            "lucia",
            title="Sportello delle opportunità",
            body="hub",
            place="Sala accoglienza",
        )
    else:
        front = Front(
            stage,
            "in-lav-2",
            ("sara", "omar"),
            "bianca",
            title="Sportello giovani",
            body="bridge",
            place="Casa delle associazioni",
        )
    return [(stage.day(-75), front.life(stage.today)), (stage.today, front.today())]
