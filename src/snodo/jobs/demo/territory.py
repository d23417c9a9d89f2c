"""The services of two territories, confirmed or left to age, and who was sent there."""

import datetime
import random

from snodo.domain.desk.models import Access
from snodo.domain.services import actions as services
from snodo.domain.services.models import Sending, Service
from snodo.jobs.demo import cast
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import SEED, Stage

# Name, what for, who offers it, when, languages, documents, days to wait.
DIRECTORY = (
    ("Mensa del sabato", "food", "Parrocchia San Giacomo", "Sabato 12-14", "it fr", "", 0),
    (
        "Patronato di quartiere",
        "rights",
        "Patronato Lavoro e Diritti",
        "Lunedì e giovedì 9-12",
        "it",
        "ISEE",
        10,
    ),
    (
        "Scuola di italiano della sera",
        "work",
        "Associazione Parole",
        "Martedì e giovedì 18-20",
        "it ar fr",
        "",
        7,
    ),
    (
        "Consultorio familiare",
        "children",
        "Servizio sanitario",
        "Dal lunedì al venerdì 9-13",
        "it en",
        "",
        20,
    ),
    (
        "Sportello casa",
        "housing",
        "Servizio abitativo comunale",
        "Mercoledì 9-12",
        "it",
        "ISEE\nContratto",
        30,
    ),
    ("Emporio solidale", "food", "Rete Buon Vicinato", "Venerdì 15-18", "it uk es", "ISEE", 5),
    (
        "Consulenza sui permessi",
        "migration",
        "Associazione Approdi",
        "Lunedì 15-18",
        "it ar bn en",
        "Permesso",
        14,
    ),
    ("Doposcuola in cortile", "children", "Cooperativa Aquilone", "Dal lunedì al venerdì 15-18", "it", "", 0),
    (
        "Aiuto contro la violenza, numero unico",
        "violence",
        "Rete territoriale",
        "Sempre, per telefono",
        "it en",
        "",
        0,
    ),
    ("Gruppo di ascolto", "listening", "Associazione Insieme", "Giovedì 17-19", "it", "", 0),
)
WHOM = {
    "Mensa del sabato": "Chiunque, senza tessera.",
    "Patronato di quartiere": "Chi lavora, ha lavorato o chiede una prestazione.",
    "Scuola di italiano della sera": "Adulti arrivati da altri paesi, dal livello zero.",
    "Consultorio familiare": "Donne, coppie e famiglie; minori anche da soli dai 14 anni.",
    "Sportello casa": "Chi ha uno sfratto, o cerca casa e vive nel comune.",
    "Doposcuola in cortile": "Bambini e ragazzi dai 6 ai 14 anni.",
    "Aiuto contro la violenza, numero unico": "Chi ha paura in casa o fuori: risponde una donna.",
}
AREAS = {"Sportello casa": "Tutto il comune", "Consultorio familiare": "Tutto il distretto"}
# Whose hours change often, and whom nobody has called since they were written: call first.
OFTEN = {"Gruppo di ascolto": 45, "Aiuto contro la violenza, numero unico": 30}
ENDS = ("taken_on", "taken_on", "taken_on", "refused", "no_answer", "not_gone", "contacted", "")


def story(stage: Stage) -> Story:
    """Written down by one colleague, confirmed by another, some for months by nobody."""
    first, second = ("davide", "amina") if stage.cast is cast.TOGETHER else ("sara", "omar")
    dice = random.Random(f"{SEED}/{stage.cast.slug}/territory")
    written: list[Service] = []
    with stage.acting(first) as actor:
        for name, kind, provider, schedule, languages, documents, wait in DIRECTORY:
            written.append(
                services.list_service(
                    name=name,
                    kind=kind,
                    provider=provider,
                    schedule=schedule,
                    languages=languages.split(),
                    documents=documents,
                    wait_days=wait,
                    eligibility=WHOM.get(name, "Chi abita in zona."),
                    area=AREAS.get(name, ""),
                    stale_after_days=OFTEN.get(name, 90),
                    how="Si telefona prima, oppure si va negli orari scritti.",
                    phone=f"02 5550 {2000 + 13 * len(written)}",
                    actor=actor,
                )
            )
    yield after(35)
    for turn in range(7):
        with stage.acting(second) as actor:
            services.confirm_service(service=written[turn], actor=actor)
        _send(stage, (first, second)[turn % 2], written, dice)
        yield after(3)


def _send(stage: Stage, who: str, written: list[Service], dice: random.Random) -> None:
    """From the accesses of the last days that ended so: some by now have an end."""
    member = stage.memberships[who].pk
    sent = Access.objects.filter(result="inviato", operator=member).select_related("desk__programme")
    with stage.acting(who) as actor:
        for entry in sent.order_by("-happened_on", "pk")[:3]:
            service = dice.choice(written)
            if Sending.objects.filter(access=entry, service=service).exists():
                continue
            sending = services.send_to_service(
                service=service,
                entry=entry,
                accompanied=dice.random() < 0.4,
                sent_on=entry.happened_on,
                ask_on=entry.happened_on + datetime.timedelta(days=10),
                actor=actor,
            )
            if end := dice.choice(ENDS):
                services.record_outcome(sending=sending, verb=end, actor=actor)
